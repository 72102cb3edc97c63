"""Typical wrong answers to nucleus; the docstring's first line is in their message."""

import numpy as np
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


def right_loop(probabilities, top_p):
    kept, total = ([], 0.0)
    for i in sorted(range(len(probabilities)), key=lambda i: -probabilities[i]):
        if total >= top_p:
            break
        kept.append(i)
        total += probabilities[i].item()
    out = torch.zeros_like(probabilities)
    out[kept] = probabilities[kept]
    return out / out.sum()


def right_searchsorted(probabilities, top_p):
    p, order = torch.sort(probabilities, descending=True)
    n = int((p.cumsum(0) < top_p).sum()) + 1
    out = torch.zeros_like(probabilities).scatter(0, order[:n], p[:n])
    return out / out.sum()


def right_numpy(probabilities, top_p):
    p = probabilities.numpy()
    order = np.argsort(-p)
    c = np.cumsum(p[order])
    n = min(np.searchsorted(c, top_p) + 1, len(p))
    q = np.zeros_like(p)
    q[order[:n]] = p[order[:n]]
    return torch.from_numpy(q / q.sum())


def wrong_threshold_too(probabilities, top_p):
    """It compares each probability"""
    out = probabilities * (probabilities >= 1 - top_p)
    return out / out.sum()


def wrong_share_of_tokens(probabilities, top_p):
    """It keeps a share of the tokens"""
    p, order = probabilities.sort(descending=True)
    n = max(1, round(len(p) * top_p))
    out = torch.zeros_like(probabilities)
    out[order[:n]] = p[:n]
    return out / out.sum()


def wrong_min_p(probabilities, top_p):
    """that is min-p"""
    out = probabilities * (probabilities >= top_p * probabilities.max())
    return out / out.sum()
