"""From queries and keys to attention weights: multiply, scale, softmax."""

import math

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.attention.softmax_rows import softmax_rows


def attention_weights(queries: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    """How each query spreads its attention over the keys: (n, m), each row adds up to 1.

    queries: (n, d). keys: (m, d).
    """
    return softmax_rows(queries @ keys.T / math.sqrt(queries.shape[-1]))


def cases() -> list:
    rng = torch.Generator().manual_seed(1)
    shapes = [((1, 4), (2, 4)), ((3, 9), (5, 9)), ((4, 16), (4, 16)), ((6, 2), (3, 2))]
    return [tuple(torch.randn(shape, generator=rng) for shape in pair) for pair in shapes]


@mistake("The scores are not divided by the square root of d.")
def no_scale(queries, keys):
    return (queries @ keys.T).softmax(-1)


@mistake("It divides by d. Divide by the square root of d.")
def by_d(queries, keys):
    return (queries @ keys.T / queries.shape[-1]).softmax(-1)


@mistake(
    "It divides by the square root of the number of keys. d is the length of one query:"
    " `queries.shape[-1]`."
)
def by_root_n(queries, keys):
    return (queries @ keys.T / math.sqrt(keys.shape[0])).softmax(-1)


@mistake(
    "It divides by the square root of the number of queries. d is the length of one query:"
    " `queries.shape[-1]`."
)
def by_root_queries(queries, keys):
    return (queries @ keys.T / math.sqrt(queries.shape[0])).softmax(-1)


@mistake("It divides after softmax, so that rows no longer add up to 1. Divide the scores.")
def scaled_after(queries, keys):
    return (queries @ keys.T).softmax(-1) / math.sqrt(queries.shape[-1])


@mistake(
    "Its columns add up to 1. Each query shares out its own attention: softmax along the last axis."
)
def over_queries(queries, keys):
    return (queries @ keys.T / math.sqrt(queries.shape[-1])).softmax(0)


@mistake("Queries and keys have changed places. A row belongs to a query: `queries @ keys.T`.")
def transposed(queries, keys):
    return (keys @ queries.T / math.sqrt(queries.shape[-1])).softmax(-1)


@mistake("These are scores. Softmax is missing.")
def only_scores(queries, keys):
    return queries @ keys.T / math.sqrt(queries.shape[-1])


EXERCISE = Exercise(
    id="attention_weights",
    title="From queries and keys to weights",
    minutes=5,
    difficulty=1,
    reference=attention_weights,
    cases=cases,
    differentiable=True,
    mistakes=(
        no_scale,
        by_d,
        by_root_n,
        by_root_queries,
        scaled_after,
        over_queries,
        transposed,
        only_scores,
    ),
    hints=(
        "Three steps: multiply every query with every key, divide, softmax.",
        "`queries @ keys.T` holds all scores, one row for each query.",
        "Divide the scores by `math.sqrt(d)`, with d the length of one query. Then call"
        " `softmax_rows`.",
    ),
)
