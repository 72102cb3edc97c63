"""Chats about the town's texts: instructions in several wordings, and the answers that are right.

They are what `town-chat` is tuned on and measured with. Some wordings, some attributes and some
kinds of instruction are in no chat of the training, so that it can be asked what it never was.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from helpers import arguments
from helpers.context.chat import Message, turn
from helpers.icl import attributes
from helpers.icl.attributes import Attribute, Words
from helpers.icl.documents import arbitrary_labels
from helpers.icl.lists import about, of_attribute, of_classes

NEW_WORDINGS = 2  # the last ones of each kind of instruction are for tests only
TRAINED = {"label": 34, "yes": 10, "person": 8, "day": 6, "last": 5, "say": 9, "json": 28}


@dataclass(frozen=True)
class Task:
    """One instruction for one text. `options`: the answers that are allowed, if they are listed."""

    instruction: str
    text: str
    answer: str
    options: tuple[str, ...] = ()

    def messages(self, place: str = "system") -> list[Message]:
        """The messages before the answer. place: "system" gives the instruction there, and the text
        as the user's message; any other is a pattern such as "{i} Text: {t}".

        >>> Task("Who is named?", "Anna left.", "Anna").messages("{t} {i}")
        [{'role': 'user', 'content': 'Anna left. Who is named?'}]
        """
        if place == "system":
            return [turn("system", self.instruction), turn("user", self.text)]
        return [turn("user", place.format(i=self.instruction, t=self.text))]


@cache
def data() -> dict:
    """The instructions, as `chat_turns.toml` has them."""
    return attributes.data("chat_turns")


@arguments.checked
def wordings(kind: str, split: str = "train") -> list[str]:
    """The wordings of one kind of instruction: those of the training, or those kept for the test.

    >>> len(wordings("label")), len(wordings("label", "test"))
    (8, 2)
    """
    found = data()["kind"][kind]
    return found[-NEW_WORDINGS:] if split == "test" else found[:-NEW_WORDINGS]


@cache
def asked_attributes(held_out: bool = False) -> tuple[Attribute, ...]:
    """The practised attributes that the training's chats ask for, or those that none of them does.

    >>> [len(asked_attributes(out)) for out in (False, True)]
    [45, 10]
    """
    out = data()["held_out"]
    return tuple(
        a for a in attributes.attributes().values() if a.practised and (a.name in out) == held_out
    )


def named(text: str, names: Sequence[str]) -> str:
    """The one of `names` that stands in the text, or an empty text if none or several do.

    >>> named("Anna saw Boris.", ["Anna", "Carla"])
    'Anna'
    """
    found = [name for name in names if re.search(rf"\b{name}\b", text)]
    return found[0] if len(found) == 1 else ""


def person(text: str) -> str:
    return named(text, attributes.people())


def day(text: str) -> str:
    return named(text, attributes.days())


def note(rng: Random, attribute: Attribute, split: str) -> tuple[str, str]:
    """A text and the value of the attribute that it has. Most name a person or a day, too."""
    which = rng.randrange(len(attribute.values))
    text = about(attribute.values, attribute.ask, "sentence", split).writers[which](rng)
    if rng.random() < 0.4 and not any(one in text for one in attributes.days()):
        text += " " + rng.choice(data()["tails"]).format(day=rng.choice(attributes.days()))
    if rng.random() < 0.4 and not any(one in text for one in attributes.people()):
        text += " " + rng.choice(data()["signed"]).format(P=rng.choice(attributes.people()))
    return text, attribute.names[which]


def options(names: Sequence[str], last: str = " or ") -> str:
    """Names as a list in words.

    >>> options(["road", "sea", "air"])
    'road, sea or air'
    """
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def as_json(
    rng: Random, attribute: Attribute, wording: str, fields: dict[str, str]
) -> tuple[str, str]:
    """An instruction that asks for JSON with these fields, and the answer."""
    keys = rng.sample(list(fields), len(fields))
    quoted = [f'"{key}"' for key in keys]
    told = wording.format(keys=options(quoted, " and ") if len(quoted) > 1 else quoted[0])
    if "kind" in fields:
        names = rng.sample([f'"{name}"' for name in attribute.names], len(attribute.names))
        told += f" kind: {options(names)}."
    return told, json.dumps({key: fields[key] for key in keys})


@arguments.checked
def task(
    rng: Random,
    kind: str,
    attribute: Attribute,
    wording_split: str = "train",
    text_split: str = "train",
) -> Task:
    """A task of one kind: "label", "yes", "person", "day", "last", "first", "say", "json", or
    "person and day", which is JSON with these two keys.

    wording_split, text_split: "train" or "test", for the instruction and for the text.

    >>> animal = attributes.attributes()["animal"]
    >>> task(Random(5), "person", animal).answer in attributes.people()
    True
    """
    wording = rng.choice(wordings("json" if kind == "person and day" else kind, wording_split))
    while True:
        text, value = note(rng, attribute, text_split)
        fields = {"kind": value, "person": person(text), "day": day(text)}
        if kind == "json":
            known = [key for key in ("person", "day") if fields[key]]
            asked = ["kind", *rng.sample(known, min(len(known), rng.randint(0, 1)))]
        else:
            asked = {"person and day": ["person", "day"], "person": ["person"], "day": ["day"]}
            asked = asked.get(kind, [])
        if all(fields[key] for key in asked):
            break
    words = re.findall(r"[\w'-]+", text)
    if kind in ("json", "person and day"):
        told, answer = as_json(rng, attribute, wording, {key: fields[key] for key in asked})
        return Task(told, text, answer)
    if kind == "label":
        names = rng.sample(attribute.names, len(attribute.names))
        told = wording.format(ask=attribute.ask, options=options(names))
        return Task(told, text, value, tuple(names))
    if kind == "yes":
        name = value if rng.random() < 0.5 else rng.choice(attribute.names)
        told = wording.format(name=name)
        return Task(told, text, "yes" if name == value else "no", ("yes", "no"))
    if kind == "say":
        word = rng.choice(attributes.label_words()["practised"])
        return Task(wording.format(word=word), text, word)
    answers = fields | {"last": words[-1], "first": words[0]}
    return Task(wording, text, answers[kind])


def game(
    rng: Random, shown: int, split: str = "train", natural: bool = False
) -> tuple[list[Message], str]:
    """Demonstrations as turns: the user sends a text, the assistant answers with its label.

    Labels are words without meaning, drawn anew, or the classes' own names. Returns the messages up
    to the last text, and the answer to it.

    >>> messages, answer = game(Random(0), 2)
    >>> [message["role"] for message in messages]
    ['user', 'assistant', 'user', 'assistant', 'user']
    """
    ways = rng.choice((2, 2, 3))
    if rng.random() < 0.5:
        question = of_classes(rng, ways, "sentence", split=split)
    else:
        known = [a for a in asked_attributes() if isinstance(a.values[0], Words)]
        question = of_attribute(rng, rng.choice(known), ways, "sentence", split=split)
    count = len(question.writers)
    labels = question.names if natural else arbitrary_labels(rng, count)
    which = [i % count for i in range(shown)]
    rng.shuffle(which)
    which.append(rng.randrange(count))
    messages = []
    for i in which:
        messages += [turn("user", question.writers[i](rng)), turn("assistant", labels[i])]
    return messages[:-1], labels[which[-1]]


def conversation(rng: Random) -> list[Message]:
    """A chat of the training: one task, two about one text, or a game shown by turns."""
    if rng.random() < 0.22:
        messages, answer = game(rng, rng.randint(2, 8), natural=rng.random() < 0.3)
        return [*messages, turn("assistant", answer)]
    attribute = rng.choice(asked_attributes())
    (kind,) = rng.choices(list(TRAINED), list(TRAINED.values()))
    first = task(rng, kind, attribute)
    place = "system" if rng.random() < 0.5 else rng.choice(data()["together"])
    messages = [*first.messages(place), turn("assistant", first.answer)]
    if place != "system" and rng.random() < 0.25:  # another question about the same text
        told = rng.choice(("person", "last"))
        second = {"person": person(first.text), "last": re.findall(r"[\w'-]+", first.text)[-1]}
        if second[told]:
            asked = rng.choice(data()["and_then"]).format(i=rng.choice(wordings(told)))
            messages += [turn("user", asked), turn("assistant", second[told])]
    return messages
