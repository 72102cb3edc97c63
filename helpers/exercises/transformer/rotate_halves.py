"""Rotary position embedding as ModernBERT has it: pair i is number i with number i + d/2."""

import torch

from helpers.checking.spec import Exercise, mistake


def rotate_halves(x: torch.Tensor, base: float = 160_000.0) -> torch.Tensor:
    """RoPE (Su et al. 2021): each row turned by its position, 0, 1, 2, ... Same shape as x.

    x: (..., n, d), d even. In row p, the pair (number i, number i + d/2) is turned by the angle
    p * base ** (-2 * i / d).
    """
    n, d = x.shape[-2:]
    speeds = base ** (-torch.arange(0, d, 2) / d)  # (d / 2,)
    angles = torch.arange(n)[:, None] * speeds  # (n, d / 2)
    sin, cos = angles.sin(), angles.cos()
    first, second = x.chunk(2, -1)  # (..., n, d / 2) each
    return torch.cat([first * cos - second * sin, first * sin + second * cos], -1)


def cases() -> list:
    rng = torch.Generator().manual_seed(4)
    return [
        (torch.tensor([[1.0, 0.0], [1.0, 0.0]]), 10.0),
        (torch.randn(4, 6, generator=rng), 100.0),
        (torch.randn(2, 3, 9, 8, generator=rng), 160_000.0),
        (torch.randn(12, 8, generator=rng),),
    ]


def _angles(x, base):
    n, d = x.shape[-2:]
    return torch.arange(n)[:, None] * base ** (-torch.arange(0, d, 2) / d)


def _turn(x, angles):
    sin, cos = angles.sin(), angles.cos()
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], -1)


@mistake("It turns backwards. (a, b) becomes (a cos - b sin, a sin + b cos).")
def backwards(x, base=160_000.0):
    return _turn(x, -_angles(x, base))


@mistake("All pairs turn at one speed. Pair i needs its own.")
def one_speed(x, base=160_000.0):
    n, d = x.shape[-2:]
    return _turn(x, torch.arange(n)[:, None].expand(-1, d // 2).float())


@mistake(
    "The power is off by a factor of 2: -2 * i / d for pair i, which is"
    " `-torch.arange(0, d, 2) / d`."
)
def wrong_power(x, base=160_000.0):
    n, d = x.shape[-2:]
    return _turn(x, torch.arange(n)[:, None] * base ** (-torch.arange(d // 2) / d))


@mistake("It counts positions from 1. The first row is not turned: its position is 0.")
def from_one(x, base=160_000.0):
    n, d = x.shape[-2:]
    return _turn(x, torch.arange(1, n + 1)[:, None] * base ** (-torch.arange(0, d, 2) / d))


@mistake("`base` changes nothing. The speeds are its powers.")
def own_base(x, base=160_000.0):
    return _turn(x, _angles(x, 10_000.0))


@mistake(
    "It pairs neighbours, as some models do. Here number i goes with number i + d/2:"
    " `x.chunk(2, -1)`."
)
def neighbours(x, base=160_000.0):
    angles = _angles(x, base)
    sin, cos = angles.sin(), angles.cos()
    first, second = x[..., 0::2], x[..., 1::2]
    return torch.stack([first * cos - second * sin, first * sin + second * cos], -1).flatten(-2)


@mistake("The two halves come back as neighbours. Put them behind each other: `torch.cat`.")
def interleaved(x, base=160_000.0):
    return torch.stack(_turn(x, _angles(x, base)).chunk(2, -1), -1).flatten(-2)


@mistake("The second number is computed from the first one after it was turned. Keep the old one.")
def half_done(x, base=160_000.0):
    angles = _angles(x, base)
    first, second = x.chunk(2, -1)
    first = first * angles.cos() - second * angles.sin()
    second = first * angles.sin() + second * angles.cos()
    return torch.cat([first, second], -1)


EXERCISE = Exercise(
    id="rotate_halves",
    title="Turn by position",
    minutes=9,
    difficulty=2,
    reference=rotate_halves,
    cases=cases,
    differentiable=True,
    mistakes=(
        backwards,
        one_speed,
        wrong_power,
        from_one,
        own_base,
        neighbours,
        interleaved,
        half_done,
    ),
    hints=(
        "`first, second = x.chunk(2, -1)` are the two numbers of every pair, (..., n, d / 2) both."
        " The angles are (n, d / 2).",
        "Turning (a, b) by an angle gives (a cos - b sin, a sin + b cos). The angles are"
        " `torch.arange(n)[:, None] * base ** (-torch.arange(0, d, 2) / d)`.",
        "`torch.cat([new_first, new_second], -1)` puts the halves behind each other again.",
    ),
)
