"""Typical wrong answers to mlm_loss; the docstring's first line is in the message they get."""

import math

import torch
from torch import nn


def wrong_mean_over_all_positions(logits, labels):
    """It divides by all positions"""
    log_p = logits.log_softmax(-1)
    total = torch.tensor(0.0)
    for line, label in zip(log_p.reshape(-1, log_p.shape[-1]), labels.reshape(-1)):
        if label != -100:
            total = total - line[label]
    return total / labels.numel()


def wrong_other_ignored_label(logits, labels):
    """It asks where the label is -100"""
    labels = labels.where(labels >= 0, 0)
    return nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))


def wrong_gathers_minus_hundred(logits, labels):
    """-100 is no token id
    and the line of the error is said as well."""
    return -logits.log_softmax(dim=-1).gather(-1, labels[..., None]).mean()


def wrong_index_minus_hundred(logits, labels):
    """-100 is no index"""
    log_p = logits.log_softmax(-1).reshape(-1, logits.shape[-1])
    return -log_p[range(labels.numel()), labels.reshape(-1)].mean()


def wrong_base_two(logits, labels):
    """It is in bits"""
    asked = labels >= 0
    return nn.functional.cross_entropy(logits[asked], labels[asked]) / math.log(2)


def wrong_sum(logits, labels):
    """It adds the losses up"""
    asked = labels >= 0
    return nn.functional.cross_entropy(logits[asked], labels[asked], reduction="sum")


def wrong_sign(logits, labels):
    """The sign is wrong"""
    asked = labels >= 0
    return logits[asked].log_softmax(-1)[range(int(asked.sum())), labels[asked]].mean()


def wrong_softmax_first(logits, labels):
    """Softmax twice"""
    asked = labels != -100
    return nn.functional.cross_entropy(logits[asked].softmax(-1), labels[asked])


def wrong_mean_of_row_means(logits, labels):
    """It averages row by row"""
    if labels.ndim == 1:
        logits, labels = logits[None], labels[None]
    rows = [nn.functional.cross_entropy(x[y >= 0], y[y >= 0]) for x, y in zip(logits, labels)]
    return sum(rows) / len(rows)


def wrong_overflows(logits, labels):
    """A tiny probability rounds to 0"""
    asked = labels != -100
    p = torch.softmax(logits[asked], dim=-1)
    return -torch.log(p[range(len(p)), labels[asked]]).mean()


def wrong_no_log(logits, labels):
    """The logarithm of the probability is missing"""
    asked = labels != -100
    p = torch.softmax(logits[asked], dim=-1)
    return -p[range(len(p)), labels[asked]].mean()


def wrong_no_softmax(logits, labels):
    """Logits are no log-probabilities"""
    asked = labels != -100
    return -logits[asked][range(int(asked.sum())), labels[asked]].mean()


def wrong_number(logits, labels):
    """Expected a tensor, got a float"""
    asked = labels != -100
    return nn.functional.cross_entropy(logits[asked], labels[asked]).item()


def wrong_detached(logits, labels):
    """training needs their gradient"""
    asked = labels != -100
    return nn.functional.cross_entropy(logits[asked], labels[asked]).detach()


def wrong_partly_detached(logits, labels):
    """The numbers are right and their gradient is not"""
    asked = labels != -100
    log_p = logits[asked] - logits[asked].detach().logsumexp(-1, keepdim=True)
    return -log_p[range(len(log_p)), labels[asked]].mean()


def wrong_one_value_each(logits, labels):
    """Expected shape ()"""
    asked = labels != -100
    return nn.functional.cross_entropy(logits[asked], labels[asked], reduction="none")


def right_torch_itself(logits, labels):
    return nn.functional.cross_entropy(logits.flatten(0, -2), labels.flatten())


def right_one_hot(logits, labels):
    hot = torch.zeros_like(logits)
    hot.scatter_(-1, labels.clamp(min=0).unsqueeze(-1), 1.0)
    hot = hot * (labels != -100).unsqueeze(-1)
    log_p = logits - logits.logsumexp(-1, keepdim=True)
    return -(hot * log_p).sum() / hot.sum()
