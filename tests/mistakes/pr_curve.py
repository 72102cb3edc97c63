"""Typical wrong answers to pr_curve; each docstring's first line is in its message."""

import torch


def walk(labels, scores, thresholds, reach):
    rows = []
    for t in thresholds:
        chosen = labels[reach(scores, t)]
        precision = chosen.float().mean() if len(chosen) else torch.tensor(0.0)
        rows.append([float(t), float(precision), float(chosen.sum() / labels.sum())])
    return torch.tensor(rows)


def wrong_above(labels, scores):
    """A score equal to the threshold is not flagged"""
    return walk(labels, scores, scores.unique().flip(0), torch.gt)


def wrong_upwards(labels, scores):
    """The lowest threshold comes first"""
    return walk(labels, scores, scores.unique(), torch.ge)


def wrong_columns(labels, scores):
    """Recall stands before precision"""
    return walk(labels, scores, scores.unique().flip(0), torch.ge)[:, [0, 2, 1]]


def wrong_ties(labels, scores):
    """Equal scores get a row each"""
    order = torch.sort(scores, descending=True, stable=True).indices
    hits = labels[order].cumsum(0)
    n = torch.arange(len(scores)) + 1
    return torch.stack([scores[order], hits / n, hits / labels.sum()], 1)


def wrong_below(labels, scores):
    """It flags the low scores"""
    return walk(labels, scores, scores.unique().flip(0), torch.le)


def right_cumulative(labels, scores):
    values, group = scores.unique(return_inverse=True)
    hits = torch.zeros(len(values)).index_add(0, group, labels.float()).flip(0).cumsum(0)
    taken = torch.bincount(group).flip(0).cumsum(0)
    return torch.stack([values.flip(0), hits / taken, hits / hits[-1]], 1)
