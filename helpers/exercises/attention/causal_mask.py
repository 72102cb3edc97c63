"""Say for each token which tokens it may look at: itself and those before it."""

import torch

from helpers.checking.spec import Exercise, mistake


def causal_mask(n: int) -> torch.Tensor:
    """Where each of n tokens may look: True for itself and all before it. Bool (n, n)."""
    return torch.ones(n, n, dtype=torch.bool).tril()


def cases() -> list:
    return [(3,), (1,), (5,)]


@mistake("No token sees itself, and the first one sees nothing at all. Keep the diagonal.")
def no_self(n):
    return torch.ones(n, n, dtype=torch.bool).tril(-1)


@mistake("It shows the future and hides the past. Keep the lower triangle: `tril`.")
def future(n):
    return torch.ones(n, n, dtype=torch.bool).triu()


@mistake("It is True where a token may NOT look. Here True means: may look.")
def inverted(n):
    return torch.ones(n, n, dtype=torch.bool).triu(1)


@mistake("A mask is True or False, these are numbers. Use `dtype=torch.bool`.")
def numbers(n):
    return torch.ones(n, n).tril()


@mistake("These are numbers to add to the scores. Return True where a token may look.")
def infinities(n):
    return torch.full((n, n), float("-inf")).triu(1)


EXERCISE = Exercise(
    id="causal_mask",
    title="Hide the future",
    minutes=4,
    difficulty=1,
    reference=causal_mask,
    cases=cases,
    mistakes=(no_self, future, inverted, numbers, infinities),
    hints=(
        "Draw it for n = 3 first: row 0 may look at one token, row 1 at two, row 2 at three.",
        "`tril()` keeps the lower left triangle of a matrix and its diagonal.",
        "Begin with `torch.ones(n, n, dtype=torch.bool)`.",
    ),
)
