"""The precision-recall curve: every different score as a threshold."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.costs.common import curve, score_cases
from helpers.exercises.costs.precision_recall import precision_recall


def pr_curve(labels: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
    """A row (threshold, precision, recall) for each different score, the highest first.

    labels: int64 (n,), 0 or 1; scores: float (n,). Flagged is every score of `threshold` or more.
    Returns float (different scores, 3).
    """
    rows = []
    for threshold in sorted(set(scores.tolist()), reverse=True):
        flagged = scores >= threshold
        rows.append((threshold, *precision_recall(labels, flagged)))
    return torch.tensor(rows)


@mistake("A score equal to the threshold is not flagged. Use `>=`.")
def strictly_above(labels, scores):
    return curve(labels, scores, torch.gt)


@mistake("The lowest threshold comes first. Begin with the highest.")
def upwards(labels, scores):
    return curve(labels, scores).flip(0)


@mistake("Recall stands before precision.")
def recall_first(labels, scores):
    return curve(labels, scores)[:, [0, 2, 1]]


@mistake("Equal scores get a row each. They are flagged together: one row.")
def one_by_one(labels, scores):
    """A row for each text, equal scores taken apart."""
    order = scores.argsort(descending=True, stable=True)
    hits = labels[order].cumsum(0).float()
    taken = torch.arange(1, len(scores) + 1)
    return torch.stack([scores[order], hits / taken, hits / labels.sum()], dim=1)


@mistake("It flags the low scores. High ones are suspicious.")
def flags_below(labels, scores):
    return curve(labels, scores, torch.le)


EXERCISE = Exercise(
    id="pr_curve",
    title="The precision-recall curve",
    minutes=10,
    difficulty=3,
    reference=pr_curve,
    cases=score_cases,
    mistakes=(strictly_above, upwards, recall_first, one_by_one, flags_below),
    hints=(
        "Every different score is a threshold. What is flagged at it? You have a function for"
        " the rest.",
        "`scores.unique()` has the different scores, the lowest first; `.flip(0)` turns them"
        " round. Flagged is `scores >= threshold`.",
        "Collect `[threshold.item(), *precision_recall(labels, scores >= threshold)]` in a"
        " list, then `torch.tensor(rows)`.",
    ),
)
