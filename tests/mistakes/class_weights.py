"""Typical wrong answers to class_weights; each docstring's first line is in its message."""

import numpy as np
import torch


def wrong_frequent(labels, classes):
    """Frequent classes weigh most"""
    return torch.tensor([(labels == c).float().mean() for c in range(classes)])


def wrong_one_over_count(labels, classes):
    """The n is missing"""
    return 1.0 / torch.bincount(labels, minlength=classes)


def wrong_inverse(labels, classes):
    """The n is missing"""
    counts = torch.bincount(labels, minlength=classes)
    return torch.tensor([1 / c if c else 0.0 for c in counts.tolist()])


def wrong_no_classes(labels, classes):
    """The number of classes is missing"""
    counts = torch.bincount(labels, minlength=classes)
    return torch.tensor([len(labels) / c if c else 0.0 for c in counts.tolist()])


def wrong_infinite(labels, classes):
    """A class that does not occur gets inf"""
    return len(labels) / (classes * torch.bincount(labels, minlength=classes))


def wrong_sum_one(labels, classes):
    """The weights add up to 1"""
    counts = torch.bincount(labels, minlength=classes).tolist()
    weights = torch.tensor([1 / c if c else 0.0 for c in counts])
    return weights / weights.sum()


def right_loop(labels, classes):
    found = labels.tolist()
    counts = [found.count(c) for c in range(classes)]
    return torch.tensor([len(found) / classes / c if c else 0.0 for c in counts])


def wrong_one_by_count(labels, classes):
    """The n is missing"""
    return 1 / torch.bincount(labels, minlength=classes)


def right_numpy(labels, classes):
    n = np.bincount(labels.numpy(), minlength=classes)
    with np.errstate(divide="ignore"):
        w = np.where(n > 0, len(labels) / (classes * n), 0)
    return torch.tensor(w, dtype=torch.float32)


def right_one_hot(labels, classes):
    n = torch.nn.functional.one_hot(labels, classes).sum(0).float()
    return torch.where(n > 0, len(labels) / classes / n, 0.0)


def right_loop_too(labels, classes):
    out = torch.zeros(classes)
    for c in range(classes):
        k = (labels == c).sum()
        if k:
            out[c] = len(labels) / (classes * k)
    return out


def wrong_present_classes(labels, classes):
    """expected"""
    n = torch.bincount(labels, minlength=classes)
    k = (n > 0).sum()
    return (len(labels) / (k * n.clamp(min=1))).masked_fill(n == 0, 0.0)


def wrong_max_over(labels, classes):
    """expected"""
    n = torch.bincount(labels, minlength=classes)
    return (n.max() / n.clamp(min=1)).masked_fill(n == 0, 0.0)
