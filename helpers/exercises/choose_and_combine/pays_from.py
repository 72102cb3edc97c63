"""After how many queries has the way with the dearer start cost less in all?"""

import math

from helpers.checking.spec import Exercise, mistake


def pays_from(first: tuple[float, float], second: tuple[float, float]) -> int | None:
    """The smallest number of queries, 1 or more, after which the first way has cost less.

    Each way is (seconds before the first query, milliseconds a query). None if that never happens.

    >>> pays_from((10.0, 2.0), (0.0, 12.0))  # after 1000 queries both have cost the same
    1001
    """
    before, saved = first[0] - second[0], (second[1] - first[1]) / 1000
    if before < saved:
        return 1
    if saved <= 0:
        return None
    return int(before / saved + 1e-9) + 1


def cases() -> list:
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
        ((1000.0, 1.0), (0.0, 4.0)),
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


@mistake("A query's price is in milliseconds: divide it by 1000.")
def in_milliseconds(first, second):
    return pays(first, second, unit=1.0)


@mistake("The second way has a price before its first query, too.")
def first_price_only(first, second):
    return pays(first, second, other_once=False)


@mistake("There both have cost the same. The first must have cost *less*.")
def equal_is_enough(first, second):
    return pays(first, second, above=False)


@mistake("If it never pays, return None, not infinity.")
def never_is_inf(first, second):
    return pays(first, second, never=math.inf)


@mistake("If it never pays, return None: 0 would be a number of queries.")
def never_is_zero(first, second):
    return pays(first, second, never=0)


@mistake("Divide by what a query *saves*: the difference of the two.")
def without_saving(first, second):
    once = first[0] - second[0]
    return max(1, math.floor(once / (first[1] / 1000) + 1e-9) + 1)


@mistake("The two ways are exchanged.")
def other_way_round(first, second):
    return pays(second, first)


@mistake("It tries too few numbers. There is no largest one: divide.")
def few_tried(first, second):
    found = pays_from(first, second)
    return found if found is None or found <= 100_000 else None


EXERCISE = Exercise(
    id="pays_from",
    title="From how many queries on?",
    minutes=7,
    difficulty=2,
    reference=pays_from,
    cases=cases,
    mistakes=(
        in_milliseconds,
        first_price_only,
        equal_is_enough,
        few_tried,
        never_is_inf,
        never_is_zero,
        without_saving,
        other_way_round,
    ),
    hints=(
        "Write down what n queries cost in each way, in seconds. One query costs milliseconds.",
        "The first costs `before` more at the start and saves `saved` with each query. What if"
        " `saved` is not above zero?",
        "`math.floor(before / saved) + 1` with both in seconds; 1 if it is cheaper from the"
        " start; None if it never gets cheaper.",
    ),
)
