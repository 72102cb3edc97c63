"""What a claim compares, read from its `measure`, and the arithmetic of it."""

from helpers.measure.metrics import minus


def terms(measure: dict) -> list[tuple[str, dict]]:
    """The one or two quantities that a claim compares: a value's name and its condition.

    >>> terms({"value": "loss", "of": {"rate": 1, "task": "a"}, "minus": {"rate": 2}})
    [('loss', {'rate': 1, 'task': 'a'}), ('loss', {'rate': 2, 'task': 'a'})]
    """
    first = (measure["value"], measure.get("of", {}))
    other = measure.get("minus", measure.get("divided_by"))
    if not isinstance(other, dict):
        return [first]
    changed = {key: value for key, value in other.items() if key != "value"}
    return [first, (other.get("value", first[0]), {**first[1], **changed})]


def units(measure: dict) -> list[dict]:
    """The conditions within which seeds are averaged, one for each pre-training; else one, empty.

    >>> units({"pooled": {"checkpoint": ["facts-lm", "facts-lm-1"]}})
    [{'checkpoint': 'facts-lm'}, {'checkpoint': 'facts-lm-1'}]
    >>> units({})
    [{}]
    """
    pooled = measure.get("pooled", {})
    return [{name: value} for name, values in pooled.items() for value in values] or [{}]


def combine(measure: dict, columns: list[list[float]]) -> list[float]:
    """One number a seed: the value itself, minus the other one, or divided by it.

    >>> combine({"minus": 0.25}, [[0.5, 0.75]])
    [0.25, 0.5]
    >>> combine({"divided_by": {"rate": 2}}, [[6.0, 8.0], [3.0, 2.0]])
    [2.0, 4.0]
    """
    first, *others = columns
    if "divided_by" in measure:
        other = others[0] if others else [measure["divided_by"]] * len(first)
        return [a / b for a, b in zip(first, other, strict=True)]
    return minus(first, others[0] if others else measure["minus"]) if "minus" in measure else first
