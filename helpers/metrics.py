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
    result = stats.bootstrap((values,), np.mean, n_resamples=2000, confidence_level=level,
                             method="percentile", rng=np.random.default_rng(0))  # fmt: skip
    return mean, float(result.confidence_interval.low), float(result.confidence_interval.high)


def chance(labels: Sequence) -> dict[str, float]:
    """Accuracy without looking: guessing evenly, and always naming the most frequent class.

    >>> chance(["a", "a", "a", "b"])
    {'even guess': 0.5, 'majority class': 0.75}
    """
    names, counts = np.unique(np.asarray(labels), return_counts=True)
    return {"even guess": 1 / len(names), "majority class": float(counts.max() / counts.sum())}


def text(values: Sequence[float], digits: int = 2) -> str:
    """A mean and its interval as text.

    >>> text([0.5, 0.5])
    '0.50 [0.50, 0.50]'
    """
    mean, low, high = interval(values)
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"
