"""Typical wrong answers to choose_way; the docstring's first line is in their message."""

from helpers.measure import metrics


def good(candidates, spec):
    return [
        name
        for name, found in candidates.items()
        if metrics.interval(found["accuracy"])[1] >= spec["floor"]
        and all(found[part] <= spec[part] for part in ("ms", "seconds", "labels"))
    ]


def wrong_best(candidates, spec, queries):
    """The most accurate wins"""
    return max(good(candidates, spec), key=lambda n: sum(candidates[n]["accuracy"]), default=None)


def wrong_no_spec(candidates, spec, queries):
    """The cheapest of all wins"""

    def price(name):
        found = candidates[name]
        return (
            found["labels"] * spec["label_seconds"]
            + found["seconds"]
            + queries * found["ms"] / 1000
        )

    return min(candidates, key=price)


def wrong_free_labels(candidates, spec, queries):
    """Labels are free here"""

    def price(name):
        return candidates[name]["seconds"] + queries * candidates[name]["ms"] / 1000

    return min(good(candidates, spec), key=price, default=None)


def wrong_milliseconds(candidates, spec, queries):
    """divide it by 1000"""

    def price(name):
        found = candidates[name]
        return found["labels"] * spec["label_seconds"] + found["seconds"] + queries * found["ms"]

    return min(good(candidates, spec), key=price, default=None)


def wrong_empty(candidates, spec, queries):
    """return None, not an empty text"""

    def price(name):
        found = candidates[name]
        return (
            found["labels"] * spec["label_seconds"]
            + found["seconds"]
            + queries * found["ms"] / 1000
        )

    return min(good(candidates, spec), key=price, default="")


def right_sorted(candidates, spec, queries):
    prices = []
    for name in good(candidates, spec):
        found = candidates[name]
        each = [spec["label_seconds"]] * found["labels"]
        prices.append((sum(each) + found["seconds"] + found["ms"] * queries / 1000, name))
    return sorted(prices)[0][1] if prices else None
