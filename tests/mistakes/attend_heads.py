"""Typical wrong answers to attend_heads; the first line of a docstring is in the message."""

import math

import torch
from torch.nn import functional as F


def cut(x, heads):
    return x.view(len(x), heads, -1).permute(1, 0, 2)


def attend(q, k, v, may_look, root):
    scores = torch.bmm(q, k.transpose(1, 2)) / root
    return torch.bmm(scores.masked_fill(~may_look, -torch.inf).softmax(-1), v)


def wrong_cut(q, k, v, heads, may_look):
    """mixes numbers of different tokens"""
    n, width = q.shape
    q, k, v = (x.view(heads, n, width // heads) for x in (q, k, v))
    mixed = attend(q, k, v, may_look, math.sqrt(width // heads))
    return mixed.transpose(0, 1).reshape(n, width)


def wrong_cut_and_merge(q, k, v, heads, may_look):
    """a plain `reshape` gives each head whole tokens"""
    n, width = q.shape
    q, k, v = (x.view(heads, n, width // heads) for x in (q, k, v))
    return attend(q, k, v, may_look, math.sqrt(width // heads)).view(n, width)


def wrong_merge(q, k, v, heads, may_look):
    """The heads are put together wrongly"""
    root = math.sqrt(q.shape[1] // heads)
    mixed = attend(cut(q, heads), cut(k, heads), cut(v, heads), may_look, root)
    return mixed.reshape(q.shape)


def wrong_root(q, k, v, heads, may_look):
    """It divides by the root of the whole width"""
    root = math.sqrt(q.shape[1])
    mixed = attend(cut(q, heads), cut(k, heads), cut(v, heads), may_look, root)
    return mixed.permute(1, 0, 2).flatten(1)


def wrong_no_root(q, k, v, heads, may_look):
    """not divided by a square root"""
    mixed = attend(cut(q, heads), cut(k, heads), cut(v, heads), may_look, 1)
    return mixed.permute(1, 0, 2).flatten(1)


def wrong_no_mask(q, k, v, heads, may_look):
    """`may_look` changes nothing"""
    mixed = F.scaled_dot_product_attention(cut(q, heads), cut(k, heads), cut(v, heads))
    return mixed.permute(1, 0, 2).flatten(1)


def wrong_one_head(q, k, v, heads, may_look):
    """There is a single head"""
    return F.scaled_dot_product_attention(q, k, v, attn_mask=may_look)


def wrong_every_other_number(q, k, v, heads, may_look):
    """Head 0 gets the first width / heads"""
    n, width = q.shape
    parts = (x.view(n, width // heads, heads).permute(2, 0, 1) for x in (q, k, v))
    mixed = attend(*parts, may_look, math.sqrt(width // heads))
    return mixed.permute(1, 0, 2).flatten(1)


def wrong_not_put_together(q, k, v, heads, may_look):
    """Expected shape (2, 4), got shape (2, 2, 2)"""
    root = math.sqrt(q.shape[1] // heads)
    return attend(cut(q, heads), cut(k, heads), cut(v, heads), may_look, root)


def right_one_head_at_a_time(q, k, v, heads, may_look):
    found = [
        F.scaled_dot_product_attention(*parts, attn_mask=may_look)
        for parts in zip(q.chunk(heads, -1), k.chunk(heads, -1), v.chunk(heads, -1))
    ]
    return torch.cat(found, -1)


def wrong_own_causal_mask(q, k, v, heads, may_look):
    """It hides the future by a mask of its own"""
    n, width = q.shape
    size = width // heads
    mask = torch.tril(torch.ones(n, n, dtype=torch.bool))
    pieces = []
    for h in range(heads):
        part = slice(h * size, (h + 1) * size)
        scores = q[:, part] @ k[:, part].T / size**0.5
        pieces.append(scores.masked_fill(~mask, float("-inf")).softmax(-1) @ v[:, part])
    return torch.cat(pieces, dim=-1)
