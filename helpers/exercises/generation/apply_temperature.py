"""Make probabilities of logits at a temperature; 0 takes the likeliest token alone."""

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake


def apply_temperature(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    """Probabilities along the last axis. logits and result: float (..., V)."""
    if temperature == 0:
        best = logits.argmax(-1)
        return torch.nn.functional.one_hot(best, logits.shape[-1]).float()
    return (logits / temperature).softmax(-1)


def cases() -> list:
    rng = torch.Generator().manual_seed(2)
    rows = torch.randn(3, 5, generator=rng)
    return [
        (torch.tensor([0.0, 1.0, 2.0]), 0.5),
        (rows, 2.0),
        (rows, 0.3),
        (torch.tensor([500.0, 499.0, 100.0]), 1.0),
        (rows, 0.0),
        (torch.tensor([0.0, 2.0, 1.0]), 0.0),
    ]


@mistake("It multiplies by the temperature. Divide.")
def multiplied(logits, temperature):
    return (logits * temperature).softmax(-1)


@mistake("It divides probabilities, which cancels out. Divide the logits.")
def divides_shares(logits, temperature):
    shares = logits.softmax(-1) / temperature
    return shares / shares.sum(-1, keepdim=True)


@mistake("It divides probabilities: they no longer add up to 1. Divide the logits.")
def shares_only_divided(logits, temperature):
    return logits.softmax(-1) / temperature


@mistake("At temperature 0 it divides by 0. Treat that case first.")
def no_zero(logits, temperature):
    return (logits / temperature).softmax(-1)


@mistake("Large logits overflow in `exp`. `softmax` does not.")
def overflows(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(-1), logits.shape[-1]).float()
    powers = (logits / temperature).exp()
    return powers / powers.sum(-1, keepdim=True)


@mistake("It works along the first axis. Use the last: `-1`.")
def first_axis(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(0), logits.shape[0]).float().movedim(-1, 0)
    return (logits / temperature).softmax(0)


@mistake("The temperature changes nothing.")
def ignores_temperature(logits, temperature):
    return logits.softmax(-1)


EXERCISE = Exercise(
    id="apply_temperature",
    title="Temperature",
    minutes=5,
    difficulty=1,
    reference=apply_temperature,
    cases=cases,
    mistakes=(
        multiplied,
        divides_shares,
        shares_only_divided,
        no_zero,
        overflows,
        first_axis,
        ignores_temperature,
    ),
    hints=(
        "Divide before the softmax. And what should happen when nothing can be divided by 0?",
        "`(logits / temperature).softmax(-1)`; for 0, probability 1 for the highest logit.",
        "`F.one_hot(logits.argmax(-1), logits.shape[-1]).float()` is the case of 0.",
    ),
)
