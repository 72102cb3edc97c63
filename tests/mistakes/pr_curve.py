"""Typical wrong answers to pr_curve; each docstring's first line is in its message."""

import numpy as np
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


def right_sklearn(labels, scores):
    from sklearn.metrics import precision_recall_curve

    p, r, t = precision_recall_curve(labels.numpy(), scores.numpy())
    return torch.tensor(np.stack([t, p[:-1], r[:-1]], 1)[::-1].copy(), dtype=torch.float32)


def right_cumsum(labels, scores):
    t = scores.unique().flip(0)
    flagged = scores >= t[:, None]
    hits = (flagged & (labels == 1)).sum(1)
    return torch.stack([t, hits / flagged.sum(1), hits / labels.sum().clamp(min=1)], 1)


def wrong_row_per_text(labels, scores):
    """expected"""
    s, o = scores.sort(descending=True)
    h = labels[o].cumsum(0)
    return torch.stack([s, h / torch.arange(1, len(s) + 1), h / labels.sum()], 1)


def wrong_interpolated(labels, scores):
    """expected"""
    c = right_cumsum(labels, scores)
    c[:, 1] = c[:, 1].flip(0).cummax(0).values.flip(0)
    return c
