"""Inputs and typical wrong answers for heads and rotation, in the lab `attention`."""

import math

import torch

from helpers.checking.spec import Mistake


def heads_cases() -> list:
    rng = torch.Generator().manual_seed(3)

    def case(n: int, width: int, heads: int, causal: bool) -> tuple:
        may_look = torch.ones(n, n, dtype=torch.bool)
        q, k, v = torch.randn(3, n, width, generator=rng)
        return q, k, v, heads, may_look.tril() if causal else may_look

    return [case(2, 4, 2, True), case(4, 8, 4, False), case(5, 6, 2, True), case(3, 12, 3, True)]


def _heads(q, k, v, may_look, split, merge, root):
    q, k, v = split(q), split(k), split(v)
    scores = (q @ k.transpose(-2, -1) / root).masked_fill(~may_look, float("-inf"))
    return merge(scores.softmax(-1) @ v)


def _split(heads):
    return lambda x: x.unflatten(-1, (heads, -1)).transpose(0, 1)


def _merge(x):
    return x.transpose(0, 1).flatten(1)


def _root(q, heads):
    return math.sqrt(q.shape[-1] // heads)


def heads_cut_wrong(q, k, v, heads, may_look):
    n, width = q.shape

    def cut(x):
        return x.reshape(heads, n, width // heads)

    return _heads(q, k, v, may_look, cut, _merge, _root(q, heads))


def heads_cut_and_merged_wrong(q, k, v, heads, may_look):
    n, width = q.shape

    def cut(x):
        return x.reshape(heads, n, width // heads)

    return _heads(q, k, v, may_look, cut, lambda x: x.reshape(n, width), _root(q, heads))


def heads_merged_wrong(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(heads), lambda x: x.reshape(q.shape), _root(q, heads))


def heads_interleaved(q, k, v, heads, may_look):
    def cut(x):
        return x.unflatten(-1, (-1, heads)).permute(2, 0, 1)

    return _heads(q, k, v, may_look, cut, _merge, _root(q, heads))


def heads_root_of_width(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(heads), _merge, math.sqrt(q.shape[-1]))


def heads_no_scale(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(heads), _merge, 1.0)


def heads_no_mask(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look | True, _split(heads), _merge, _root(q, heads))


def heads_one(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(1), _merge, _root(q, 1))


HEADS = (
    Mistake(
        "The cut is wrong: `reshape(heads, n, ...)` mixes numbers of different tokens."
        " Cut the last axis, then move the heads to the front.",
        heads_cut_wrong,
    ),
    Mistake(
        "The cut is wrong: a plain `reshape` gives each head whole tokens instead of a part"
        " of every token. Cut the last axis, then move the heads to the front.",
        heads_cut_and_merged_wrong,
    ),
    Mistake(
        "The heads are put together wrongly: move the tokens to the front again,"
        " `transpose(0, 1)`, before you flatten.",
        heads_merged_wrong,
    ),
    Mistake(
        "The numbers are dealt out to the heads one by one. Head 0 gets the first width / heads"
        " numbers: `unflatten(-1, (heads, -1))`.",
        heads_interleaved,
    ),
    Mistake(
        "It divides by the root of the whole width. A query is now width / heads long.",
        heads_root_of_width,
    ),
    Mistake("The scores are not divided by a square root.", heads_no_scale),
    Mistake("`may_look` changes nothing: hide scores where it is False.", heads_no_mask),
    Mistake("There is a single head. Cut q, k and v first.", heads_one),
)


def rotate_cases() -> list:
    rng = torch.Generator().manual_seed(4)
    return [
        (torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([0, 1])),
        (torch.randn(4, 6, generator=rng), torch.arange(4)),
        (torch.randn(3, 8, generator=rng), torch.tensor([7, 0, 100])),
    ]


def _turn(x, angles):
    sin, cos = angles.sin(), angles.cos()
    first, second = x[:, 0::2], x[:, 1::2]
    return torch.stack([first * cos - second * sin, first * sin + second * cos], -1).flatten(1)


def _angles(x, positions):
    d = x.shape[-1]
    return positions[:, None] * 10_000.0 ** (-torch.arange(0, d, 2) / d)


def rotate_backwards(x, positions):
    return _turn(x, -_angles(x, positions))


def rotate_one_speed(x, positions):
    return _turn(x, positions[:, None].expand(-1, x.shape[-1] // 2).float())


def rotate_wrong_power(x, positions):
    d = x.shape[-1]
    return _turn(x, positions[:, None] * 10_000.0 ** (-torch.arange(d // 2) / d))


def rotate_counts_itself(x, positions):
    return _turn(x, _angles(x, torch.arange(len(x))))


def rotate_halves(x, positions):
    angles = _angles(x, positions)
    first, second = x.chunk(2, -1)
    sin, cos = angles.sin(), angles.cos()
    return torch.cat([first * cos - second * sin, first * sin + second * cos], -1)


def rotate_not_interleaved(x, positions):
    turned = _turn(x, _angles(x, positions))
    return torch.cat([turned[:, 0::2], turned[:, 1::2]], -1)


def rotate_half_done(x, positions):
    angles = _angles(x, positions)
    first, second = x[:, 0::2], x[:, 1::2]
    first = first * angles.cos() - second * angles.sin()
    second = first * angles.sin() + second * angles.cos()
    return torch.stack([first, second], -1).flatten(1)


ROTATE = (
    Mistake(
        "It turns backwards. (a, b) becomes (a cos - b sin, a sin + b cos).",
        rotate_backwards,
    ),
    Mistake("All pairs turn at one speed. Pair i needs its own.", rotate_one_speed),
    Mistake(
        "The power is off by a factor of 2: -2 * i / d for pair i, which is"
        " `-torch.arange(0, d, 2) / d`.",
        rotate_wrong_power,
    ),
    Mistake(
        "It counts the rows itself. Use `positions`: a row may stand anywhere.",
        rotate_counts_itself,
    ),
    Mistake(
        "It pairs the first half with the second, as some models do. Here neighbours are"
        " pairs: 0 with 1, 2 with 3.",
        rotate_halves,
    ),
    Mistake(
        "The turned numbers are in the wrong order. Stack the two along a new last axis,"
        " then flatten.",
        rotate_not_interleaved,
    ),
    Mistake(
        "The second number is computed from the first one after it was turned. Keep the old one.",
        rotate_half_done,
    ),
)
