"""How far a learner's wording is from those that pre-training practised, and what the cards say.

Patterns are those of `facts.toml`: {a} and {b} are names, {f} and {g} the words of the relation.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from helpers import arguments
from helpers.facts import spelling, statements, words
from helpers.facts.vocabulary import tokenizer
from helpers.text import town

CHECKPOINTS = ("facts-lm", "facts-lm-1", "facts-lm-2")


def pieces(pattern: str) -> list[str]:
    """The words and marks of a pattern without its slots.

    >>> pieces("{a}'s {g} is {b}.")
    ["'", 's', 'is', '.']
    """
    return re.findall(r"\w+|[^\w\s]", re.sub(r"{\w}", " ", pattern))


def alike(pattern: str) -> list[str]:
    """The words and slots of a pattern, the same for both directions: the name that comes first is
    {a}, and its relation word {f}.

    >>> alike("the {f} of {b} is {a}.") == alike("The {g} of {a} is {b}.")
    True
    """
    found = re.findall(r"{\w}|\w+|[^\w\s]", town.tidy(pattern))
    if "{b}" in found and found.index("{b}") < found.index("{a}"):
        other = dict(zip(("{a}", "{b}", "{f}", "{g}"), ("{b}", "{a}", "{g}", "{f}")))
        found = [other.get(word, word) for word in found]
    return found


@cache
def known(kept: bool = False) -> dict[str, list[str]]:
    """The patterns of facts between people, as in `alike`, by their text: those that pre-training
    had, with all that a sentence may begin with; or those kept from it."""
    file, form = words.data(), words.data()["form"]["pair"]
    names = ("kept_forward", "kept_reversed")
    if not kept:
        names = [start + way for way in statements.WAYS for start in ("", "more_", "late_")]
    patterns = dict.fromkeys(
        pattern.replace("{is}", link)
        for name in names
        for pattern in form[name]
        for link in (file["links"] if "{is}" in pattern else [""])
    )
    begins = ["", *file["openers"]]
    return {p: alike(p) for p in (f"{begin} {one}".strip() for one in patterns for begin in begins)}


def differing(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words are put in, left out or exchanged between two patterns.

    >>> differing("a b c".split(), "a x c d".split())
    2
    """
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for what, a, b, c, d in steps if what != "equal")


def status(pattern: str) -> str:
    """Whether pre-training had a wording: "practised", "kept for tests" or "new".

    >>> status("the {g} of {a} is {b}."), status("we know {a} as the {f} of {b}.")
    ('practised', 'kept for tests')
    """
    found = alike(pattern)
    if found in known().values():
        return "practised"
    return "kept for tests" if found in known(kept=True).values() else "new"


@arguments.checked
def distances(wording: Mapping[str, str]) -> list[dict]:
    """How far each pattern is from the practised ones, a row each, for a table.

    "in pieces" are words that the vocabulary lacks: the model reads them in syllables and letters,
    as it reads names.

    >>> distances({"told": "{a} surely is the {f} of {b}."})[0]["words that differ"]
    1
    """
    rows = []
    for name, pattern in wording.items():
        found = alike(pattern)
        nearest = min(known(), key=lambda one: differing(found, known()[one]))
        split = [word for word in pieces(town.tidy(pattern)) if len(tokenizer().tokenize(word)) > 1]
        rows.append(
            {
                "for": name,
                "pre-training": status(pattern),
                "nearest practised": nearest,
                "words that differ": differing(found, known()[nearest]),
                "in pieces": ", ".join(split) or "none",
            }
        )
    return rows


def on_cards(condition: str) -> str:
    """Recall and reversal under a condition of `battery`, over the course's three pre-trainings."""
    found = [spelling.measured(condition, name) for name in CHECKPOINTS]
    told = []
    for measure in ("recall", "reversed"):
        some = [one[measure] for one in found]
        told.append(f"{measure} {sum(some) / 3:.0%} ({min(some):.0%} to {max(some):.0%})")
    return ", ".join(told)


def told_of(wording: Mapping[str, str]) -> str:
    """A sentence on what pre-training had of a wording, and on what the models' cards say of it."""
    unseen = [name for name, pattern in wording.items() if status(pattern) != "practised"]
    if not unseen:
        return "Pre-training had all three of these wordings, word for word."
    said = [f"Pre-training had no such wording for {', '.join(f'“{name}”' for name in unseen)}."]
    if "told" in unseen:
        said.append(f"Told in words kept from it: {on_cards('told in unseen words')}.")
    if set(unseen) - {"told"}:
        said.append(f"Asked in words kept from it: {on_cards('asked in unseen words')}.")
    said.append(
        f"As practised: {on_cards('as practised')}. Mean and range of three models. Only two"
        " wordings were kept, so yours may be much easier or harder."
    )
    return " ".join(said)
