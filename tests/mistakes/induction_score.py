"""Typical wrong answers to induction_score; the docstring's first line is in their message."""

import torch


def places(ids):
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    return torch.where(same.any(-1), same.int().argmax(-1), -1)


def gathered(weights, ids, shift):
    """Weight on first + shift, (rows, layers, heads, n), and where it counts, (rows, n)."""
    first = places(ids)
    column = (first + shift).clamp(0, ids.shape[1] - 1)
    index = column[:, None, None, :, None].expand(*weights.shape[:-1], 1)
    return weights.gather(-1, index)[..., 0], first >= 0


def wrong_same_token(weights, ids):
    """It reads the weight on the same token"""
    found, counts = gathered(weights, ids, 0)
    return (found * counts[:, None, None]).sum((0, 3)) / counts.sum()


def wrong_minus_one(weights, ids):
    """It reads the weight on the token before the first time"""
    row, place = (places(ids) >= 0).nonzero(as_tuple=True)
    before = (places(ids)[row, place] - 1).clamp(min=0)
    return weights[row, :, :, place, before].mean(0)


def wrong_previous_token(weights, ids):
    """This is how far a head looks one token back"""
    return torch.diagonal(weights, -1, -2, -1).mean(-1).mean(0)


def wrong_divides_by_all(weights, ids):
    """It divides by all tokens"""
    found, counts = gathered(weights, ids, 1)
    return (found * counts[:, None, None]).mean((0, 3))


def wrong_sum(weights, ids):
    """It adds up"""
    found, counts = gathered(weights, ids, 1)
    return (found * counts[:, None, None]).sum((0, 3))


def wrong_one_number(weights, ids):
    """It averages over layers and heads too"""
    found, counts = gathered(weights, ids, 1)
    return (found * counts[:, None, None]).sum((0, 3)).mean() / counts.sum()


def wrong_transposed(weights, ids):
    """Row and column have changed places"""
    found, counts = gathered(weights.transpose(-1, -2), ids, 1)
    return (found * counts[:, None, None]).sum((0, 3)) / counts.sum()


def wrong_row_by_row(weights, ids):
    """It averages row by row first"""
    found, counts = gathered(weights, ids, 1)
    each = (found * counts[:, None, None]).sum(-1) / counts.sum(-1)[:, None, None]
    return each.mean(0)


def wrong_no_return(weights, ids):
    """It returns None"""
    found, counts = gathered(weights, ids, 1)
    (found * counts[:, None, None]).sum((0, 3)) / counts.sum()


def right_with_gather(weights, ids):
    found, counts = gathered(weights, ids, 1)
    return (found * counts[:, None, None]).sum((0, 3)) / counts.sum()


def right_with_loops(weights, ids):
    looks = [
        weights[r, :, :, i, row.index(token) + 1]
        for r, row in enumerate(ids.tolist())
        for i, token in enumerate(row)
        if token in row[:i]
    ]
    return sum(looks) / len(looks)
