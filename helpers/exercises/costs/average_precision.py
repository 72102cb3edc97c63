"""One number for a precision-recall curve: its precision, weighted by the recall gained."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.costs.common import curve, score_cases
from helpers.exercises.costs.pr_curve import one_by_one, pr_curve


def average_precision(labels: torch.Tensor, scores: torch.Tensor) -> float:
    """The sum over the curve's rows of precision times the recall gained there.

    A perfect order gives 1, a random one about the share of positives.
    """
    total, before = 0.0, 0.0
    for _, precision, recall in pr_curve(labels, scores).tolist():
        total += precision * (recall - before)
        before = recall
    return total


@mistake("It averages all rows alike. Weigh each by the recall it gains.")
def mean_precision(labels, scores):
    return curve(labels, scores)[:, 1].mean().item()


@mistake("These are trapezoids. Use steps: no precision between.")
def trapezoids(labels, scores):
    _, precision, recall = curve(labels, scores).T
    precision = torch.cat([precision[:1], precision])
    recall = torch.cat([torch.zeros(1), recall])
    return torch.trapezoid(precision, recall).item()


@mistake("These are trapezoids, and the part before the first row is lost. Use steps.")
def trapezoids_from_the_first(labels, scores):
    _, precision, recall = curve(labels, scores).T
    return torch.trapezoid(precision, recall).item()


@mistake("Equal scores are taken one by one. They are one step.")
def ties_in_order(labels, scores):
    _, precision, recall = one_by_one(labels, scores).T
    return (recall.diff(prepend=torch.zeros(1)) * precision).sum().item()


@mistake("This is the area under the ROC curve.")
def roc_area(labels, scores):
    apart = scores[labels == 1][:, None] - scores[labels == 0][None]
    return ((apart > 0).float() + 0.5 * (apart == 0)).mean().item()


@mistake("The first row is lost: recall starts at 0.")
def first_step_lost(labels, scores):
    _, precision, recall = curve(labels, scores).T
    return (recall.diff() * precision[1:]).sum().item()


@mistake("This is the best F1 of the curve.")
def best_f1(labels, scores):
    _, precision, recall = curve(labels, scores).T
    return (2 * precision * recall / (precision + recall).clamp(min=1e-9)).max().item()


EXERCISE = Exercise(
    id="average_precision",
    title="Average precision",
    minutes=6,
    difficulty=2,
    reference=average_precision,
    cases=score_cases,
    mistakes=(
        mean_precision,
        trapezoids,
        trapezoids_from_the_first,
        ties_in_order,
        roc_area,
        first_step_lost,
        best_f1,
    ),
    hints=(
        "Walk along the curve. How much recall does each step gain, and at which precision?",
        "`pr_curve(labels, scores).T` has thresholds, precisions and recalls. The recall before"
        " the first row is 0.",
        "`recall.diff(prepend=torch.zeros(1))` is the gain of each row. Multiply by"
        " `precision` and add up; `float(...)` makes it a number.",
    ),
)
