"""Typical wrong answers to even_score; the docstring's first line is in the message they get."""

import torch


def repeats(ids):
    return (ids[:, :, None] == ids[:, None]).tril(-1).any(-1)


def wrong_without_itself(ids):
    """It leaves the token itself out"""
    places = repeats(ids).nonzero()[:, 1]
    return (1 / places).mean().item()


def wrong_whole_row(ids):
    """It divides by the whole row"""
    return 1.0 / ids.shape[-1]


def wrong_all_tokens(ids):
    """It averages over all tokens"""
    return (1 / torch.arange(1, ids.shape[1] + 1)).mean().item()


def wrong_one_over_mean(ids):
    """It divides 1 by the mean"""
    places = repeats(ids).nonzero()[:, 1]
    return 1 / (places + 1.0).mean().item()


def wrong_sum(ids):
    """It adds up"""
    places = repeats(ids).nonzero()[:, 1]
    return sum(1 / (place + 1) for place in places.tolist())


def wrong_half(ids):
    """expected `0.25`, got `0.5`"""
    return 0.5


def right_as_a_head_would(ids):
    """Builds the even weights and reads them like any head's."""
    rows, n = ids.shape
    even = torch.ones(n, n).tril()
    even = even / even.sum(1, keepdim=True)
    looks = [
        even[i, row.index(token) + 1].item()
        for row in ids.tolist()
        for i, token in enumerate(row)
        if token in row[:i]
    ]
    return sum(looks) / len(looks)
