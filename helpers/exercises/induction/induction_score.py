"""How much each head looks at the token after the first time: the induction score."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.induction.first_places import first_places, latest_earlier


def induction_score(weights: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Mean weight of every head on the token after the first time: float (layers, heads).

    weights: attention, float (rows, layers, heads, n, n); row i of the last two says how token i
    spreads its attention. ids: int64 (rows, n). Only tokens that stood earlier in their row count.
    """
    found = first_places(ids)
    row, here = torch.nonzero(found >= 0, as_tuple=True)
    after = found[row, here] + 1
    return weights[row, :, :, here, after].mean(dim=0)


def cases() -> list:
    rng = torch.Generator().manual_seed(1)

    def case(ids: torch.Tensor, layers: int, heads: int) -> tuple:
        rows, n = ids.shape
        scores = 2 * torch.randn(rows, layers, heads, n, n, generator=rng)
        hidden = torch.ones(n, n, dtype=torch.bool).triu(1)
        return scores.masked_fill(hidden, float("-inf")).softmax(-1), ids

    return [
        case(torch.tensor([[2, 7, 8, 7]]), 1, 2),
        case(torch.tensor([[2, 7, 8, 9, 7, 8, 9], [2, 5, 5, 6, 7, 5, 6]]), 2, 3),
        case(torch.randint(6, (4, 14), generator=rng), 2, 4),
    ]


def _score(weights, ids, shift=1, first=None):
    first = first_places(ids) if first is None else first
    row, place = (first >= 0).nonzero(as_tuple=True)
    column = (first[row, place] + shift).clamp(min=0)
    return weights[row, :, :, place, column]


@mistake("It reads the weight on the same token. Read the one on the token after it: + 1.")
def same_token(weights, ids):
    return _score(weights, ids, 0).mean(0)


@mistake("It reads the weight on the token before the first time. Read the one after: + 1.")
def before(weights, ids):
    return _score(weights, ids, -1).mean(0)


@mistake(
    "This is how far a head looks one token back, wherever it stands. Read the column `first + 1`."
)
def previous(weights, ids):
    return weights.diagonal(-1, dim1=-2, dim2=-1).mean((0, -1))


@mistake("It divides by all tokens. Only tokens that stood earlier in their row count.")
def all_tokens(weights, ids):
    return _score(weights, ids).sum(0) / ids.numel()


@mistake("It adds up. Take the mean over the tokens that count.")
def added_up(weights, ids):
    return _score(weights, ids).sum(0)


@mistake("It averages over layers and heads too. Each head has its own score.")
def one(weights, ids):
    return _score(weights, ids).mean()


@mistake("It uses the latest earlier place. Use the first one, as `first_places` gives it.")
def latest(weights, ids):
    return _score(weights, ids, first=latest_earlier(ids)).mean(0)


@mistake("Row and column have changed places. A row belongs to the token that looks.")
def transposed(weights, ids):
    return _score(weights.mT, ids).mean(0)


@mistake("It takes the largest weight. One lucky look is no habit: take the mean.")
def largest(weights, ids):
    return _score(weights, ids).amax(0)


@mistake(
    "It averages row by row first, so that tokens of rows with few repeats count more."
    " Every token counts once."
)
def mean_of_rows(weights, ids):
    scores = [_score(w[None], i[None]).mean(0) for w, i in zip(weights, ids)]
    return torch.stack(scores).mean(0)


EXERCISE = Exercise(
    id="induction_score",
    title="The induction score",
    minutes=10,
    difficulty=3,
    reference=induction_score,
    cases=cases,
    mistakes=(
        same_token,
        before,
        previous,
        all_tokens,
        added_up,
        one,
        latest,
        transposed,
        largest,
        mean_of_rows,
    ),
    hints=(
        "A token that stood at place f before is followed there by f + 1. That is the column to"
        " read, in the line of the token itself.",
        "`row, place = (first >= 0).nonzero(as_tuple=True)` lists the tokens that count, with"
        " `first = first_places(ids)`.",
        "`weights[row, :, :, place, first[row, place] + 1]` has shape (tokens, layers, heads)."
        " Take the mean over the tokens.",
    ),
)
