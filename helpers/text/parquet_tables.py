"""Columns of Parquet files. Only those that are wanted are read, so others may be of any kind."""

import json
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq

from helpers.files import CourseError

Choose = Callable[[list[str]], list[int]]


def from_parquet(data: bytes, name: str, choose: Choose) -> list[tuple[list, list[str]]]:
    """The columns at the places that `choose` names: the values, and the order of the classes.

    `choose` gets the names of all columns. A number that stands for a class becomes its name, a
    category its value, and bytes that are UTF-8 a text. Most columns have no order: [].

    Raises `CourseError` if the file is damaged, or a column of a kind that cannot be read.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise CourseError(
            f"{name} is damaged or no Parquet file ({_first(error)}). Fetch or save it again."
        ) from None
    found = []
    for place in choose(schema.names):
        try:
            found.append(_column(_read(file, schema, place), schema, schema.names[place]))
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            raise CourseError(
                f"The column {schema.names[place]!r} of {name} cannot be read ({_first(error)})."
                " Save it as text, or fetch the file again."
            ) from None
    return found


def _column(values: pa.ChunkedArray, schema: pa.Schema, name: str) -> tuple[list, list[str]]:
    """The values of a column as Python has them, and the order of its classes, if there is one."""
    names, order = _classes(schema, name), []
    if names and pa.types.is_integer(values.type):
        return [_named(value, names) for value in values.to_pylist()], names
    if pa.types.is_dictionary(values.type):
        if values.type.ordered and values.num_chunks:
            order = [str(value) for value in values.chunk(0).dictionary.to_pylist()]
        values = values.cast(values.type.value_type)
    return [_text(value) for value in values.to_pylist()], order


def _read(file: pq.ParquetFile, schema: pa.Schema, place: int) -> pa.ChunkedArray:
    """The column of a file at a place, whatever the others are called."""
    name = schema.names[place]
    table = file.read(columns=[name])
    same = [i for i, other in enumerate(table.schema.names) if other == name]
    return table.column(same[0])


def _classes(schema: pa.Schema, column: str) -> list[str]:
    """The names of the classes that the library `datasets` stored with a column."""
    try:
        stored = json.loads((schema.metadata or {})[b"huggingface"])
        feature = stored["info"]["features"][column]
        return list(feature["names"]) if feature["_type"] == "ClassLabel" else []
    except (KeyError, TypeError, ValueError):
        return []


def _named(number: int | None, names: list[str]) -> str | None:
    """The name of a class; hubs write -1 where it is kept secret."""
    if number is None or number < 0:
        return None
    if number >= len(names):
        raise ValueError(f"it has the class {number}, and names for {len(names)}, from 0")
    return names[number]


def _text(value: object) -> object:
    """A value, bytes as text if they are UTF-8: older programs store texts so."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value
    return value


def _first(error: Exception) -> str:
    return str(error).split("\n")[0]
