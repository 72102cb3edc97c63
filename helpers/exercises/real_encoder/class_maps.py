"""From the labels of a table to class numbers and back, as a model's configuration has them."""

from helpers.checking.spec import Exercise, mistake


def class_maps(labels: list[str]) -> tuple[dict[int, str], dict[str, int]]:
    """(id2label, label2id) for these labels: each class once, numbered in alphabetical order.

    >>> class_maps(["spam", "ham", "spam"])
    ({0: 'ham', 1: 'spam'}, {'ham': 0, 'spam': 1})
    """
    names = sorted(set(labels))
    id2label = dict(enumerate(names))
    label2id = {name: number for number, name in id2label.items()}
    return id2label, label2id


def cases() -> list[tuple[list[str]]]:
    return [
        (["spam", "ham", "spam"],),
        (["b", "c", "a", "a", "c"],),
        (["yes", "no"],),
        (["2", "10", "1"],),
        (["sports", "politics", "sports", "arts", "politics"],),
        (["may", "oct", "jan", "dec", "feb", "sep", "nov", "apr", "jul", "mar", "jun", "aug"],),
    ]


def both(names: list[str]) -> tuple[dict, dict]:
    return dict(enumerate(names)), {name: i for i, name in enumerate(names)}


@mistake("The classes are numbered as they occur. Another table would number them otherwise: sort.")
def as_they_occur(labels):
    return both(list(dict.fromkeys(labels)))


@mistake("A class that occurs twice has two numbers. Each class is named once: `set`.")
def with_doubles(labels):
    return both(sorted(labels))


@mistake("The two are exchanged: first from numbers to names, then from names to numbers.")
def exchanged(labels):
    return class_maps(labels)[::-1]


@mistake("The numbers are texts. The logits are counted by numbers: 0, 1, …")
def as_texts(labels):
    ids, names = class_maps(labels)
    return {str(i): name for i, name in ids.items()}, {name: str(i) for name, i in names.items()}


@mistake("The classes are counted from 1. The first logit has number 0.")
def from_one(labels):
    ids, names = class_maps(labels)
    return {i + 1: name for i, name in ids.items()}, {name: i + 1 for name, i in names.items()}


EXERCISE = Exercise(
    id="class_maps",
    title="Names and numbers of classes",
    minutes=5,
    difficulty=1,
    reference=class_maps,
    cases=cases,
    mistakes=(as_they_occur, with_doubles, exchanged, as_texts, from_one),
    hints=(
        "Each class once, in an order that does not depend on the rows.",
        "`sorted(set(labels))` are the names; `enumerate` numbers them from 0.",
        "`dict(enumerate(names))` is the first; the second has keys and values exchanged.",
    ),
)
