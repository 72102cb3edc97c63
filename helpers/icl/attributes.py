"""What a labelled list can ask about a text: attributes, their values, and texts that have them.

An attribute is a question with two to five answers ("kind of animal": bird, fish, ...). A value is
a class of words, a way to make sentences, or a label of one of the town's tasks. Part of the world
is kept out of all labelled lists of pre-training, so that in-context learning is measured on what
no list ever asked: see `pretraining.held_out`.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from random import Random

from helpers import arguments
from helpers.icl.town_labels import TownLabel
from helpers.text import town

FOLDER = Path(__file__).parent
NEW_WORDS = 5  # the last ones of each practised class are in no labelled list
NEW_LABELS = 24  # the last ones of each line of label words are labels in no list
NEW_SENTENCES = 2  # the last ones of each list of sentences are in no labelled list
PRACTISED_TASKS = {
    "reviews": "verdict",
    "urgency": "urgency",
    "leads": "interest of the buyer",
    "departments": "department",
}
UNPRACTISED_TASKS = {"mailbox": "kind of mail", "news": "section of the news"}


@cache
def data(name: str) -> dict:
    """One of the data files, parsed."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def shapes(kind: str) -> dict[str, list[str]]:
    """The phrases and sentences for words of one kind, such as "thing"."""
    return data("word_classes")["kind"][kind]


def of_split(sentences: Sequence[str], split: str) -> Sequence[str]:
    """Those for "train", or the last ones, which are for "test".

    >>> of_split(["a", "b", "c", "d"], "test")
    ['c', 'd']
    """
    return sentences[-NEW_SENTENCES:] if split == "test" else sentences[:-NEW_SENTENCES]


def people() -> list[str]:
    return data("word_classes")["people"].split()


def days() -> list[str]:
    return data("word_classes")["days"].split()


def label_words() -> dict[str, list[str]]:
    """Arbitrary labels: "practised" ones and "new" ones, which are labels in no list.

    >>> {split: len(words) for split, words in label_words().items()}
    {'practised': 108, 'new': 48}
    """
    lines = [line.split() for line in data("word_classes")["label_words"].values()]
    return {
        "practised": [word for line in lines for word in line[:-NEW_LABELS]],
        "new": [word for line in lines for word in line[-NEW_LABELS:]],
    }


def filled(
    template: str, rng: Random, word: str = "", without: frozenset[str] = frozenset()
) -> str:
    """{x} becomes `word`, {P} a person, {day} a day, {y} a thing that is not in `without`.

    >>> filled("a {x} of the king", Random(0), word="oak")
    'an oak of the king'
    """
    while "{y}" in template:
        thing = rng.choice(words_of("thing"))
        if thing not in without and thing != word:
            template = template.replace("{y}", thing, 1)
    while "{P}" in template:
        template = template.replace("{P}", rng.choice(people()), 1)
    text = template.replace("{day}", rng.choice(days())).replace("{x}", word)
    return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)


@dataclass(frozen=True)
class Words:
    """A class of words. `new` ones occur in plain text only."""

    name: str
    kind: str
    words: tuple[str, ...]
    new: tuple[str, ...]
    frames: tuple[str, ...]

    def write(
        self, rng: Random, level: str, split: str, word: str, without: frozenset[str] = frozenset()
    ) -> str:
        """A text with `word`.

        level "phrase": the word with an article or the like; "busy": with another thing or person
        beside it; "sentence": in a sentence, of those kept for the test if split is "test".
        `without` are words that may not stand beside it.
        """
        if level == "sentence" and split == "train" and rng.random() < 0.3:
            template = rng.choice(self.frames)
        elif level == "sentence":
            template = rng.choice(self.sentences(split))
        else:
            template = rng.choice(shapes(self.kind)[level])
        text = filled(template, rng, word, without)
        return town.tidy(text) if level == "sentence" else text

    def sentences(self, split: str) -> list[str]:
        """Sentences in which any word of this kind can stand, without saying what it is."""
        return of_split(shapes(self.kind)["sentence"], split)


@dataclass(frozen=True)
class Sentences:
    """A way to make sentences, such as the past tense."""

    name: str
    templates: tuple[str, ...]

    def write(self, rng: Random, split: str) -> str:
        """A sentence of that kind, from the templates of `split`."""
        return town.tidy(filled(rng.choice(of_split(self.templates, split)), rng))


Value = Words | Sentences | TownLabel


@dataclass(frozen=True)
class Attribute:
    """A question about a text, and its possible answers with texts that have them."""

    name: str
    ask: str
    values: tuple[Value, ...]
    practised: bool

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The values' names: the natural labels."""
        return tuple(value.name for value in self.values)


@cache
def attributes() -> dict[str, Attribute]:
    """All attributes by name.

    >>> found = attributes()
    >>> found["animal"].ask, found["animal"].names[:2], found["animal"].practised
    ('kind of animal', ('bird', 'fish'), True)
    >>> [name for name, attribute in found.items() if not attribute.practised]
    ['instrument', 'weather', 'ailment', 'direction', 'mailbox', 'news']
    """
    found = {}
    for name, family in data("word_classes")["family"].items():
        practised = family.get("practised", True)
        values = []
        for value, entry in family["class"].items():
            words = tuple(entry["words"].split())
            cut = len(words) - NEW_WORDS * practised
            values.append(
                Words(value, family["kind"], words[:cut], words[cut:], tuple(entry["frames"]))
            )
        found[name] = Attribute(name, family["ask"], tuple(values), practised)
    for name, entry in data("sentence_attributes").items():
        values = tuple(
            Sentences(value, tuple(templates))
            for value, templates in entry.items()
            if isinstance(templates, list)
        )
        found[name] = Attribute(name, entry["ask"], values, entry.get("practised", True))
    for task, ask in (PRACTISED_TASKS | UNPRACTISED_TASKS).items():
        values = tuple(TownLabel(label, task) for label in town.grammar(task)["labels"])
        found[task] = Attribute(task, ask, values, task in PRACTISED_TASKS)
    return found


@cache
def practised(kind: type) -> tuple[Attribute, ...]:
    """Practised attributes whose values are of one kind: `Words`, `Sentences` or `TownLabel`."""
    return tuple(a for a in attributes().values() if a.practised and isinstance(a.values[0], kind))


@arguments.checked
@cache
def classes(practised_only: bool = True) -> tuple[Words, ...]:
    """All classes of words, or those that labelled lists may ask."""
    return tuple(
        value
        for a in attributes().values()
        for value in a.values
        if isinstance(value, Words) and (a.practised or not practised_only)
    )


@cache
def manners() -> tuple[Sentences, ...]:
    """All ways to make sentences, also those that no list asks for."""
    return tuple(v for a in attributes().values() for v in a.values if isinstance(v, Sentences))


@cache
def all_words() -> frozenset[str]:
    """The words of all classes, in lower case, and all label words."""
    words = [word.lower() for c in classes(False) for word in c.words + c.new]
    return frozenset(words).union(*label_words().values())


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The practised words of one kind: a "quality" says what a "thing" is like.

    >>> words_of("thing")[:3]
    ('heron', 'robin', 'owl')
    """
    return tuple(word for c in classes() if c.kind == kind for word in c.words)
