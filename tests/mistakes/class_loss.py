"""Typical wrong answers to class_loss; the docstring's first line is in the message they get."""

import torch
from torch import nn


def wrong_base_two(logits, labels):
    """It is in bits"""
    p = logits.log_softmax(-1)[range(len(labels)), labels]
    return -(p / torch.tensor(2.0).log()).mean()


def wrong_sum(logits, labels):
    """It adds the losses up"""
    return -logits.log_softmax(-1)[range(len(labels)), labels].sum()


def wrong_sign(logits, labels):
    """The sign is wrong"""
    return logits.log_softmax(-1)[range(len(labels)), labels].mean()


def wrong_softmax_first(logits, labels):
    """Softmax twice"""
    return nn.functional.cross_entropy(torch.softmax(logits, dim=-1), labels)


def wrong_overflows(logits, labels):
    """A tiny probability rounds to 0"""
    p = torch.softmax(logits, dim=-1)
    return -torch.log(p[range(len(p)), labels]).mean()


def wrong_no_log(logits, labels):
    """The logarithm of the probability is missing"""
    return -torch.softmax(logits, -1).gather(1, labels[:, None]).mean()


def wrong_no_softmax(logits, labels):
    """Logits are no log-probabilities"""
    return -logits.gather(1, labels[:, None]).mean()


def wrong_axis(logits, labels):
    """The softmax runs over the texts"""
    return -torch.log_softmax(logits, dim=0).gather(1, labels[:, None]).mean()


def wrong_all_pairs(logits, labels):
    """Expected"""
    return -logits.log_softmax(-1)[:, labels].mean()


def wrong_log_last(logits, labels):
    """Take the logarithm first"""
    return -torch.softmax(logits, -1).gather(1, labels[:, None]).mean().log()


def wrong_detached(logits, labels):
    """training needs their gradient"""
    return nn.functional.cross_entropy(logits, labels).detach()


def wrong_number(logits, labels):
    """Expected a tensor, got a float"""
    return nn.functional.cross_entropy(logits, labels).item()


def right_one_hot(logits, labels):
    hot = nn.functional.one_hot(labels, logits.shape[1])
    return ((logits.logsumexp(1, keepdim=True) - logits) * hot).sum(1).mean()


def right_one_by_one(logits, labels):
    return sum(row.logsumexp(0) - row[label] for row, label in zip(logits, labels)) / len(labels)


def wrong_log2(logits, labels):
    """It is in bits"""
    p = logits.softmax(-1)[torch.arange(len(labels)), labels]
    return -torch.log2(p).mean()
