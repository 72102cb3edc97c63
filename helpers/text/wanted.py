"""What is asked of a table: columns of texts and labels, and the classes that labels stand for."""

from collections.abc import Mapping, Sequence

from helpers.files import CourseError
from helpers.text import letters
from helpers.text.cleaning import class_name


def text_columns(text: str | Sequence[str], label: str) -> list[str]:
    """The names of the columns with texts.

    Raises `CourseError` unless they and `label` name columns, each another one.

    >>> text_columns("title", "class"), text_columns(["title", "body"], "class")
    (['title'], ['title', 'body'])
    """
    texts = list(text) if isinstance(text, (list, tuple)) else [text]
    if not texts:
        raise CourseError("Name a column with texts, as in text='title'.")
    if not all(isinstance(column, str) and letters.shown(column) for column in (*texts, label)):
        raise CourseError("Name columns by texts, as in text='title', label='class'.")
    seen = [letters.shown(column) for column in texts]
    if letters.shown(label) in seen:
        raise CourseError(f"{label!r} cannot be the text and the label. Name two columns.")
    if twice := [column for column in seen if seen.count(column) > 1]:
        raise CourseError(f"`text` names the column {twice[0]!r} twice. Name it once.")
    return texts


def classes_of(classes: Mapping[str, str | None]) -> dict[str, str | None]:
    """A class for each label, both as they are shown; None for rows to leave out.

    Raises `CourseError` if a label has two classes, or a class has no name.

    >>> classes_of({"1.0": "good ", "2": None})
    {'1': 'good', '2': None}
    """
    found: dict[str, str | None] = {}
    for value, name in classes.items():
        label, shown = class_name(value), None if name is None else letters.shown(str(name))
        if found.get(label, shown) != shown:
            raise CourseError(f"`classes` has two classes for {label!r}. Keep one of them.")
        if shown == "":
            raise CourseError(
                f"`classes` has a class without a name for {label!r}. Give it one, or None to leave"
                " its rows out."
            )
        found[label] = shown
    return found
