"""Typical wrong answers to calibrated; the docstring's first line is in their message."""

import torch


def wrong_not_normal(probabilities, content_free):
    """The rows do not add up to 1"""
    return probabilities / content_free.mean(dim=0)


def wrong_subtracts(probabilities, content_free):
    """It subtracts the leaning"""
    return probabilities - content_free.mean(dim=0)


def wrong_one_sum(probabilities, content_free):
    """It divides by the sum of everything"""
    weighed = probabilities / content_free.mean(0)
    return weighed / torch.sum(weighed)


def wrong_subtracts_and_normalises(probabilities, content_free):
    """It subtracts the leaning"""
    left = probabilities - content_free.mean(dim=0)
    return left / left.sum(dim=1, keepdim=True)


def wrong_multiplies(probabilities, content_free):
    """It multiplies by the leaning"""
    weighed = probabilities * content_free.mean(dim=0)
    return weighed / weighed.sum(dim=-1, keepdim=True)


def wrong_columns(probabilities, content_free):
    """The columns add up to 1"""
    divided = probabilities / content_free.mean(dim=0)
    return divided / divided.sum(dim=0)


def wrong_first_input(probabilities, content_free):
    """Only the first input without content counts"""
    divided = probabilities / content_free[0]
    return divided / divided.sum(dim=1, keepdim=True)


def wrong_late(probabilities, content_free):
    """It averages the results"""
    total = 0
    for row in content_free:
        divided = probabilities / row
        total = total + divided / divided.sum(1, keepdim=True)
    return total / len(content_free)


def right_through_logs(probabilities, content_free):
    return (probabilities.log() - content_free.mean(0).log()).softmax(-1)


def right_by_rows(probabilities, content_free):
    rows = []
    for row in probabilities:
        weights = [float(p) / float(c) for p, c in zip(row, content_free.sum(0))]
        rows.append([weight / sum(weights) for weight in weights])
    return torch.tensor(rows)


def wrong_subtracts(probabilities, content_free):
    """It subtracts the leaning"""
    rest = probabilities - content_free.mean(dim=0)
    return rest / rest.sum(dim=1, keepdim=True)


def wrong_global_norm(probabilities, content_free):
    """Each row has its own"""
    rest = probabilities / content_free.mean(dim=0)
    return rest / torch.sum(rest)
