"""Chats about the town's texts: instructions in several wordings, and the answers that are right.

They are what `town-chat` is tuned on and measured with. Some wordings, some attributes and some
kinds of instruction are in no chat of the training, so that it can be asked what it never was.
"""

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from helpers import arguments
from helpers.context.chat import Message, turn
from helpers.icl import attributes
from helpers.icl.attributes import Attribute, Words
from helpers.icl.documents import arbitrary_labels
from helpers.icl.lists import about, of_attribute, of_classes

NEW_WORDINGS = 2  # the last ones of each kind of instruction are for tests only
# The keys that an answer may need.
KEYS = {
    "json": [["kind"], ["kind", "person"], ["person", "kind"], ["kind", "day"], ["day", "kind"]],
    "person and day": [["person", "day"], ["day", "person"]],
    "person": [["person"]],
    "day": [["day"]],
}
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
    """The instructions, as `chat_data/instructions.toml` has them."""
    path = Path(__file__).parent / "chat_data" / "instructions.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


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


def as_json(names: Sequence[str], wording: str, keys: Sequence[str]) -> str:
    """An instruction that asks for JSON with these keys; `names` are the values of "kind".

    >>> as_json(["sea", "air"], "JSON with {keys}.", ["person", "kind"])
    'JSON with "person" and "kind". kind: "sea" or "air".'
    """
    quoted = [quote(key) for key in keys]
    told = wording.format(keys=options(quoted, " and ") if len(quoted) > 1 else quoted[0])
    return told + (f" kind: {options([quote(name) for name in names])}." if "kind" in keys else "")


def quote(name: str) -> str:
    return f'"{name}"'


def noted(rng: Random, attribute: Attribute, split: str, keys: Sequence[str]) -> dict[str, str]:
    """A text that has each of `keys`, and what it says: "kind", "person", "day", and its words."""
    while True:
        text, kind = note(rng, attribute, split)
        words = re.findall(r"[\w'-]+", text)
        facts = {"text": text, "kind": kind, "person": person(text), "day": day(text)}
        if all(facts[key] for key in keys):
            return facts | {"first": words[0], "last": words[-1]}


@arguments.checked
def task(
    rng: Random,
    kind: str,
    attribute: Attribute,
    wordings_of: str = "train",
    texts_of: str = "train",
    text: Random | None = None,
) -> Task:
    """A task of one kind: "label", "yes", "person", "day", "last", "first", "say", "json", or
    "person and day", which is JSON with these two keys.

    wordings_of, texts_of: "train" or "test". text: draws the text, if not `rng`: tasks with equal
    `rng` then have the same instruction and other texts.

    >>> animal = attributes.attributes()["animal"]
    >>> task(Random(5), "person", animal).answer in attributes.people()
    True
    """
    wording = rng.choice(wordings("json" if kind == "person and day" else kind, wordings_of))
    keys = rng.choice(KEYS.get(kind, [[]]))
    names = rng.sample(attribute.names, len(attribute.names))
    about, word = rng.choice(names), rng.choice(attributes.label_words()["practised"])
    facts = noted(text or rng, attribute, texts_of, keys)
    said = facts["text"]
    if kind in ("json", "person and day"):
        return Task(as_json(names, wording, keys), said, json.dumps({k: facts[k] for k in keys}))
    if kind == "label":
        told = wording.format(ask=attribute.ask, options=options(names))
        return Task(told, said, facts["kind"], tuple(names))
    if kind == "yes":
        if text is None and rng.random() < 0.4:
            about = facts["kind"]
        answer = "yes" if about == facts["kind"] else "no"
        return Task(wording.format(name=about), said, answer, ("yes", "no"))
    answers = facts | {"say": word}
    return Task(wording.format(word=word), said, answers[kind])


def game(
    rng: Random, shown: int, split: str = "train", natural: bool = False
) -> list[tuple[str, str]]:
    """Texts with labels that have no meaning, drawn anew, or with the classes' own names: `shown`
    of them, and one to ask.

    >>> len(game(Random(0), 2))
    3
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
    return [(question.writers[i](rng), labels[i]) for i in which]


def conversation(rng: Random) -> list[Message]:
    """A chat of the training: one task, two about one text, or a game shown by turns."""
    if rng.random() < 0.22:
        pairs = game(rng, rng.randint(2, 8), natural=rng.random() < 0.3)
        return [turn(*one) for pair in pairs for one in zip(("user", "assistant"), pair)]
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
