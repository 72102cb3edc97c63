"""Count the four ways in which a flag can turn out."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.costs.common import flag_cases


def confusion_counts(labels: torch.Tensor, flagged: torch.Tensor) -> tuple[int, int, int, int]:
    """(hits, false alarms, missed, rightly left alone), as whole numbers.

    labels: int64 (n,), 1 for what should be flagged, else 0; flagged: bool (n,).
    """
    hits = int((flagged & (labels == 1)).sum())
    alarms = int(flagged.sum()) - hits
    missed = int(labels.sum()) - hits
    return hits, alarms, missed, len(labels) - hits - alarms - missed


@mistake("False alarms and missed ones are swapped.")
def errors_swapped(labels, flagged):
    hit, alarm, missed, quiet = confusion_counts(labels, flagged)
    return hit, missed, alarm, quiet


@mistake("The order is turned round. Hits come first.")
def sklearn_order(labels, flagged):
    return confusion_counts(labels, flagged)[::-1]


@mistake("This is scikit-learn's order. Here hits come first.")
def sklearn_flat(labels, flagged):
    hit, alarm, missed, quiet = confusion_counts(labels, flagged)
    return quiet, alarm, missed, hit


@mistake("These are shares. Return the counts.")
def as_shares(labels, flagged):
    return tuple(value / len(labels) for value in confusion_counts(labels, flagged))


@mistake("It counts everything flagged as a hit. A hit is also wanted.")
def all_flagged_as_hits(labels, flagged):
    _, alarm, missed, quiet = confusion_counts(labels, flagged)
    return int(flagged.sum()), alarm, missed, quiet


EXERCISE = Exercise(
    id="confusion_counts",
    title="Four ways an answer can turn out",
    minutes=5,
    difficulty=1,
    reference=confusion_counts,
    cases=flag_cases,
    mistakes=(errors_swapped, sklearn_order, sklearn_flat, as_shares, all_flagged_as_hits),
    hints=(
        "Each text is one of four: wanted or not, flagged or not. Count each combination.",
        "`labels == 1` and `flagged` are both True/False. `&` joins them, `~` turns one round.",
        "Hits: `int(((labels == 1) & flagged).sum())`. The other three differ by a `~`.",
    ),
)
