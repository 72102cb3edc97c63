"""The rows of CSV text, decided line by line where quotation marks do not pair up.

pandas and Python's `csv` decide for a whole file: a quotation mark that opens in one row and closes
rows later swallows what lies between, without a word. Here such a place is judged by itself. If the
lines do not have the right number of cells on their own, it is one cell over several lines. If they
do, each is a row, and its quotation marks are text.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from helpers.text.letters import shown


class Record(NamedTuple):
    """The cells of a row, and the first and the last of its lines, from 1."""

    cells: list[str]
    first: int
    last: int


class Dispute(NamedTuple):
    """Lines that could be one row or a row each, and whether they were read as one."""

    first: int
    last: int
    one: bool


@cache
def _cell(separator: str, escaped: bool) -> re.Pattern:
    """One cell at a place: in quotation marks, with blanks around them, or as it stands."""
    s = re.escape(separator)
    inside = r'(?:[^"\\]|""|\\.)*+' if escaped else r'[^"]*+(?:""[^"]*+)*+'
    return re.compile(rf'[ \xa0]*+"({inside})"[ \xa0]*+(?={s}|\n|\Z)|([^{s}\n]*)', re.DOTALL)


class Read(NamedTuple):
    """The cells of a row, the place where it ends, and whether a quotation mark was left over."""

    cells: list[str]
    end: int
    stray: bool


def split(text: str, separator: str, start: int = 0, escaped: bool = False) -> Read:
    r"""The row that starts at a place of the text.

    A cell whose quotation marks do not enclose all of it is taken as it stands. `escaped` allows
    \" for a quotation mark within a cell.

    >>> split('"a, b", c "d"', ",")
    Read(cells=['a, b', ' c "d"'], end=13, stray=False)
    """
    cells, stray, cell = [], False, _cell(separator, escaped)
    while True:
        found = cell.match(text, start)
        quoted, plain = found.groups()
        if quoted is None:
            cells.append(plain)
            stray = stray or plain.lstrip(" \xa0").startswith('"')
        elif escaped:
            cells.append(re.sub(r'\\(["\\])', r"\1", quoted.replace('""', '"')))
        else:
            cells.append(quoted.replace('""', '"'))
        start = found.end()
        if not text.startswith(separator, start):
            return Read(cells, start, stray)
        start += len(separator)


def blank(cells: list[str]) -> bool:
    return not any(map(shown, cells))


class Rows:
    """The rows of CSV text below its header, which are `width` cells wide.

    >>> rows = Rows('"a, b","good"\\n"c, d', ",", 2)
    >>> [record.cells for record in rows.records()]
    [['a, b', 'good'], ['"c', ' d']]
    """

    def __init__(self, text: str, separator: str, width: int, start: int = 0):
        self.text, self.separator, self.width, self.start = text, separator, width, start
        self.before = text.count("\n", 0, start)  # lines above
        self.backslashes = '\\"' in text
        self.as_text: list[int] = []  # lines in which quotation marks count as text
        self.escaped: list[int] = []  # lines with \" in a cell
        self.disputes: list[Dispute] = []
        self._usual: list[set[str]] | None = None

    def fits(self, cells: list[str]) -> bool:
        """Whether a row is as wide as the header; blank cells may follow."""
        return len(cells) >= self.width and blank(cells[self.width :])

    def records(self) -> Iterator[Record]:
        """The rows that are not blank, each with its lines."""
        place, number = self.start, self.before + 1
        while place < len(self.text):
            row = self._row(place, number)
            more = self.text.count("\n", place, row.end)
            if not blank(row.cells):
                yield Record(row.cells, number, number + more)
            place, number = row.end + 1, number + more + 1

    def _row(self, place: int, number: int) -> Read:
        """The row that starts at a place, in a line of this number."""
        row = split(self.text, self.separator, place)
        lines = self.text[place : row.end].split("\n")
        if len(lines) > 1 and self.disputes and number <= self.disputes[-1].last:
            return self._line(place, lines[0])  # it was decided that these lines are a row each
        if self.backslashes and (row.stray or not self.fits(row.cells)):
            other = split(self.text, self.separator, place, escaped=True)
            span = self.text[place : other.end].split("\n")
            if self.fits(other.cells) and not other.stray and any('\\"' in x for x in span):
                if len(span) == 1 or not self._each_a_row(number, span, other.cells):
                    self.escaped.append(number)
                    return other
        if len(lines) > 1 and self._each_a_row(number, lines, row.cells):
            row = self._line(place, lines[0])
        if not self.fits(row.cells) and self.fits((alone := self._line(place, lines[0])).cells):
            row = alone
        if row.stray:
            self.as_text.append(number)
        return row

    def _line(self, place: int, line: str) -> Read:
        """The row that a line at a place is on its own, if need be without quoting."""
        row, bare = split(line, self.separator), line.split(self.separator)
        if not self.fits(row.cells) and self.fits(bare):
            return Read(bare, place + len(line), True)
        return row._replace(end=place + row.end)

    def _each_a_row(self, number: int, lines: list[str], together: list[str]) -> bool:
        """Whether lines that quotation marks tie together are a row each.

        Where both can be, the cells decide: if in most of the lines each column of few values has
        one of its usual values, they are rows. If no column has few values they are rows, too, so
        that none is lost.
        """
        each = [self._line(0, line).cells for line in lines]
        if self.width < 2 or not self.fits(each[0]):
            return False
        if not self.fits(together):
            return True
        if not all(map(self.fits, each)):
            return False
        usual = self.usual()
        known = [all(not s or shown(c) in s for c, s in zip(row, usual)) for row in each[:-1]]
        rows = not any(usual) or 2 * sum(known) >= len(known)
        self.disputes.append(Dispute(number, number + len(lines) - 1, not rows))
        return rows

    def usual(self) -> list[set[str]]:
        """For each column its values if they are few, from the lines that are in no doubt."""
        if self._usual is None:
            lines = self.text[self.start :].split("\n")
            sure = [x.split(self.separator) for x in lines if '"' not in x]
            sure = [row for row in sure if self.fits(row)]
            if len(sure) < 4:  # perhaps all cells are in quotation marks
                whole = [split(line, self.separator) for line in lines]
                sure = [row.cells for row in whole if self.fits(row.cells) and not row.stray]
            values = [[shown(row[i]) for row in sure] for i in range(self.width)]
            self._usual = [set(v) if 2 * len(set(v)) <= len(v) else set() for v in values]
        return self._usual
