"""Means with 95 % intervals, for values, for shares of right answers, and for their differences.

An interval says where the mean of very many runs would lie, and is right 95 times in 100 if the
runs scatter like a bell curve. `tests/test_intervals_cover.py` simulates how often it is.
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from helpers import arguments
from helpers.files import CourseError
from helpers.measure import nested
from helpers.measure.nested import Nested

FEW = 10  # wrong (or right) answers: with fewer, the scatter of three runs is luck
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

    @property
    def draws(self) -> list[list[float]]:
        """Of values with draws within them, the differences draw by draw; else none."""
        one, other = self.sides
        if not isinstance(one, Nested):
            return []
        if isinstance(other, int | float):
            return [[a - other for a in some] for some in one.draws]
        pairs = zip(one.draws, other.draws, strict=True)
        return [[a - b for a, b in zip(*some, strict=True)] for some in pairs]


def minus(values: Sequence[float], others: Sequence[float] | float) -> Differences:
    """Paired differences, which still know about the questions behind either side.

    >>> [round(value, 2) for value in minus([0.9, 0.8], [0.5, 0.6])]
    [0.4, 0.2]
    """
    arguments.refuse(
        not isinstance(others, int | float) and len(values) != len(others),
        "Pair values of the same draws: give as many on either side.",
    )
    return Differences(values, others)


@arguments.checked
def wilson(right: float, count: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval (1927) for a share: `right` answers of `count`. It never has no width.

    >>> [round(end, 2) for end in wilson(0, 4)]
    [0.0, 0.49]
    """
    arguments.refuse(
        not (count > 0 and -1e-9 <= right <= count * (1 + 1e-9)),
        f"Give how many of how many answers are right: {right} of {count} cannot be.",
    )
    arguments.refuse(not 0 < level < 1, f"Give `level` as a share, such as 0.95, not {level}.")
    z, share = stats.norm.ppf((1 + level) / 2), right / count
    middle = share + z * z / (2 * count)
    away = z * np.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    low, high = (float((middle + sign * away) / (1 + z * z / count)) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def by_questions(values: Sequence[float] | float, level: float) -> Limits | None:
    """Wilson's interval of all answers together; a plain number is exact. None if not shares."""
    if isinstance(values, int | float):
        return values, values, values
    if getattr(values, "questions", None) is None:
        return None
    mean, count = sum(values) / len(values), len(values) * values.questions
    return mean, *wilson(mean * count, count, level)


def exceptions(values: Shares | Nested) -> float:
    """How many of all answers are wrong, or right, whichever are fewer."""
    right, count = sum(values) * values.questions, len(values) * values.questions
    return min(right, count - right)


def of_sides(one: Limits, other: Limits) -> Limits:
    """Interval of a difference from those of its sides (Newcombe 1998, method 10)."""
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    low = np.hypot(a - a_low, b_high - b)
    return a - b, a - b - float(low), a - b + float(np.hypot(a_high - a, b - b_low))


def interval(values: Sequence[float], level: float = 0.95, questions: int | None = None) -> Limits:
    """Mean, and an interval for it: (mean, low, high).

    Student's t over the values (1908): the runs' scatter says how far their mean is off. For shares
    (`questions` behind each value, or `Shares`) it is joined with Wilson's interval of all answers
    together: the lower of both lows, the higher of both highs, no further than a share can reach.
    `minus` of two shares is joined with Newcombe's interval of the difference where both are nearly
    always right or wrong, with fewer than ten exceptions: runs seldom scatter there.

    `Nested` values, such as means of pre-trainings, are also as wide as the draws within them ask
    for; `helpers.measure.nested` explains it.

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
    if draws := getattr(values, "draws", None):
        away = max(away, nested.away(draws, level))
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
        elif found[1] < found[2] and sum(map(exceptions, values.sides)) >= FEW:
            other = found  # the same texts are hard for both sides: their scatter is the pairs'
    elif by_questions(values, level):
        other, least, most = by_questions(values, level), 0.0, 1.0
    else:
        return found
    low, high = min(found[1], other[1]), max(found[2], other[2])
    return found[0], float(max(least, low)), float(min(most, high))
