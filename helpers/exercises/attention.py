"""The exercises of the lab `attention`: attention by hand, masks, heads and rotation."""

import math

import torch

from helpers.checking.spec import Exercise
from helpers.exercises import attention_cases as wrong
from helpers.exercises import attention_layer as layer


def softmax_rows(scores: torch.Tensor) -> torch.Tensor:
    """Weights that add up to 1 along the last axis. scores and result: (..., n).

    Large scores must not overflow.
    """
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    return powers / powers.sum(-1, keepdim=True)


def attention_weights(queries: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    """How each query spreads its attention over the keys: (n, m), each row adds up to 1.

    queries: (n, d). keys: (m, d).
    """
    return softmax_rows(queries @ keys.T / math.sqrt(queries.shape[-1]))


def causal_mask(n: int) -> torch.Tensor:
    """Where each of n tokens may look: True for itself and all before it. Bool (n, n)."""
    return torch.ones(n, n, dtype=torch.bool).tril()


def padding_weights(scores: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Attention weights with nothing on padding: (batch, n, n), each row adds up to 1.

    scores: (batch, n, n), row i holds the scores of token i. real: bool (batch, n), False where
    the token is padding. Rows of padding tokens may look at the real ones like any other.
    """
    return softmax_rows(scores.masked_fill(~real[:, None, :], float("-inf")))


def attend_heads(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, heads: int, may_look: torch.Tensor
) -> torch.Tensor:
    """Attention in `heads` pieces, put side by side again: (n, width).

    q, k, v: (n, width). may_look: bool (n, n), True where row i may look at column j.
    Head 0 gets the first width / heads numbers of every token, head 1 the next, and so on.
    """
    q, k, v = (x.unflatten(-1, (heads, -1)).transpose(0, 1) for x in (q, k, v))
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = softmax_rows(scores.masked_fill(~may_look, float("-inf")))
    return (weights @ v).transpose(0, 1).flatten(1)


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


EXERCISES = [
    Exercise(
        id="softmax_rows",
        title="A stable softmax",
        minutes=5,
        difficulty=1,
        reference=softmax_rows,
        cases=wrong.softmax_cases,
        hints=(
            "Two steps: make every score positive, then divide each row by its own sum.",
            "`exp()` makes it positive. `sum(-1, keepdim=True)` keeps the axis, so that the"
            " division fits.",
            "First subtract `scores.amax(-1, keepdim=True)`. The shares stay the same, and `exp()`"
            " cannot overflow.",
        ),
        mistakes=wrong.SOFTMAX,
    ),
    Exercise(
        id="attention_weights",
        title="From queries and keys to weights",
        minutes=5,
        difficulty=1,
        reference=attention_weights,
        cases=wrong.weights_cases,
        hints=(
            "Three steps: multiply every query with every key, divide, softmax.",
            "`queries @ keys.T` holds all scores, one row for each query.",
            "Divide the scores by `math.sqrt(d)`, with d the length of one query. Then call"
            " `softmax_rows`.",
        ),
        mistakes=wrong.WEIGHTS,
    ),
    Exercise(
        id="causal_mask",
        title="Hide the future",
        minutes=4,
        difficulty=1,
        reference=causal_mask,
        cases=wrong.causal_cases,
        hints=(
            "Draw it for n = 3 first: row 0 may look at one token, row 1 at two, row 2 at three.",
            "`tril()` keeps the lower left triangle of a matrix and its diagonal.",
            "Begin with `torch.ones(n, n, dtype=torch.bool)`.",
        ),
        mistakes=wrong.CAUSAL,
    ),
    Exercise(
        id="padding_weights",
        title="Hide the padding",
        minutes=8,
        difficulty=2,
        reference=padding_weights,
        cases=wrong.padding_cases,
        hints=(
            "What softmax is to give no weight needs a score of minus infinity.",
            "Padding is hidden in every row, so the mask runs along the columns: `real` needs a"
            " new axis in the middle.",
            "`scores.masked_fill(~real[:, None, :], float('-inf'))`, and then softmax.",
        ),
        mistakes=wrong.PADDING,
    ),
    Exercise(
        id="attend_heads",
        title="Several heads",
        minutes=10,
        difficulty=3,
        reference=attend_heads,
        cases=layer.heads_cases,
        hints=(
            "Cut q, k and v into (heads, n, width / heads), do attention as before, and put the"
            " heads side by side again.",
            "`x.unflatten(-1, (heads, -1)).transpose(0, 1)` cuts. `.transpose(0, 1).flatten(1)`"
            " puts together.",
            "`scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])` after the cut. Then"
            " `masked_fill(~may_look, ...)`, `softmax_rows`, `@ v`, and put together.",
        ),
        mistakes=layer.HEADS,
    ),
    Exercise(
        id="rotate_pairs",
        title="Turn by position",
        minutes=10,
        difficulty=3,
        reference=rotate_pairs,
        cases=layer.rotate_cases,
        hints=(
            "`first = x[:, 0::2]` and `second = x[:, 1::2]` are the two numbers of every pair, both"
            " (n, d / 2). The angles have that shape too.",
            "Turning (a, b) by an angle gives (a cos - b sin, a sin + b cos). The angles are"
            " `positions[:, None] * 10_000.0 ** (-torch.arange(0, d, 2) / d)`.",
            "`torch.stack([new_first, new_second], -1).flatten(1)` puts the pairs next to each"
            " other again.",
        ),
        mistakes=layer.ROTATE,
    ),
]
