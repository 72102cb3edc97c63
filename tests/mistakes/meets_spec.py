"""Typical wrong answers to meets_spec; the docstring's first line is in their message."""

from helpers.measure import metrics

PARTS = ("ms", "seconds", "labels")


def wrong_mean(candidates, spec):
    """Take the low end"""
    good = []
    for name, found in candidates.items():
        mean, _, _ = metrics.interval(found["accuracy"])
        if mean >= spec["floor"] and all(found[part] <= spec[part] for part in PARTS):
            good.append(name)
    return good


def wrong_high_end(candidates, spec):
    """That is the high end"""
    return [
        name
        for name, found in candidates.items()
        if metrics.interval(found["accuracy"])[2] >= spec["floor"]
        and all(found[part] <= spec[part] for part in PARTS)
    ]


def wrong_labels_forgotten(candidates, spec):
    """The number of labels is not checked"""
    return [
        name
        for name, found in candidates.items()
        if metrics.interval(found["accuracy"])[1] >= spec["floor"]
        and found["ms"] <= spec["ms"]
        and found["seconds"] <= spec["seconds"]
    ]


def wrong_strictly_below(candidates, spec):
    """Exactly the budget is allowed"""
    return [
        name
        for name, found in candidates.items()
        if metrics.interval(found["accuracy"])[1] >= spec["floor"]
        and all(found[part] < spec[part] for part in PARTS)
    ]


def wrong_accuracy_alone(candidates, spec):
    """Only the floor is checked"""
    return [
        name
        for name, found in candidates.items()
        if metrics.interval(found["accuracy"])[1] >= spec["floor"]
    ]


def right_by_striking_out(candidates, spec):
    left = dict(candidates)
    for name, found in candidates.items():
        short = [spec["floor"] - metrics.interval(found["accuracy"])[1]]
        short += [found[part] - spec[part] for part in PARTS]
        if max(short) > 0:
            del left[name]
    return list(left)
