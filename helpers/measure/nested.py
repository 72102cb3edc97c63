"""Runs within runs: questions in a draw of facts, draws in a pre-training, and who scatters most.

Fifteen runs of three models are no fifteen models. Three things differ here, one inside the other:
the models (*units*), the *draws* within one, and the *questions* within a draw. Each adds its part
to the variance of the mean: s²(units)/C + s²(draws)/(C·D) + s²(questions)/(C·D·Q), where there are
C units of D draws of Q questions. `components` takes the parts from the mean squares (the method of
moments, Searle et al. 1992, *Variance components*), and `away` makes an interval of them.

With equally many draws everywhere the three parts add up to the variance of the unit means over C,
whenever units differ by more than their draws make them. Satterthwaite's degrees of freedom (1946)
are then those of one mean square, C - 1: with three units t is 4.30, not 1.96. Where units differ
by less than that, their part is 0 and the draws decide, with C·(D - 1). Few units may be alike by
luck, so the wider of the two counts.

What no interval over three units can know: one pre-training in twenty that fails. If shares lie at
.98 and scatter to one side only, it holds the truth less than 95 times in 100
(`tests/test_nested_intervals.py` says how often).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from scipy import stats

from helpers import arguments


class Nested(list):
    """Means of units, such as pre-trainings, that still know the draws within each unit.

    draws: the values, a list for each unit, equally many in all. asked: where they are shares, the
    number of questions behind each of them.

    >>> some = Nested([[0.9, 0.7], [0.5, 0.3]], asked=20)
    >>> [round(mean, 2) for mean in some], some.questions
    ([0.8, 0.4], 40)
    """

    @arguments.checked(draws=1)
    def __init__(self, draws: Sequence[Sequence[float]], asked: int | None = None):
        arguments.refuse(
            len({len(some) for some in draws}) > 1 or not all(draws),
            "Every unit needs equally many draws, one at least. Run the missing ones.",
        )
        super().__init__(fmean(some) for some in draws)
        self.draws = [list(some) for some in draws]
        self.asked = asked

    @property
    def questions(self) -> int | None:
        """How many questions stand behind the mean of a unit."""
        return self.asked and self.asked * len(self.draws[0])


def within(draws: Sequence[Sequence[float]]) -> float:
    """The variance of a draw within its unit, over all units; 0 if each has one draw only.

    >>> round(within([[0.9, 0.7], [0.5, 0.3]]), 3)
    0.02
    """
    return fmean(variance(some) for some in draws) if len(draws[0]) > 1 else 0.0


def away(draws: Sequence[Sequence[float]], level: float = 0.95) -> float:
    """Half the width of an interval for the mean: what the draws within units ask for at least.

    >>> round(away([[0.9, 0.7], [0.5, 0.3]]), 2)
    0.3
    """
    units, each = len(draws), len(draws[0])
    if each == 1:
        return 0.0
    t = stats.t.ppf((1 + level) / 2, units * (each - 1))
    return float(t * (within(draws) / (units * each)) ** 0.5)


@dataclass(frozen=True)
class Part:
    """What one level adds. of: how many there are in all. sd: the standard deviation of one of
    them. None: it cannot be told from these runs."""

    of: int
    sd: float | None

    @property
    def of_mean(self) -> float | None:
        """The standard deviation that this level gives to the mean.

        >>> Part(of=4, sd=0.2).of_mean
        0.1
        """
        return None if self.sd is None else self.sd / self.of**0.5


@arguments.checked
def components(values: Nested) -> dict[str, Part]:
    """How far units, draws and questions scatter: "units", "draws", "questions".

    By the method of moments. What a level would scatter from the levels below it alone is taken
    off; a part that would be negative is 0. Raises `CourseError` for values that are no shares:
    then nobody knows how many questions stand behind them.

    >>> found = components(Nested([[0.9, 0.7], [0.5, 0.3], [0.8, 1.0]], asked=20))
    >>> {name: round(part.sd, 2) for name, part in found.items()}
    {'units': 0.24, 'draws': 0.11, 'questions': 0.4}
    >>> round(sum(part.of_mean**2 for part in found.values()), 4)
    0.0233
    >>> round(variance([0.8, 0.4, 0.9]) / 3, 4)
    0.0233
    """
    arguments.refuse(
        values.asked is None or values.asked < 2,
        "Say of how many questions these are shares, two at least: runs.shares(right=100).",
    )
    units, each, asked = len(values), len(values.draws[0]), values.asked
    luck = fmean(x * (1 - x) for some in values.draws for x in some) / (asked - 1)
    drawn, between = within(values.draws), None
    if units > 1:
        between = max(0.0, variance(values) - max(drawn, luck) / each) ** 0.5
    return {
        "units": Part(units, between),
        "draws": Part(units * each, max(0.0, drawn - luck) ** 0.5 if each > 1 else None),
        "questions": Part(units * each * asked, (luck * asked) ** 0.5),
    }
