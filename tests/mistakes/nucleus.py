"""Typical wrong answers to nucleus; the docstring's first line is in their message."""

import torch


def chosen(probabilities, ids):
    left = torch.zeros_like(probabilities)
    left[ids] = probabilities[ids]
    return left / left.sum()


def wrong_stops_too_early(probabilities, top_p):
    """The token that crosses `top_p` is dropped"""
    ids, total = [], 0.0
    for token in probabilities.argsort(descending=True).tolist():
        total += float(probabilities[token])
        if total > top_p + 1e-6:
            break
        ids.append(token)
    return chosen(probabilities, ids)


def wrong_strict(probabilities, top_p):
    """It keeps one token more when those before reach `top_p` exactly"""
    ids, total = [], 0.0
    for token in probabilities.argsort(descending=True).tolist():
        if total > top_p:
            break
        ids.append(token)
        total += float(probabilities[token])
    return chosen(probabilities, ids)


def wrong_no_sum(probabilities, top_p):
    """It does not add up to 1"""
    left, total = torch.zeros_like(probabilities), 0.0
    for token in probabilities.argsort(descending=True).tolist():
        if total >= top_p:
            break
        left[token] = probabilities[token]
        total += float(probabilities[token])
    return left


def wrong_sorted_result(probabilities, top_p):
    """The result is sorted"""
    values, _ = torch.sort(probabilities, descending=True)
    values = torch.where(torch.cumsum(values, 0) - values < top_p, values, torch.zeros(()))
    return values / values.sum()


def wrong_threshold(probabilities, top_p):
    """It compares each probability with `top_p`"""
    left = torch.where(probabilities < top_p, torch.zeros(()), probabilities)
    return left / left.sum()


def wrong_no_sort(probabilities, top_p):
    """Sort first"""
    reached = torch.cumsum(probabilities, 0) - probabilities
    left = probabilities.masked_fill(reached >= top_p, 0)
    return left / left.sum()


def right_one_by_one(probabilities, top_p):
    ids, total = [], 0.0
    for token in probabilities.argsort(descending=True).tolist():
        if total >= top_p:
            break
        ids.append(token)
        total += float(probabilities[token])
    return chosen(probabilities, ids)
