"""Runs of an experiment as rows: chosen by their condition, renamed, and compared seed by seed."""

import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Self

import pandas as pd

from helpers import arguments
from helpers.files import CourseError
from helpers.measure import metrics

Count = int | Callable[[dict], int]


def counted(count: Count, row: dict) -> int:
    """How many questions stand behind a run."""
    return count(row) if callable(count) else count


def lacking(rows: Sequence[Mapping], names: Iterable[str]) -> str:
    """What to do if no run has a quantity or a setting of one of these names; "" if some have all.

    >>> lacking([{"seed": 0, "loss": 2.0}], ["los"])
    "No run has 'los'. There are: seed, loss. Did you mean 'loss'?"
    """
    there = list(dict.fromkeys(str(key) for row in rows for key in row))
    for name in names:
        if rows and not any(name in row for row in rows):
            close = difflib.get_close_matches(str(name), there, n=1)
            advice = f" Did you mean {close[0]!r}?" if close else ""
            return f"No run has {name!r}. There are: {', '.join(there)}.{advice}"
    return ""


@dataclass
class Rows:
    """One row per run: its condition, its seed, and the values measured; chosen and named anew.

    >>> runs = Rows([{"rate": 0.1, "seed": s, "loss": 2.0 + s} for s in (0, 1)])
    >>> runs.values("loss", rate=0.1)
    [2.0, 3.0]
    """

    rows: list[dict]
    questions: dict[str, int | Callable[[dict], int]] = field(default_factory=dict)
    unit: str = ""  # what several runs share, such as a pre-training; see `nested`

    def shares(self, **questions: int | Callable[[dict], int]) -> Self:
        """The same runs, told which quantities are shares of right answers, and of how many.

        A number, or a function of a row where conditions ask different numbers of questions. The
        intervals of these quantities are then no narrower than so many answers allow.

        >>> runs = Rows([{"seed": s, "right": 1.0} for s in (0, 1)]).shares(right=50)
        >>> metrics.text(runs.values("right"))
        '1.00 [0.96, 1.00]'
        """
        return replace(self, questions={**self.questions, **questions})

    def values(self, name: str, **condition) -> list:
        """The values of one quantity in the runs of one condition: one for each seed, or, where
        seeds are `nested`, the mean of each unit, which knows the values within."""
        chosen, count = self.where(**condition).rows, self.questions.get(name)
        arguments.refuse(lacking(chosen, [name]), lacking(chosen, [name]))
        # the fewest, if they differ
        asked = None if count is None else min(counted(count, row) for row in chosen)
        if self.unit:
            units = dict.fromkeys(row[self.unit] for row in chosen)
            draws = [[row[name] for row in chosen if row[self.unit] == unit] for unit in units]
            return metrics.Nested(draws, asked)
        values = [row[name] for row in chosen]
        return values if asked is None else metrics.Shares(values, asked)

    def where(self, **condition) -> Self:
        """The runs of one condition only. Raises `CourseError` if there are none.

        >>> Rows([{"rate": r, "seed": 0, "loss": r} for r in (0.1, 0.2)]).where(rate=0.2).rows
        [{'rate': 0.2, 'seed': 0, 'loss': 0.2}]
        """
        arguments.refuse(lacking(self.rows, condition), lacking(self.rows, condition))
        chosen = [r for r in self.rows if all(r[key] == v for key, v in condition.items())]
        if not chosen:
            raise CourseError(f"No run has {condition}. There are: {self.conditions(*condition)}.")
        return replace(self, rows=chosen)

    def among(self, **conditions: Sequence) -> Self:
        """The runs whose condition is one of several.

        >>> runs = Rows([{"way": w, "seed": 0, "loss": 2.0} for w in "abc"])
        >>> [row["way"] for row in runs.among(way=["a", "c"]).rows]
        ['a', 'c']
        """
        arguments.refuse(lacking(self.rows, conditions), lacking(self.rows, conditions))
        chosen = [r for r in self.rows if all(r[n] in some for n, some in conditions.items())]
        return replace(self, rows=chosen)

    def renamed(self, **names: str | Mapping) -> Self:
        """The same runs in other words, for a table or a figure: a name, or a condition's values.

        >>> runs = Rows([{"k": 4, "way": "ft"}])
        >>> runs.renamed(k="labels a class", way={"ft": "fine-tuned"}).rows
        [{'labels a class': 4, 'way': 'fine-tuned'}]
        """
        words = {name: to for name, to in names.items() if isinstance(to, str)}
        values = {name: to for name, to in names.items() if not isinstance(to, str)}
        rows = [
            {words.get(n, n): values[n].get(v, v) if n in values else v for n, v in row.items()}
            for row in self.rows
        ]
        asked = {words.get(value, value): count for value, count in self.questions.items()}
        unit = words.get(self.unit, self.unit)
        return replace(self, rows=rows, questions=asked, unit=unit)

    def stacked(self, name: str, of: Sequence[str], quantities: Sequence[str]) -> Self:
        """A row for each of several things that every run measured; `name` says which it is.

        What a run calls "recall, exact" becomes the quantity "exact" in the row of "recall".

        >>> runs = Rows([{"seed": 0, "recall, exact": 0.9, "reversed, exact": 0.2}])
        >>> runs.stacked("kind", ["recall", "reversed"], ["exact"]).by("exact", "kind")
        {'recall': [0.9], 'reversed': [0.2]}
        """
        measured = {f"{one}, {quantity}" for one in of for quantity in quantities}
        rows = [
            {key: value for key, value in row.items() if key not in measured}
            | {name: one, **{quantity: row[f"{one}, {quantity}"] for quantity in quantities}}
            for one in of
            for row in self.rows
        ]
        asked = {q: self.asked_of(name, of, q) for q in quantities}
        asked = {quantity: count for quantity, count in asked.items() if count}
        return replace(self, rows=rows, questions={**self.questions, **asked})

    def asked_of(self, name: str, of: Sequence[str], quantity: str) -> Callable[[dict], int] | None:
        """How many questions stand behind a stacked quantity, by what `name` says in its row."""
        counts = {one: self.questions.get(f"{one}, {quantity}") for one in of}
        if None in counts.values():
            return None
        return lambda row: counted(counts[row[name]], row)

    def downward(self, name: str, quantities: Sequence[str], value: str = "share") -> Self:
        """A row for each of several quantities, so that in a table they go down, not across.

        `name` says which quantity it is, `value` holds it. It knows how many questions stand behind
        it if all of them are shares of right answers.

        >>> runs = Rows([{"way": "a", "seed": 0, "right": 0.9, "same": 0.7}])
        >>> runs.downward("what", ["right", "same"]).by("share", "what")
        {'right': [0.9], 'same': [0.7]}
        """
        names = {quantity: f"{quantity}, {value}" for quantity in quantities}
        return self.renamed(**names).stacked(name, quantities, [value])

    def nested(self, unit: str) -> Self:
        """The same runs, told that those with one `unit`, such as a pre-training, belong together.

        Their mean is then one value of that unit. An interval is over units, and also as wide as
        the draws within them, and the questions within a draw, ask for: `helpers.measure.nested`.
        It holds for other facts too if every unit has draws of its own.

        >>> rows = [{"net": n, "seed": s, "right": n + s} for n in (0, 1) for s in (0, 2)]
        >>> Rows(rows).nested("net").values("right")
        [1.0, 2.0]
        """
        return replace(self, unit=unit)

    def conditions(self, *names: str) -> list[dict]:
        """The different conditions, in the order in which they were run."""
        arguments.refuse(lacking(self.rows, names), lacking(self.rows, names))
        seen = {json.dumps([r[n] for n in names]): {n: r[n] for n in names} for r in self.rows}
        return list(seen.values())

    def frame(self) -> pd.DataFrame:
        """The runs as a pandas frame, a row each, for whatever is not offered here.

        >>> Rows([{"rate": 0.1, "seed": s, "loss": 2.0} for s in (0, 1)]).frame().shape
        (2, 3)
        """
        return pd.DataFrame(self.rows)

    def by(self, value: str, name: str, **condition) -> dict:
        """The values of one quantity for every value of `name`: one list each, one entry a seed.

        >>> Rows([{"rate": r, "seed": 0, "loss": 2 * r} for r in (1, 2)]).by("loss", "rate")
        {1: [2], 2: [4]}
        """
        some = self.where(**condition)
        return {c[name]: some.values(value, **c) for c in some.conditions(name)}

    def mean(self, value: str, **condition) -> float:
        """The mean over the runs of one condition, for a sentence that has no room for more.

        >>> Rows([{"rate": 0.1, "seed": s, "loss": 2.0 + s} for s in (0, 1)]).mean("loss")
        2.5
        """
        return metrics.mean(self.values(value, **condition))

    def minus(self, value: str, one: dict, other: dict | float, **same) -> list[float]:
        """One condition's values minus another's, or minus a number: a difference for each seed.

        `same` is what both conditions have in common. Raises `CourseError` if their seeds differ.

        >>> rows = [{"way": w, "seed": s, "loss": n + s} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Rows(rows).minus("loss", {"way": "b"}, {"way": "a"})
        [3, 3]
        """
        mine = self.where(**same, **one)
        if isinstance(other, Real):
            return metrics.minus(mine.values(value), other)
        theirs = self.where(**{**same, **one, **other})
        seeds = [runs.seeds() for runs in (mine, theirs)]
        if seeds[0] != seeds[1]:
            raise CourseError(
                f"The seeds of {one} are {seeds[0]}, those of {other} are {seeds[1]}."
                " Only runs of the same seeds can be compared seed by seed."
            )
        return metrics.minus(mine.values(value), theirs.values(value))

    def seeds(self) -> list:
        """The seed of every run, with its unit where runs are `nested`."""
        seeds = [row.get("seed") for row in self.rows]
        return (
            [(row[self.unit], seed) for row, seed in zip(self.rows, seeds)] if self.unit else seeds
        )

    def best(self, value: str, by: str, lowest: bool = False, **condition) -> str:
        """The condition that is clearly higher than every other, or "not told apart".

        lowest: the one that is clearly lower. This is what a prediction is compared with.

        >>> rows = [{"way": w, "seed": s, "loss": n + s} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Rows(rows).best("loss", "way", lowest=True)
        'a'
        """
        return metrics.best(self.by(value, by, **condition), lowest)
