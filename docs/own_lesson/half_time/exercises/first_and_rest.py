"""Cut a list in the middle; of an odd number the second part has one more."""

from helpers.checking.spec import Exercise, mistake


def first_and_rest(items: list) -> tuple[list, list]:
    """The first half of a list, rounded down, and what is left.

    >>> first_and_rest([1, 2, 3])
    ([1], [2, 3])
    """
    middle = len(items) // 2
    return items[:middle], items[middle:]


def cases() -> list[tuple[list]]:
    return [([1, 2, 3],), ([1, 2, 3, 4],), ([],), (["a"],), ([0, 0, 5],), (list(range(21)),)]


@mistake("The first part is rounded up. Use `//`, which rounds down.")
def rounds_up(items):
    middle = (len(items) + 1) // 2
    return items[:middle], items[middle:]


@mistake("It gives the parts in the other order. The first half comes first.")
def other_order(items):
    middle = len(items) // 2
    return items[middle:], items[:middle]


@mistake("It gives only the first half. Return both parts.")
def first_only(items):
    return items[: len(items) // 2]


@mistake("It takes every other item. Cut once, in the middle.")
def every_other(items):
    return items[::2], items[1::2]


EXERCISE = Exercise(
    id="first_and_rest",
    title="Cut a list",
    minutes=3,
    difficulty=1,
    reference=first_and_rest,
    cases=cases,
    mistakes=(rounds_up, other_order, first_only, every_other),
    hints=(
        "Find the place of the cut first. How many items come before it?",
        "`len(items) // 2` is that place. `items[:3]` are the first three items.",
        "Return `items[:middle], items[middle:]`.",
    ),
)
