"""Draw the same number of demonstrations of each answer, in random order."""

import random
from collections import Counter
from itertools import combinations

from helpers.checking.spec import Exercise


def balanced_demonstrations(
    pool: list[tuple[str, str]], count: int, seed: int
) -> list[tuple[str, str]]:
    """`count` different pairs of the pool, each answer equally often, in random order.

    The same seed gives the same ones. `random.Random(seed)` makes a generator of its own.
    """
    rng = random.Random(seed)
    groups: dict[str, list[tuple[str, str]]] = {}
    for pair in pool:
        groups.setdefault(pair[1], []).append(pair)
    each, chosen = count // len(groups), []
    for answer in sorted(groups):
        chosen.extend(rng.sample(groups[answer], each))
    return rng.sample(chosen, len(chosen))


POOL = [(f"text {i}", "rare" if i % 10 == 7 else "often") for i in range(60)]

THREE = [(f"line {i}", "abc"[i % 3]) for i in range(30)]
TEN = [(f"line {i}", f"answer {i % 10}") for i in range(60)]
FEW = [(f"note {i}", "yes" if i % 2 else "no") for i in range(12)]


class Salted(str):
    """An answer that a set puts in another place each time, as a new start of Python does."""

    def __new__(cls, answer: str, salt: int = 0) -> "Salted":
        made = super().__new__(cls, answer)
        made.salt = salt
        return made

    def __hash__(self) -> int:
        return hash((str(self), self.salt))


def order_problem(function) -> str | None:
    """Whether the draw depends on the order in which a set happens to hold the answers."""
    found = []
    for salt in range(12):
        pool = [(text, Salted(answer, salt)) for text, answer in THREE]
        found.append([text for text, _ in function(pool, 6, 0)])
    if any(one != found[0] for one in found):
        return (
            "After a restart the same seed would give other ones: a set has no fixed order. Go"
            " through the answers as `sorted(...)`, or by a dict."
        )
    return None


def luck_problem(draws: list[list[tuple[str, str]]]) -> str | None:
    """What is wrong with many draws of different seeds out of `POOL`."""
    if len(set(map(tuple, draws))) < 0.9 * len(draws):
        return "Several seeds give the same ones. Use the seed as it is: `random.Random(seed)`."
    orders = [[answer for _, answer in draw] for draw in draws]
    if all(order == sorted(order) or order == sorted(order, reverse=True) for order in orders):
        return "Equal answers stand together. Shuffle at the end: the last ones weigh on the model."
    if len(set(map(tuple, orders))) < 5:
        return "The answers alternate in a fixed order. Shuffle all of them at the end."
    return None


def draw_problem(found, pool: list, count: int) -> str | None:
    """What is wrong with one draw."""
    if not isinstance(found, list | tuple):
        return "Return a list of pairs (text, answer), as they stand in the pool."
    if any(not isinstance(pair, tuple) or pair not in pool for pair in found):
        return "Return pairs out of the pool, (text, answer), and nothing else."
    if len(set(found)) < len(found):
        return "A demonstration occurs twice. Draw without repetition: `sample`, not `choices`."
    counts = Counter(answer for _, answer in found)
    told = ", ".join(f"{answer!r} {counts[answer]}" for answer in sorted({a for _, a in pool}))
    if len(found) != count:
        return f"Wanted are {count} demonstrations in all; you drew {len(found)}: {told}."
    if len(set(counts.values())) > 1 or len(counts) < len({answer for _, answer in pool}):
        return f"Wanted is the same number of every answer; you drew {told}."
    return None


def judge(function) -> str | None:
    asked = [(POOL, 4, 0), (POOL, 2, 0), *((THREE, 9, seed) for seed in range(3)), (TEN, 40, 0)]
    for pool, count, seed in asked:
        problem = draw_problem(function(list(pool), count, seed), pool, count)
        if problem:
            return problem
    draws = [list(function(list(POOL), 8, seed)) for seed in range(60)]
    if draws[0] != list(function(list(POOL), 8, 0)):
        return "The same seed gives other demonstrations. Draw with `random.Random(seed)`."
    if all(set(draw) == set(draws[0]) for draw in draws):
        firsts = [
            pair
            for name in ("rare", "often")
            for pair in [pair for pair in POOL if pair[1] == name][:4]
        ]
        if set(draws[0]) == set(firsts):
            return "It takes the first ones of every answer. Draw them at random."
        return "Every seed gives the same ones. Use the argument: `random.Random(seed)`."
    if problem := luck_problem(draws):
        return problem
    draws = [function(list(FEW), 4, seed) for seed in range(40)]
    if missing := sorted(set(FEW) - {pair for draw in draws for pair in draw}):
        return f"{missing[0]} is never drawn, whatever the seed. Draw among all pairs of an answer."
    orders = {two for draw in draws for two in combinations(draw, 2)}
    if not any((later, sooner) in orders for sooner, later in orders):
        return "One always stands before the other, as in the pool. Shuffle all of them at the end."
    return order_problem(function)


EXERCISE = Exercise(
    id="balanced_demonstrations",
    title="The same number of every answer",
    minutes=7,
    difficulty=2,
    reference=balanced_demonstrations,
    judge=judge,
    hints=(
        "Which answers are there? Each gets `count` divided by their number.",
        "`rng = random.Random(seed)` once. For each answer, in sorted order, `rng.sample`"
        " from the pairs that have it.",
        "Collect all pairs in one list and `rng.shuffle` it at the end, or equal answers stand"
        " together.",
    ),
)
