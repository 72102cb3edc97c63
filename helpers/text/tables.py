"""Tables in text files: CSV and JSON, as people and programs really write them."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice

from helpers.files import CourseError

Columns = dict[str, list]  # the name of a column -> its values, None where there is none

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
ROW = 'A row looks like {"text": "Fine.", "label": "good"}.'


def from_json(text: str, name: str) -> Columns:
    """Columns of JSON text: one object a line, or one list of objects.

    Raises `CourseError` with the line if it is damaged or no such object.

    >>> from_json('{"text": "Fine.", "label": 1}\\n{"text": "No."}', "a.jsonl")
    {'text': ['Fine.', 'No.'], 'label': [1, None]}
    """
    rows: list[tuple[int, object]] = []
    listed = text.lstrip().startswith("[")
    try:
        if listed:
            rows += enumerate(json.loads(text), 1)
        else:
            for number, line in enumerate(text.split("\n"), 1):
                if line.strip():
                    rows.append((number, json.loads(line)))
    except json.JSONDecodeError as error:
        line = error.lineno if listed else number
        raise CourseError(f"Line {line:,} of {name} is damaged ({error.msg}). {ROW}") from None
    if not rows:
        raise CourseError(f"{name} is empty. Choose a file with rows in it.")
    for number, row in rows:
        if not isinstance(row, dict):
            where = "Entry" if listed else "Line"
            raise CourseError(f"{where} {number:,} of {name} has no named columns. {ROW}")
    columns = dict.fromkeys(column for _, row in rows for column in row)
    return {column: [row.get(column) for _, row in rows] for column in columns}


def from_csv(
    text: str, name: str, wanted: Sequence[str], names: Sequence[str] | None, notes: list[str]
) -> Columns:
    """Columns of CSV text: a comma, a semicolon or a tab between them, told by looking.

    `name` is the file's. `wanted` helps to tell the separator; `names` stand for a missing header;
    `notes` gets a sentence about whatever was unusual.

    Raises `CourseError` with the line if rows differ in length or quotation marks do not pair up.

    >>> from_csv("text;label\\nWell, no;bad", "a.csv", ["text"], None, notes := [])
    {'text': ['Well, no'], 'label': ['bad']}
    >>> notes
    ['a.csv has a semicolon between its columns.']
    """
    if not text.strip(' "\n' + "".join(SEPARATORS)):
        raise CourseError(f"{name} is empty. Choose a file with rows in it.")
    tabs = name.lower().endswith(".tsv")
    separator = "\t" if tabs else _separator(text, wanted, names)
    if separator != "," and not tabs:
        notes.append(f"{name} has {SEPARATORS[separator]} between its columns.")
    try:
        rows = list(_records(text, separator))
    except csv.Error as error:
        if separator != "\t":
            raise CourseError(
                f"{name}: the text that starts in line {error.args[0]:,} has an"
                ' odd quotation mark. Inside a quoted text write every " twice'
                ' ("").'
            ) from None
        rows = list(_records(text, separator, csv.QUOTE_NONE))
        notes.append(f"Quotation marks in {name} do not pair up; they count as text.")
    header = list(names) if names else [cell.strip() for cell in rows.pop(0)[1]]
    if names and [cell.strip().lower() for cell in rows[0][1]] == [n.lower() for n in header]:
        del rows[0]
    for number, row in rows:
        if len(row) < len(header) or any(row[len(header) :]):
            found = f"{len(row)} column{'s' * (len(row) != 1)}"
            raise CourseError(
                f"Line {number:,} of {name} has {found}, but there are {len(header)}"
                f" names. A text that contains {SEPARATORS[separator]} must stand in"
                " quotation marks."
            )
    values = [[row[i] for _, row in rows] for i in range(len(header))]
    twice = [column for column in wanted if header.count(column) > 1]
    if twice:
        raise CourseError(f"{name} has several columns {twice[0]!r}. Rename all but one.")
    return dict(zip(header, values, strict=True))


def _records(
    text: str, separator: str, quoting: int = csv.QUOTE_MINIMAL
) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it starts in. Raises csv.Error(line).

    pandas is no choice here: it cuts rows that are too long, and lets a stray quotation mark
    swallow the rows up to the next one without a word.
    """
    limit = csv.field_size_limit(2**31 - 1)  # a text may be longer than the usual 131,072
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, quoting=quoting, strict=True)
    start = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield start, row
            start = reader.line_num + 1
    except csv.Error:
        raise csv.Error(start) from None
    finally:
        csv.field_size_limit(limit)


def _separator(text: str, wanted: Sequence[str], names: Sequence[str] | None) -> str:
    """The separator that gives the columns that are asked for, or else the most even rows."""

    def merit(separator: str) -> tuple:
        rows = []
        try:
            rows += (row for _, row in islice(_records(text, separator), 200))
        except csv.Error:
            pass
        if not rows:
            return (False, False, 0.0, 0)
        width = len(names) if names else len(rows[0])
        even = sum(len(row) == width for row in rows) / len(rows)
        fits = not names and set(wanted) <= {cell.strip() for cell in rows[0]}
        return (fits, width > 1 and even > 0, even, len(rows[0]))

    return max(SEPARATORS, key=merit)
