"""One call that makes clean splits of labelled texts, from the town, a file or the hub.

What may go wrong with somebody's data is told rather than passed on: rows without a text or a
label, doubles, texts with two labels, a test set that training has seen, rare classes.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from datasets import ClassLabel, Dataset, DatasetDict, Features, Value

from helpers import arguments
from helpers.files import CourseError
from helpers.show import display
from helpers.text import cleaning, letters, sources, wanted
from helpers.text.cleaning import Splits, listed

ORDER = ("train", "validation", "test")
LONG = 40  # letters of a class's name that are shown
RARE = 0.05  # below this share of the rows a class is worth a warning


@dataclass
class LoadReport:
    """What `load` did, as the lines it prints."""

    read: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)  # reason -> rows
    found: list[str] = field(default_factory=list)

    def reasons(self) -> str:
        return ", ".join(f"{count:,} {reason}" for reason, count in self.dropped.items())

    def __str__(self) -> str:
        dropped = [f"Rows dropped: {self.reasons()}."] if self.dropped else []
        return "\n".join([f"Read {', '.join(self.read)}.", *dropped, *self.notes, *self.found])


@arguments.checked
def load(
    source: str | Path,
    text: str | Sequence[str] = "text",
    label: str = "label",
    *,
    test: str | Path | None = None,
    names: Sequence[str] | None = None,
    classes: dict[str, str | None] | None = None,
    seed: int = 0,
    show: bool = True,
) -> DatasetDict:
    """Labelled texts as `train`, `validation` and `test`, with columns `text` and `label`.

    Args:
        source: "town:reviews" (built in), a .csv, .tsv, .jsonl, .json or .parquet file, or
            "hub:owner/name" for a set of the Hugging Face hub.
        text: a column, or several that are joined to one text.
        label: the column with the class. Its names become the `ClassLabel`'s.
        test: a second file, or the name of one of the source's splits. Without it the source's
            own test split is used, or 20 % of the rows, the same share of every class, drawn by
            `seed`; 10 % more are for validation.
        names: the columns of a file that has no header.
        classes: a class name for every value in the label column; two values may share one. None
            drops the rows.
        show: print what was read, dropped and found.

    Raises `CourseError`, with the cure, if there is no such file or column, if a file is damaged,
    or if there are fewer than 10 rows, fewer than 2 or more than 100 classes, or fewer than 3
    rows of a class to train on.

    >>> names = {"negative": "bad", "neutral": None, "positive": "good"}
    >>> data = load("town:reviews", classes=names, show=False)
    >>> data["train"].features["label"].names
    ['bad', 'good']
    """
    texts = wanted.text_columns(text, label)
    classes = None if classes is None else wanted.classes_of(classes)
    report = LoadReport()
    found = _read(source, test, [*texts, label], names, report)
    parts = {}
    for split, columns in found.splits.items():
        rows = cleaning.label_rows(columns, texts, label, classes, report.dropped)
        parts[split] = cleaning.without_doubles(rows, report.dropped)
    report.notes += cleaning.keep_apart(parts)
    _drop_empty(parts, test, report)
    report.notes += cleaning.nearly_doubles(parts)
    named = found.order.get(label, []) if classes is None else classes.values()
    order = cleaning.class_names(parts["train"], [str(name) for name in named if name is not None])
    cleaning.judge(parts, order, label, report.reasons())
    cleaning.split(parts, seed)
    report.found = _describe(parts, order)
    if show:
        display.say(str(report))
    features = Features({"text": Value("string"), "label": ClassLabel(names=order)})
    return DatasetDict(
        {
            split: Dataset.from_dict(
                {
                    "text": [row.text for row in parts[split]],
                    "label": [order.index(row.label) for row in parts[split]],
                },
                features=features,
            )
            for split in ORDER
        }
    )


@arguments.checked
def balance(dataset: Dataset) -> dict[str, int]:
    """How many rows there are of every class.

    >>> data = Dataset.from_dict({"label": [1, 0, 1]})
    >>> balance(data.cast_column("label", ClassLabel(names=["ham", "spam"])))
    {'ham': 1, 'spam': 2}
    """
    counts = Counter(_labels(dataset))
    return {name: counts[i] for i, name in enumerate(dataset.features["label"].names)}


@arguments.checked
def class_number(data: DatasetDict, name: str) -> int:
    """The number of a class of `load`'s data, or `CourseError`: ask before a model is loaded.

    >>> class_number(load("town:reviews", show=False), "positive")
    2
    """
    names = data["train"].features["label"].names
    if cleaning.class_name(name) not in names:
        same = [other for other in names if cleaning.key(other) == cleaning.key(str(name))]
        advice = f" Did you mean {same[0]!r}?" if same else ""
        raise CourseError(f"There is no class {name!r}. There are: {listed(names, 20)}.{advice}")
    return names.index(cleaning.class_name(name))


@arguments.checked
def sample(dataset: Dataset, per_class: int, seed: int) -> Dataset:
    """`per_class` rows of every class, drawn by `seed`, in mixed order.

    With the same seed, a larger sample holds all rows of a smaller one.

    Raises `CourseError` if a class has fewer rows.

    >>> data = load("town:reviews", show=False)["train"]
    >>> balance(sample(data, 5, seed=0))
    {'negative': 5, 'neutral': 5, 'positive': 5}
    """
    labels = _labels(dataset)
    if per_class < 1:
        raise CourseError("`per_class` is a number of rows, 1 or more.")
    chosen: list[int] = []
    for name, count in balance(dataset).items():
        if count < per_class:
            raise CourseError(
                f"There are only {count:,} rows of {name!r}, so `per_class` can be"
                f" {count:,} at most, not {per_class:,}."
            )
        number = dataset.features["label"].str2int(name)
        rows = [i for i, value in enumerate(labels) if value == number]
        random.Random(f"{seed} {name}").shuffle(rows)
        chosen += rows[:per_class]
    random.Random(seed).shuffle(chosen)
    return dataset.select(chosen)


def _labels(dataset: Dataset) -> list[int]:
    if isinstance(dataset, DatasetDict):
        raise CourseError('Choose one split, such as data["train"].')
    if not isinstance(dataset.features.get("label"), ClassLabel):
        raise CourseError("There is no column `label` with classes. Make the data with data.load.")
    return list(dataset["label"])


def _read(
    source: str | Path,
    test: str | Path | None,
    columns: list[str],
    names: Sequence[str] | None,
    report: LoadReport,
) -> sources.Source:
    """The source with its splits train, validation and test, as far as it has them."""
    found = sources.read(source, columns, names)
    report.notes += found.notes
    own = sources.SPLITS.get(str(test), str(test))
    if own in found.splits and own != "train":
        found.splits["test"] = found.splits.pop(own)
    elif test is not None:
        other = sources.read(test, columns, names)
        report.notes += other.notes
        found.splits["test"] = other.splits.get("test", other.splits["train"])
        count = len(found.splits["test"][columns[0]])
        report.read.append(f"{count:,} rows of {other.name} to test")
    found.splits = {split: found.splits[split] for split in ORDER if split in found.splits}
    count = sum(
        len(part[columns[0]])
        for split, part in found.splits.items()
        if split != "test" or not report.read
    )
    report.read.insert(0, f"{count:,} rows of {found.name}")
    return found


def _drop_empty(parts: Splits, test: str | Path | None, report: LoadReport) -> None:
    """Forget splits without a usable row: on the hub, the labels of a test are often secret."""
    for split in ("validation", "test"):
        if split in parts and not parts[split]:
            if split == "test" and test is not None:
                raise CourseError(
                    f"No usable row is left in {test} ({report.reasons()} dropped)."
                    " Check its columns."
                )
            del parts[split]
            report.notes.append(f"The {split} split has no usable row; train gives some of its.")


def _describe(parts: Splits, order: list[str]) -> list[str]:
    """Sentences on the classes, the longest text and the sizes of the splits."""
    rows = [row for split in ORDER for row in parts[split]]
    counts = Counter(row.label for row in rows)
    cut = [name if len(name) <= LONG else name[: LONG - 1] + "…" for name in order]
    counted = list(zip(cut, map(counts.get, order), strict=True))
    shares = [f"{name} {count:,} ({count / len(rows):.1%})" for name, count in counted[:20]]
    more = f" and {len(order) - 20} more" if len(order) > 20 else ""
    lines = [f"Classes: {', '.join(shares)}{more}."]
    rare = [name for name in order if counts[name] < RARE * len(rows)]
    if rare:
        lines.append(
            f"Rare, below {RARE:.0%} of the rows: {listed(rare)}. Accuracy will hardly"
            " show whether these are found; look at recall and F1."
        )
    for name, other in zip(twins := sorted(order, key=cleaning.key), twins[1:], strict=False):
        if cleaning.key(name) == cleaning.key(other):
            lines.append(f"{listed([name, other])} look like one class. `classes` can merge them.")
    for split in ("validation", "test"):
        missing = [name for name in order if name not in {row.label for row in parts[split]}]
        if missing:
            lines.append(f"No row of {split} has the label {listed(missing)}.")
    lengths = [letters.words(row.text) for row in rows]
    sizes = ", ".join(f"{split} {len(parts[split]):,}" for split in ORDER)
    return lines + [
        f"Longest text: {max(lengths):,} words; half have {median(lengths):,.0f} or fewer.",
        f"Splits: {sizes}.",
    ]
