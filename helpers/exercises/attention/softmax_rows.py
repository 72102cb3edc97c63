"""Turn each row of scores into weights that add up to 1, without overflow."""

import torch

from helpers.checking.spec import Exercise, mistake


def softmax_rows(scores: torch.Tensor) -> torch.Tensor:
    """Weights that add up to 1 along the last axis. scores and result: (..., n).

    Large scores must not overflow.

    >>> softmax_rows(torch.tensor([[0.0, 0.0]]))
    tensor([[0.5000, 0.5000]])
    """
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    return powers / powers.sum(-1, keepdim=True)


def cases() -> list:
    rng = torch.Generator().manual_seed(0)
    return [
        (torch.tensor([[0.0, 1.0], [2.0, 2.0]]),),
        (torch.randn(3, 4, generator=rng),),
        (torch.randn(2, 3, 5, generator=rng),),
        (torch.tensor([[0.0, 1.0], [1000.0, 1001.0]]),),
        (torch.tensor([[0.0, 1000.0]]),),  # far apart: only the largest is safe to subtract
        (torch.tensor([[0.0] * 10 + [1000.0, 999.0], [2.0, 1.0] * 6]),),
    ]


@mistake("It adds up along the first axis. Use the last: `-1`.")
def first_axis(scores):
    return scores.softmax(0)


@mistake("It divides by the sum of everything. Each row has its own sum: `sum(-1, keepdim=True)`.")
def everything(scores):
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    return powers / powers.sum()


@mistake("The exponential is missing: scores may be negative, weights may not.")
def no_exp(scores):
    return scores / scores.sum(-1, keepdim=True)


@mistake("Large scores overflow: `exp(1000)` is infinite. Subtract the row's largest score first.")
def overflow(scores):
    return scores.exp() / scores.exp().sum(-1, keepdim=True)


@mistake("Far above what it subtracts, `exp` still overflows. Subtract the row's largest score.")
def smallest_subtracted(scores):
    powers = (scores - scores.amin(-1, keepdim=True)).exp()
    return powers / powers.sum(-1, keepdim=True)


@mistake(smallest_subtracted.message)
def mean_subtracted(scores):
    powers = (scores - scores.mean(-1, keepdim=True)).exp()
    return powers / powers.sum(-1, keepdim=True)


@mistake("The maximum loses its axis, and rows get others' maxima. Write `keepdim=True`.")
def maximum_without_axis(scores):
    powers = (scores - scores.amax(-1)).exp()
    return powers / powers.sum(-1, keepdim=True)


@mistake(
    "It subtracts one maximum from all rows, and rows far below it vanish. Subtract each"
    " row's own: `amax(-1, keepdim=True)`."
)
def one_maximum(scores):
    powers = (scores - scores.max()).exp()
    return powers / powers.sum(-1, keepdim=True)


@mistake(
    "The sum has lost its axis, so rows are divided by the sums of others. Keep it: `keepdim=True`."
)
def lost_axis(scores):
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    return powers / powers.sum(-1)


@mistake(lost_axis.message)
def lost_axis_unstable(scores):
    return scores.exp() / scores.exp().sum(-1)


EXERCISE = Exercise(
    id="softmax_rows",
    title="A stable softmax",
    minutes=5,
    difficulty=1,
    reference=softmax_rows,
    cases=cases,
    differentiable=True,
    mistakes=(
        first_axis,
        everything,
        no_exp,
        overflow,
        smallest_subtracted,
        mean_subtracted,
        one_maximum,
        maximum_without_axis,
        lost_axis,
        lost_axis_unstable,
    ),
    hints=(
        "Two steps: make every score positive, then divide each row by its own sum.",
        "`exp()` makes it positive. `sum(-1, keepdim=True)` keeps the axis, so that the"
        " division fits.",
        "First subtract `scores.amax(-1, keepdim=True)`. The shares stay the same, and `exp()`"
        " cannot overflow.",
    ),
)
