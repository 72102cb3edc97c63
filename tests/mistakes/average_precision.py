"""Typical wrong answers to average_precision; each docstring's first line is in its message."""

import torch
from sklearn import metrics


def points(labels, scores):
    rows = []
    for t in scores.unique().flip(0):
        chosen = labels[scores >= t]
        rows.append((float(chosen.float().mean()), float(chosen.sum() / labels.sum())))
    return rows


def wrong_plain_mean(labels, scores):
    """It averages all rows alike"""
    rows = points(labels, scores)
    return sum(precision for precision, _ in rows) / len(rows)


def wrong_roc(labels, scores):
    """This is the area under the ROC curve"""
    return float(metrics.roc_auc_score(labels, scores))


def wrong_first_row(labels, scores):
    """The first row is lost"""
    rows = points(labels, scores)
    return sum((r - before) * p for (_, before), (p, r) in zip(rows, rows[1:]))


def wrong_trapezoid(labels, scores):
    """These are trapezoids"""
    rows = points(labels, scores)
    rows = [(rows[0][0], 0.0), *rows]
    return sum((r - q) * (p + o) / 2 for (o, q), (p, r) in zip(rows, rows[1:]))


def wrong_trapezoid_of_rows(labels, scores):
    """the part before the first row is lost"""
    rows = points(labels, scores)
    return sum((r - q) * (p + o) / 2 for (o, q), (p, r) in zip(rows, rows[1:]))


def wrong_ties(labels, scores):
    """Equal scores are taken one by one"""
    order = torch.sort(scores, descending=True, stable=True).indices
    found = labels[order]
    precisions = found.cumsum(0) / (torch.arange(len(found)) + 1)
    return precisions[found == 1].mean().item()


def right_sklearn(labels, scores):
    return float(metrics.average_precision_score(labels, scores))


def wrong_trapezoid_rule(labels, scores):
    """These are trapezoids"""
    precision, recall = torch.tensor(points(labels, scores)).T
    return torch.trapezoid(precision, recall).item()
