"""Which way costs least for so many queries?"""

from helpers.checking.spec import Exercise, mistake


def cheapest_way(ways: dict[str, tuple[float, float]], queries: int) -> str:
    """The name of the way that takes the fewest seconds for so many queries, training included.

    Each way is (seconds before the first query, milliseconds a query). Of equal ones the first.

    >>> cheapest_way({"prompt": (0.0, 12.0), "fine-tuned": (10.0, 2.0)}, queries=2000)
    'fine-tuned'
    """
    return min(ways, key=lambda name: ways[name][0] + ways[name][1] / 1000 * queries)


def cases() -> list:
    two = {"prompt": (0.0, 12.0), "fine-tuned": (10.0, 2.0)}
    three = {"fine-tuned": (40.0, 1.0), "prompt": (0.0, 30.0), "shared prompt": (0.5, 20.0)}
    five = {"a": (0.0, 9.0), "b": (5.0, 3.0), "c": (30.0, 1.0), "d": (3000.0, 0.5)}
    ten = {"first": (1.0, 1.0), **{f"way {n}": (2.0, n) for n in range(2, 11)}}
    return [
        (ten, 100),
        (dict(reversed(ten.items())), 100),
        (five | {"e": (10_000.0, 50.0)}, 1000),
        (two, 2000),
        (two, 10),
        (two, 1000),
        (three, 20),
        (three, 300),
        (three, 100_000),
        ({"slow": (5.0, 4.0), "quick": (6.0, 3.0)}, 900),
        ({"slow": (5.0, 4.0), "quick": (6.0, 3.0)}, 1100),
        ({"prompt": (0.0, 0.5), "fine-tuned": (1.0, 0.4)}, 10_005),
        ({"a": (9.0, 1.0), "b": (1.0, 9.0), "c": (4.0, 4.0)}, 800),
    ]


@mistake("A query's price is in milliseconds: divide it by 1000.")
def in_milliseconds(ways, queries):
    return min(ways, key=lambda name: ways[name][0] + ways[name][1] * queries)


@mistake("It leaves out what comes before the first query.")
def queries_only(ways, queries):
    return min(ways, key=lambda name: ways[name][1])


@mistake("It compares what comes before, and not the queries.")
def before_only(ways, queries):
    return min(ways, key=lambda name: ways[name][0])


@mistake("It gives the dearest way.")
def dearest(ways, queries):
    return max(ways, key=lambda name: ways[name][0] + ways[name][1] / 1000 * queries)


@mistake("Of equal ones it takes the last. Take the first: compare with `<`.")
def last_of_equals(ways, queries):
    return cheapest_way(dict(reversed(ways.items())), queries)


EXERCISE = Exercise(
    id="cheapest_way",
    title="The cheapest way",
    minutes=4,
    difficulty=1,
    reference=cheapest_way,
    cases=cases,
    mistakes=(in_milliseconds, queries_only, before_only, dearest, last_of_equals),
    hints=(
        "First the seconds of one way in all: those before, and those of all queries.",
        "`before, each = ways[name]`, and in all `before + each / 1000 * queries`.",
        "`min(ways, key=...)` gives the name for which the key is least.",
    ),
)
