"""Rows of text and label as they should be before anything is learned from them."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sklearn.model_selection import train_test_split

from helpers.files import CourseError
from helpers.text import letters
from helpers.text.tables import Columns

CLOSING, ENDS = "\"'”’)»", tuple(".!?…:。！？")
LEAST_ROWS, LEAST_OF_A_CLASS, MOST_CLASSES = 10, 3, 100


class Row(NamedTuple):
    """A text with the name of its class, and the key that it shares with its doubles."""

    key: str
    text: str
    label: str


Splits = dict[str, list[Row]]


def _width(sign: str) -> str:
    """The usual form of a wide or narrow sign."""
    form, *usual = unicodedata.decomposition(sign).split() or [""]
    same = form in ("<wide>", "<narrow>")
    return "".join(chr(int(code, 16)) for code in usual) if same else sign


_WIDTHS = letters.Signs(_width)
_WORDS = letters.Signs(lambda sign: " " if unicodedata.category(sign)[0] == "P" else sign)


def key(text: str) -> str:
    """Equal for texts that differ in case, spacing or invisible signs only, in any script.

    >>> key("Très  bien, merci!") == key("TRÈS BIEN, MERCI!")
    True
    >>> key("C#") == key("C"), key("-5") == key("5"), key(":)") == key(":(")
    (False, False, False)
    """
    return letters.shown(text if text.isascii() else text.translate(_WIDTHS)).casefold()


def words_alone(text: str) -> str:
    """A text without its punctuation: equal for texts that differ in nothing else.

    >>> words_alone("Fine – thanks!") == words_alone("fine, thanks")
    True
    """
    return " ".join(key(text).translate(_WORDS).split())


def join(parts: Iterable[str]) -> str:
    """One text of several, with a full stop after those that do not end a sentence.

    >>> join(["Rain again", "", "Who will play?", "Nobody"])
    'Rain again. Who will play? Nobody'
    """
    joined = ""
    for part in filter(None, parts):
        if joined:
            joined += " " if joined.rstrip(CLOSING).endswith(ENDS) else ". "
        joined += part
    return joined


def class_name(value: object) -> str:
    """A label as a string, the same from every kind of file. Numbers lose their ".0".

    >>> class_name(2.0), class_name(" spam\\u200b "), class_name(None)
    ('2', 'spam', '')
    """
    return re.sub(r"^(-?\d+)\.0+$", r"\1", letters.shown(_string(value)))


def _string(value: object) -> str:
    if value is None or value != value:  # not a number is how pandas writes "nothing here"
        return ""
    if isinstance(value, (list, dict, bytes)):
        raise CourseError(
            f"A column holds a {type(value).__name__} where one text or label should"
            " be. Choose another column."
        )
    text = str(value).strip()
    return text if letters.shown(text) else ""


def label_rows(
    columns: Columns,
    texts: Sequence[str],
    label: str,
    classes: dict[str, str | None] | None,
    dropped: Counter,
) -> list[Row]:
    """The rows that have a text and a label; `dropped` counts the others, by reason.

    Raises `CourseError` for labels that `classes` does not map.
    """
    rows, unknown = [], Counter()
    for *values, value in zip(*(columns[name] for name in texts), columns[label], strict=True):
        text, name = join(map(_string, values)), class_name(value)
        if not text:
            dropped["without a text"] += 1
        elif not name:
            dropped["without a label"] += 1
        elif classes is not None and name not in classes:
            unknown[name] += 1
        elif classes is not None and classes[name] is None:
            dropped["left out by `classes`"] += 1
        else:
            rows.append(Row(key(text), text, name if classes is None else str(classes[name])))
    if unknown:
        raise CourseError(
            f"`classes` says nothing about {listed(sorted(unknown))}. Add every"
            " label, with None for rows to leave out."
        )
    return rows


def without_doubles(rows: list[Row], dropped: Counter) -> list[Row]:
    """The first of every text; none of a text that has different labels."""
    labels = defaultdict(set)
    for row in rows:
        labels[row.key].add(row.label)
    kept: dict[str, Row] = {}
    for row in rows:
        if len(labels[row.key]) > 1:
            dropped["with the same text under different labels"] += 1
        elif row.key in kept:
            same = kept[row.key].text == row.text
            dropped["as doubles" if same else "as doubles but for case or spacing"] += 1
        else:
            kept[row.key] = row
    return list(kept.values())


def nearly_doubles(parts: Splits) -> list[str]:
    """A sentence if texts differ from another in punctuation only; they were all kept."""
    groups = Counter(words_alone(row.text) for rows in parts.values() for row in rows)
    count = sum(n for text, n in groups.items() if n > 1 and text)
    if not count:
        return []
    return [f"{count:,} texts differ from another in punctuation only. All are kept."]


def keep_apart(parts: Splits) -> list[str]:
    """Take texts of the test out of the other splits, in place. Returns sentences about it."""
    notes = []
    for split, other in (("validation", "test"), ("train", "test"), ("train", "validation")):
        if split in parts and other in parts:
            taken = {row.key for row in parts[other]}
            kept = [row for row in parts[split] if row.key not in taken]
            removed = len(parts[split]) - len(kept)
            if split == "train" and removed and not kept:
                raise CourseError(f"Every text of train is in {other} too. Name another test set.")
            parts[split] = kept
            if removed:
                notes.append(f"Removed from {split}: {removed:,} texts that are in {other} too.")
    return notes


def class_names(rows: list[Row], wanted: Sequence[str]) -> list[str]:
    """The classes that occur, in the order of `wanted`, or by number, or by the alphabet.

    >>> class_names([Row("", "", name) for name in ("10", "9", "9")], [])
    ['9', '10']
    """
    present = {row.label for row in rows}
    if present <= set(wanted):
        return [name for name in dict.fromkeys(wanted) if name in present]
    if all(re.fullmatch(r"[-+]?\d+([.,]\d+)?", name) for name in present):
        return sorted(present, key=lambda name: (float(name.replace(",", ".")), name))
    return sorted(present, key=lambda name: (name.casefold(), name))


def judge(parts: Splits, order: list[str], label: str, dropped: str) -> None:
    """Raise `CourseError` if these rows cannot be learned from."""
    counts = Counter(row.label for row in parts["train"])
    total = counts.total()
    left = f"usable rows are left to train on{f' ({dropped} dropped)' if dropped else ''}"
    if not total:
        raise CourseError(f"No {left}. Check the file and the names of its columns.")
    if len(counts) > MOST_CLASSES:
        raise CourseError(
            f"{label!r} has {len(counts):,} different values, such as"
            f" {listed(order, 3)}. Is this column really the label?"
            f" {MOST_CLASSES} classes are the limit."
        )
    if len(counts) == 1:
        raise CourseError(f"Every row has the label {order[0]!r}. Add rows of another class.")
    if total < LEAST_ROWS:
        raise CourseError(f"Only {total} {left}. Collect {LEAST_ROWS} or more, better hundreds.")
    small = [name for name in order if counts[name] < LEAST_OF_A_CLASS]
    if small:
        raise CourseError(
            f"Fewer than {LEAST_OF_A_CLASS} rows to train on have the label"
            f" {listed(small)}. Collect more, or use `classes` to merge it with"
            " another class or, with None, to leave it out."
        )
    for split in ("validation", "test"):
        strange = sorted({row.label for row in parts.get(split, [])} - set(order))
        if strange:
            raise CourseError(
                f"The labels {listed(strange)} occur in {split} but not in training."
                " Use `classes` to give both the same names."
            )


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in quotation marks, as many as one can read.

    >>> listed(["a", "b", "c"], most=2)
    "'a', 'b' and 1 more"
    """
    shown = ", ".join(repr(name if len(name) <= 40 else name[:39] + "…") for name in names[:most])
    return shown + (f" and {len(names) - most:,} more" if len(names) > most else "")


def split(parts: Splits, seed: int) -> None:
    """Take a test and a validation split out of training where they are missing, in place.

    20 % and 10 % of the rows with the same share of every class, but a row a class at least.
    """
    total = len(parts["train"])
    for name, share in (("test", 0.2), ("validation", 0.1)):
        if name not in parts:
            labels = [row.label for row in parts["train"]]
            size = max(round(share * total), len(set(labels)))
            rest, drawn = train_test_split(
                range(len(labels)), test_size=size, stratify=labels, random_state=seed
            )
            rows = parts["train"]
            parts["train"], parts[name] = [rows[i] for i in rest], [rows[i] for i in drawn]
