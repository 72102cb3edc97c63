"""A table in a file of any kind: CSV, JSON or Parquet. Every error says what to do about it."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpers.files import CourseError
from helpers.text import letters
from helpers.text.encodings import decode, located, read_bytes, refuse_others
from helpers.text.json_tables import from_json
from helpers.text.parquet_tables import from_parquet
from helpers.text.tables import Columns, from_csv

MOST_BYTES = 100_000_000
ENDINGS = (".csv", ".tsv", ".jsonl", ".json", ".parquet")
SPREADSHEETS = {".xlsx", ".xls", ".ods", ".numbers"}
ARCHIVES = set(".zip .gz .tgz .tar .bz2 .xz .zst .7z .rar".split())
NESTED = {list: "a list", tuple: "a list", dict: "an object with names", bytes: "bytes"}


@dataclass
class Table:
    """The columns that were asked for, under the names that were asked for.

    `order` has the class names of those columns that come with some; `notes` is for the reader.
    """

    name: str
    columns: Columns = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(path: str | Path, columns: Sequence[str], names: Sequence[str] | None = None) -> Table:
    """The named columns of a file.

    `names` are the columns of a file that has no header. What a column's name does not show, such
    as an invisible sign, makes no difference.

    Raises `CourseError` if there is no such file, if it cannot be read, or lacks a column.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "notes.csv"
    ...     _ = file.write_text("text, label\\nFine.,good", encoding="utf-8")
    ...     read(file, ["label", "text"]).columns
    {'label': ['good'], 'text': ['Fine.']}
    """
    path = located(path)
    _refuse(path)
    found, wanted = Table(path.name), [letters.shown(column) for column in columns]
    data = read_bytes(path, MOST_BYTES)
    if path.suffix.lower() == ".parquet":
        refuse_others(data, path.name, but=b"PAR1")
        stored = from_parquet(data, path.name, lambda there: places(path.name, there, columns))
        found.columns = {column: values for column, (values, _) in zip(columns, stored)}
        found.order = {column: order for column, (_, order) in zip(columns, stored) if order}
    else:
        text, found.notes = decode(data, path.name, last_resort="windows-1252")
        if path.suffix.lower() in (".csv", ".tsv"):
            table = from_csv(text, path.name, wanted, names, found.notes)
        else:
            table = from_json(text, path.name, names)
        places(path.name, list(table), columns)
        found.columns = {name: table[plain] for name, plain in zip(columns, wanted)}
    for column, values in found.columns.items():
        _refuse_nested(found.name, column, values)
    _make_whole(found)
    return found


def _refuse(path: Path) -> None:
    """Raise `CourseError` unless the ending is one that can be read."""
    if path.is_dir():
        raise CourseError(f"{path.name or path} is a folder. Name one file in it.")
    if path.suffix.lower() in SPREADSHEETS:
        raise CourseError(f"{path.name} is a spreadsheet. Open it and save it as CSV (UTF-8).")
    if path.suffix.lower() in ARCHIVES:
        raise CourseError(
            f"{path.name} is compressed. Unpack it, and name the table that was in it."
        )
    if not path.suffix and not path.exists():
        raise CourseError(
            f"There is no file {path.name}. Built-in data is named like"
            ' "town:reviews", data of the hub like "hub:owner/name".'
        )
    if path.suffix.lower() not in ENDINGS:
        raise CourseError(
            f"{path.name} has an ending that is not known here. Save it as one of"
            f" {', '.join(ENDINGS)}."
        )


def _refuse_nested(name: str, column: str, values: list) -> None:
    """Raise `CourseError` if a cell holds more than one text or number."""
    for row, value in enumerate(values, 1):
        if type(value) in NESTED:
            raise CourseError(
                f"A column holds {NESTED[type(value)]} where one text or label should be:"
                f" {column!r} in row {row:,} of {name}. Choose another column, or save each part in"
                " one of its own."
            )


def _make_whole(found: Table) -> None:
    """Take halves of characters out of the cells: no tokenizer can read them."""
    halves = 0
    for values in found.columns.values():
        for i, value in enumerate(values):
            if isinstance(value, str) and not value.isascii():
                values[i], more = letters.whole(value)
                halves += more
    if halves:
        found.notes.append(f"Halves of characters in {found.name}: {halves:,}. � stands for each.")


def places(name: str, there: list[str], wanted: Sequence[str]) -> list[int]:
    """Where each wanted column is among the names of all."""
    names = [letters.shown(column) for column in there]
    places = []
    for column in wanted:
        plain = letters.shown(column)
        if plain not in names:
            lower = {other.lower(): other for other in names}
            close = difflib.get_close_matches(plain.lower(), lower, n=1)
            advice = f" Did you mean {lower[close[0]]!r}?" if close else ""
            if name.lower().endswith((".csv", ".tsv")):
                advice += (
                    " If that is a row of data and no header, write one above, or give names=[...]."
                )
            listed = ", ".join(repr(c if len(c) <= 30 else c[:29] + "…") for c in names[:20])
            raise CourseError(f"{name} has no column {column!r}. It has: {listed}.{advice}")
        if names.count(plain) > 1:
            raise CourseError(f"{name} has several columns {column!r}. Rename all but one.")
        places.append(names.index(plain))
    return places
