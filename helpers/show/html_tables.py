"""Tables as HTML, for notebooks and pages.

Every style stands in the cell that has it: a notebook that is not trusted keeps those, and loses a
`<style>`. Text and background have no colour of their own, so the theme's show, light or dark.
"""

from collections.abc import Sequence
from html import escape

from helpers.show.text_tables import VERDICTS, Cell, Grid, spans

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
    return "; min-width: 10em" if len(text) > SENTENCE else ""


def cell_html(part: Cell) -> str:
    """A cell's inside: its sign with a name that screen readers say, its text, its interval."""
    text, sign = escape(part.text, quote=False).replace("\n", "<br>"), ""
    if part.verdict:
        mark, name = VERDICTS[part.verdict]
        sign = f'<span role="img" aria-label="{name}" title="{name}">{mark}</span>'
        text = text if part.last else f"{sign} {text}"
    if part.interval or part.gap or part.verdict:
        text = f'<span style="{TOGETHER}">{text}</span>'
    if part.interval or part.gap:
        room = "\u2007" * len(part.gap)  # as wide as digits, and nothing to read
        text += f' <span style="{QUIET}">{part.interval or room}</span>'
    return f"{text} {sign}" if sign and part.last else text
