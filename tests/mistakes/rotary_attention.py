"""Typical wrong answers to rotary_attention; a docstring's first line is in the message."""

import torch
from torch.nn import functional as F

from helpers.exercises.transformer.rotate_halves import rotate_halves


def pieces(x, w_qkv, heads):
    rows, n, width = x.shape
    qkv = F.linear(x, w_qkv).view(rows, n, 3, heads, width // heads)
    return qkv.permute(2, 0, 3, 1, 4)  # (3, rows, heads, n, d)


def attend(q, k, v, w_out, mask):
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return F.linear(mixed.transpose(1, 2).flatten(2), w_out)


def wrong_not_turned(x, w_qkv, w_out, heads, real):
    """Nothing is turned by position"""
    return attend(*pieces(x, w_qkv, heads), w_out, real[:, None, None])


def wrong_all_turned(x, w_qkv, w_out, heads, real):
    """The values are turned"""
    q, k, v = rotate_halves(pieces(x, w_qkv, heads))
    return attend(q, k, v, w_out, real[:, None, None])


def wrong_turned_too_early(x, w_qkv, w_out, heads, real):
    """It turns before it cuts into heads"""
    q, k, v = F.linear(x, w_qkv).chunk(3, -1)
    rows, n, width = x.shape
    q, k, v = (
        part.view(rows, n, heads, width // heads).transpose(1, 2)
        for part in (rotate_halves(q), rotate_halves(k), v)
    )
    return attend(q, k, v, w_out, real[:, None, None])


def wrong_no_mask(x, w_qkv, w_out, heads, real):
    """`real` changes nothing"""
    q, k, v = pieces(x, w_qkv, heads)
    return attend(rotate_halves(q), rotate_halves(k), v, w_out, None)


def wrong_causal(x, w_qkv, w_out, heads, real):
    """It hides the future"""
    q, k, v = pieces(x, w_qkv, heads)
    n = x.shape[1]
    mask = real[:, None, None] & torch.ones(n, n, dtype=torch.bool).tril()
    return attend(rotate_halves(q), rotate_halves(k), v, w_out, mask)


def wrong_no_output_matrix(x, w_qkv, w_out, heads, real):
    """`w_out` changes nothing"""
    q, k, v = pieces(x, w_qkv, heads)
    return attend(
        rotate_halves(q), rotate_halves(k), v, torch.eye(x.shape[-1]), real[:, None, None]
    )


def wrong_detached_keys(x, w_qkv, w_out, heads, real):
    """Is a part of it detached?"""
    q, k, v = pieces(x, w_qkv, heads)
    return attend(rotate_halves(q), rotate_halves(k).detach(), v, w_out, real[:, None, None])


def right_torchs_own(x, w_qkv, w_out, heads, real):
    q, k, v = pieces(x, w_qkv, heads)
    return attend(rotate_halves(q), rotate_halves(k), v, w_out, real[:, None, None])
