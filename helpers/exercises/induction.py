"""The exercises of the lab `induction`: score the heads, find them, silence them, and compare with
others.
"""

import torch

from helpers.checking.spec import Exercise
from helpers.exercises import induction_cases as wrong
from helpers.exercises import induction_heads as more


def first_places(ids: torch.Tensor) -> torch.Tensor:
    """Where each token stood first in its row; -1 where it stands for the first time.

    ids and result: int64 (rows, n).
    """
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    return torch.where(same.any(-1), same.int().argmax(-1), -1)


def induction_score(weights: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Mean weight of every head on the token after the first time: float (layers, heads).

    weights: attention, float (rows, layers, heads, n, n), row i of the last two says how token i
    spreads its attention. ids: int64 (rows, n). Only tokens that stood earlier in their row count.
    """
    first = first_places(ids)
    row, place = (first >= 0).nonzero(as_tuple=True)
    return weights[row, :, :, place, first[row, place] + 1].mean(0)


def even_score(ids: torch.Tensor) -> float:
    """The induction score of a head that looks evenly at itself and all tokens before it.

    ids: int64 (rows, n).
    """
    seen = torch.arange(1, ids.shape[1] + 1).expand_as(ids)
    return (1 / seen[first_places(ids) >= 0]).mean().item()


def in_context_score(losses: torch.Tensor, early: int, late: int, span: int) -> float:
    """Mean loss of `span` places from `late` on, minus that of `span` places from `early` on.

    losses: float (rows, n), nats. Below 0: the model uses what it has read (Olsson et al. 2022).
    """
    return (losses[:, late : late + span].mean() - losses[:, early : early + span].mean()).item()


def silence(results: torch.Tensor, heads: list[int], means: torch.Tensor) -> torch.Tensor:
    """A layer's results with those of some heads replaced by their means. Shape of results.

    results: float (rows, n, width), the heads side by side: head 0 has the first width / count
    numbers of every token. heads: which to silence. means: float (count, width / count), the mean
    result of each head of the layer.
    """
    pieces = results.unflatten(-1, means.shape).clone()
    pieces[:, :, heads] = means[heads]
    return pieces.flatten(-2)


def other_heads(
    found: list[tuple[int, int]], layers: int, count: int, generator: torch.Generator
) -> list[tuple[int, int]]:
    """As many (layer, head) as in `found`, drawn at random among all the others, none twice.

    The model has `layers` layers of `count` heads, counted from 0. Drawn anew at each call.
    """
    others = [(i, j) for i in range(layers) for j in range(count) if (i, j) not in found]
    order = torch.randperm(len(others), generator=generator).tolist()
    return [others[place] for place in order[: len(found)]]


EXERCISES = [
    Exercise(
        id="first_places",
        title="Where did it stand before?",
        minutes=8,
        difficulty=2,
        reference=first_places,
        cases=wrong.places_cases,
        hints=(
            "Compare every token of a row with every other one, and keep only the pairs in which"
            " the other one stands earlier.",
            "`same = (ids[:, :, None] == ids[:, None]).tril(-1)` is True at [row, i, j] where token"
            " j is the same as token i and stands before it.",
            "`same.int().argmax(-1)` is the first True of each line, and 0 if there is none. Use"
            " `torch.where(same.any(-1), ..., -1)`.",
        ),
        mistakes=wrong.PLACES,
    ),
    Exercise(
        id="induction_score",
        title="The induction score",
        minutes=10,
        difficulty=3,
        reference=induction_score,
        cases=wrong.score_cases,
        hints=(
            "A token that stood at place f before is followed there by f + 1. That is the column to"
            " read, in the line of the token itself.",
            "`row, place = (first >= 0).nonzero(as_tuple=True)` lists the tokens that count, with"
            " `first = first_places(ids)`.",
            "`weights[row, :, :, place, first[row, place] + 1]` has shape (tokens, layers, heads)."
            " Take the mean over the tokens.",
        ),
        mistakes=wrong.SCORE,
    ),
    Exercise(
        id="even_score",
        title="What even looking scores",
        minutes=5,
        difficulty=2,
        reference=even_score,
        cases=wrong.even_cases,
        hints=(
            "The token at place i sees i + 1 tokens: those before it, and itself.",
            "Such a head gives each of them 1 / (i + 1), so also the one you ask for.",
            "Average 1 / (i + 1) over the tokens that count: `first_places(ids) >= 0`.",
        ),
        mistakes=wrong.EVEN,
    ),
    Exercise(
        id="in_context_score",
        title="The in-context score",
        minutes=4,
        difficulty=1,
        reference=in_context_score,
        cases=more.context_cases,
        hints=(
            "Two means: one over the places from `late` on, one over those from `early` on.",
            "`losses[:, late : late + span]` are the late ones, of all rows.",
            "Late minus early, as a number: `.item()`. A model that gains from reading is below 0.",
        ),
        mistakes=more.CONTEXT,
    ),
    Exercise(
        id="silence",
        title="Silence a head",
        minutes=8,
        difficulty=2,
        reference=silence,
        cases=more.silence_cases,
        hints=(
            "Cut the last axis into (count, width / count), as in [[lab:attention]]. A head is then"
            " one index.",
            "`results.unflatten(-1, means.shape)` cuts. Work on a `.clone()`, or the model's own"
            " numbers change.",
            "`pieces[:, :, heads] = means[heads]`, then `pieces.flatten(-2)`.",
        ),
        mistakes=more.SILENCE,
    ),
    Exercise(
        id="other_heads",
        title="A fair control",
        minutes=6,
        difficulty=2,
        reference=other_heads,
        hints=(
            "List all (layer, head) of the model, leave out those in `found`, and draw from the"
            " rest without putting back.",
            "`[(i, j) for i in range(layers) for j in range(count) if (i, j) not in found]` are the"
            " candidates.",
            "`torch.randperm(len(others), generator=generator)` is a random order of them. Take the"
            " first `len(found)`.",
        ),
        judge=more.judge_other_heads,
    ),
]
