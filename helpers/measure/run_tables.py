"""Tables of runs: a cell for each condition, with mean, interval and verdict.

`Runs.table` and `Runs.differences` show them; their arguments are explained there.
"""

from collections.abc import Sequence
from numbers import Real

import pandas as pd

from helpers.measure import metrics
from helpers.measure.rows import Rows
from helpers.show import tables
from helpers.show.tables import Estimate

Names = str | Sequence[str]
Versus = dict | float | None


def listed(names: Names) -> list[str]:
    """One name or several, as a list.

    >>> listed("rate"), listed(("rate", "steps")), listed("")
    (['rate'], ['rate', 'steps'], [])
    """
    return ([names] if names else []) if isinstance(names, str) else list(names)


def named(condition: dict | float) -> str:
    """A condition in words.

    >>> named({"style": "none", "shown": 3}), named(1 / 3)
    ('style none, shown 3', '0.33')
    """
    if isinstance(condition, Real):
        return f"{condition:.2g}"
    return ", ".join(f"{name} {value}" for name, value in condition.items())


def sided(limits: tuple[float, float, float]) -> str:
    """The verdict on a difference: on which side of zero its whole interval lies.

    >>> sided((0.2, 0.1, 0.3)), sided((0.0, -0.1, 0.1))
    ('higher', 'not clearly different')
    """
    _, low, high = limits
    return "higher" if low > 0 else "lower" if high < 0 else "not clearly different"


def cell(
    runs: Rows, value: str, condition: dict, versus: Versus = None, difference: bool = False
) -> Estimate | None:
    """Mean and interval of one condition, with its verdict; or those of its `difference`."""
    itself = isinstance(versus, dict) and versus.items() <= condition.items()
    limits, verdict = metrics.interval(runs.values(value, **condition)), ""
    if versus is not None and not itself:
        apart = metrics.interval(runs.minus(value, condition, versus))
        limits, verdict = apart if difference else limits, sided(apart)
    return None if itself and difference else Estimate(*limits, verdict, difference)


def summary(
    runs: Rows,
    value: Names,
    rows: Names,
    columns: Names = "",
    versus: Versus = None,
    difference: bool = False,
) -> pd.DataFrame:
    """A frame of `Estimate`s, a row and perhaps a column for each condition.

    >>> from helpers.measure.runs import Runs
    >>> runs = Runs([{"rate": r, "seed": s, "loss": r} for r in (1, 2) for s in (0, 1)])
    >>> summary(runs, "loss", "rate").loc[2, "loss"].mean
    2.0
    """
    names, across = listed(rows), listed(columns)
    found: dict[tuple, dict] = {}
    for condition in runs.conditions(*names, *across):
        cells = found.setdefault(tuple(condition[name] for name in names), {})
        for quantity in listed(value):
            head = (quantity, *(condition[name] for name in across))
            cells[head] = cell(runs, quantity, condition, versus, difference)
    heads = list(dict.fromkeys(head for cells in found.values() for head in cells))
    heads.sort(key=lambda head: listed(value).index(head[0]))
    frame = pd.DataFrame([[cells.get(h) for h in heads] for cells in found.values()], dtype=object)
    frame.index = pd.MultiIndex.from_tuples(found, names=names)
    frame.columns = pd.MultiIndex.from_tuples(heads, names=["", *across])
    if not across:
        frame.columns = [quantity for (quantity,) in heads]
    if len(names) == 1:
        frame.index = pd.Index([key for (key,) in found], name=names[0], dtype=object)
    return frame


def counted(runs: Rows, *names: str) -> str:
    """A sentence on how many runs each condition has, for below a table.

    >>> from helpers.measure.runs import Runs
    >>> counted(Runs([{"rate": 1, "seed": s} for s in (0, 1, 2)]), "rate")
    'Means of 3 runs [95 % interval].'
    >>> nets = Runs([{"net": n, "seed": s} for n in "ab" for s in (0, 1)]).nested("net")
    >>> counted(nets)
    'Means of 4 runs, 2 for each net [95 % interval].'
    """
    counts = {len(runs.where(**condition).rows) for condition in runs.conditions(*names)}
    if counts == {1}:
        return "One run each."
    many = " to ".join(map(str, sorted({min(counts), max(counts)})))
    each = ""
    if runs.unit:
        each = f", {min(counts) // len(runs.conditions(runs.unit))} for each {runs.unit}"
    return f"Means of {many} runs{each} [95 % interval]."


def show(
    runs: Rows,
    value: Names,
    rows: Names,
    columns: Names,
    caption: str,
    digits: int | dict,
    versus: Versus,
    against: str,
    note: str,
    difference: bool = False,
) -> None:
    """Show a summary with a caption, a note on the runs, and a legend of the signs."""
    against = "" if versus is None else against or named(versus)
    frame = summary(runs, value, rows, columns, versus, difference)
    if difference:
        frame = frame.dropna(axis=0, how="all").dropna(axis=1, how="all")
    what, along = ", ".join(listed(value)), [*listed(rows), *listed(columns)]
    title = caption or what + (
        f", minus {against}" if difference else f", by {' and '.join(along)}"
    )
    said = counted(runs, *along)
    tables.show(frame, title, digits=digits, note=f"{said} {note}".rstrip(), against=against)
