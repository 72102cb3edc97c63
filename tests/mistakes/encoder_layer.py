"""Typical wrong answers to encoder_layer; the first line of a docstring is in the message."""

from helpers.exercises.transformer.gated_mlp import gated_mlp
from helpers.exercises.transformer.norm_rows import norm_rows
from helpers.exercises.transformer.rotary_attention import rotary_attention


def attend(x, w, heads, real):
    return rotary_attention(x, w["attn.Wqkv.weight"], w["attn.Wo.weight"], heads, real)


def mlp(x, w):
    return gated_mlp(x, w["mlp.Wi.weight"], w["mlp.Wo.weight"])


def calm(x, w):
    return norm_rows(x, w["attn_norm.weight"]) if "attn_norm.weight" in w else x


def wrong_no_residuals(x, weights, heads, real):
    """Both residuals are missing"""
    x = attend(calm(x, weights), weights, heads, real)
    return mlp(norm_rows(x, weights["mlp_norm.weight"]), weights)


def wrong_overwrites_x(x, weights, heads, real):
    """It adds to the normed vector"""
    x = calm(x, weights)
    x = x + attend(x, weights, heads, real)
    x = norm_rows(x, weights["mlp_norm.weight"])
    return x + mlp(x, weights)


def wrong_last_residual(x, weights, heads, real):
    """The residual of the MLP is missing"""
    x = x + attend(calm(x, weights), weights, heads, real)
    return mlp(norm_rows(x, weights["mlp_norm.weight"]), weights)


def wrong_parallel(x, weights, heads, real):
    """The MLP gets what attention got"""
    both = attend(calm(x, weights), weights, heads, real)
    return x + both + mlp(norm_rows(x, weights["mlp_norm.weight"]), weights)


def wrong_first_layer(x, weights, heads, real):
    """The first layer has no"""
    into = norm_rows(x, weights.get("attn_norm.weight", 1.0))
    x = x + attend(into, weights, heads, real)
    return x + mlp(norm_rows(x, weights["mlp_norm.weight"]), weights)


def wrong_second_norm(x, weights, heads, real):
    """The norm before the MLP is missing"""
    x = x + attend(calm(x, weights), weights, heads, real)
    return x + mlp(x, weights)


def wrong_detached(x, weights, heads, real):
    """Is a part of it detached?"""
    x = x + attend(calm(x, weights), weights, heads, real)
    return x + mlp(norm_rows(x, weights["mlp_norm.weight"]), weights).detach()


def right_in_one_line_each(x, weights, heads, real):
    x = attend(calm(x, weights), weights, heads, real) + x
    return mlp(norm_rows(x, weights["mlp_norm.weight"]), weights) + x
