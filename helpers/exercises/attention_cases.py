"""Inputs and typical wrong answers for the first four exercises of the lab `attention`."""

import math

import torch

from helpers.checking.spec import Mistake


def softmax_cases() -> list:
    rng = torch.Generator().manual_seed(0)
    return [
        (torch.tensor([[0.0, 1.0], [2.0, 2.0]]),),
        (torch.randn(3, 4, generator=rng),),
        (torch.randn(2, 3, 5, generator=rng),),
        (torch.tensor([[0.0, 1.0], [1000.0, 1001.0]]),),
    ]


def softmax_first_axis(scores):
    return scores.softmax(0)


def softmax_all(scores):
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    return powers / powers.sum()


def softmax_no_exp(scores):
    return scores / scores.sum(-1, keepdim=True)


def softmax_overflow(scores):
    return scores.exp() / scores.exp().sum(-1, keepdim=True)


def softmax_one_maximum(scores):
    powers = (scores - scores.max()).exp()
    return powers / powers.sum(-1, keepdim=True)


def softmax_lost_axis(scores):
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    return powers / powers.sum(-1)


SOFTMAX = (
    Mistake("It adds up along the first axis. Use the last: `-1`.", softmax_first_axis),
    Mistake(
        "It divides by the sum of everything. Each row has its own sum: `sum(-1, keepdim=True)`.",
        softmax_all,
    ),
    Mistake(
        "The exponential is missing: scores may be negative, weights may not.",
        softmax_no_exp,
    ),
    Mistake(
        "Large scores overflow: `exp(1000)` is infinite. Subtract the row's largest score first.",
        softmax_overflow,
    ),
    Mistake(
        "It subtracts one maximum from all rows, and rows far below it vanish. Subtract each"
        " row's own: `amax(-1, keepdim=True)`.",
        softmax_one_maximum,
    ),
    Mistake(
        "The sum has lost its axis, so rows are divided by the sums of others. Keep it:"
        " `keepdim=True`.",
        softmax_lost_axis,
    ),
)


def weights_cases() -> list:
    rng = torch.Generator().manual_seed(1)
    shapes = [((1, 4), (2, 4)), ((3, 9), (5, 9)), ((4, 16), (4, 16)), ((6, 2), (3, 2))]
    return [tuple(torch.randn(shape, generator=rng) for shape in pair) for pair in shapes]


def weights_no_scale(queries, keys):
    return (queries @ keys.T).softmax(-1)


def weights_by_d(queries, keys):
    return (queries @ keys.T / queries.shape[-1]).softmax(-1)


def weights_by_root_n(queries, keys):
    return (queries @ keys.T / math.sqrt(keys.shape[0])).softmax(-1)


def weights_scaled_after(queries, keys):
    return (queries @ keys.T).softmax(-1) / math.sqrt(queries.shape[-1])


def weights_over_queries(queries, keys):
    return (queries @ keys.T / math.sqrt(queries.shape[-1])).softmax(0)


def weights_transposed(queries, keys):
    return (keys @ queries.T / math.sqrt(queries.shape[-1])).softmax(-1)


def weights_only_scores(queries, keys):
    return queries @ keys.T / math.sqrt(queries.shape[-1])


WEIGHTS = (
    Mistake("The scores are not divided by the square root of d.", weights_no_scale),
    Mistake("It divides by d. Divide by the square root of d.", weights_by_d),
    Mistake(
        "It divides by the square root of the number of keys. d is the length of one query:"
        " `queries.shape[-1]`.",
        weights_by_root_n,
    ),
    Mistake(
        "It divides after softmax, so that rows no longer add up to 1. Divide the scores.",
        weights_scaled_after,
    ),
    Mistake(
        "Its columns add up to 1. Each query shares out its own attention: softmax along"
        " the last axis.",
        weights_over_queries,
    ),
    Mistake(
        "Queries and keys have changed places. A row belongs to a query: `queries @ keys.T`.",
        weights_transposed,
    ),
    Mistake("These are scores. Softmax is missing.", weights_only_scores),
)


def causal_cases() -> list:
    return [(3,), (1,), (5,)]


def causal_no_self(n):
    return torch.ones(n, n, dtype=torch.bool).tril(-1)


def causal_future(n):
    return torch.ones(n, n, dtype=torch.bool).triu()


def causal_inverted(n):
    return torch.ones(n, n, dtype=torch.bool).triu(1)


def causal_numbers(n):
    return torch.ones(n, n).tril()


def causal_infinities(n):
    return torch.full((n, n), float("-inf")).triu(1)


CAUSAL = (
    Mistake(
        "No token sees itself, and the first one sees nothing at all. Keep the diagonal.",
        causal_no_self,
    ),
    Mistake(
        "It shows the future and hides the past. Keep the lower triangle: `tril`.",
        causal_future,
    ),
    Mistake(
        "It is True where a token may NOT look. Here True means: may look.",
        causal_inverted,
    ),
    Mistake(
        "A mask is True or False, these are numbers. Use `dtype=torch.bool`.",
        causal_numbers,
    ),
    Mistake(
        "These are numbers to add to the scores. Return True where a token may look.",
        causal_infinities,
    ),
)


def padding_cases() -> list:
    rng = torch.Generator().manual_seed(2)

    def case(*lengths: int, n: int) -> tuple[torch.Tensor, torch.Tensor]:
        scores = torch.randn(len(lengths), n, n, generator=rng)
        return scores, torch.arange(n) < torch.tensor(lengths)[:, None]

    # As many texts as tokens: a mask along the wrong axis must not stop with an error.
    return [case(2, n=3), case(1, 3, 4, n=4), case(5, 2, n=5)]


def padding_ignored(scores, real):
    return scores.softmax(-1)


def padding_multiplied(scores, real):
    return scores.softmax(-1) * real[:, None, :]


def padding_zero_scores(scores, real):
    return (scores * real[:, None, :]).softmax(-1)


def padding_rows(scores, real):
    return scores.masked_fill(~real[:, :, None], float("-inf")).softmax(-1)


def padding_rows_and_columns(scores, real):
    return scores.masked_fill(~(real[:, :, None] & real[:, None]), float("-inf")).softmax(-1)


def padding_inverted(scores, real):
    return scores.masked_fill(real[:, None, :], float("-inf")).softmax(-1)


def padding_after(scores, real):
    return scores.softmax(-1).masked_fill(~real[:, None, :], float("-inf"))


def padding_no_axis(scores, real):
    return scores.masked_fill(~real, float("-inf")).softmax(-1)


PADDING = (
    Mistake("`real` changes nothing. Padding still gets attention.", padding_ignored),
    Mistake(
        "It removes weight after softmax, so rows add up to less than 1. Hide the scores"
        " before softmax.",
        padding_multiplied,
    ),
    Mistake(
        "A score of 0 is not hidden: exp(0) is 1. Use minus infinity.",
        padding_zero_scores,
    ),
    Mistake(
        "It hides the rows of padding, and everybody still looks at it. Hide columns:"
        " `real[:, None, :]`.",
        padding_rows,
    ),
    Mistake(
        "It hides rows as well, and a row in which all is hidden becomes nan. Hide columns only.",
        padding_rows_and_columns,
    ),
    Mistake(
        "It hides the real tokens and keeps the padding. Use `~real`.",
        padding_inverted,
    ),
    Mistake(
        "Minus infinity belongs into the scores, before softmax, not into the weights.",
        padding_after,
    ),
    Mistake(
        "`real` lacks an axis: text and token get mixed up. Write `real[:, None, :]`.",
        padding_no_axis,
    ),
)
