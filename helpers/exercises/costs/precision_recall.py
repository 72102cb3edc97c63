"""Precision and recall of what was flagged."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.costs.common import flag_cases
from helpers.exercises.costs.confusion_counts import confusion_counts


def precision_recall(labels: torch.Tensor, flagged: torch.Tensor) -> tuple[float, float]:
    """(precision, recall), each between 0 and 1; 0.0 where there is nothing to divide by."""
    hits, alarms, missed, _ = confusion_counts(labels, flagged)
    precision = hits / (hits + alarms) if hits + alarms else 0.0
    return precision, hits / (hits + missed) if hits + missed else 0.0


@mistake("Precision and recall are swapped.")
def swapped(labels, flagged):
    hit, alarm, missed, _ = confusion_counts(labels, flagged)
    return hit / max(hit + missed, 1), hit / max(hit + alarm, 1)


@mistake("With nothing flagged it divides by 0. Return 0.0 there.")
def unguarded(labels, flagged):
    hit, alarm, missed, _ = confusion_counts(labels, flagged)
    return hit / (hit + alarm), hit / (hit + missed)


@mistake("With nothing to divide by, 0.0 is asked for, not 1.0.")
def one_for_nothing(labels, flagged):
    hit, alarm, missed, _ = confusion_counts(labels, flagged)
    precision = hit / (hit + alarm) if hit + alarm else 1.0
    return precision, hit / (hit + missed) if hit + missed else 1.0


@mistake("The first number is the accuracy. Divide hits by what was flagged.")
def accuracy_as_precision(labels, flagged):
    hit, alarm, missed, quiet = confusion_counts(labels, flagged)
    return (hit + quiet) / len(labels), hit / max(hit + missed, 1)


@mistake("It divides by all texts.")
def of_all_texts(labels, flagged):
    hit, _, _, _ = confusion_counts(labels, flagged)
    return hit / len(labels), hit / len(labels)


@mistake("The second number counts what was rightly left alone. Recall is about the wanted.")
def specificity_as_recall(labels, flagged):
    hit, alarm, missed, quiet = confusion_counts(labels, flagged)
    return hit / max(hit + alarm, 1), quiet / max(quiet + alarm, 1)


EXERCISE = Exercise(
    id="precision_recall",
    title="Precision and recall",
    minutes=5,
    difficulty=1,
    reference=precision_recall,
    cases=flag_cases,
    mistakes=(
        swapped,
        unguarded,
        one_for_nothing,
        accuracy_as_precision,
        of_all_texts,
        specificity_as_recall,
    ),
    hints=(
        "Both have the hits on top. One divides by what was flagged, the other by what should"
        " have been.",
        "Precision is hits / (hits + false alarms), recall is hits / (hits + missed).",
        "Nothing flagged means 0 / 0. Divide by `max(..., 1)`: without hits the result is 0.",
    ),
)
