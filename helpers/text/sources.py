"""Where tables come from: a file, the town or the hub. Every error says what to do about it."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import datasets
from datasets import ClassLabel, DatasetDict
from huggingface_hub import HfApi
from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

from helpers.files import CourseError
from helpers.text import table_files
from helpers.text.tables import Columns
from helpers.text.town import town

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

    A file is one split, "train". `names` are the columns of a file that has no header.

    Raises `CourseError` if there is no such thing, if it cannot be read, or lacks a column.

    >>> sorted(read("town:reviews", ["text", "label"]).splits)
    ['test', 'train', 'validation']
    """
    kind, _, rest = str(source).partition(":")
    if kind == "town":
        return _from_datasets(str(source), town(rest), columns)
    if kind == "hub":
        return _from_datasets(str(source), _hub(rest.strip("/")), columns)
    table = table_files.read(source, columns, names)
    return Source(table.name, {"train": table.columns}, table.order, table.notes)


def _from_datasets(name: str, data: DatasetDict, columns: Sequence[str]) -> Source:
    """Columns of data sets; numbers that stand for classes become the classes' names."""
    found = Source(name, {})
    for split, part in data.items():
        places = table_files.places(name, part.column_names, columns)
        values = {c: list(part[part.column_names[i]]) for c, i in zip(columns, places)}
        for column, i in zip(columns, places):
            feature = part.features[part.column_names[i]]
            if isinstance(feature, ClassLabel):  # hubs write -1 where a label is kept secret
                found.order[column] = feature.names
                values[column] = [
                    None if n is None or n < 0 else feature.names[n] for n in values[column]
                ]
        found.splits[SPLITS.get(split, split)] = values
    if len(found.splits) == 1:
        found.splits = {"train": next(iter(found.splits.values()))}
    if "train" not in found.splits:
        raise CourseError(f"{name} has no split for training. It has: {', '.join(found.splits)}.")
    return found


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
