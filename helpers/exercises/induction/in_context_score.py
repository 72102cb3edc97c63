"""How much a model gains from reading on: late loss minus early loss."""

import torch

from helpers.checking.spec import Exercise, mistake


def in_context_score(losses: torch.Tensor, early: int, late: int, span: int) -> float:
    """Mean loss of `span` places from `late` on, minus that of `span` places from `early` on.

    losses: float (rows, n), nats. Below 0: the model uses what it has read.
    """
    parts = [losses[:, start : start + span] for start in (late, early)]
    return parts[0].mean().item() - parts[1].mean().item()


def cases() -> list:
    rng = torch.Generator().manual_seed(3)
    return [
        (torch.tensor([[3.0, 2.0, 1.0, 1.0]]), 0, 2, 2),
        (4 * torch.rand(3, 20, generator=rng), 2, 14, 4),
        (4 * torch.rand(5, 30, generator=rng), 0, 20, 10),
        (4 * torch.rand(2, 12, generator=rng), 3, 9, 1),
    ]


def _means(losses, early, late):
    return (losses[:, late].mean() - losses[:, early].mean()).item()


@mistake("The sign is wrong: late minus early, so that a model that gains is below 0.")
def sign(losses, early, late, span):
    return _means(losses, slice(late, late + span), slice(early, early + span))


@mistake("It takes one place. Average `span` places, or chance decides.")
def one_place(losses, early, late, span):
    return _means(losses, [early], [late])


@mistake("The late part runs to the end of the row. It has `span` places too.")
def to_the_end(losses, early, late, span):
    return _means(losses, slice(early, early + span), slice(late, None))


@mistake("Each part has one place too many: `late : late + span` ends before `late + span`.")
def one_more(losses, early, late, span):
    return _means(losses, slice(early, early + span + 1), slice(late, late + span + 1))


def score(losses, early, late, span):
    return _means(losses, slice(early, early + span), slice(late, late + span))


@mistake("It adds the losses up. Take means.")
def sums(losses, early, late, span):
    return score(losses, early, late, span) * span * len(losses)


@mistake("It cuts rows. Places are the second axis: `losses[:, late : late + span]`.")
def rows(losses, early, late, span):
    return (losses[late : late + span].mean() - losses[early : early + span].mean()).item()


@mistake("It divides. The score is a difference, in nats.")
def ratio(losses, early, late, span):
    late, early = losses[:, late : late + span].mean(), losses[:, early : early + span].mean()
    return (late / early).item()


EXERCISE = Exercise(
    id="in_context_score",
    title="The in-context score",
    minutes=4,
    difficulty=1,
    reference=in_context_score,
    cases=cases,
    mistakes=(sign, one_place, to_the_end, one_more, sums, rows, ratio),
    hints=(
        "Two means: one over the places from `late` on, one over those from `early` on.",
        "`losses[:, late : late + span]` are the late ones, of all rows.",
        "Late minus early, as a number: `.item()`. A model that gains from reading is below 0.",
    ),
)
