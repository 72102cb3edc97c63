"""Where tables come from: a file, the town or the hub. Every error says what to do about it."""

import difflib
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import ClassLabel, Dataset, DatasetDict
from huggingface_hub import HfApi
from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

from helpers.files import CourseError
from helpers.text.own_files import decode, read_bytes
from helpers.text.tables import Columns, from_csv, from_json
from helpers.text.town import town

MOST_BYTES = 100_000_000
ENDINGS = (".csv", ".tsv", ".jsonl", ".json", ".parquet")
SPREADSHEETS = {".xlsx", ".xls", ".ods", ".numbers"}
STAND_IN = 'data.load("town:reviews") gives data that needs no network.'
HUB_SECONDS = 6  # to wait for the hub's first answer
SPLITS = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}


@dataclass
class Source:
    """What was read: `splits` such as "train" with their columns, and the `order` of classes.

    `order` has the class names of those columns that come with some; `notes` is for the reader.
    """

    name: str
    splits: dict[str, Columns]
    order: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(source: str | Path, columns: Sequence[str], names: Sequence[str] | None = None) -> Source:
    """The named columns of a file, of "town:task" or of "hub:owner/name".

    A file is one split, "train". `names` are the columns of a CSV file that has no header.

    Raises `CourseError` if there is no such thing, if it cannot be read, or lacks a column.

    >>> sorted(read("town:reviews", ["text", "label"]).splits)
    ['test', 'train', 'validation']
    """
    kind, _, rest = str(source).partition(":")
    if kind == "town":
        return _from_datasets(str(source), town(rest), columns)
    if kind == "hub":
        return _from_datasets(str(source), _hub(rest.strip("/")), columns)
    path = Path(source).expanduser()
    _refuse(path)
    if path.suffix.lower() == ".parquet":
        return _from_datasets(path.name, DatasetDict(train=_parquet(path)), columns)
    return _text_file(path, columns, names)


def _refuse(path: Path) -> None:
    """Raise `CourseError` unless the ending is one that can be read."""
    if path.is_dir():
        raise CourseError(f"{path.name or path} is a folder. Name one file in it.")
    if path.suffix.lower() in SPREADSHEETS:
        raise CourseError(f"{path.name} is a spreadsheet. Open it and save it as CSV (UTF-8).")
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


def _text_file(path: Path, columns: Sequence[str], names: Sequence[str] | None) -> Source:
    found = Source(path.name, {})
    text, encoding = decode(read_bytes(path, MOST_BYTES), path.name, last_resort="windows-1252")
    if encoding == "utf-16":
        found.notes.append(f"{path.name} is in UTF-16.")
    elif encoding != "utf-8":
        found.notes.append(
            f"{path.name} is not UTF-8 and was read as Windows-1252. If letters"
            " with accents look wrong, save it again as UTF-8."
        )
    if path.suffix.lower() in (".csv", ".tsv"):
        table = from_csv(text, path.name, columns, names, found.notes)
    else:
        table = from_json(text, path.name)
    _has_columns(path.name, list(table), columns)
    found.splits["train"] = {name: table[name] for name in columns}
    return found


def _has_columns(name: str, there: list[str], wanted: Sequence[str]) -> None:
    for column in wanted:
        if column not in there:
            lower = {other.lower(): other for other in there}
            close = difflib.get_close_matches(column.lower(), lower, n=1)
            advice = f" Did you mean {lower[close[0]]!r}?" if close else ""
            if name.lower().endswith((".csv", ".tsv")):
                advice += " If that is a row of data and no header, give names=[...]."
            listed = ", ".join(repr(c if len(c) <= 30 else c[:29] + "…") for c in there[:20])
            raise CourseError(f"{name} has no column {column!r}. It has: {listed}.{advice}")


def _from_datasets(name: str, data: DatasetDict, columns: Sequence[str]) -> Source:
    """Columns of data sets; numbers that stand for classes become the classes' names."""
    found = Source(name, {})
    for split, part in data.items():
        _has_columns(name, part.column_names, columns)
        values = {column: list(part[column]) for column in columns}
        for column in columns:
            feature = part.features[column]
            if isinstance(feature, ClassLabel):  # hubs write -1 where a label is kept secret
                found.order[column] = feature.names
                values[column] = [
                    None if i is None or i < 0 else feature.names[i] for i in values[column]
                ]
        found.splits[SPLITS.get(split, split)] = values
    if len(found.splits) == 1:
        found.splits = {"train": next(iter(found.splits.values()))}
    if "train" not in found.splits:
        raise CourseError(f"{name} has no split for training. It has: {', '.join(found.splits)}.")
    return found


def _parquet(path: Path) -> Dataset:
    try:
        return Dataset(pq.read_table(pa.BufferReader(read_bytes(path, MOST_BYTES))))
    except (pa.ArrowException, OSError, ValueError) as error:
        first = str(error).split("\n")[0]
        raise CourseError(
            f"{path.name} is damaged or no Parquet file ({first}). Fetch or save it again."
        ) from None


def _hub(name: str) -> DatasetDict:
    """A data set of the Hugging Face hub; from the local cache if the hub does not answer."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise CourseError(f'Name data of the hub like "hub:owner/name", not "hub:{name}".')
    answer = _ask_hub(name)
    if isinstance(answer, (RepositoryNotFoundError, HFValidationError)):
        raise CourseError(
            f"The hub has no data set {name} that is open to you. Check the name on"
            f" huggingface.co/datasets. {STAND_IN}"
        )
    offline = datasets.config.HF_HUB_OFFLINE or answer is not None
    try:
        with patch.object(datasets.config, "HF_HUB_OFFLINE", offline):
            return datasets.load_dataset(name)
    except Exception as error:  # whatever the network or the many kinds of sets come up with
        if offline:
            raise CourseError(
                f"{name} is not on this machine, and the hub does not answer. Check"
                f" the network and run this again. {STAND_IN}"
            ) from None
        first = str(error).split("\n")[0]
        raise CourseError(
            f"{name} cannot be loaded ({first}). Choose another set. {STAND_IN}"
        ) from None


def _ask_hub(name: str) -> Exception | None:
    """None if the hub knows this set, or why not. Looking up a host has no time-out of its own."""
    answers: list[Exception | None] = []

    def ask() -> None:
        try:
            HfApi().dataset_info(name, timeout=HUB_SECONDS)
            answers.append(None)
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(HUB_SECONDS)
    return answers[0] if answers else TimeoutError()
