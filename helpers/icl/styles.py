"""Documents in which one person answers everybody in the same style."""

import re
from functools import cache
from random import Random

from helpers import arguments
from helpers.icl import attributes
from helpers.icl.documents import Document

NEW_STYLES = 2  # the last greetings, bodies and ends are for tests only


def style_parts(split: str = "train") -> list[list[str]]:
    """Greetings, bodies and ends of answers. Those of "test" are in no document of pre-training.

    >>> [len(part) for part in style_parts("test")]
    [2, 2, 2]
    """
    part = slice(-NEW_STYLES, None) if split == "test" else slice(-NEW_STYLES)
    parts = attributes.data("document_parts")
    return [parts[name][part] for name in ("greetings", "bodies", "ends")]


@cache
def everyday() -> tuple[str, ...]:
    """The words of plain sentences, without those that a list may ask about.

    >>> "evening" in everyday()
    True
    """
    texts = [text for c in attributes.classes(False) for text in (*c.frames, *c.sentences("train"))]
    words = dict.fromkeys(re.findall(r"(?<!{)\b[a-z]+\b(?!})", " ".join(texts)))
    return tuple(word for word in words if word not in attributes.all_words())


def style(rng: Random) -> str:
    """A greeting, a body and an end for pre-training, or as often random words around the slots.

    A model that read only whole phrases learned them by heart, and copied no new ones.
    """
    return " ".join(map(rng.choice, style_parts())) if rng.random() < 0.5 else random_style(rng)


@arguments.checked
def random_style(rng: Random) -> str:
    """Common words, drawn anew, around the slots of a reply."""
    parts = []
    for slots, most in ((["{P}"], 3), (["{y}", "{day}"], 5), ([], 4)):
        words = rng.choices(everyday(), k=rng.randint(1, most))
        for slot in slots:
            words.insert(rng.randint(0, len(words)), slot)
        parts.append(" ".join(words) + rng.choice(",.!:;"))
    return " ".join(parts)


def styled(rng: Random, items: tuple[int, int]) -> Document:
    """Requests and answers, all answers by one person in one style."""
    shown, wishes = style(rng), attributes.data("document_parts")["wishes"]
    writer, *others = rng.sample(attributes.people(), 1 + rng.randint(*items))
    text, answers = "", []
    for asker in others:
        thing, day = rng.choice(attributes.words_of("thing")), rng.choice(attributes.days())
        wish, said = (
            shape.replace("{y}", thing).replace("{day}", day).replace("{P}", asker)
            for shape in (rng.choice(wishes), shown)
        )
        text += f"{asker}: {wish}\n{writer}: {said}\n"
        answers.append((len(text) - len(said) - 1, len(text) - 1))
    return Document("styled", text, tuple(answers[1:]))
