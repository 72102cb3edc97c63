"""Typical wrong answers to first_and_rest; the docstring's first line is in their message."""


def wrong_rounds_up(items):
    """The first part is rounded up"""
    middle = len(items) - len(items) // 2
    return items[:middle], items[middle:]


def wrong_order(items):
    """in the other order"""
    return items[len(items) // 2 :], items[: len(items) // 2]


def wrong_only_first(items):
    """Return both parts"""
    return [items[i] for i in range(len(items) // 2)]


def wrong_every_other(items):
    """Cut once, in the middle"""
    return [x for i, x in enumerate(items) if i % 2 == 0], [x for i, x in enumerate(items) if i % 2]


def wrong_float(items):
    """TypeError"""
    return items[: len(items) / 2], items[len(items) / 2 :]


def right_loop(items):
    first, rest = [], []
    for place, item in enumerate(items):
        (first if place < len(items) // 2 else rest).append(item)
    return first, rest
