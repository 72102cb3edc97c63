"""Runs of an experiment: their values, means and intervals, and differences seed by seed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real

import pandas as pd

from helpers.files import CourseError
from helpers.measure import charts, metrics, run_tables
from helpers.measure.run_tables import Names
from helpers.show import plots


@dataclass
class Runs:
    """One row per run: its condition, its seed, and the values measured.

    >>> runs = Runs([{"rate": 0.1, "seed": s, "loss": 2.0 + s} for s in (0, 1)])
    >>> runs.values("loss", rate=0.1)
    [2.0, 3.0]
    """

    rows: list[dict]
    questions: dict[str, int | Callable[[dict], int]] = field(default_factory=dict)

    def shares(self, **questions: int | Callable[[dict], int]) -> "Runs":
        """The same runs, told which quantities are shares of right answers, and of how many.

        A number, or a function of a row where conditions ask different numbers of questions. The
        intervals of these quantities are then no narrower than so many answers allow.

        >>> runs = Runs([{"seed": s, "right": 1.0} for s in (0, 1)]).shares(right=50)
        >>> metrics.text(runs.values("right"))
        '1.00 [0.96, 1.00]'
        """
        return replace(self, questions={**self.questions, **questions})

    def values(self, name: str, **condition) -> list:
        """The values of one quantity in the runs of one condition, one for each seed."""
        chosen, count = self.where(**condition).rows, self.questions.get(name)
        values = [row[name] for row in chosen]
        if count is None:
            return values
        asked = [count(row) if callable(count) else count for row in chosen]
        return metrics.Shares(values, min(asked))  # the fewest, if they differ

    def where(self, **condition) -> "Runs":
        """The runs of one condition only. Raises `CourseError` if there are none.

        >>> Runs([{"rate": r, "seed": 0, "loss": r} for r in (0.1, 0.2)]).where(rate=0.2).rows
        [{'rate': 0.2, 'seed': 0, 'loss': 0.2}]
        """
        chosen = [r for r in self.rows if all(r[key] == v for key, v in condition.items())]
        if not chosen:
            raise CourseError(f"No run has {condition}. There are: {self.conditions(*condition)}.")
        return replace(self, rows=chosen)

    def among(self, **conditions: Sequence) -> "Runs":
        """The runs whose condition is one of several.

        >>> runs = Runs([{"way": w, "seed": 0, "loss": 2.0} for w in "abc"])
        >>> [row["way"] for row in runs.among(way=["a", "c"]).rows]
        ['a', 'c']
        """
        chosen = [r for r in self.rows if all(r[n] in some for n, some in conditions.items())]
        return replace(self, rows=chosen)

    def renamed(self, **names: str | Mapping) -> "Runs":
        """The same runs in other words, for a table or a figure: a name, or a condition's values.

        >>> runs = Runs([{"k": 4, "way": "ft"}])
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
        return replace(self, rows=rows, questions=asked)

    def stacked(self, name: str, of: Sequence[str], quantities: Sequence[str]) -> "Runs":
        """A row for each of several things that every run measured; `name` says which it is.

        What a run calls "recall, exact" becomes the quantity "exact" in the row of "recall".

        >>> runs = Runs([{"seed": 0, "recall, exact": 0.9, "reversed, exact": 0.2}])
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
        return lambda row: counts[row[name]]

    def conditions(self, *names: str) -> list[dict]:
        """The different conditions, in the order in which they were run."""
        seen = {json.dumps([r[n] for n in names]): {n: r[n] for n in names} for r in self.rows}
        return list(seen.values())

    def frame(self) -> pd.DataFrame:
        """The runs as a pandas frame, a row each, for whatever is not offered here.

        >>> Runs([{"rate": 0.1, "seed": s, "loss": 2.0} for s in (0, 1)]).frame().shape
        (2, 3)
        """
        return pd.DataFrame(self.rows)

    def by(self, value: str, name: str, **condition) -> dict:
        """The values of one quantity for every value of `name`: one list each, one entry a seed.

        >>> Runs([{"rate": r, "seed": 0, "loss": 2 * r} for r in (1, 2)]).by("loss", "rate")
        {1: [2], 2: [4]}
        """
        some = self.where(**condition)
        return {c[name]: some.values(value, **c) for c in some.conditions(name)}

    def mean(self, value: str, **condition) -> float:
        """The mean over the runs of one condition, for a sentence that has no room for more.

        >>> Runs([{"rate": 0.1, "seed": s, "loss": 2.0 + s} for s in (0, 1)]).mean("loss")
        2.5
        """
        return metrics.mean(self.values(value, **condition))

    # -------------------------------------------------------------- differences
    def minus(self, value: str, one: dict, other: dict | float, **same) -> list[float]:
        """One condition's values minus another's, or minus a number: a difference for each seed.

        `same` is what both conditions have in common. Raises `CourseError` if their seeds differ.

        >>> rows = [{"way": w, "seed": s, "loss": n + s} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Runs(rows).minus("loss", {"way": "b"}, {"way": "a"})
        [3, 3]
        """
        mine = self.where(**same, **one)
        if isinstance(other, Real):
            return metrics.minus(mine.values(value), other)
        theirs = self.where(**{**same, **one, **other})
        seeds = [[row.get("seed") for row in runs.rows] for runs in (mine, theirs)]
        if seeds[0] != seeds[1]:
            raise CourseError(
                f"The seeds of {one} are {seeds[0]}, those of {other} are {seeds[1]}."
                " Only runs of the same seeds can be compared seed by seed."
            )
        return metrics.minus(mine.values(value), theirs.values(value))

    def clearly(self, value: str, one: dict, other: dict | float, **same) -> str:
        """How one condition lies to another: "higher", "lower" or "not clearly different".

        What decides is the 95 % interval of the differences, seed by seed, as in `metrics.clearly`.

        >>> rows = [{"way": w, "seed": s, "loss": n + s} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Runs(rows).clearly("loss", {"way": "b"}, {"way": "a"})
        'higher'
        """
        return run_tables.sided(metrics.interval(self.minus(value, one, other, **same)))

    def best(self, value: str, by: str, lowest: bool = False, **condition) -> str:
        """The condition that is clearly higher than every other, or "not told apart".

        lowest: the one that is clearly lower. This is what a prediction is compared with.

        >>> rows = [{"way": w, "seed": s, "loss": n + s} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Runs(rows).best("loss", "way", lowest=True)
        'a'
        """
        return metrics.best(self.by(value, by, **condition), lowest)

    # -------------------------------------------------------------- tables and pictures
    def table(
        self,
        value: Names,
        rows: Names,
        columns: str = "",
        caption: str = "",
        digits: int | dict = 2,
        versus: dict | float | None = None,
        against: str = "",
        note: str = "",
    ) -> None:
        """Show the mean of a quantity (or several) with its interval, a cell for each condition.

        rows: the part of the condition that goes down; several make groups. columns: the part that
        goes across. Runs that differ in anything else are averaged together, so choose one such
        condition by `where` first.
        versus: the condition, such as {"style": "none"}, or the number that every cell is compared
        with, seed by seed; a sign says how it came out. against: its name, if "style none" will not
        do. digits: one number, or a dict by quantity.

        >>> rows = [{"way": w, "seed": s, "loss": n} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Runs(rows).table("loss", "way", versus={"way": "a"}, caption="Held-out loss")
        Held-out loss
        way    loss
        a      2.00
        b    ▲ 5.00
        Means of 2 runs [95 % interval].
        ▲ clearly higher than way a.
        """
        run_tables.show(self, value, rows, columns, caption, digits, versus, against, note)

    def differences(
        self,
        value: Names,
        rows: Names,
        columns: str = "",
        *,
        versus: dict | float,
        caption: str = "",
        digits: int | dict = 2,
        against: str = "",
        note: str = "",
    ) -> None:
        """Show by how much every condition is above or below `versus`, seed by seed.

        A table as by `table`, of mean differences with their intervals; the condition that they are
        compared with is left out.

        >>> rows = [{"way": w, "seed": s, "loss": n} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Runs(rows).differences("loss", "way", versus={"way": "a"})
        loss, minus way a
        way     loss
        b    +3.00 ▲
        Means of 2 runs [95 % interval].
        ▲ clearly higher than way a.
        """
        run_tables.show(
            self, value, rows, columns, caption, digits, versus, against, note, difference=True
        )

    def plot(
        self,
        value: str,
        by: str,
        summary: str,
        chance: float | None = None,
        chance_label: str = "chance",
        group: str = "",
        line: bool = False,
    ) -> None:
        """Show the means with their intervals, each run as a dot; see `charts.compare`."""
        fig = charts.compare(self, value, by, group, chance, chance_label, line)
        plots.show(fig, summary)
