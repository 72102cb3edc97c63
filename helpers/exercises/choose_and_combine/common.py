"""What several exercises of `choose_and_combine` share."""

from functools import cache

from helpers.measure import metrics

LIMITS = ("ms", "seconds", "labels")


def way(accuracy: list[float], ms: float, seconds: float, labels: int) -> dict:
    return {"accuracy": accuracy, "ms": ms, "seconds": seconds, "labels": labels}


CANDIDATES = {
    "prompt": way([0.89, 0.93, 0.91], 12.0, 0.0, 12),
    "slow": way([0.97, 0.98, 0.96], 30.0, 0.0, 12),
    "long": way([0.95, 0.96, 0.94], 2.0, 90.0, 12),
    "many": way([0.94, 0.93, 0.95], 2.0, 5.0, 300),
    "exact": way([0.9, 0.9, 0.9], 20.0, 60.0, 100),
    "wild": way([0.7, 1.0, 0.99], 1.0, 1.0, 12),
    "cheap": way([0.93, 0.92, 0.94], 1.0, 8.0, 80),
    "weak": way([0.5, 0.55, 0.6], 0.1, 0.1, 0),
    "lucky": way([0.5, 0.5, 0.5, 0.5, 0.95], 0.1, 0.1, 12),
}

SPEC = {"floor": 0.9, "ms": 20.0, "seconds": 60.0, "labels": 100, "label_seconds": 10.0}


def only(*names: str) -> dict:
    return {name: CANDIDATES[name] for name in names}


def filtered(candidates: dict, spec: dict, accurate, limits=LIMITS, fits=None) -> list[str]:
    fits = fits or (lambda value, limit: value <= limit)
    return [
        name
        for name, c in candidates.items()
        if accurate(c["accuracy"], spec["floor"]) and all(fits(c[key], spec[key]) for key in limits)
    ]


@cache  # a check compares many wrong answers on the same values
def interval(values: tuple) -> tuple[float, float, float]:
    return metrics.interval(values)


def low_end(values, floor) -> bool:
    return interval(tuple(values))[1] >= floor
