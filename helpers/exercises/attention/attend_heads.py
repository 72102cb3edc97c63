"""Cut queries, keys and values into heads, attend in each, put the results side by side."""

import math

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.attention.softmax_rows import softmax_rows


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


def cases() -> list:
    rng = torch.Generator().manual_seed(3)

    def case(n: int, width: int, heads: int, causal: bool) -> tuple:
        may_look = torch.ones(n, n, dtype=torch.bool)
        q, k, v = torch.randn(3, n, width, generator=rng)
        return q, k, v, heads, may_look.tril() if causal else may_look

    own_mask = torch.tensor([[1, 0, 1], [1, 1, 0], [1, 1, 1]]).bool()
    return [
        case(2, 4, 2, True),
        case(4, 8, 4, False),
        case(5, 6, 2, True),
        case(3, 12, 3, True),
        (*case(3, 4, 2, False)[:4], own_mask),
    ]


def _heads(q, k, v, may_look, split, merge, root):
    q, k, v = split(q), split(k), split(v)
    scores = (q @ k.transpose(-2, -1) / root).masked_fill(~may_look, float("-inf"))
    return merge(scores.softmax(-1) @ v)


def _merge(x):
    return x.transpose(0, 1).flatten(1)


def _root(q, heads):
    return math.sqrt(q.shape[-1] // heads)


@mistake(
    "The cut is wrong: `reshape(heads, n, ...)` mixes numbers of different tokens."
    " Cut the last axis, then move the heads to the front."
)
def cut_wrong(q, k, v, heads, may_look):
    n, width = q.shape

    def cut(x):
        return x.reshape(heads, n, width // heads)

    return _heads(q, k, v, may_look, cut, _merge, _root(q, heads))


@mistake(
    "The cut is wrong: a plain `reshape` gives each head whole tokens instead of a part"
    " of every token. Cut the last axis, then move the heads to the front."
)
def cut_and_merged_wrong(q, k, v, heads, may_look):
    n, width = q.shape

    def cut(x):
        return x.reshape(heads, n, width // heads)

    return _heads(q, k, v, may_look, cut, lambda x: x.reshape(n, width), _root(q, heads))


def _split(heads):
    return lambda x: x.unflatten(-1, (heads, -1)).transpose(0, 1)


@mistake(
    "The heads are put together wrongly: move the tokens to the front again,"
    " `transpose(0, 1)`, before you flatten."
)
def merged_wrong(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(heads), lambda x: x.reshape(q.shape), _root(q, heads))


@mistake(
    "The numbers are dealt out to the heads one by one. Head 0 gets the first width / heads"
    " numbers: `unflatten(-1, (heads, -1))`."
)
def interleaved(q, k, v, heads, may_look):
    def cut(x):
        return x.unflatten(-1, (-1, heads)).permute(2, 0, 1)

    return _heads(q, k, v, may_look, cut, _merge, _root(q, heads))


@mistake("It divides by the root of the whole width. A query is now width / heads long.")
def root_of_width(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(heads), _merge, math.sqrt(q.shape[-1]))


@mistake("The scores are not divided by a square root.")
def no_scale(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(heads), _merge, 1.0)


@mistake("`may_look` changes nothing: hide scores where it is False.")
def no_mask(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look | True, _split(heads), _merge, _root(q, heads))


@mistake("It hides the future by a mask of its own. `may_look` says where a row may look.")
def own_mask(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look.tril(), _split(heads), _merge, _root(q, heads))


@mistake("There is a single head. Cut q, k and v first.")
def one(q, k, v, heads, may_look):
    return _heads(q, k, v, may_look, _split(1), _merge, _root(q, 1))


EXERCISE = Exercise(
    id="attend_heads",
    title="Several heads",
    minutes=10,
    difficulty=3,
    reference=attend_heads,
    cases=cases,
    differentiable=True,
    mistakes=(
        cut_wrong,
        cut_and_merged_wrong,
        merged_wrong,
        interleaved,
        root_of_width,
        no_scale,
        no_mask,
        own_mask,
        one,
    ),
    hints=(
        "Cut q, k and v into (heads, n, width / heads), do attention as before, and put the"
        " heads side by side again.",
        "`x.unflatten(-1, (heads, -1)).transpose(0, 1)` cuts. `.transpose(0, 1).flatten(1)`"
        " puts together.",
        "`scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])` after the cut. Then"
        " `masked_fill(~may_look, ...)`, `softmax_rows`, `@ v`, and put together.",
    ),
)
