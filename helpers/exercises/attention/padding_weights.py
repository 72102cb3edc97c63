"""Attention weights for a batch of unequal texts: nothing on padding."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.attention.softmax_rows import softmax_rows


def padding_weights(scores: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Attention weights with nothing on padding: (batch, n, n), each row adds up to 1.

    scores: (batch, n, n), row i holds the scores of token i. real: bool (batch, n), False where
    the token is padding. Rows of padding tokens may look at the real ones like any other.
    """
    return softmax_rows(scores.masked_fill(~real[:, None, :], float("-inf")))


def cases() -> list:
    rng = torch.Generator().manual_seed(2)

    def case(*lengths: int, n: int) -> tuple[torch.Tensor, torch.Tensor]:
        scores = torch.randn(len(lengths), n, n, generator=rng)
        return scores, torch.arange(n) < torch.tensor(lengths)[:, None]

    # As many texts as tokens: a mask along the wrong axis must not stop with an error.
    # Far below 0, so that a score of -20 or -1000 on padding hides nothing.
    scores, real = case(1, 2, n=3)
    first = torch.tensor([[0, 1, 1], [1, 0, 1]]).bool()  # padding may stand anywhere
    return [
        case(2, n=3),
        case(1, 3, 4, n=4),
        case(5, 2, n=5),
        (scores - 10_000, real),
        (scores, first),
    ]


@mistake("`real` changes nothing. Padding still gets attention.")
def ignored(scores, real):
    return scores.softmax(-1)


@mistake(
    "It removes weight after softmax, so rows add up to less than 1. Hide the scores"
    " before softmax."
)
def multiplied(scores, real):
    return scores.softmax(-1) * real[:, None, :]


@mistake("A score of 0 is not hidden: exp(0) is 1. Use minus infinity.")
def zero_scores(scores, real):
    return (scores * real[:, None, :]).softmax(-1)


@mistake("A low score such as -20 is hidden only beside higher ones. Use minus infinity.")
def low_scores(scores, real):
    return scores.masked_fill(~real[:, None, :], -20.0).softmax(-1)


@mistake(
    "It hides the rows of padding, and everybody still looks at it. Hide columns:"
    " `real[:, None, :]`."
)
def rows(scores, real):
    return scores.masked_fill(~real[:, :, None], float("-inf")).softmax(-1)


@mistake("It hides rows as well, and a row in which all is hidden becomes nan. Hide columns only.")
def rows_and_columns(scores, real):
    return scores.masked_fill(~(real[:, :, None] & real[:, None]), float("-inf")).softmax(-1)


@mistake("It hides the real tokens and keeps the padding. Use `~real`.")
def inverted(scores, real):
    return scores.masked_fill(real[:, None, :], float("-inf")).softmax(-1)


@mistake("Minus infinity belongs into the scores, before softmax, not into the weights.")
def after(scores, real):
    return scores.softmax(-1).masked_fill(~real[:, None, :], float("-inf"))


@mistake("`real` lacks an axis: text and token get mixed up. Write `real[:, None, :]`.")
def no_axis(scores, real):
    return scores.masked_fill(~real, float("-inf")).softmax(-1)


EXERCISE = Exercise(
    id="padding_weights",
    title="Hide the padding",
    minutes=8,
    difficulty=2,
    reference=padding_weights,
    cases=cases,
    differentiable=True,
    mistakes=(
        ignored,
        multiplied,
        zero_scores,
        low_scores,
        rows,
        rows_and_columns,
        inverted,
        after,
        no_axis,
    ),
    hints=(
        "What softmax is to give no weight needs a score of minus infinity.",
        "Padding is hidden in every row, so the mask runs along the columns: `real` needs a"
        " new axis in the middle.",
        "`scores.masked_fill(~real[:, None, :], float('-inf'))`, and then softmax.",
    ),
)
