"""Inputs of lab 12's exercises 1 to 3, and typical wrong implementations of them."""

import math
from collections import Counter
from functools import cache

from helpers import metrics

LIMITS = ("ms", "seconds", "labels")


def way(accuracy: list[float], ms: float, seconds: float, labels: int) -> dict:
    return {"accuracy": accuracy, "ms": ms, "seconds": seconds, "labels": labels}


CANDIDATES = {
    "prompt": way([0.89, 0.93, 0.91], 12.0, 0.0, 12),
    "slow": way([0.97, 0.98, 0.96], 30.0, 0.0, 12),
    "long": way([0.95, 0.96, 0.94], 2.0, 90.0, 12),
    "many": way([0.94, 0.93, 0.95], 2.0, 5.0, 300),
    "exact": way([0.9, 0.9, 0.9], 20.0, 60.0, 100),
    "wild": way([0.7, 1.0, 0.99], 1.0, 1.0, 12),
    "cheap": way([0.93, 0.92, 0.94], 1.0, 8.0, 80),
    "weak": way([0.5, 0.55, 0.6], 0.1, 0.1, 0),
    "lucky": way([0.5, 0.5, 0.5, 0.5, 0.95], 0.1, 0.1, 12),
}
SPEC = {"floor": 0.9, "ms": 20.0, "seconds": 60.0, "labels": 100, "label_seconds": 10.0}


def some(*names: str) -> dict:
    return {name: CANDIDATES[name] for name in names}


# --- meets_spec ----------------------------------------------------------------------------------


def spec_cases() -> list:
    return [
        (some("prompt", "cheap"), SPEC),
        (CANDIDATES, SPEC),
        (some("weak"), SPEC),
        (some("exact", "cheap"), SPEC),
        (CANDIDATES, SPEC | {"floor": 0.8}),
        (CANDIDATES, SPEC | {"ms": 1e3, "labels": 1000}),
        (some("wild", "slow", "long", "many", "lucky"), SPEC),
        (CANDIDATES, SPEC | {"seconds": 1e3, "floor": 0.55}),
    ]


def filtered(candidates: dict, spec: dict, accurate, limits=LIMITS, fits=None) -> list[str]:
    fits = fits or (lambda value, limit: value <= limit)
    return [
        name
        for name, c in candidates.items()
        if accurate(c["accuracy"], spec["floor"]) and all(fits(c[key], spec[key]) for key in limits)
    ]


@cache  # a check compares many wrong answers on the same values
def interval(values: tuple) -> tuple[float, float, float]:
    return metrics.interval(values)


def low_end(values, floor) -> bool:
    return interval(tuple(values))[1] >= floor


def by_mean(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: sum(v) / len(v) >= floor)


def by_high_end(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: interval(tuple(v))[2] >= floor)


def by_best_seed(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: max(v) >= floor)


def strict_floor(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: interval(tuple(v))[1] > floor)


def strict_limits(candidates, spec):
    return filtered(candidates, spec, low_end, fits=lambda value, limit: value < limit)


def without(key: str):
    return lambda candidates, spec: filtered(
        candidates, spec, low_end, tuple(k for k in LIMITS if k != key)
    )


def only_floor(candidates, spec):
    return filtered(candidates, spec, low_end, ())


def only_limits(candidates, spec):
    return filtered(candidates, spec, lambda v, floor: True)


# --- pays_from -----------------------------------------------------------------------------------


def pays_cases() -> list:
    return [
        ((10.0, 2.0), (0.0, 12.0)),
        ((10.0, 2.0), (4.0, 14.0)),
        ((1.0, 5.0), (0.0, 5.0)),
        ((1.0, 9.0), (0.0, 5.0)),
        ((0.0, 1.0), (0.0, 5.0)),
        ((2.0, 1.0), (7.0, 5.0)),
        ((7.0, 3.0), (0.0, 10.5)),
        ((3.0, 5.0), (3.0, 5.0)),
        ((1.0, 9.0), (30.0, 5.0)),
        ((30.0, 0.25), (0.5, 20.0)),
    ]


def pays(first, second, *, unit=1000.0, other_once=True, above=True, never=None):
    """`above`: the first must have cost less; otherwise as much is enough."""
    once = first[0] - (second[0] if other_once else 0.0)
    saved = (second[1] - first[1]) / unit
    if once < saved:
        return 1
    if saved <= 0:
        return never
    # A little room, so that the last bit of a decimal number decides nothing.
    return math.floor(once / saved + 1e-9) + 1 if above else math.ceil(once / saved - 1e-9)


def in_milliseconds(first, second):
    return pays(first, second, unit=1.0)


def first_price_only(first, second):
    return pays(first, second, other_once=False)


def equal_is_enough(first, second):
    return pays(first, second, above=False)


def never_is_inf(first, second):
    return pays(first, second, never=math.inf)


def never_is_zero(first, second):
    return pays(first, second, never=0)


def without_saving(first, second):
    once = first[0] - second[0]
    return max(1, math.floor(once / (first[1] / 1000) + 1e-9) + 1)


def other_way_round(first, second):
    return pays(second, first)


# --- kappa ---------------------------------------------------------------------------------------


def kappa_cases() -> list:
    return [
        (["a", "a", "b", "b"], ["a", "b", "b", "b"]),
        (["a"] * 9 + ["b"], ["a"] * 8 + ["b", "a"]),
        (["x", "y", "z", "x", "y"], ["x", "z", "z", "x", "y"]),
        (["a", "b", "a", "b"], ["b", "a", "b", "a"]),
        (["a", "b"], ["a", "b"]),
        (["a"] * 6 + ["b"] * 2, ["a"] * 8),
        (["c", "c"], ["c", "c"]),
        (["u", "v", "v", "w", "w", "w"], ["v", "v", "w", "w", "w", "u"]),
    ]


def counted(one, other, chance) -> float:
    agreed = sum(a == b for a, b in zip(one, other)) / len(one)
    return 0.0 if chance >= 1 else (agreed - chance) / (1 - chance)


def by_luck(one, other) -> float:
    """How often two would agree that each draw labels at random, with their own shares."""
    mine, theirs = Counter(one), Counter(other)
    return sum(mine[label] * theirs[label] for label in mine) / len(one) ** 2


def plain_agreement(one, other):
    return sum(a == b for a, b in zip(one, other)) / len(one)


def even_chance(one, other):
    return counted(one, other, 1 / len({*one, *other}))


def one_side(one, other):
    return counted(one, other, by_luck(one, one))


def other_side(one, other):
    return counted(one, other, by_luck(other, other))


def not_divided(one, other):
    return plain_agreement(one, other) - by_luck(one, other)


def only_luck(one, other):
    return by_luck(one, other)


def one_if_certain(one, other):
    return 1.0 if by_luck(one, other) >= 1 else counted(one, other, by_luck(one, other))
