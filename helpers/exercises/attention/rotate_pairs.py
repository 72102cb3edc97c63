"""Rotary position embedding: turn the numbers of a token, two by two, by its position."""

import torch

from helpers.checking.spec import Exercise, mistake


def rotate_pairs(x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """RoPE (Su et al. 2021): the pairs (0, 1), (2, 3), ... of each row, turned. Same shape as x.

    x: (n, d), d even. positions: (n,). In row r, pair i is turned by the angle
    positions[r] * 10000 ** (-2 * i / d).
    """
    d = x.shape[-1]
    angles = positions[:, None] * 10_000.0 ** (-torch.arange(0, d, 2) / d)
    sin, cos = angles.sin(), angles.cos()
    first, second = x[:, 0::2], x[:, 1::2]
    return torch.stack([first * cos - second * sin, first * sin + second * cos], -1).flatten(1)


def cases() -> list:
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


@mistake("It turns backwards. (a, b) becomes (a cos - b sin, a sin + b cos).")
def backwards(x, positions):
    return _turn(x, -_angles(x, positions))


@mistake("All pairs turn at one speed. Pair i needs its own.")
def one_speed(x, positions):
    return _turn(x, positions[:, None].expand(-1, x.shape[-1] // 2).float())


@mistake(
    "The power is off by a factor of 2: -2 * i / d for pair i, which is"
    " `-torch.arange(0, d, 2) / d`."
)
def wrong_power(x, positions):
    d = x.shape[-1]
    return _turn(x, positions[:, None] * 10_000.0 ** (-torch.arange(d // 2) / d))


@mistake("It counts the rows itself. Use `positions`: a row may stand anywhere.")
def counts_itself(x, positions):
    return _turn(x, _angles(x, torch.arange(len(x))))


@mistake(
    "It pairs the first half with the second, as some models do. Here neighbours are"
    " pairs: 0 with 1, 2 with 3."
)
def halves(x, positions):
    angles = _angles(x, positions)
    first, second = x.chunk(2, -1)
    sin, cos = angles.sin(), angles.cos()
    return torch.cat([first * cos - second * sin, first * sin + second * cos], -1)


@mistake(
    "The turned numbers are in the wrong order. Stack the two along a new last axis, then flatten."
)
def not_interleaved(x, positions):
    turned = _turn(x, _angles(x, positions))
    return torch.cat([turned[:, 0::2], turned[:, 1::2]], -1)


@mistake("The second number is computed from the first one after it was turned. Keep the old one.")
def half_done(x, positions):
    angles = _angles(x, positions)
    first, second = x[:, 0::2], x[:, 1::2]
    first = first * angles.cos() - second * angles.sin()
    second = first * angles.sin() + second * angles.cos()
    return torch.stack([first, second], -1).flatten(1)


EXERCISE = Exercise(
    id="rotate_pairs",
    title="Turn by position",
    minutes=10,
    difficulty=3,
    reference=rotate_pairs,
    cases=cases,
    differentiable=True,
    mistakes=(backwards, one_speed, wrong_power, counts_itself, halves, not_interleaved, half_done),
    hints=(
        "`first = x[:, 0::2]` and `second = x[:, 1::2]` are the two numbers of every pair, both"
        " (n, d / 2). The angles have that shape too.",
        "Turning (a, b) by an angle gives (a cos - b sin, a sin + b cos). The angles are"
        " `positions[:, None] * 10_000.0 ** (-torch.arange(0, d, 2) / d)`.",
        "`torch.stack([new_first, new_second], -1).flatten(1)` puts the pairs next to each"
        " other again.",
    ),
)
