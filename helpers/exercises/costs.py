"""The exercises of the lab `costs`: rare classes, thresholds and what mistakes cost."""

import torch

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import costs_cases as wrong
from helpers.exercises.costs_cases import cost_cases, flag_cases, score_cases, weight_cases


def confusion_counts(labels: torch.Tensor, flagged: torch.Tensor) -> tuple[int, int, int, int]:
    """(hits, false alarms, missed, rightly left alone), as whole numbers.

    labels: int64 (n,), 1 for what should be flagged; flagged: bool (n,).
    """
    wanted = labels == 1
    pairs = (wanted & flagged, ~wanted & flagged, wanted & ~flagged, ~wanted & ~flagged)
    return tuple(int(pair.sum()) for pair in pairs)


def precision_recall(labels: torch.Tensor, flagged: torch.Tensor) -> tuple[float, float]:
    """(precision, recall); 0.0 where there is nothing to divide by."""
    hits, alarms, missed, _ = confusion_counts(labels, flagged)
    return hits / max(hits + alarms, 1), hits / max(hits + missed, 1)


def class_weights(labels: torch.Tensor, classes: int) -> torch.Tensor:
    """n / (classes * count) for each class, float (classes,); 0 for a class that does not occur."""
    counts = torch.bincount(labels, minlength=classes).float()
    return torch.where(counts > 0, len(labels) / (classes * counts), 0.0)


def pr_curve(labels: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
    """A row (threshold, precision, recall) for each different score, the highest first."""
    rows = []
    for threshold in scores.unique().flip(0):
        rows.append([threshold.item(), *precision_recall(labels, scores >= threshold)])
    return torch.tensor(rows)


def average_precision(labels: torch.Tensor, scores: torch.Tensor) -> float:
    """The precision at each different score, weighted by the recall gained there."""
    _, precision, recall = pr_curve(labels, scores).T
    gained = recall.diff(prepend=torch.zeros(1))
    return float((gained * precision).sum())


def cheapest_threshold(
    labels: torch.Tensor, scores: torch.Tensor, missed: float, false_alarm: float
) -> float:
    """The threshold with the lowest total cost, the highest of equals; inf flags nothing."""
    best, lowest = float("inf"), missed * int((labels == 1).sum())
    for threshold in scores.unique().flip(0).tolist():
        _, alarms, misses, _ = confusion_counts(labels, scores >= threshold)
        bill = missed * misses + false_alarm * alarms
        if bill < lowest:
            best, lowest = threshold, bill
    return best


EXERCISES = [
    Exercise(
        id="confusion_counts",
        title="Four ways an answer can turn out",
        minutes=5,
        difficulty=1,
        reference=confusion_counts,
        cases=flag_cases,
        hints=(
            "Each text is one of four: wanted or not, flagged or not. Count each combination.",
            "`labels == 1` and `flagged` are both True/False. `&` joins them, `~` turns one round.",
            "Hits: `int(((labels == 1) & flagged).sum())`. The other three differ by a `~`.",
        ),
        mistakes=(
            Mistake("False alarms and missed ones are swapped.", wrong.errors_swapped),
            Mistake("The order is turned round. Hits come first.", wrong.sklearn_order),
            Mistake("This is scikit-learn's order. Here hits come first.", wrong.sklearn_flat),
            Mistake("These are shares. Return the counts.", wrong.as_shares),
            Mistake(
                "It counts everything flagged as a hit. A hit is also wanted.",
                wrong.all_flagged_as_hits,
            ),
        ),
    ),
    Exercise(
        id="precision_recall",
        title="Precision and recall",
        minutes=5,
        difficulty=1,
        reference=precision_recall,
        cases=flag_cases,
        hints=(
            "Both have the hits on top. One divides by what was flagged, the other by what should"
            " have been.",
            "Precision is hits / (hits + false alarms), recall is hits / (hits + missed).",
            "Nothing flagged means 0 / 0. Divide by `max(..., 1)`: without hits the result is 0.",
        ),
        mistakes=(
            Mistake("Precision and recall are swapped.", wrong.swapped),
            Mistake("With nothing flagged it divides by 0. Return 0.0 there.", wrong.unguarded),
            Mistake("With nothing to divide by, 0.0 is asked for, not 1.0.", wrong.one_for_nothing),
            Mistake(
                "The first number is the accuracy. Divide hits by what was flagged.",
                wrong.accuracy_as_precision,
            ),
            Mistake("It divides by all texts.", wrong.of_all_texts),
            Mistake(
                "The second number counts what was rightly left alone. Recall is about the wanted.",
                wrong.specificity_as_recall,
            ),
        ),
    ),
    Exercise(
        id="class_weights",
        title="Weights for rare classes",
        minutes=6,
        difficulty=2,
        reference=class_weights,
        cases=weight_cases,
        hints=(
            "A class that occurs half as often should count twice as much.",
            "`torch.bincount(labels, minlength=classes)` counts. The weight is n / (classes *"
            " count).",
            "A class without examples would get n / 0. `torch.where(counts > 0, ..., 0.0)` puts 0"
            " there.",
        ),
        mistakes=(
            Mistake("Frequent classes weigh most. It must be the rare ones.", wrong.by_frequency),
            Mistake("The n is missing: n / (classes * count).", wrong.not_scaled),
            Mistake("The number of classes is missing below the line.", wrong.classes_forgotten),
            Mistake("A class that does not occur gets inf. Put 0 there.", wrong.infinite),
            Mistake("The weights add up to 1. Use n / (classes * count).", wrong.adds_up_to_one),
            Mistake(
                "A class that does not occur is left out. Use `minlength=classes`.",
                wrong.only_seen_classes,
            ),
            Mistake("One minus the share hardly tells rare classes apart.", wrong.one_minus_share),
        ),
    ),
    Exercise(
        id="pr_curve",
        title="The precision-recall curve",
        minutes=10,
        difficulty=3,
        reference=pr_curve,
        cases=score_cases,
        hints=(
            "Every different score is a threshold. What is flagged at it? You have a function for"
            " the rest.",
            "`scores.unique()` has the different scores, the lowest first; `.flip(0)` turns them"
            " round. Flagged is `scores >= threshold`.",
            "Collect `[threshold.item(), *precision_recall(labels, scores >= threshold)]` in a"
            " list, then `torch.tensor(rows)`.",
        ),
        mistakes=(
            Mistake(
                "A score equal to the threshold is not flagged. Use `>=`.", wrong.strictly_above
            ),
            Mistake("The lowest threshold comes first. Begin with the highest.", wrong.upwards),
            Mistake("Recall stands before precision.", wrong.recall_first),
            Mistake(
                "Equal scores get a row each. They are flagged together: one row.",
                wrong.one_by_one,
            ),
            Mistake("It flags the low scores. High ones are suspicious.", wrong.flags_below),
        ),
    ),
    Exercise(
        id="average_precision",
        title="Average precision",
        minutes=6,
        difficulty=2,
        reference=average_precision,
        cases=score_cases,
        hints=(
            "Walk along the curve. How much recall does each step gain, and at which precision?",
            "`pr_curve(labels, scores).T` has thresholds, precisions and recalls. The recall before"
            " the first row is 0.",
            "`recall.diff(prepend=torch.zeros(1))` is the gain of each row. Multiply by"
            " `precision` and add up; `float(...)` makes it a number.",
        ),
        mistakes=(
            Mistake(
                "It averages all rows alike. Weigh each by the recall it gains.",
                wrong.mean_precision,
            ),
            Mistake("These are trapezoids. Use steps: no precision between.", wrong.trapezoids),
            Mistake("Equal scores are taken one by one. They are one step.", wrong.ties_in_order),
            Mistake("This is the area under the ROC curve.", wrong.roc_area),
            Mistake("The first row is lost: recall starts at 0.", wrong.first_step_lost),
            Mistake("This is the best F1 of the curve.", wrong.best_f1),
        ),
    ),
    Exercise(
        id="cheapest_threshold",
        title="The cheapest threshold",
        minutes=10,
        difficulty=3,
        reference=cheapest_threshold,
        cases=cost_cases,
        hints=(
            "What does flagging nothing cost? Start with that, and try every different score from"
            " the highest down.",
            "The bill at a threshold is `missed` times the missed ones plus `false_alarm` times"
            " the false alarms. `confusion_counts` counts both.",
            "Keep `best` and `lowest`, beginning with `float('inf')` and `missed` times all wanted"
            " ones. Replace them only if the new bill is lower.",
        ),
        mistakes=(
            Mistake("The two costs are swapped.", wrong.costs_swapped),
            Mistake(
                "It always flags something. Flagging nothing can be cheapest: return inf.",
                wrong.always_flags,
            ),
            Mistake("A score equal to the threshold is flagged: `>=`.", wrong.above_only),
            Mistake("Of equal costs take the highest threshold.", wrong.lowest_of_equals),
            Mistake("It counts mistakes, not what they cost.", wrong.fewest_mistakes),
            Mistake("This is the dearest threshold.", wrong.dearest),
            Mistake("This is the cost. Return the threshold.", wrong.the_cost),
        ),
    ),
]
