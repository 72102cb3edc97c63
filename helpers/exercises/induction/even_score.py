"""What a head would score that looks evenly at all it sees."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.induction.first_places import first_places


def even_score(ids: torch.Tensor) -> float:
    """The induction score of a head that looks evenly at itself and all tokens before it.

    ids: int64 (rows, n).
    """
    row, here = torch.nonzero(first_places(ids) >= 0, as_tuple=True)
    return (1.0 / (here + 1)).mean().item()


def cases() -> list:
    rng = torch.Generator().manual_seed(2)
    return [
        (torch.tensor([[2, 7, 8, 7]]),),
        (torch.tensor([[2, 7, 8, 9, 7, 8, 9], [2, 5, 5, 6, 7, 5, 6]]),),
        (torch.randint(6, (4, 14), generator=rng),),
    ]


def _even(ids, seen, asked=None):
    asked = first_places(ids) >= 0 if asked is None else asked
    return (1 / seen.expand_as(ids)[asked]).mean().item()


@mistake("It leaves the token itself out. A causal head sees i + 1 tokens at place i.")
def without_itself(ids):
    return _even(ids, torch.arange(ids.shape[1]))


@mistake("It divides by the whole row. At place i a causal head sees i + 1 tokens only.")
def whole_row(ids):
    return 1 / ids.shape[1]


@mistake("It averages over all tokens. Only those count that stood earlier in their row.")
def all_tokens(ids):
    every = torch.ones_like(ids, dtype=torch.bool)
    return _even(ids, torch.arange(1, ids.shape[1] + 1), every)


@mistake("It divides 1 by the mean. Take the mean of 1 / (i + 1).")
def of_mean(ids):
    seen = torch.arange(1, ids.shape[1] + 1).expand_as(ids)[first_places(ids) >= 0]
    return 1 / seen.float().mean().item()


@mistake("It adds up. Take the mean over the tokens that count.")
def added_up(ids):
    seen = torch.arange(1, ids.shape[1] + 1).expand_as(ids)[first_places(ids) >= 0]
    return (1 / seen).sum().item()


EXERCISE = Exercise(
    id="even_score",
    title="What even looking scores",
    minutes=5,
    difficulty=2,
    reference=even_score,
    cases=cases,
    mistakes=(without_itself, whole_row, all_tokens, of_mean, added_up),
    hints=(
        "The token at place i sees i + 1 tokens: those before it, and itself.",
        "Such a head gives each of them 1 / (i + 1), so also the one you ask for.",
        "Average 1 / (i + 1) over the tokens that count: `first_places(ids) >= 0`.",
    ),
)
