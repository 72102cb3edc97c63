"""Draw the same number of rows of every class, at random."""

import random
from itertools import combinations
from numbers import Integral

from helpers.checking.arrays import plain
from helpers.checking.spec import Exercise


def stratified_sample(labels: list[int], per_class: int, seed: int) -> list[int]:
    """Row numbers: `per_class` of each class in `labels`, drawn at random by `seed`, no row twice.

    The same seed gives the same rows. `random.Random(seed)` makes a generator of its own.
    """
    rng = random.Random(seed)
    chosen = []
    for wanted in sorted(set(labels)):
        rows = [i for i, label in enumerate(labels) if label == wanted]
        chosen += rng.sample(rows, per_class)
    return chosen


def rows_problem(rows, labels: list[int], per_class: int) -> str | None:
    """What is wrong with one stratified sample."""
    if not isinstance(rows, list) or any(not isinstance(i, Integral) for i in rows):
        return "Return a list of row numbers, such as [4, 17, 2]."
    if rows and set(rows) <= set(labels) and max(labels) < len(rows):
        return "These look like labels. Return the *numbers of the rows*, to pick texts with."
    if any(not 0 <= i < len(labels) for i in rows):
        return f"Row {max(rows)} does not exist: rows go from 0 to {len(labels) - 1}."
    if len(set(rows)) < len(rows):
        return "A row occurs twice. Draw without repetition: `sample`, not `choices`."
    found = {name: sum(labels[i] == name for i in rows) for name in sorted(set(labels))}
    if set(found.values()) != {per_class}:
        told = ", ".join(f"class {name}: {count}" for name, count in found.items())
        return f"Wanted are {per_class} rows of every class; you drew {told}."
    return None


def luck_problem(draws: list[list[int]], rare: list[int]) -> str | None:
    """What is wrong with how many draws of different seeds fall out; `rare`: rows of one class."""
    missing = set(rare) - {i for draw in draws for i in draw}
    if missing:
        return (
            f"Row {min(missing)} is never drawn, whatever the seed. Draw among all rows of a class."
        )
    if len({tuple(sorted(draw)) for draw in draws}) < 0.9 * len(draws):
        return "Several seeds give the same rows. Use the seed as it is: `random.Random(seed)`."
    pairs = {pair for draw in draws for pair in combinations(sorted({*draw} & {*rare}), 2)}
    if len(pairs) < 0.7 * len(list(combinations(rare, 2))):
        return (
            "Some rows of a class only come in the same company, such as neighbours. Draw each row"
            " by itself: `rng.sample`."
        )
    return None


def judge(function) -> str | None:
    labels = [1, 0, 2, 0, 1, 1, 0, 2, 1, 0] * 3 + [0] * 30  # 2 is rare
    for wanted, classes in (
        (4, labels),
        (1, [5, 5, 3, 3, 3]),
        (2, [0, 1, 0, 1]),
        (1, [*range(30, 40)] * 2),
    ):
        problem = rows_problem(plain(function(list(classes), wanted, 0)), classes, wanted)
        if problem:
            return problem
    draws = [plain(function(list(labels), 2, seed)) for seed in range(60)]
    if draws[0] != plain(function(list(labels), 2, 0)):
        return "The same seed gives other rows. Draw with `random.Random(seed)`."
    if all(draw == draws[0] for draw in draws):
        firsts = [
            i
            for name in sorted(set(labels))
            for i in [j for j, label in enumerate(labels) if label == name][:2]
        ]
        if sorted(draws[0]) == sorted(firsts):
            return "It takes the first rows of every class. Draw them at random."
        return "Every seed gives the same rows. Use the argument: `random.Random(seed)`."
    return luck_problem(draws, [i for i, label in enumerate(labels) if label == 2])


EXERCISE = Exercise(
    id="stratified_sample",
    title="The same number of every class",
    minutes=6,
    difficulty=1,
    reference=stratified_sample,
    judge=judge,
    hints=(
        "One class at a time: which rows have its label? Draw `per_class` of them.",
        "`set(labels)` has the classes, `enumerate(labels)` gives rows with their labels.",
        "`rng = random.Random(seed)` once, then `rng.sample(rows_of_class, per_class)` for"
        " each class. Sort the classes, so that the order is always the same.",
    ),
)
