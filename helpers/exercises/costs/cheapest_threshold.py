"""Find the threshold at which missed cases and false alarms cost the least."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.costs.common import score_cases
from helpers.exercises.costs.confusion_counts import confusion_counts


def cheapest_threshold(
    labels: torch.Tensor, scores: torch.Tensor, missed: float, false_alarm: float
) -> float:
    """The threshold with the lowest total cost; of equal costs the highest threshold.

    missed, false_alarm: what one costs, in money. Candidates are the scores and `float("inf")`.
    """

    def bill(threshold: float) -> float:
        _, alarms, misses, _ = confusion_counts(labels, scores >= threshold)
        return missed * misses + false_alarm * alarms

    candidates = [float("inf"), *sorted(set(scores.tolist()), reverse=True)]
    return min(candidates, key=bill)  # the first of equals, so the highest


def cases() -> list:
    ties, _, a, b, c = score_cases()
    # Here the highest scores are false alarms, so that flagging does not always pay.
    hidden = torch.tensor([0, 0, 1, 0]), torch.tensor([0.9, 0.8, 0.3, 0.1])
    return [
        (*ties, 10.0, 1.0),
        (*a, 50.0, 2.0),
        (*b, 3.0, 3.0),
        (*ties, 3.0, 3.0),
        (*c, 1000.0, 5.0),
        (*hidden, 1.0, 5.0),
        (*hidden, 3.0, 1.0),
        (torch.tensor([1, 1, 1]), torch.tensor([0.9, 0.5, 0.2]), 10.0, 1.0),  # flag everything
        (torch.tensor([1, 0, 1]), torch.tensor([0.1, 0.4, 0.7]), 1.0, 1.0),  # equal, from below
        (torch.tensor([1, 0, 1]), torch.tensor([0.5, 0.3, 0.25]), 1.0, 1.0),
        (torch.tensor([1, 0, 0, 1, 1]), torch.tensor([2.0, 5.0, 1.0, 3.0, 4.0]), 2.0, 1.0),
    ]


def bills(labels, scores, missed, alarm, reach=torch.ge, none=True) -> list[tuple[float, float]]:
    """(threshold, cost), from the highest threshold down; `none` is for flagging nothing."""
    tries = [float("inf")] * none + scores.unique().flip(0).tolist()
    found = []
    for threshold in tries:
        flagged = reach(scores, torch.tensor(threshold))
        wrong = missed * ((labels == 1) & ~flagged).sum() + alarm * ((labels == 0) & flagged).sum()
        found.append((threshold, float(wrong)))
    return found


def cheapest(found) -> float:
    return min(found, key=lambda pair: pair[1])[0]


@mistake("The two costs are swapped.")
def costs_swapped(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, false_alarm, missed))


@mistake("It always flags something. Flagging nothing can be cheapest: return inf.")
def always_flags(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, missed, false_alarm, none=False))


@mistake("A score equal to the threshold is flagged: `>=`.")
def above_only(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, missed, false_alarm, torch.gt))


@mistake("Of equal costs take the highest threshold.")
def lowest_of_equals(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, missed, false_alarm)[::-1])


@mistake("It counts mistakes, not what they cost.")
def fewest_mistakes(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, 1.0, 1.0))


@mistake("This is the dearest threshold.")
def dearest(labels, scores, missed, false_alarm):
    return max(bills(labels, scores, missed, false_alarm), key=lambda pair: pair[1])[0]


@mistake("This is the cost. Return the threshold.")
def the_cost(labels, scores, missed, false_alarm):
    return min(cost for _, cost in bills(labels, scores, missed, false_alarm))


EXERCISE = Exercise(
    id="cheapest_threshold",
    title="The cheapest threshold",
    minutes=10,
    difficulty=3,
    reference=cheapest_threshold,
    cases=cases,
    mistakes=(
        costs_swapped,
        always_flags,
        above_only,
        lowest_of_equals,
        fewest_mistakes,
        dearest,
        the_cost,
    ),
    hints=(
        "What does flagging nothing cost? Start with that, and try every different score from"
        " the highest down.",
        "The bill at a threshold is `missed` times the missed ones plus `false_alarm` times"
        " the false alarms. `confusion_counts` counts both.",
        "Keep `best` and `lowest`, beginning with `float('inf')` and `missed` times all wanted"
        " ones. Replace them only if the new bill is lower.",
    ),
)
