"""Among the ways that meet the specification, choose the one with the lowest price."""

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.choose_and_combine.common import (
    CANDIDATES,
    LIMITS,
    SPEC,
    filtered,
    low_end,
    only,
    way,
)
from helpers.exercises.choose_and_combine.meets_spec import meets_spec


def choose_way(candidates: dict[str, dict], spec: dict[str, float], queries: int) -> str | None:
    """The cheapest candidate that meets the specification; None if none does.

    Its price in seconds: labels times spec["label_seconds"], seconds before the first query, and
    the milliseconds of all queries.
    """

    def price(name: str) -> float:
        found = candidates[name]
        labelling = found["labels"] * spec["label_seconds"]
        return labelling + found["seconds"] + queries * found["ms"] / 1000

    return min(meets_spec(candidates, spec), key=price, default=None)


def cases() -> list:
    wide = SPEC | {"floor": 0.8, "labels": 1000, "seconds": 1e3, "ms": 1e3}
    # One query of the first takes longer than its earlier start: one is not none.
    close = {"early": way([0.95, 0.96], 900.0, 1.0, 9), "late": way([0.95, 0.96], 100.0, 1.5, 9)}
    # A thousand queries at a second each: half a second decides.
    near = {"each": way([0.95, 0.96], 1000.0, 0.0, 0), "once": way([0.95, 0.96], 0.0, 999.5, 0)}
    far = near | {"once": way([0.95, 0.96], 0.0, 1000.5, 0)}
    ten = {f"way {n}": way([0.95, 0.96], 1.0, float(n), 0) for n in range(10)}
    return [
        (only("exact", "cheap"), SPEC, 1000),
        (near, wide | {"seconds": 1e4}, 1000),
        (far, wide | {"seconds": 1e4}, 1000),
        (close, wide, 50),
        (CANDIDATES, wide, 100),
        (CANDIDATES, wide, 1_000_000),
        (only("weak", "wild"), SPEC, 100),
        (CANDIDATES, wide | {"label_seconds": 0.0}, 2000),
        (only("many", "slow", "long"), wide, 150_000),
        (CANDIDATES, SPEC, 10),
        (only("slow", "many"), wide | {"label_seconds": 0.0}, 170),
        (only("slow", "many"), wide | {"label_seconds": 0.0}, 190),
        (only("prompt", "cheap", "weak"), wide, 40_000),
        (ten, wide, 10),
        (dict(reversed(ten.items())), wide, 10),
    ]


def cheapest(candidates, spec, price, accurate=low_end, limits=LIMITS):
    names = filtered(candidates, spec, accurate, limits)
    return min(names, key=lambda name: price(candidates[name])) if names else None


@mistake("The most accurate wins. All that meet the floor are good enough: take the cheapest.")
def most_accurate(candidates, spec, queries):
    return cheapest(candidates, spec, lambda c: -sum(c["accuracy"]))


def total(spec, queries):
    return lambda c: c["labels"] * spec["label_seconds"] + c["seconds"] + queries * c["ms"] / 1000


@mistake("The cheapest of all wins, whether or not it meets the specification.")
def without_spec(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, queries), lambda v, floor: True, ())


@mistake("Only a query's price counts. Add labels and what comes before.")
def per_query_only(candidates, spec, queries):
    return cheapest(candidates, spec, lambda c: c["ms"])


@mistake("Labels are free here. Each takes `label_seconds`.")
def labels_free(candidates, spec, queries):
    return cheapest(candidates, spec, lambda c: c["seconds"] + queries * c["ms"] / 1000)


@mistake("A query's price is in milliseconds: divide it by 1000.")
def ms_as_seconds(candidates, spec, queries):
    return cheapest(
        candidates,
        spec,
        lambda c: c["labels"] * spec["label_seconds"] + c["seconds"] + queries * c["ms"],
    )


@mistake("The price of one query is counted, not that of all.")
def one_query(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, 1))


@mistake("The queries are missing from the price.")
def up_front_only(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, 0))


@mistake("This is the dearest one.")
def dearest(candidates, spec, queries):
    price = total(spec, queries)
    return cheapest(candidates, spec, lambda c: -price(c))


@mistake("If nothing meets the specification, return None.")
def none_is_cheapest(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, queries)) or cheapest(
        candidates, spec, total(spec, queries), lambda v, floor: True, ()
    )


@mistake("If nothing meets the specification, return None, not an empty text.")
def none_is_empty(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, queries)) or ""


EXERCISE = Exercise(
    id="choose_way",
    title="Choose",
    minutes=8,
    difficulty=2,
    reference=choose_way,
    cases=cases,
    mistakes=(
        most_accurate,
        without_spec,
        per_query_only,
        labels_free,
        ms_as_seconds,
        one_query,
        up_front_only,
        dearest,
        none_is_cheapest,
        none_is_empty,
    ),
    hints=(
        "Only candidates that meet the specification come into question. Then compare prices.",
        "A price has three parts, all in seconds: labels, before the first query, all queries.",
        "`min(names, key=price)` with `names = meets_spec(candidates, spec)`; return None if"
        " `names` is empty.",
    ),
)
