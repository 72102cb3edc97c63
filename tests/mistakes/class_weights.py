"""Typical wrong answers to class_weights; each docstring's first line is in its message."""

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
