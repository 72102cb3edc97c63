"""How many of all claims fail with other seeds by luck alone, and which are safe from that.

Many claims are tested at once. Even if each is true, some of so many new measurements end outside
of their range. From a claim's mean and interval follows how far another measurement may lie from
it; it is drawn many times and judged by the same rule.
"""

import math

import numpy as np
from scipy import stats

from tools.claim_list import Claim

DRAWS = 20_000
LEVEL = 0.95


def no_difference(claim: Claim) -> float | None:
    """What the number is if its two sides are equal; None for a claim about one side."""
    if "divided_by" in claim.measure:
        return 1.0
    return 0.0 if "minus" in claim.measure else None


def limits(claim: Claim) -> tuple[float, float]:
    """What the number cannot go beyond: for shares 0 and 1, for differences of them -1 and 1."""
    if "divided_by" in claim.measure or claim.questions is None:
        return -math.inf, math.inf
    return (-1.0, 1.0) if "minus" in claim.measure else (0.0, 1.0)


def chance_to_fail(claim: Claim) -> float:
    """The chance that as many other seeds put this measured claim out of its range.

    The true mean is not known. A second mean is as far from it as the first, so the difference of
    the two spreads the square root of two times as much as one. This says too few rather than too
    many: of claims that are listed because they held, the interval is more often narrow by luck.
    """
    mean, low, high = (claim.last[key] for key in ("mean", "low", "high"))
    free, half, rng = claim.last["n"] - 1, max(mean - low, high - mean), np.random.default_rng(0)
    error = half / stats.t.ppf((1 + LEVEL) / 2, free)
    means = mean + error * math.sqrt(2) * rng.standard_t(free, DRAWS)
    halves = half * np.sqrt(rng.chisquare(free, DRAWS) / free)
    lows, highs = (np.clip(ends, *limits(claim)) for ends in (means - halves, means + halves))
    return float(((lows < claim.range[0]) | (highs > claim.range[1])).mean())


def apart(claim: Claim, tests: int) -> bool:
    """Whether the two sides differ in an interval that is right for all of `tests` claims together
    in 95 of 100 cases (Bonferroni)."""
    mean, low, high, n = (claim.last[key] for key in ("mean", "low", "high", "n"))
    level = 1 - (1 - LEVEL) / tests
    wider = stats.t.ppf((1 + level) / 2, n - 1) / stats.t.ppf((1 + LEVEL) / 2, n - 1)
    low, high = mean - (mean - low) * wider, mean + (high - mean) * wider
    return not low <= no_difference(claim) <= high
