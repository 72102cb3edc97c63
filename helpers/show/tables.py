"""Tables: a pandas frame as an HTML table in a notebook, and as aligned text elsewhere.

Every style stands in the cell that has it: a notebook that is not trusted keeps those, and loses a
`<style>`. Text and background have no colour of their own, so the theme's show, light or dark.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from html import escape
from numbers import Integral, Real
from typing import Any, NamedTuple

import pandas as pd

from helpers.show.display import show_html
from helpers.show.text_tables import Cell, Grid, render, spans

# What `metrics.clearly` says: the sign for it, and its name for those who hear a table.
VERDICTS = {
    "higher": ("▲", "clearly higher"),
    "lower": ("▼", "clearly lower"),
    "not clearly different": ("–", "not clearly different"),
}
SENTENCE = 25  # a cell with more letters is a sentence, and is given room for some words a line
LINE = "1px solid rgba(128, 128, 128, 0.4)"
TABLE = (
    "border-collapse: collapse; table-layout: auto; margin: 0.3em 0; min-width: 20em;"
    " overflow-wrap: normal; word-break: normal; font-variant: tabular-nums"
)
CAPTION = "caption-side: top; text-align: left; font-weight: bold; color: inherit; padding: 0.3em 0"
CELL = "padding: 0.25em 0.7em; vertical-align: top; white-space: normal"
TOGETHER = "white-space: nowrap"
QUIET = f"{TOGETHER}; opacity: 0.75; font-size: 0.9em"

Frame = pd.DataFrame | Mapping[Hashable, Sequence] | Sequence[Mapping[Hashable, Any]]


class Estimate(NamedTuple):
    """A number with its interval, for one cell; a plain tuple (mean, low, high) does as well.

    verdict: a key of `VERDICTS`, shown as a sign. difference: a plus sign stands before it. Without
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
    holds a text, a number, a truth value, an `Estimate`, or None for nothing. Columns with several
    levels get a heading over each group; the name of the last level is put behind it.
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
    notes = [text for text in (note, legend(made, against)) if text]
    show_html(as_html(made, caption, notes), render(made, caption, notes))


def grid(
    table: Frame,
    rows: Hashable | Sequence[Hashable] = (),
    digits: int | Mapping[Hashable, int] = 2,
) -> Grid:
    """The texts of a table in their places; arguments are those of `show`."""
    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(table)
    if rows != () and rows != []:
        frame = frame.set_index(rows if isinstance(rows, str) else list(rows))
    named = not (isinstance(frame.index, pd.RangeIndex) and frame.index.name is None)
    keys = [key if isinstance(key, tuple) else (key,) for key in frame.index]
    heads = [head if isinstance(head, tuple) else (head,) for head in frame.columns]
    columns = [frame.iloc[:, place].tolist() for place in range(len(heads))]
    if isinstance(digits, int):
        digits = dict.fromkeys(frame.columns, digits)
    most = [digits.get(name, digits.get(head[0], 2)) for name, head in zip(frame.columns, heads)]
    last = frame.columns.names[-1]
    return Grid(
        names=[label(name) for name in frame.index.names] if named else [],
        heads=[
            [
                label(head[level]) + f", by {last}" * bool(last and level < len(head) - 1)
                for head in heads
            ]
            for level in range(frame.columns.nlevels)
        ],
        labels=[[label(part) for part in key] if named else [] for key in keys],
        cells=[[cell(value, number) for value, number in zip(row, most)] for row in zip(*columns)],
        right=[all(numeric(value) for value in column) for column in columns],
    )


def numeric(value: Any) -> bool:
    """Whether a cell stands on the right: a number, an estimate, or nothing."""
    if isinstance(value, bool | str):
        return False
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

    >>> cell(Estimate(0.1, 0.05, 0.15, "higher", difference=True), 2)
    Cell(text='+0.10', interval='[+0.05, +0.15]', verdict='higher')
    >>> [cell(value, 1).text for value in (1234, 2.25, True, None, float("nan"), (3.0, 3.0, 3.0))]
    ['1,234', '2.2', 'yes', '', '', '3.0']
    """
    found = estimate(value)
    if found is not None:
        form = f"{'+' * found.difference},.{digits}f"
        wide = found.low < found.high and not math.isclose(found.low, found.high, rel_tol=1e-9)
        ends = f"[{found.low:{form}}, {found.high:{form}}]" if wide else ""
        return Cell(f"{found.mean:{form}}", ends, found.verdict)
    if isinstance(value, Real) and not isinstance(value, bool | Integral):
        return Cell("" if math.isnan(value) else f"{value:,.{digits}f}")
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Cell(f"{value:,}")
    return Cell(label(value))


def label(value: Any) -> str:
    """The text of a heading, of a row's name, or of a cell that holds no number.

    >>> label(0.0003), label(True), label(None)
    ('0.0003', 'yes', '')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
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


def as_html(made: Grid, caption: str, notes: Sequence[str] = ()) -> str:
    """The table as HTML: caption, headings with their scope, and a box that scrolls if need be."""
    lines = [heading_row(made, level) for level in range(len(made.heads))]
    body = [body_row(made, place) for place in range(len(made.cells))]
    said = "".join(
        f'<div style="font-size: 0.9em; margin: 0.2em 0">{escape(note, quote=False)}</div>'
        for note in notes
    )
    return (
        f'<div style="overflow-x: auto; max-width: 100%"><table style="{TABLE}">'
        f'<caption style="{CAPTION}">{escape(caption, quote=False)}</caption>'
        f"<thead>{''.join(lines)}</thead><tbody>{''.join(body)}</tbody></table></div>{said}"
    )


def heading_row(made: Grid, level: int) -> str:
    """One row of headings; what is the same in neighbours stands over them together."""
    last = level == len(made.heads) - 1
    line = f"border: none; border-bottom: {LINE}" if last else "border: none"
    found = "".join(
        f'<th scope="col" style="{CELL}; text-align: left; {line}">{escape(name)}</th>'
        if last
        else f'<td style="{CELL}; {line}"></td>'
        for name in made.names
    )
    for start, count in spans(made.heads, level):
        scope = "col" if count == 1 else "colgroup"
        wide = "" if count == 1 else f' colspan="{count}"'
        side = "right" if made.right[start] and count == 1 else "center" if count > 1 else "left"
        text = escape(made.heads[level][start], quote=False)
        found += f'<th scope="{scope}"{wide} style="{CELL}; text-align: {side}; {line}">{text}</th>'
    return f'<tr style="background: none">{found}</tr>'


def body_row(made: Grid, place: int) -> str:
    """One row: its names (that of a group in its first row, over all of them), and its cells."""
    levels = list(map(list, zip(*made.labels)))
    first = place == 0 or made.labels[place][:-1] != made.labels[place - 1][:-1]
    line = f"border: none; border-top: {LINE}" if first and place and len(levels) > 1 else ""
    line = line or "border: none"
    found = ""
    for level in range(len(levels)):
        for start, count in spans(levels, level):
            if start == place:
                last = level == len(levels) - 1
                scope = 'scope="row"' if last else f'scope="rowgroup" rowspan="{count}"'
                style = f"{CELL}; text-align: left; {line}; font-weight: normal"
                text = escape(levels[level][start], quote=False)
                found += f'<th {scope} style="{style}{roomy(text)}">{text}</th>'
    for part, right in zip(made.cells[place], made.right):
        style = f"{CELL}; text-align: {'right' if right else 'left'}; {line}"
        found += f'<td style="{style}{roomy(part.text)}">{cell_html(part)}</td>'
    return f'<tr style="background: none">{found}</tr>'


def roomy(text: str) -> str:
    return "; min-width: 14em" if len(text) > SENTENCE else ""


def cell_html(part: Cell) -> str:
    """A cell's inside: its sign with a name that screen readers say, its text, its interval."""
    text = escape(part.text, quote=False).replace("\n", "<br>")
    if part.verdict:
        sign, name = VERDICTS[part.verdict]
        said = f'<span role="img" aria-label="{name}" title="{name}">{sign}</span>'
        text = f"{said} {text}"
    if not part.interval:
        return f'<span style="{TOGETHER}">{text}</span>' if part.verdict else text
    return f'<span style="{TOGETHER}">{text}</span> <span style="{QUIET}">{part.interval}</span>'
