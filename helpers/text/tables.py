"""Tables in CSV files, as people and programs really write them."""

import re
from collections.abc import Sequence

from helpers.files import CourseError
from helpers.text.csv_rows import Record, Rows, blank, split
from helpers.text.letters import shown

Columns = dict[str, list]  # the name of a column -> its values, None where there is none

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
LOOK = 200  # rows from which the separator is told
ODD = dict(zip("'‘„“”«»‹", "'’“”“»«›", strict=True))  # opening marks that CSV takes for text
ABOVE, BELOW = 20, 3  # so many lines may stand above the header, and below the last row


def from_csv(
    text: str, name: str, wanted: Sequence[str], names: Sequence[str] | None, notes: list[str]
) -> Columns:
    """Columns of CSV text: what stands between them is told by looking, or by a line `sep=;`.

    `name` is the file's. `wanted` helps to tell the separator and the header; `names` stand for a
    missing header; `notes` gets a sentence about whatever was unusual.

    Raises `CourseError` with the line if rows differ in length or quotation marks do not pair up.

    >>> from_csv("text;label\\nWell, no;bad", "a.csv", ["text"], None, notes := [])
    {'text': ['Well, no'], 'label': ['bad']}
    >>> notes
    ['a.csv has a semicolon between its columns.']
    """
    if not shown(re.sub(r'[",;|\s]', "", text)):
        raise CourseError(f"{name} is empty. Choose a file with rows in it.")
    usual = "\t" if name.lower().endswith(".tsv") else ","
    told = re.match(r'\s*"?sep=(.)"?[ ,;\t|]*(?:\n|\Z)', text)  # Excel reads and writes this line
    begin = told.end() if told else 0
    separator = told[1] if told else ""
    if separator not in text[begin:].lstrip().partition("\n")[0] or not separator:
        separator = _separator(text, wanted, names, usual, begin)  # some write that line wrongly
    header, start = _header(text, separator, wanted, names, begin)
    if separator != usual and len(header) > 1:
        between = SEPARATORS.get(separator, repr(separator))
        notes.append(f"{name} has {between} between its columns.")
    above = text[begin:start].strip("\n").count("\n")
    if above and not names:
        were = "was" if above == 1 else "were"
        notes.append(f"The {_lines(above)} of {name} above its header {were} left out.")
    rows = Rows(text, separator, len(header), start)
    records = list(rows.records())
    _count(name, rows, records, notes)
    cells = _checked(name, header, wanted, rows, _inner(name, header, wanted, records, notes))
    _tell_of_marks(name, header, wanted, cells, notes)
    twice = [column for column in wanted if header.count(column) > 1]
    if twice:
        raise CourseError(f"{name} has several columns {twice[0]!r}. Rename all but one.")
    return {column: [row[i] for row in cells] for i, column in enumerate(header)}


def _lines(count: int) -> str:
    return "line" if count == 1 else f"{count:,} lines"


def _header(
    text: str, separator: str, wanted: Sequence[str], names: Sequence[str] | None, start: int
) -> tuple[list[str], int]:
    """The names of the columns, and the place in the text where the rows begin.

    The header is the first line that is not blank, or the first with all names that are wanted.
    """
    found, place = [], start
    for _ in range(ABOVE):
        row = split(text, separator, place)
        place = row.end + 1
        cells = [shown(cell) for cell in row.cells]
        if any(cells):
            found.append((cells, place))
        if place >= len(text) or set(wanted) <= set(cells) or (names and found):
            break
    if names:
        header = [shown(column) for column in names]
        there = [cell.lower() for cell in found[0][0]] if found else []
        if sorted(there) == sorted(name.lower() for name in header):  # the file has a header
            return sorted(header, key=lambda name: there.index(name.lower())), found[0][1]
        return header, start
    header, place = next((f for f in found if set(wanted) <= set(f[0])), (found or [([], 0)])[0])
    while len(header) > 1 and not header[-1]:
        header = header[:-1]
    return _numbered(text, separator, header, place), place


def _numbered(text: str, separator: str, header: list[str], place: int) -> list[str]:
    """The header with a blank name in front if the rows are numbered and it is not: R does that."""
    starts = []
    for _ in range(2):
        row = split(text, separator, place)
        place = row.end + 1
        starts += [shown(row.cells[0])] if len(row.cells) == len(header) + 1 else []
    return ["", *header] if starts in (["0", "1"], ["1", "2"]) else header


def _inner(
    name: str, header: list[str], wanted: Sequence[str], records: list[Record], notes: list[str]
) -> list[Record]:
    """The records without headers that come again, and without lines below the table."""
    lower = [column.lower() for column in header]
    again = [r for r in records if len(header) > 1 and [shown(c).lower() for c in r.cells] == lower]
    if again:
        notes.append(
            f"The header of {name} comes again, first in line {again[0].first:,}; it was left out."
        )
    found, below = [r for r in records if r not in again], []
    need = _needed(header, wanted)
    while len(found) > 1 and len(below) < BELOW and len(found[-1].cells) < need:
        below.insert(0, found.pop())
    if below and len(found[-1].cells) >= need:
        first = shown(below[0].cells[0])
        notes.append(
            f"The last {_lines(len(below))} of {name} ({first[:30]!r}) lacked columns: left out."
        )
        return found
    return found + below


def _needed(header: list[str], wanted: Sequence[str]) -> int:
    """How many cells a row must have for the columns that are wanted."""
    return max([i + 1 for i, column in enumerate(header) if column in wanted] or [len(header)])


def _checked(
    name: str, header: list[str], wanted: Sequence[str], rows: Rows, records: list[Record]
) -> list[list[str]]:
    """The cells of each row; blank ones are added where columns lack that are not wanted."""
    for cells, first, last in records:
        if len(cells) >= _needed(header, wanted) and blank(cells[len(header) :]):
            continue
        if last > first or first in rows.as_text:
            raise CourseError(
                f"{name}: the text that starts in line {first:,} has an odd quotation mark."
                ' Inside a quoted text write every " twice ("").'
            )
        between = SEPARATORS.get(rows.separator, repr(rows.separator))
        cure = f"A text that contains {between} must stand in quotation marks."
        if strange := [cell for cell in map(shown, cells) if cell[:1] in ODD]:
            cure = f'A text that contains {between} must stand between ", not {strange[0][0]}.'
        if len(cells) < len(header):
            cure = "Complete it or take it out. Texts over several lines need quotation marks."
        found = f"{len(cells)} column{'s' * (len(cells) != 1)}"
        raise CourseError(
            f"Line {first:,} of {name} has {found}, but there are {len(header)} names. {cure}"
        )
    return [row.cells + [""] * (len(header) - len(row.cells)) for row in records]


def _tell_of_marks(
    name: str, header: list[str], wanted: Sequence[str], cells: list[list[str]], notes: list[str]
) -> None:
    """Say so if all cells of a wanted column stand between other marks than those of CSV."""
    for column in filter(header.__contains__, wanted):
        texts = [shown(row[header.index(column)]) for row in cells]
        first = {text[:1] for text in texts}
        if len(first) == 1 and (mark := first.pop()) in ODD:
            if all(len(text) > 1 and text.endswith(ODD[mark]) for text in texts):
                notes.append(
                    f"Every cell of {column!r} in {name} stands between {mark} and {ODD[mark]}."
                    ' They stay part of it; if they should not, write " instead.'
                )


def _count(name: str, rows: Rows, records: list[Record], notes: list[str]) -> None:
    """Say what became of quotation marks, and how many lines became how many rows."""
    if rows.escaped:
        notes.append(f'Inside the texts of {name}, \\" was read as a quotation mark.')
    if rows.as_text:
        notes.append(
            f"Quotation marks in {name} do not pair up; they count as text."
            f" Lines: {len(rows.as_text):,}, the first is {rows.as_text[0]:,}."
        )
    for dispute in rows.disputes[:3]:
        how = "one row" if dispute.one else "a row each"
        notes.append(
            f"Lines {dispute.first:,} to {dispute.last:,} of {name} can be one row or a row each,"
            f" by their quotation marks. They were read as {how}."
        )
    several = [record for record in records if record.last > record.first]
    if several or rows.disputes:
        lines = sum(bool(shown(line)) for line in rows.text[rows.start :].split("\n"))
        notes.append(
            f"{name}: {lines:,} lines became {len(records):,} rows;"
            f" {len(several):,} of them over several lines."
        )


def _separator(
    text: str, wanted: Sequence[str], names: Sequence[str] | None, usual: str, begin: int
) -> str:
    """The separator that gives the columns that are asked for, or else the most even rows."""

    def merit(separator: str) -> tuple:
        header, start = _header(text, separator, wanted, names, begin)
        rows, place = [], start
        while place < len(text) and len(rows) < LOOK:
            row = split(text, separator, place)
            rows += [] if blank(row.cells) else [row.cells]
            place = row.end + 1
        width = len(header)
        even = sum(len(row) == width for row in rows) / max(1, len(rows))
        fits = not names and set(wanted) <= set(header)
        return (fits, width > 1 and even > 0, even, width, separator == usual)

    return max(SEPARATORS, key=merit)
