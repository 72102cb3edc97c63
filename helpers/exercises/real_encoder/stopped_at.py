"""Early stopping by hand: how many evaluations a run sees before its patience ends."""

from helpers.checking.spec import Exercise, mistake


def stopped_at(accuracies: list[float], patience: int) -> int:
    """How many evaluations a run sees: it ends after `patience` in a row without a new best.

    >>> stopped_at([0.5, 0.7, 0.6, 0.7, 0.9], patience=2)
    4
    """
    best, waited = float("-inf"), 0
    for seen, accuracy in enumerate(accuracies, start=1):
        waited = 0 if accuracy > best else waited + 1
        best = max(best, accuracy)
        if waited == patience:
            return seen
    return len(accuracies)


def cases() -> list[tuple[list[float], int]]:
    return [
        ([0.5, 0.7, 0.6, 0.7, 0.9], 2),  # equal is not better
        ([0.5, 0.7, 0.6, 0.7, 0.9], 1),
        ([0.5, 0.7, 0.6, 0.7, 0.9], 3),  # ends with the last
        ([0.1, 0.2, 0.3, 0.4], 1),  # always better
        ([0.6, 0.5, 0.7, 0.6, 0.8, 0.7, 0.75, 0.6], 2),  # waits anew after each best
        ([0.9, 0.5, 0.6, 0.7, 0.8], 3),  # better than before, and not than the best
        ([0.0, 0.0, 0.1], 2),
        ([0.0, 0.0, 0.0, 0.5], 2),
        ([0.3], 2),
        ([place / 20 for place in range(12)], 3),  # long, and always better
        ([0.9, *[0.5] * 11], 10),  # long, and the first is the best
    ]


def ends(accuracies, patience, better, anew=True):
    best, waited = [], 0
    for seen, accuracy in enumerate(accuracies, start=1):
        good = not best or better(accuracy, best)
        waited = (0 if anew else waited) if good else waited + 1
        best.append(accuracy)
        if waited >= patience:
            return seen
    return len(accuracies)


@mistake("Each is compared with the one before it. What counts is the best so far.")
def with_the_one_before(accuracies, patience):
    return ends(accuracies, patience, lambda new, old: new > old[-1])


@mistake("An equal accuracy counts as better. It brought nothing: the patience goes on.")
def equal_is_better(accuracies, patience):
    return ends(accuracies, patience, lambda new, old: new >= max(old))


@mistake("The waiting is never set back to zero. A new best gives the run its patience back.")
def never_anew(accuracies, patience):
    return ends(accuracies, patience, lambda new, old: new > max(old), anew=False)


@mistake("This is the place of the best. The run sees `patience` evaluations more.")
def the_best(accuracies, patience):
    return accuracies.index(max(accuracies[: stopped_at(accuracies, patience)])) + 1


@mistake("Evaluations are counted from 1: the first one seen is number 1.")
def from_zero(accuracies, patience):
    return stopped_at(accuracies, patience) - 1


@mistake("It ends one evaluation too late: after `patience` in a row, not after one more.")
def one_more(accuracies, patience):
    return stopped_at(accuracies, patience + 1)


EXERCISE = Exercise(
    id="stopped_at",
    title="When patience ends",
    minutes=8,
    difficulty=2,
    reference=stopped_at,
    cases=cases,
    mistakes=(
        with_the_one_before,
        equal_is_better,
        never_anew,
        the_best,
        from_zero,
        one_more,
    ),
    hints=(
        "Keep two things: the best accuracy so far, and how many evaluations in a row were not"
        " better.",
        "A better one sets the waiting to zero; any other adds one. Return when it is `patience`.",
        "`for seen, accuracy in enumerate(accuracies, start=1)`, and after the loop"
        " `return len(accuracies)`.",
    ),
)
