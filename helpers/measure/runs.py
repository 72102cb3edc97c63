"""Runs of an experiment: their values, means and intervals, and differences seed by seed."""

from helpers.measure import charts, metrics, run_tables
from helpers.measure.rows import Rows
from helpers.measure.run_tables import Names
from helpers.show import plots


class Runs(Rows):
    """The runs of an experiment: how they compare, as numbers, as a table and as a picture.

    >>> runs = Runs([{"rate": 0.1, "seed": s, "loss": 2.0 + s} for s in (0, 1)])
    >>> runs.values("loss", rate=0.1)
    [2.0, 3.0]
    """

    def clearly(self, value: str, one: dict, other: dict | float, **same) -> str:
        """How one condition lies to another: "higher", "lower" or "not clearly different".

        What decides is the 95 % interval of the differences, seed by seed, as in `metrics.clearly`.

        >>> rows = [{"way": w, "seed": s, "loss": n + s} for w, n in (("a", 2), ("b", 5))
        ...         for s in (0, 1)]
        >>> Runs(rows).clearly("loss", {"way": "b"}, {"way": "a"})
        'higher'
        """
        return run_tables.sided(metrics.interval(self.minus(value, one, other, **same)))

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
