"""When a way with a price before the first query has become the cheaper one."""

import math

from helpers.measure import metrics
from helpers.measure.experiment import Runs


def pays_from(once: float, each: float, other_each: float, other_once: float = 0.0) -> float:
    """Number of queries at which the first way has become as cheap as the other; inf for never.

    once, other_once: the price before the first query. each, other_each: that of a query.

    >>> pays_from(once=10, each=1, other_each=3), pays_from(once=10, each=3, other_each=3)
    (5.0, inf)
    """
    extra, saved = once - other_once, other_each - each
    if extra <= 0 <= saved:
        return 0.0
    return extra / saved if saved > 0 else math.inf


def by_seed(runs: Runs, way: str, other: str) -> list[float]:
    """Queries from which `way` is cheaper than `other`, a number for each seed."""
    once = [runs.values("seconds", way=name) for name in (way, other)]
    each = [runs.values("ms", way=name) for name in (way, other)]
    return [pays_from(a, x / 1000, y / 1000, b) for a, b, x, y in zip(*once, *each)]


def of_costs(runs: Runs, prompt: str, tuned: str) -> dict[str, float]:
    """Break-even and milliseconds from the prices of this lesson, by their means."""
    mean = {
        (way, name): metrics.interval(runs.values(name, way=way))[0]
        for way in (prompt, tuned)
        for name in ("seconds", "ms")
    }
    queries = pays_from(mean[tuned, "seconds"], mean[tuned, "ms"] / 1000, mean[prompt, "ms"] / 1000)
    return {"queries": queries, "ms": mean[prompt, "ms"]}
