"""Numbers with their uncertainty: means with 95 % intervals, and what chance would reach.

An interval says where the mean of very many runs would lie, and is right 95 times in 100 if the
runs scatter like a bell curve. `tests/test_intervals_cover.py` simulates how often it is.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from helpers.files import CourseError

UNDECIDED = "not told apart"  # what a prediction is answered when no candidate is clearly ahead
Limits = tuple[float, float, float]  # mean, low, high


class Shares(list):
    """Values that are shares of right answers, each over so many questions.

    An interval for them knows that even runs which all agree answered a limited number of
    questions. Right and wrong single answers (1 and 0) are shares of one question each.

    >>> interval(Shares([1.0, 1.0, 1.0], questions=100))[1] < 1
    True
    """

    def __init__(self, values: Sequence[float], questions: int):
        super().__init__(values)
        self.questions = questions


class Differences(list):
    """Values minus others of the same draws in the same places, or minus one number."""

    def __init__(self, values: Sequence[float], others: Sequence[float] | float):
        self.sides = (values, others)
        if isinstance(others, int | float):
            others = [others] * len(values)
        super().__init__(a - b for a, b in zip(values, others, strict=True))


def minus(values: Sequence[float], others: Sequence[float] | float) -> Differences:
    """Paired differences, which still know about the questions behind either side.

    >>> [round(value, 2) for value in minus([0.9, 0.8], [0.5, 0.6])]
    [0.4, 0.2]
    """
    return Differences(values, others)


def wilson(right: float, count: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval (1927) for a share: `right` answers of `count`. It never has no width.

    >>> [round(end, 2) for end in wilson(0, 4)]
    [0.0, 0.49]
    """
    z, share = stats.norm.ppf((1 + level) / 2), right / count
    middle = share + z * z / (2 * count)
    away = z * np.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    low, high = (float((middle + sign * away) / (1 + z * z / count)) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def by_questions(values: Sequence[float] | float, level: float) -> Limits | None:
    """Wilson's interval of all answers together; a plain number is exact. None if not shares."""
    if isinstance(values, int | float):
        return values, values, values
    if not isinstance(values, Shares):
        return None
    mean, count = sum(values) / len(values), len(values) * values.questions
    return mean, *wilson(mean * count, count, level)


def of_sides(one: Limits, other: Limits) -> Limits:
    """Interval of a difference from those of its sides (Newcombe 1998, method 10)."""
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    low = np.hypot(a - a_low, b_high - b)
    return a - b, a - b - float(low), a - b + float(np.hypot(a_high - a, b - b_low))


def interval(values: Sequence[float], level: float = 0.95, questions: int | None = None) -> Limits:
    """Mean, and an interval for it: (mean, low, high).

    Student's t over the values (1908): the runs' scatter says how far their mean is off. For shares
    (`questions` behind each value, or `Shares`) it is joined with Wilson's interval of all answers
    together, and for `minus` of shares with Newcombe's of the difference: the lower of both lows,
    the higher of both highs, no further than a share can reach.

    One value has no interval: low and high are then nan, and no comparison with them is true.
    Values that are all the same and no shares scatter by nothing: low and high are the mean. That
    is right for what is exact, such as a count of bytes; if they are shares, say so.

    Raises `CourseError` for no values, and for one that is no finite number.

    >>> [round(number, 2) for number in interval([0.4, 0.5, 0.6])]
    [0.5, 0.25, 0.75]
    >>> [round(number, 2) for number in interval([1.0, 1.0, 1.0], questions=20)]
    [1.0, 0.94, 1.0]
    """
    if questions is not None:
        values = Shares(values, questions)
    numbers = np.asarray(values, dtype=float)
    if numbers.size == 0:
        raise CourseError("There are no values to average. Run the measurement first.")
    if not np.isfinite(numbers).all():
        raise CourseError(
            f"{numbers[~np.isfinite(numbers)][0]} is among the values, so they have no mean."
            " Look for a division by zero, or for a loss that grew without limit."
        )
    mean = float(numbers.mean())
    if numbers.size == 1:
        return mean, float("nan"), float("nan")
    away = 0.0
    if np.ptp(numbers) > 0:
        away = numbers.std(ddof=1) / numbers.size**0.5
        away *= float(stats.t.ppf((1 + level) / 2, numbers.size - 1))
    return joined((mean, mean - float(away), mean + float(away)), values, level)


def joined(found: Limits, values: Sequence[float], level: float) -> Limits:
    """`found`, made as wide as the number of questions asks for, within what is possible."""
    if isinstance(values, Differences):
        sides = [by_questions(side, level) for side in values.sides]
        if None in sides:
            return found
        other, least, most = of_sides(*sides), -1.0, 1.0
        if not isinstance(values.sides[1], Sequence):
            least, most = 0 - values.sides[1], 1 - values.sides[1]
    elif isinstance(values, Shares):
        other, least, most = by_questions(values, level), 0.0, 1.0
    else:
        return found
    low, high = min(found[1], other[1]), max(found[2], other[2])
    return found[0], float(max(least, low)), float(min(most, high))


def mean(values: Sequence[float]) -> float:
    """The mean alone, for a sentence or an axis that has no room for the interval.

    >>> mean([0.5, 0.7])
    0.6
    """
    return interval(values)[0]


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


def brackets(values: Sequence[float], digits: int = 2) -> str:
    """The interval as text, or why there is none.

    >>> brackets([0.4, 0.5, 0.6]), brackets([0.5]), brackets([0.5, 0.5])
    ('[0.25, 0.75]', '(one run)', '(all 2 alike)')
    """
    _, low, high = interval(values)
    if len(values) == 1:
        return "(one run)"
    if low == high:
        return f"(all {len(values)} alike)"
    return f"[{low:.{digits}f}, {high:.{digits}f}]"


def text(values: Sequence[float], digits: int = 2) -> str:
    """A mean and its interval as text.

    >>> text([0.4, 0.5, 0.6]), text(Shares([1.0, 1.0], questions=50))
    ('0.50 [0.25, 0.75]', '1.00 [0.96, 1.00]')
    """
    return f"{interval(values)[0]:.{digits}f} {brackets(values, digits)}"


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


def share(outcomes: Sequence[float]) -> str:
    """How many of some right (1) or wrong (0) answers are right, as text with a 95 % interval.

    The interval is Wilson's, which also has a width when all answers are right or all are wrong.

    >>> share([1, 0, 0, 1])
    '2 of 4: 0.50 [0.15, 0.85]'
    >>> share([0, 0, 0, 0])
    '0 of 4: 0.00 [0.00, 0.49]'
    """
    right, count = int(sum(outcomes)), len(outcomes)
    if count == 0:
        raise CourseError("There are no answers to count. Run the measurement first.")
    low, high = wilson(right, count)
    return f"{right} of {count}: {right / count:.2f} [{low:.2f}, {high:.2f}]"
