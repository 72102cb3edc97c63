"""Tables: a pandas frame as an HTML table in a notebook, and as aligned text elsewhere.

`html_tables` and `text_tables` write the two; here is what they write, from a frame.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, NamedTuple

import pandas as pd

from helpers.files import CourseError
from helpers.show.display import show_html
from helpers.show.html_tables import as_html
from helpers.show.text_tables import VERDICTS, Cell, Grid, render
from helpers.words import spoken

ABSENT = "–"  # a number that does not exist, such as the recall of a class without texts
Frame = pd.DataFrame | Mapping[Hashable, Sequence] | Sequence[Mapping[Hashable, Any]]


class Estimate(NamedTuple):
    """A number with its interval, for one cell; a plain tuple (mean, low, high) does as well.

    verdict: a key of `VERDICTS`, shown as a sign. difference: it has a plus sign, too. Without
    an interval (low and high are nan, or equal to the mean) the number stands alone.
    """

    mean: float
    low: float = math.nan
    high: float = math.nan
    verdict: str = ""
    difference: bool = False


def show(
    table: Frame,
    caption: str,
    rows: Hashable | Sequence[Hashable] = (),
    digits: int | Mapping[Hashable, int] = 2,
    note: str = "",
    against: str = "",
) -> None:
    """Show a table, with its caption above it.

    table: a frame, or what makes one: a list of dicts (a row each) or a dict of columns. A cell
    holds a text, a number, a truth value, an `Estimate`, `ABSENT`, or None for nothing. Columns
    with several levels get a heading over each group, with the name of the last level.
    rows: the column that names the rows, or several; then all but the last make groups. Without
    it, the frame's own index names the rows unless it only counts them.
    digits: after the decimal point. If columns differ, a dict, column → digits; others have 2.
    note: a sentence below. against: what the verdict signs compare with; it is said below, too.

    >>> show([{"word": "cat", "count": 1200, "share": 0.5}], "Words", rows="word")
    Words
    word  count  share
    cat   1,200   0.50
    >>> ways = {"way": ["a", "b"], "right": [(0.5, 0.4, 0.6), Estimate(0.7, 0.6, 0.8, "higher")]}
    >>> show(ways, "Accuracy", rows="way", against="way a")
    Accuracy
    way                right
    a      0.50 [0.40, 0.60]
    b    ▲ 0.70 [0.60, 0.80]
    ▲ clearly higher than way a.
    """
    made = grid(table, rows, digits)
    heads = [list(map(spoken, level)) for level in made.heads]
    made = made._replace(names=list(map(spoken, made.names)), heads=heads)
    notes = [text for text in (spoken(note), legend(made, against)) if text]
    caption = spoken(caption)
    show_html(as_html(made, caption, notes), render(made, caption, notes))


def grid(
    table: Frame,
    rows: Hashable | Sequence[Hashable] = (),
    digits: int | Mapping[Hashable, int] = 2,
) -> Grid:
    """The texts of a table in their places; arguments are those of `show`."""
    frame = framed(table, rows)
    named = not (isinstance(frame.index, pd.RangeIndex) and frame.index.name is None)
    keys = [key if isinstance(key, tuple) else (key,) for key in frame.index]
    heads = [head if isinstance(head, tuple) else (head,) for head in frame.columns]
    columns = [frame.iloc[:, place].tolist() for place in range(len(heads))]
    if isinstance(digits, int):
        digits = dict.fromkeys(frame.columns, digits)
    most = [digits.get(name, digits.get(head[0], 2)) for name, head in zip(frame.columns, heads)]
    last, alone = frame.columns.names[-1], len({head[0] for head in heads}) == 1
    return Grid(
        names=[label(name) for name in frame.index.names] if named else [],
        heads=[
            [
                over(head[level], last, alone) if level < len(head) - 1 else label(head[level])
                for head in heads
            ]
            for level in range(frame.columns.nlevels)
        ],
        labels=[[label(part) for part in key] if named else [] for key in keys],
        cells=list(map(list, zip(*map(aligned, columns, most)))),
        right=[all(numeric(value) for value in column) for column in columns],
    )


def framed(table: Frame, rows: Hashable | Sequence[Hashable] = ()) -> pd.DataFrame:
    """A frame of what makes one, with the column or columns `rows` for the names of its rows.

    Raises `CourseError` if nothing can be shown of it.

    >>> framed({"a": [1, 2], "b": [1]})
    Traceback (most recent call last):
    helpers.files.CourseError: This makes no table (All arrays must be of the same length). Give a \
list of dicts, a row each, or a dict of columns of one length.
    """
    try:
        frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(table)
    except (ValueError, TypeError) as error:
        raise CourseError(
            f"This makes no table ({error}). Give a list of dicts, a row each, or a dict of columns"
            " of one length."
        ) from None
    if not len(frame.columns):
        raise CourseError("The table has nothing in it. Run the cells that fill it first.")
    names = [rows] if isinstance(rows, str) else list(rows)
    if lost := [name for name in names if name not in frame.columns]:
        there = ", ".join(map(str, frame.columns))
        raise CourseError(f"The table has no column {lost[0]!r}. It has: {there}.")
    return frame.set_index(rows if isinstance(rows, str) else names) if names else frame


def over(heading: Any, name: Any, alone: bool) -> str:
    """A heading over a group of columns, with the `name` of what tells the columns apart.

    >>> [over("loss", *more) for more in (("rate", False), ("rate", True), (None, False))]
    ['loss, by rate', 'rate', 'loss']
    """
    if name in (None, ""):
        return label(heading)
    return label(name) if alone else f"{label(heading)}, by {name}"


def numeric(value: Any) -> bool:
    """Whether a cell stands on the right: a number, an estimate, a dash for one, or nothing."""
    if isinstance(value, bool | str):
        return value == ABSENT
    return value is None or isinstance(value, Real) or estimate(value) is not None


def estimate(value: Any) -> Estimate | None:
    """A cell's value as an `Estimate` if it is one, or a tuple of three numbers."""
    if isinstance(value, Estimate):
        return value
    if isinstance(value, tuple) and len(value) == 3 and all(isinstance(x, Real) for x in value):
        return Estimate(*value)
    return None


def cell(value: Any, digits: int) -> Cell:
    """What a cell says.

    >>> cell(Estimate(0.1, 0.05, 0.15, "higher", difference=True), 2)[:3]
    ('+0.10', '[+0.05, +0.15]', 'higher')
    >>> [cell(value, 1).text for value in (1234, 2.25, True, None, float("nan"), (3.0, 3.0, 3.0))]
    ['1,234', '2.2', 'yes', '', '', '3.0']
    """
    found = estimate(value)
    if found is not None:
        form = f"{'+' * found.difference}z,.{digits}f"  # z: no minus before a zero
        wide = found.low < found.high and not math.isclose(found.low, found.high, rel_tol=1e-9)
        ends = f"[{found.low:{form}}, {found.high:{form}}]" if wide else ""
        return Cell(f"{found.mean:{form}}", ends, found.verdict, last=found.difference)
    if isinstance(value, Real) and not isinstance(value, bool | Integral):
        return Cell("" if math.isnan(value) else f"{value:z,.{digits}f}")
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Cell(f"{value:,}")
    return Cell(label(value))


def aligned(values: Sequence, digits: int) -> list[Cell]:
    """The cells of a column; those without an interval leave the room that the longest one takes.

    >>> [part.gap for part in aligned([1.0, (0.5, 0.4, 0.6)], 1)]
    ['[0.4, 0.6]', '']
    """
    cells = [cell(value, digits) for value in values]
    longest = max((part.interval for part in cells), key=len, default="")
    return [
        part._replace(gap=longest) if part.text and not part.interval else part for part in cells
    ]


def label(value: Any) -> str:
    """The text of a heading, of a row's name, or of a cell that holds no number.

    >>> label(0.0003), label(4096), label(True), label(None)
    ('0.0003', '4,096', 'yes', '')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Integral):
        return f"{value:,}"
    return "" if value is None or value is pd.NA else str(value)


def legend(made: Grid, against: str) -> str:
    """A sentence for the verdict signs in a table, or nothing if there are none."""
    found = {part.verdict for row in made.cells for part in row}
    said = []
    for verdict, (sign, name) in VERDICTS.items():
        link = "from" if verdict.endswith("different") else "than"
        said += [f"{sign} {name} {link} {against}" if against else f"{sign} {name}"] * (
            verdict in found
        )
    return f"{', '.join(said)}." if said else ""
