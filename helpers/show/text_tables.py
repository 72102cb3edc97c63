"""Tables as aligned text, for a terminal and for whoever reads a notebook without its HTML."""

import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, GAP = 100, "  "
FIXED = "\ue000"  # stands for a space at which no line is broken, and which textwrap keeps
# What `metrics.clearly` says: the sign for it, and its name for those who hear a table.
VERDICTS = {
    "higher": ("▲", "clearly higher"),
    "lower": ("▼", "clearly lower"),
    "not clearly different": ("–", "not clearly different"),
}


class Cell(NamedTuple):
    """The parts of one cell: its text, an interval, and a verdict (a key of `VERDICTS`).

    gap: the interval of another cell in the column, whose place is left free if there is none here,
    so that numbers stand below one another. last: the sign of the verdict stands at the end, since
    the number has a sign of its own.
    """

    text: str
    interval: str = ""
    verdict: str = ""
    gap: str = ""
    last: bool = False

    def plain(self) -> str:
        """All parts in one line, which may be broken before the interval.

        >>> Cell("0.97", "[0.93, 1.00]", "higher").plain().replace(FIXED, "_")
        '▲_0.97 [0.93,_1.00]'
        """
        sign = VERDICTS[self.verdict][0] if self.verdict else ""
        interval = self.interval.replace(" ", FIXED) or FIXED * len(self.gap)
        if self.last:
            return f"{self.text} {interval}{FIXED}{sign}" if interval else f"{self.text} {sign}"
        return f"{sign}{FIXED if sign else ''}{self.text} {interval}".rstrip(" ")


class Grid(NamedTuple):
    """The texts of a table. names: headings of the columns with the rows' names. heads: one list a
    level of headings, one text a column. labels: each row's names, the group's first. cells: one
    list a row. right: which columns stand on the right."""

    names: list[str]
    heads: list[list[str]]
    labels: list[list[str]]
    cells: list[list[Cell]]
    right: list[bool]


def spans(levels: Sequence[Sequence[str]], level: int) -> list[tuple[int, int]]:
    """Where neighbours of one level are the same, as (start, count); the last level has no such.

    >>> spans([["a", "a", "b"], ["x", "x", "x"]], 0), spans([["a", "a"], ["x", "x"]], 1)
    ([(0, 2), (2, 1)], [(0, 1), (1, 1)])
    """
    found: list[tuple[int, int]] = []
    keys = list(zip(*levels[: level + 1]))
    for place, key in enumerate(keys):
        if found and level < len(levels) - 1 and keys[place - 1] == key:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((place, 1))
    return found


def render(made: Grid, caption: str = "", notes: Sequence[str] = ()) -> str:
    """The table as text, no line longer than `WIDTH` unless a single word is.

    Cells are broken at spaces. Where columns do not fit beside one another even so, the rest
    follows below, with the rows' names again.
    """
    labels = label_columns(made)
    columns = [
        ([head[i] for head in made.heads], [row[i].plain() for row in made.cells], made.right[i])
        for i in range(len(made.right))
    ]
    lines = textwrap.wrap(caption, WIDTH)
    for part in blocks(labels, columns):
        lines += block(part)
    for note in notes:
        lines += textwrap.wrap(note, WIDTH)
    return "\n".join(lines)


Column = tuple[list[str], list[str], bool]  # headings, cells, whether it stands on the right


def label_columns(made: Grid) -> list[Column]:
    """The rows' names as columns; that of a group stands in its first row only."""
    levels = list(map(list, zip(*made.labels)))
    found = []
    for level, name in enumerate(made.names):
        shown = [""] * len(made.labels)
        for start, _ in spans(levels, level) if levels else []:
            shown[start] = levels[level][start]
        found.append(([""] * (len(made.heads) - 1) + [name], shown, False))
    return found


def narrowest(column: Column) -> int:
    heads, cells, _ = column
    return max([1, *(len(word) for text in heads[-1:] + cells for word in re.split("[ \n]", text))])


def widest(column: Column) -> int:
    heads, cells, _ = column
    return max([1, *(len(line) for text in heads[-1:] + cells for line in text.split("\n"))])


def blocks(labels: list[Column], columns: list[Column]) -> list[list[Column]]:
    """The columns, in as many parts as it takes for each to fit; each with the rows' names."""
    taken = sum(narrowest(column) + len(GAP) for column in labels)
    found, room = [list(labels)], WIDTH - taken
    for column in columns:
        need = narrowest(column)
        if need > room and len(found[-1]) > len(labels):
            found, room = [*found, list(labels)], WIDTH - taken
        found[-1].append(column)
        room -= need + len(GAP)
    return found


def widths(columns: list[Column]) -> list[int]:
    """Each column as wide as it likes, or, if that is too much, the widest ones narrower."""
    room = WIDTH - len(GAP) * (len(columns) - 1)
    least, most = [narrowest(c) for c in columns], [widest(c) for c in columns]
    limit = max(most)
    while limit > 1 and sum(max(a, min(b, limit)) for a, b in zip(least, most)) > room:
        limit -= 1
    return [max(a, min(b, limit)) for a, b in zip(least, most)]


def block(columns: list[Column]) -> list[str]:
    """The lines of columns that stand side by side."""
    wide = widths(columns)
    lines = [over(columns, wide, level) for level in range(len(columns[0][0]) - 1)]
    rows = [[heads[-1] for heads, _, _ in columns]]
    rows += [list(row) for row in zip(*(cells for _, cells, _ in columns))]
    for row in rows:
        broken = [fill(text, width) for text, width in zip(row, wide)]
        for place in range(max(map(len, broken))):
            parts = [lines_[place] if place < len(lines_) else "" for lines_ in broken]
            shown = [
                part.rjust(width) if column[2] else part.ljust(width)
                for part, width, column in zip(parts, wide, columns)
            ]
            lines.append(GAP.join(shown).replace(FIXED, " ").rstrip())
    return lines


def fill(text: str, width: int) -> list[str]:
    found: list[str] = []
    for line in text.split("\n"):
        found += textwrap.wrap(
            line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
        ) or [""]
    return found


def over(columns: list[Column], wide: list[int], level: int) -> str:
    """A line of headings over groups: each begins where its first column does."""
    line, place, before = "", 0, None
    for (heads, _, _), width in zip(columns, wide):
        key = heads[: level + 1]
        if key != before and heads[level]:
            line = line.ljust(place) if len(line) < place else line + " "
            line += heads[level]
        before, place = key, place + width + len(GAP)
    return line.rstrip()
