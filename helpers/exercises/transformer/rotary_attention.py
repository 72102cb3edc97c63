"""Attention of a batch: heads, rotary positions, nothing on padding, and the output matrix."""

import math

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.transformer.rotate_halves import rotate_halves


def rotary_attention(
    x: torch.Tensor, w_qkv: torch.Tensor, w_out: torch.Tensor, heads: int, real: torch.Tensor
) -> torch.Tensor:
    """Attention with heads and rotary positions, of x: (rows, n, width), to the same shape.

    w_qkv: (3 * width, width), for q, k, v. w_out: (width, width). real: bool (rows, n), no padding.
    """
    q, k, v = (
        part.unflatten(-1, (heads, -1)).transpose(1, 2)  # (rows, heads, n, d)
        for part in (x @ w_qkv.T).chunk(3, -1)
    )
    q, k = rotate_halves(q), rotate_halves(k)
    scores = q @ k.mT / math.sqrt(q.shape[-1])  # (rows, heads, n, n)
    weights = scores.masked_fill(~real[:, None, None, :], float("-inf")).softmax(-1)
    return (weights @ v).transpose(1, 2).flatten(2) @ w_out.T


def cases() -> list:
    rng = torch.Generator().manual_seed(7)

    def case(width: int, heads: int, n: int, *lengths: int) -> tuple:
        shapes = ((len(lengths), n, width), (3 * width, width), (width, width))
        x, w_qkv, w_out = (torch.randn(shape, generator=rng) for shape in shapes)
        return x, w_qkv, w_out, heads, torch.arange(n) < torch.tensor(lengths)[:, None]

    before = torch.tensor([[False, True, True]])  # padding may stand anywhere
    return [
        case(4, 2, 3, 3),
        case(8, 2, 5, 5, 2, 3),
        case(6, 3, 4, 1, 4, 3, 2),
        case(4, 1, 3, 2),
        (*case(4, 2, 3, 3)[:4], before),
    ]


def _attend(x, w_qkv, w_out, heads, real, **other):
    """The reference with one step replaced."""
    how = {
        "cut": lambda part: part.unflatten(-1, (heads, -1)).transpose(1, 2),
        "turn": lambda q, k, v: (rotate_halves(q), rotate_halves(k), v),
        "root": lambda q: math.sqrt(q.shape[-1]),
        "hide": lambda s: s.masked_fill(~real[:, None, None, :], float("-inf")).softmax(-1),
        "merge": lambda mixed: mixed.transpose(1, 2).flatten(2),
        "out": lambda mixed: mixed @ w_out.T,
        "matrix": w_qkv.T,
    } | other
    q, k, v = how["turn"](*map(how["cut"], (x @ how["matrix"]).chunk(3, -1)))
    weights = how["hide"](q @ k.mT / how["root"](q))
    return how["out"](how["merge"](weights @ v))


@mistake(
    "Nothing is turned by position. Call `rotate_halves` on queries and keys of the shape (rows,"
    " heads, n, d): the last axis but one holds the positions."
)
def not_turned(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, turn=lambda q, k, v: (q, k, v))


@mistake("Only the queries are turned. Turn the keys, too.")
def only_queries(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, turn=lambda q, k, v: (rotate_halves(q), k, v))


@mistake("The values are turned. What a token hands over has no angle: turn queries and keys only.")
def values_turned(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, turn=lambda *qkv: map(rotate_halves, qkv))


@mistake("It turns before it cuts into heads. Every head has its own pairs: cut first.")
def turned_before(x, w_qkv, w_out, heads, real):
    q, k, v = (x @ w_qkv.T).chunk(3, -1)
    q, k, v = (
        part.unflatten(-1, (heads, -1)).transpose(1, 2)
        for part in (rotate_halves(q), rotate_halves(k), v)
    )
    scores = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(~real[:, None, None], float("-inf"))
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2) @ w_out.T


@mistake("`real` changes nothing: padding is looked at. Hide its scores before softmax.")
def no_mask(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, hide=lambda scores: scores.softmax(-1))


@mistake("It takes weight away after softmax, so rows add up to less than 1. Hide the scores.")
def masked_after(x, w_qkv, w_out, heads, real):
    return _attend(
        x, w_qkv, w_out, heads, real, hide=lambda s: s.softmax(-1) * real[:, None, None, :]
    )


@mistake("The scores are not divided by the root of a query's length.")
def no_scale(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, root=lambda q: 1.0)


@mistake("It divides by the root of the whole width. In a head, a query is width / heads long.")
def root_of_width(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, root=lambda q: math.sqrt(x.shape[-1]))


@mistake("The heads are put together wrongly: `transpose(1, 2)` before `flatten(2)`.")
def merged_wrong(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, merge=lambda mixed: mixed.reshape(x.shape))


@mistake("`w_out` changes nothing. It mixes the heads: `@ w_out.T` at the end.")
def no_output(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, out=lambda mixed: mixed)


@mistake("torch stores a matrix as (out, in): `@ w_out.T`, not `@ w_out`.")
def not_transposed(x, w_qkv, w_out, heads, real):
    return _attend(x, w_qkv, w_out, heads, real, out=lambda mixed: mixed @ w_out)


@mistake("It hides the future. In an encoder every token sees all others.")
def causal(x, w_qkv, w_out, heads, real):
    n = x.shape[1]
    may = real[:, None, None, :] & torch.ones(n, n, dtype=torch.bool).tril()
    return _attend(
        x,
        w_qkv,
        w_out,
        heads,
        real,
        hide=lambda scores: scores.masked_fill(~may, float("-inf")).softmax(-1),
    )


EXERCISE = Exercise(
    id="rotary_attention",
    title="Attention with heads and positions",
    minutes=12,
    difficulty=3,
    reference=rotary_attention,
    cases=cases,
    differentiable=True,
    mistakes=(
        not_turned,
        only_queries,
        values_turned,
        turned_before,
        no_mask,
        masked_after,
        no_scale,
        root_of_width,
        merged_wrong,
        no_output,
        not_transposed,
        causal,
    ),
    hints=(
        "`(x @ w_qkv.T).chunk(3, -1)` gives queries, keys and values. Cut each into heads, turn two"
        " of them, attend, put the heads side by side, multiply by the last matrix.",
        "`part.unflatten(-1, (heads, -1)).transpose(1, 2)` cuts into (rows, heads, n, d)."
        " `.transpose(1, 2).flatten(2)` puts together.",
        "`scores = q @ k.mT / math.sqrt(q.shape[-1])`, then `masked_fill(~real[:, None, None, :],"
        ' float("-inf"))`, `softmax(-1)`, `@ v`.',
    ),
)
