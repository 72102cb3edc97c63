"""Find the lowest threshold at which the answers that remain are right often enough."""

import math

from helpers.checking.spec import Exercise, Mistake, mistake


def threshold_for(sure: list[float], right: list[bool], wanted: float) -> float:
    """The lowest of the values in `sure` that works as a threshold; math.inf if none does.

    sure: the probability of each answer. A threshold works if, of the answers with at least that
    probability, a share of `wanted` or more is right.
    """
    for threshold in sorted(sure):
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(kept) >= wanted:
            return threshold
    return math.inf


def cases() -> list:
    twelve = [0.3 + 0.05 * n for n in range(12)]
    return [
        (twelve, [True] * 12, 0.9),
        (twelve[::-1], [True] * 12, 0.9),
        (twelve, [False] * 4 + [True] * 8, 0.9),
        (twelve, [False] * 11 + [True], 1.0),
        (twelve, [True] * 8 + [False] * 4, 0.9),
        ([0.9, 0.8, 0.7, 0.6, 0.5], [True, True, False, True, False], 0.75),
        ([0.6, 0.8, 0.7], [False, False, True], 0.9),  # none works
        ([0.9, 0.3, 0.4], [False, True, True], 0.5),  # all answers are good enough
        ([0.5, 0.8, 0.5, 0.8], [False, True, True, True], 0.8),  # equal values
        (
            [0.95, 0.2, 0.9, 0.3, 0.85, 0.6, 0.4, 0.7],
            [True, False, False, True, True, True, False, True],
            0.8,
        ),
        ([0.9, 0.8], [True, False], 1.0),  # only the highest works
        ([0.99, 0.4, 0.55, 0.7, 0.45], [False, False, True, True, True], 0.7),
    ]


def working(sure, right, share) -> list[float]:
    """The thresholds for which `share(right answers kept, all answers kept)` holds."""
    found = []
    for threshold in sure:
        kept = [r for s, r in zip(sure, right, strict=True) if s >= threshold]
        if share(sum(kept), len(kept)):
            found.append(threshold)
    return found


@mistake("This is the highest threshold that works. The lowest answers more.")
def highest(sure, right, wanted):
    return max(working(sure, right, lambda a, b: a / b >= wanted), default=math.inf)


@mistake("Exactly `wanted` is enough: use >=.")
def strictly_more(sure, right, wanted):
    return min(working(sure, right, lambda a, b: a / b > wanted), default=math.inf)


@mistake("It divides by all answers. Divide by those that are kept.")
def of_all_answers(sure, right, wanted):
    return min(working(sure, right, lambda a, b: a / len(right) >= wanted), default=math.inf)


@mistake("This is the share that is answered. The share that is *right* counts.")
def answered_often(sure, right, wanted):
    return max(working(sure, right, lambda a, b: b / len(right) >= wanted), default=math.inf)


@mistake("It stops at the first threshold that fails from above. A lower one may work again.")
def walks_down(sure, right, wanted):
    """Stops at the first threshold from above that does not work."""
    good, last = working(sure, right, lambda a, b: a / b >= wanted), math.inf
    for threshold in sorted(sure, reverse=True):
        if threshold not in good:
            break
        last = threshold
    return last


@mistake("Equal values are one threshold: every answer with at least that much is kept.")
def splits_equal_values(sure, right, wanted):
    hits, found = 0, math.inf
    for n, (s, r) in enumerate(sorted(zip(sure, right, strict=True), reverse=True), start=1):
        hits += r
        found = s if hits / n >= wanted else found
    return found


@mistake("It tries the values in the given order. Sort them first.")
def first_that_works(sure, right, wanted):
    return next(iter(working(sure, right, lambda a, b: a / b >= wanted)), math.inf)


@mistake("The answer at the threshold is kept as well: s >= threshold.")
def above_only(sure, right, wanted):
    for threshold in sorted(sure):
        kept = [r for s, r in zip(sure, right, strict=True) if s > threshold]
        if kept and sum(kept) / len(kept) >= wanted:
            return threshold
    return math.inf


def none_is(value):
    """The right thresholds, and another value where none works."""

    def function(sure, right, wanted):
        return min(working(sure, right, lambda a, b: a / b >= wanted), default=value)

    return function


none_is_one = Mistake(
    "Where no threshold works, return `math.inf`, so that nothing is answered.", none_is(1.0)
)

none_is_zero = Mistake(
    "Where no threshold works, return `math.inf`: 0 would answer everything.", none_is(0.0)
)

none_is_none = Mistake("Where no threshold works, return `math.inf`, not None.", none_is(None))


EXERCISE = Exercise(
    id="threshold_for",
    title="When to say nothing",
    minutes=8,
    difficulty=2,
    reference=threshold_for,
    cases=cases,
    mistakes=(
        highest,
        strictly_more,
        of_all_answers,
        answered_often,
        walks_down,
        splits_equal_values,
        first_that_works,
        above_only,
        none_is_one,
        none_is_zero,
        none_is_none,
    ),
    hints=(
        "Try every value of `sure` as a threshold, from the lowest up.",
        "`kept = [r for s, r in zip(sure, right) if s >= threshold]` are the answers given.",
        "Return the first threshold with `sum(kept) / len(kept) >= wanted`, and `math.inf`"
        " after the loop.",
    ),
)
