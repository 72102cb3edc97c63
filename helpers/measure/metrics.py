"""Numbers with their uncertainty as text, verdicts on differences, and what chance would reach."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from helpers import arguments
from helpers.files import CourseError
from helpers.measure.intervals import Differences, Shares, interval, minus, wilson
from helpers.measure.nested import Nested, components

__all__ = [
    "UNDECIDED",
    "Differences",
    "Nested",
    "Shares",
    "best",
    "brackets",
    "chance",
    "clearly",
    "components",
    "first_ahead",
    "interval",
    "mean",
    "minus",
    "rank_correlation",
    "share",
    "text",
    "wilson",
]

MOST_DIGITS = 20
DIGITS = f"Give `digits` as a whole number from 0 to {MOST_DIGITS}."
UNDECIDED = "not told apart"  # what a prediction is answered when no candidate is clearly ahead


@arguments.checked
def mean(values: Sequence[float]) -> float:
    """The mean alone, for a sentence or an axis that has no room for the interval.

    >>> mean([0.5, 0.7])
    0.6
    """
    return interval(values)[0]


@arguments.checked
def chance(labels: Sequence) -> dict[str, float]:
    """Accuracy without looking: guessing evenly, and always naming the most frequent class.

    Raises `CourseError` for no labels.

    >>> chance(["a", "a", "a", "b"])
    {'even guess': 0.5, 'majority class': 0.75}
    """
    arguments.refuse(
        any(label is None or isinstance(label, list | tuple | dict | set) for label in labels),
        "Give one label for each text, a name or a number. One of these is missing, or several.",
    )
    if len(labels) == 0:
        raise CourseError("There are no labels, so there is nothing to guess.")
    names, counts = np.unique(np.asarray(labels), return_counts=True)
    return {"even guess": 1 / len(names), "majority class": float(counts.max() / counts.sum())}


@arguments.checked
def brackets(values: Sequence[float], digits: int = 2) -> str:
    """The interval as text, or why there is none.

    >>> brackets([0.4, 0.5, 0.6]), brackets([0.5]), brackets([0.5, 0.5])
    ('[0.25, 0.75]', '(one run)', '(all 2 alike)')
    """
    arguments.refuse(not 0 <= digits <= MOST_DIGITS, DIGITS)
    _, low, high = interval(values)
    if len(values) == 1:
        return "(one run)"
    if low == high:
        return f"(all {len(values)} alike)"
    return f"[{low:z.{digits}f}, {high:z.{digits}f}]"


@arguments.checked
def text(values: Sequence[float], digits: int = 2) -> str:
    """A mean and its interval as text.

    >>> text([0.4, 0.5, 0.6]), text(Shares([1.0, 1.0], questions=50))
    ('0.50 [0.25, 0.75]', '1.00 [0.96, 1.00]')
    """
    arguments.refuse(not 0 <= digits <= MOST_DIGITS, DIGITS)
    return f"{interval(values)[0]:z.{digits}f} {brackets(values, digits)}"


@arguments.checked
def clearly(values: Sequence[float], other: Sequence[float] | float) -> str:
    """How `values` lie to `other`: "higher", "lower" or "not clearly different".

    other: values of the same draws in the same places, or one number, such as chance. What decides
    is the 95 % interval of the mean difference: clear is one that lies on one side of zero. One
    pair of values is never clear.

    >>> clearly([0.9, 0.8, 0.9], [0.5, 0.5, 0.6]), clearly([0.2, 0.3, 0.25], 0.5)
    ('higher', 'lower')
    >>> clearly([0.9, 0.8], [0.7, 0.9]), clearly([0.9], [0.1])
    ('not clearly different', 'not clearly different')
    """
    _, low, high = interval(minus(values, other))
    return "higher" if low > 0 else "lower" if high < 0 else "not clearly different"


@arguments.checked
def best(candidates: Mapping[str, Sequence[float]], lowest: bool = False) -> str:
    """The candidate that is clearly higher than every other one, or "not told apart".

    candidates: name → values, all of the same draws in the same places. lowest: the clearly lower
    one is wanted, for losses and costs.

    >>> best({"a": [0.9, 0.8, 0.9], "b": [0.5, 0.5, 0.6], "c": [0.1, 0.2, 0.1]})
    'a'
    >>> best({"a": [0.9, 0.8, 0.9], "b": [0.8, 0.9, 0.8], "c": [0.1, 0.2, 0.1]})
    'not told apart'
    """
    wanted = "lower" if lowest else "higher"
    for name, values in candidates.items():
        rivals = [other for rival, other in candidates.items() if rival != name]
        if all(clearly(values, other) == wanted for other in rivals):
            return name
    return UNDECIDED


@arguments.checked
def first_ahead(differences: Mapping[str, Sequence[float]], never: str = "never") -> str:
    """The first name whose differences are clearly above zero, if all before lie clearly below.

    For a question such as "with how many labels does the one method overtake the other?". `never`
    if all lie below; "not told apart" if one on the way holds zero.

    >>> first_ahead({"4": [-0.3, -0.31, -0.3], "16": [0.2, 0.21, 0.2], "64": [0.3, 0.1, 0.2]})
    '16'
    >>> first_ahead({"4": [-0.3, 0.31, -0.3], "16": [0.2, 0.21, 0.2]})
    'not told apart'
    """
    for name, values in differences.items():
        _, low, high = interval(values)
        if low > 0:
            return name
        if not high < 0:
            return UNDECIDED
    return never


@arguments.checked
def rank_correlation(values: Sequence[float], others: Sequence[float]) -> float:
    """Spearman's correlation: 1 if both put the same things in the same order, 0 if neither tells
    about the other. Values that are all the same have no order, and so count as 0.

    >>> round(rank_correlation([1, 2, 3], [10, 30, 20]), 2), rank_correlation([1, 1], [1, 2])
    (0.5, 0.0)
    """
    arguments.refuse(
        len(values) != len(others) or len(values) == 0,
        f"Give two lists about the same things, not of {len(values)} and {len(others)}.",
    )
    if min(np.ptp(values), np.ptp(others)) == 0:
        return 0.0
    return float(stats.spearmanr(values, others).statistic)


@arguments.checked
def share(outcomes: Sequence[float]) -> str:
    """How many of some right (1) or wrong (0) answers are right, as text with a 95 % interval.

    The interval is Wilson's, which also has a width when all answers are right or all are wrong.

    >>> share([1, 0, 0, 1])
    '2 of 4: 0.50 [0.15, 0.85]'
    >>> share([0, 0, 0, 0])
    '0 of 4: 0.00 [0.00, 0.49]'
    """
    arguments.refuse(
        any(outcome not in (0, 1) for outcome in outcomes),
        "Give 1 for each right answer and 0 for each wrong one, and nothing else.",
    )
    right, count = int(sum(outcomes)), len(outcomes)
    if count == 0:
        raise CourseError("There are no answers to count. Run the measurement first.")
    low, high = wilson(right, count)
    return f"{right} of {count}: {right / count:.2f} [{low:.2f}, {high:.2f}]"
