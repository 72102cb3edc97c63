"""Tables in JSON files: the shapes in which pandas, spreadsheets and web services write them."""

import json
import re
from collections.abc import Sequence

from helpers.files import CourseError
from helpers.text.letters import shown
from helpers.text.tables import Columns

ROW = 'A row looks like {"text": "Fine.", "label": "good"}.'


def from_json(text: str, name: str, names: Sequence[str] | None = None) -> Columns:
    """Columns of JSON text.

    It may be objects, one after another or in a list; a list for each column; rows as lists below
    a list of names; or any of these inside an object, as in {"data": [...]}. `names` are the
    columns of rows that are lists and have no header.

    Raises `CourseError` with the line if it is damaged or has no named columns.

    >>> from_json('{"text": "Fine.", "label": 1}\\n{"text": "No."}', "a.jsonl")
    {'text': ['Fine.', 'No.'], 'label': [1, None]}
    >>> from_json('{"text": ["Fine.", "No."], "label": [1, 0]}', "a.json")
    {'text': ['Fine.', 'No.'], 'label': [1, 0]}
    """
    values, lines = _values(text, name)
    where = "Line"
    if len(values) > 1 and all(map(_rows, values)):  # lists, one after another
        values = [[row for rows in values for row in rows]]
    if len(values) == 1:
        value = _table(values[0], name)
        if not isinstance(value, list):
            return {column: list(some) for column, some in value.items()}
        if value is not values[0] or isinstance(value[0] if value else {}, (dict, list)):
            values, lines, where = value, list(range(1, len(value) + 1)), "Entry"
    if not values:
        raise CourseError(f"{name} is empty. Choose a file with rows in it.")
    if all(isinstance(row, list) for row in values):
        return _from_lists(values, name, names, where)
    for number, row in zip(lines, values):
        if not isinstance(row, dict):
            raise CourseError(f"{where} {number:,} of {name} has no named columns. {ROW}")
    columns = dict.fromkeys(column for row in values for column in row)
    return {column: [row.get(column) for row in values] for column in columns}


def _values(text: str, name: str) -> tuple[list, list[int]]:
    """The JSON values that stand one after another, each with the line where it begins."""
    decoder, values, lines, place = json.JSONDecoder(object_pairs_hook=_object), [], [], 0
    line, last = 1, 0
    while place := _next(text, place):
        place -= 1
        line, last = line + text.count("\n", last, place), place
        try:
            value, end = decoder.raw_decode(text, place)
        except json.JSONDecodeError as error:
            raise CourseError(
                f"Line {error.lineno:,} of {name} is damaged ({error.msg})."
                f" {_cure(text, error.pos)}"
            ) from None
        except ValueError:  # Python reads no number of thousands of digits
            raise CourseError(
                f"{name} has a number with too many digits, in what begins in line {line:,}."
                " Write it in quotation marks, as a text."
            ) from None
        except _Twice as error:
            raise CourseError(
                f"In line {line:,} of {name} an object has two values for {error.args[0]!r}."
                " Rename or take out one of them."
            ) from None
        except RecursionError:
            raise CourseError(f"{name} is nested too deeply for a table. {ROW}") from None
        values.append(value)
        lines.append(line)
        place = end
    return values, lines


def _next(text: str, place: int) -> int:
    """The place after the next sign that begins a value; 0 if there is none.

    After a value a comma may stand, as some programs write lines.
    """
    found = re.compile(r"[^\s,]" if place else r"\S").search(text, place)
    return found.end() if found else 0


def _cure(text: str, place: int) -> str:
    """What to do about what stands at a place where JSON has something else.

    >>> _cure('[1, ]', 4), _cure("{'a': 1}", 1)
    ('Take out the comma before it.', 'JSON has " for quotation marks.')
    """
    rest, before = text[place : place + 20].lstrip(), text[max(0, place - 99) : place].rstrip()
    if before.endswith(",") and rest[:1] in ("]", "}"):
        return "Take out the comma before it."
    if re.match(r",\s*[]}]", text[place:]):
        return "Take out that comma."
    if rest[:1] in ("'", "“", "”", "„"):
        return 'JSON has " for quotation marks.'
    if rest.startswith(("//", "/*", "#")):
        return "JSON has no comments. Take them out."
    if re.match(r"(True|False|None|nan|inf|undefined)\b", rest):
        return "JSON has true, false and null for such values."
    return ROW


class _Twice(Exception):
    """An object has the same name twice; the library would take the last without a word."""


def _object(pairs: list[tuple[str, object]]) -> dict:
    found: dict[str, object] = {}
    for key, value in pairs:
        column = shown(key)
        if column in found:
            raise _Twice(column)
        found[column] = value
    return found


def _table(value: object, name: str) -> list | Columns:
    """What a single JSON value holds: a list of rows, or a list for each column."""
    if not isinstance(value, dict):
        return value if isinstance(value, list) else [value]
    if not value:
        return []
    parts, kinds = list(value.values()), {type(part) for part in value.values()}
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        return [value["columns"], *value["data"]]  # pandas' orient="split"
    if kinds == {list} and len({*map(len, parts)}) == 1 and not _rows(parts[0]):
        return value
    if len(parts) == 1 and kinds == {dict} and any(map(_rows, parts[0].values())):
        return _table(parts[0], name)
    if kinds == {dict}:
        return _from_dicts(value)
    tables = [key for key, part in value.items() if _rows(part)]
    if len(tables) == 1:
        return value[tables[0]]
    if tables:
        raise CourseError(
            f"{name} holds several tables: {', '.join(tables)}. Save each in a file of its own."
        )
    if kinds == {list}:
        lengths = ", ".join(f"{key} {len(part):,}" for key, part in value.items())
        raise CourseError(f"The columns of {name} differ in length: {lengths}. {ROW}")
    return [value]


def _rows(part: object) -> bool:
    """Whether a part is a list of objects."""
    return isinstance(part, list) and bool(part) and all(isinstance(row, dict) for row in part)


def _from_dicts(value: dict[str, dict]) -> list | Columns:
    """Rows of an object of objects: pandas names the columns outside, others the rows."""
    inside = [list(part) for part in value.values()]
    numbered = all(re.fullmatch(r"-?\d+", key) for keys in inside for key in keys)
    if not numbered:
        return list(value.values())
    keys = list(dict.fromkeys(key for keys in inside for key in keys))
    return {column: [part.get(key) for key in keys] for column, part in value.items()}


def _from_lists(values: list[list], name: str, names: Sequence[str] | None, where: str) -> Columns:
    """Columns of rows that are lists; the first has their names if `names` are not given."""
    rows = values if names else values[1:]
    header = [shown(str(cell)) for cell in names or values[0]]
    for number, row in enumerate(rows, 1 if names else 2):
        if len(row) != len(header):
            raise CourseError(
                f"{where} {number:,} of {name} has {len(row)} values, but there are"
                f" {len(header)} names. {ROW}"
            )
    return {column: [row[i] for row in rows] for i, column in enumerate(header)}
