"""Find the ways that meet a specification: a floor for accuracy, limits for what it costs."""

from helpers.checking.spec import Exercise, Mistake, mistake
from helpers.exercises.choose_and_combine.common import (
    CANDIDATES,
    LIMITS,
    SPEC,
    filtered,
    interval,
    low_end,
    only,
)
from helpers.measure import metrics


def meets_spec(candidates: dict[str, dict], spec: dict[str, float]) -> list[str]:
    """Names of the candidates that meet everything, in the given order.

    A candidate has "accuracy" (one value a seed), "ms", "seconds" and "labels". The low end of the
    accuracy's interval must be at least spec["floor"], the others at most spec["ms"] and so on.
    """
    names = []
    for name, found in candidates.items():
        _, low, _ = metrics.interval(found["accuracy"])
        affordable = all(found[key] <= spec[key] for key in ("ms", "seconds", "labels"))
        if low >= spec["floor"] and affordable:
            names.append(name)
    return names


def cases() -> list:
    return [
        (only("prompt", "cheap"), SPEC),
        (CANDIDATES, SPEC),
        (only("weak"), SPEC),
        (only("exact", "cheap"), SPEC),
        (CANDIDATES, SPEC | {"floor": 0.8}),
        (CANDIDATES, SPEC | {"ms": 1e3, "labels": 1000}),
        (only("wild", "slow", "long", "many", "lucky"), SPEC),
        (CANDIDATES, SPEC | {"seconds": 1e3, "floor": 0.55}),
        ({f"way {n}": CANDIDATES["cheap"] for n in range(10)}, SPEC),
    ]


@mistake("The mean reaches the floor, its interval does not. Take the low end.")
def by_mean(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: sum(v) / len(v) >= floor)


@mistake("That is the high end of the interval. The low end must reach the floor.")
def by_high_end(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: interval(tuple(v))[2] >= floor)


@mistake("One lucky seed is enough here. Take the low end of the interval.")
def by_best_seed(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: max(v) >= floor)


@mistake("Exactly the floor is enough: use >=.")
def strict_floor(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: interval(tuple(v))[1] > floor)


@mistake("Exactly the budget is allowed: use <=.")
def strict_limits(candidates, spec):
    return filtered(candidates, spec, low_end, fits=lambda value, limit: value < limit)


def without(key: str):
    return lambda candidates, spec: filtered(
        candidates, spec, low_end, tuple(k for k in LIMITS if k != key)
    )


ms_unchecked = Mistake("The milliseconds of a query are not checked.", without("ms"))

seconds_unchecked = Mistake(
    "The seconds before the first query are not checked.", without("seconds")
)

labels_unchecked = Mistake("The number of labels is not checked.", without("labels"))


@mistake("Only the floor is checked. The budget has three parts.")
def only_floor(candidates, spec):
    return filtered(candidates, spec, low_end, ())


@mistake("Only the budget is checked. The accuracy has a floor.")
def only_limits(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: True)


EXERCISE = Exercise(
    id="meets_spec",
    title="Which ways meet the specification?",
    minutes=8,
    difficulty=2,
    reference=meets_spec,
    cases=cases,
    mistakes=(
        by_mean,
        by_high_end,
        by_best_seed,
        strict_floor,
        strict_limits,
        ms_unchecked,
        seconds_unchecked,
        labels_unchecked,
        only_floor,
        only_limits,
    ),
    hints=(
        "One candidate at a time. Four conditions must hold, all of them.",
        '`mean, low, high = metrics.interval(candidate["accuracy"])`; which of the three must'
        " reach the floor, if you want to be safe?",
        '`low >= spec["floor"] and all(candidate[k] <= spec[k] for k in ("ms",'
        ' "seconds", "labels"))`.',
    ),
)
