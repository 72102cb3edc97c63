"""Build a context: the sentences a question needs among others, in random order."""

import random
from collections import Counter

from helpers.checking.spec import Exercise


def build_context(needs: list[str], others: list[str], size: int, seed: int) -> list[str]:
    """`size` different sentences in random order: all of `needs`, the rest drawn from `others`.

    `others` may contain needed ones, too. If there are fewer than `size` in all, take all. The
    same seed gives the same context; `random.Random(seed)` makes a generator of its own.
    """
    rng = random.Random(seed)
    rest = [text for text in others if text not in needs]
    room = min(len(rest), max(0, size - len(needs)))
    some = needs + rng.sample(rest, room)
    rng.shuffle(some)
    return some


OTHERS = [f"Fact {i}." for i in range(30)]

NEEDS = ["Fact 4.", "Fact 11."]


def context_problem(found, needs: list[str], others: list[str], size: int) -> str | None:
    """What is wrong with one context."""
    if not isinstance(found, list | tuple):
        return "Return a list of sentences."
    if any(text not in needs and text not in others for text in found):
        return "Return sentences out of `needs` and `others`, and nothing else."
    missing = [text for text in needs if text not in found]
    if missing:
        return "A needed sentence is missing. All of `needs` must be in the context."
    if len(set(found)) < len(found):
        return "A sentence stands there twice. Take the needed ones out of `others` first."
    wanted = max(len(needs), min(size, len({*needs, *others})))
    if len(found) != wanted:
        return f"Wanted are {wanted} sentences; you return {len(found)}."
    return None


def judge(function) -> str | None:
    for needs, others, size in (
        (NEEDS, OTHERS, 8),
        (NEEDS[:1], OTHERS[:5], 9),
        (NEEDS, OTHERS, 2),
        (["New."], OTHERS, 4),
        (OTHERS[:10], OTHERS, 24),
        (OTHERS[:10], [], 12),
    ):
        for seed in range(4):
            found = function(list(needs), list(others), size, seed)
            if problem := context_problem(found, needs, others, size):
                return problem
    before = random.getstate()
    draws = [list(function(list(NEEDS), list(OTHERS), 8, seed)) for seed in range(80)]
    if draws[0] != list(function(list(NEEDS), list(OTHERS), 8, 0)):
        return "The same seed gives another context. Draw with `random.Random(seed)`."
    if random.getstate() != before:
        return "It uses up everybody's random numbers. Draw with `rng = random.Random(seed)`."
    if all(set(draw) == set(draws[0]) for draw in draws):
        return "Every seed takes the same sentences. Draw them with `rng.sample`."
    if len(set(map(tuple, draws))) < 70:
        return "Several seeds give the same context. Use the seed as it is: `random.Random(seed)`."
    places = Counter(draw.index(text) for draw in draws for text in NEEDS)
    if len(places) < 8 or max(places.values()) > 60:
        return "The needed sentences always stand at the same places. Shuffle all at the end."
    apart = [draw.index(NEEDS[1]) - draw.index(NEEDS[0]) for draw in draws]
    if sum(abs(distance) == 1 for distance in apart) > 50:
        return "The needed sentences always stand side by side. Shuffle all sentences at the end."
    if not 20 < sum(distance > 0 for distance in apart) < 60:
        return "The needed sentences keep their order. Shuffle all sentences at the end."
    if len({text for draw in draws for text in draw}) < len(OTHERS):
        return "Some of the others are never drawn. Draw from all of them."
    return None


EXERCISE = Exercise(
    id="build_context",
    title="The context",
    minutes=8,
    difficulty=2,
    reference=build_context,
    judge=judge,
    hints=(
        "Three steps: what is not needed, a draw from it, and a shuffle of everything.",
        "`rest = [text for text in others if text not in needs]`, so that nothing stands there"
        " twice.",
        "`rng = random.Random(seed)`; draw `rng.sample(rest, count)` with `count` at most"
        " `len(rest)`, add the needed ones, `rng.shuffle(...)`.",
    ),
)
