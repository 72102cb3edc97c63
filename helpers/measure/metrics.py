"""Numbers with their uncertainty: means with bootstrap intervals, and what chance would reach."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from helpers.files import CourseError


def interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float, float]:
    """Mean, and a bootstrap interval for it: (mean, low, high).

    The bootstrap draws as many values as there are, with repetition, again and again, and looks at
    how much the mean moves (Efron 1979). With three values it is rough and too narrow: it says how
    far the runs differ, not more. A single value has no interval; low and high are then equal.

    Raises `CourseError` for no values.

    >>> interval([1.0, 1.0, 1.0])
    (1.0, 1.0, 1.0)
    >>> mean, low, high = interval([0.4, 0.5, 0.6])
    >>> mean, low <= mean <= high
    (0.5, True)
    """
    values = np.asarray(values, dtype=float)
    if values.size == 0:
        raise CourseError("There are no values to average. Run the measurement first.")
    mean = float(values.mean())
    if values.size == 1 or np.ptp(values) == 0:
        return mean, mean, mean
    result = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=2000,
        confidence_level=level,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    return mean, float(result.confidence_interval.low), float(result.confidence_interval.high)


def chance(labels: Sequence) -> dict[str, float]:
    """Accuracy without looking: guessing evenly, and always naming the most frequent class.

    Raises `CourseError` for no labels.

    >>> chance(["a", "a", "a", "b"])
    {'even guess': 0.5, 'majority class': 0.75}
    """
    if len(labels) == 0:
        raise CourseError("There are no labels, so there is nothing to guess.")
    names, counts = np.unique(np.asarray(labels), return_counts=True)
    return {"even guess": 1 / len(names), "majority class": float(counts.max() / counts.sum())}


def text(values: Sequence[float], digits: int = 2) -> str:
    """A mean and its interval as text.

    >>> text([0.5, 0.5])
    '0.50 [0.50, 0.50]'
    """
    mean, low, high = interval(values)
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def clearly(values: Sequence[float], other: Sequence[float] | float) -> str:
    """How `values` lie to `other`: "higher", "lower" or "not clearly different".

    other: values of the same draws in the same places, or one number, such as chance. What decides
    is the 95 % interval of the mean difference: clear is one that lies on one side of zero.

    >>> clearly([0.9, 0.8, 0.9], [0.5, 0.5, 0.6]), clearly([0.2, 0.3, 0.25], 0.5)
    ('higher', 'lower')
    >>> clearly([0.9, 0.8], [0.7, 0.9])
    'not clearly different'
    """
    others = [other] * len(values) if isinstance(other, int | float) else other
    _, low, high = interval([a - b for a, b in zip(values, others, strict=True)])
    return "higher" if low > 0 else "lower" if high < 0 else "not clearly different"


def share(outcomes: Sequence[float]) -> str:
    """How many of some right (1) or wrong (0) answers are right, as text with a 95 % interval.

    Wilson's interval (1927), which also has a width when all answers are right or all are wrong;
    drawing such answers again, as the bootstrap does, could never give another share.

    >>> share([1, 0, 0, 1])
    '2 of 4: 0.50 [0.15, 0.85]'
    >>> share([0, 0, 0, 0])
    '0 of 4: 0.00 [0.00, 0.49]'
    """
    right, count = int(sum(outcomes)), len(outcomes)
    if count == 0:
        raise CourseError("There are no answers to count. Run the measurement first.")
    limits = stats.binomtest(right, count).proportion_ci(method="wilson")
    return f"{right} of {count}: {right / count:.2f} [{limits.low:.2f}, {limits.high:.2f}]"
