"""Of what a model concluded from several orders, keep what most of them say."""

from collections import Counter

from helpers.checking.spec import Exercise, mistake


def majority_conclusion(conclusions: list[str | None], least: int) -> str | None:
    """The most frequent conclusion if it stands there at least `least` times; else None.

    None, too, if another one is as frequent. Entries that are None do not count.
    """
    counts: dict[str, int] = {}
    for found in conclusions:
        if found is not None:
            counts[found] = counts.get(found, 0) + 1
    most = max(counts.values(), default=0)
    winners = [found for found, times in counts.items() if times == most]
    return winners[0] if most >= least and len(winners) == 1 else None


def cases() -> list:
    a, b, c = "Lana is also a lode.", "Lana is also a fipo.", "Lana is also a zamu."
    others = [f"Tefu has {n} spots." for n in range(9)]
    return [
        ([a, b, a], 2),
        ([a, b, None], 2),
        ([b, a, a], 2),
        ([a, a, b, b], 2),
        ([None, None, a], 1),
        ([None, None, None, a, a], 2),
        ([a, a, b, c, None, None], 2),
        ([b, a, b, a, b], 4),
        ([], 1),
        ([None, None], 1),
        ([c, b], 1),
        ([a, *others, a], 2),
        ([*others, a, a], 2),
        ([a, a, *others], 2),
        ([a, a, *others, b, b], 2),
    ]


@mistake("None is counted as a conclusion. Leave it out.")
def counts_none(conclusions, least):
    top = Counter(conclusions).most_common(2)
    if not top or top[0][1] < least or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


def ranked(conclusions) -> list:
    return Counter(text for text in conclusions if text).most_common(2)


@mistake("Exactly `least` times is enough. Compare with `>=`.")
def more_than_least(conclusions, least):
    top = ranked(conclusions)
    if not top or top[0][1] <= least or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


@mistake("Two are equally frequent. Then nobody has the majority: return None.")
def first_of_equals(conclusions, least):
    top = ranked(conclusions)
    return top[0][0] if top and top[0][1] >= least else None


@mistake("`least` is not used.")
def without_least(conclusions, least):
    top = ranked(conclusions)
    if not top or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


@mistake("It asks for more than half of all orders. Compare with `least`.")
def more_than_half(conclusions, least):
    top = ranked(conclusions)
    return top[0][0] if top and top[0][1] > len(conclusions) / 2 else None


EXERCISE = Exercise(
    id="majority_conclusion",
    title="What most orders say",
    minutes=7,
    difficulty=2,
    reference=majority_conclusion,
    cases=cases,
    mistakes=(counts_none, more_than_least, first_of_equals, without_least, more_than_half),
    hints=(
        "None means that an order gave nothing. Leave these out before you count.",
        "`collections.Counter(...).most_common(2)` gives the two most frequent ones with their"
        " numbers.",
        "Return None if nothing is left, if the first number is below `least`, or if the second"
        " one equals the first.",
    ),
)
