"""What is wrong with a translation: what is missing or out of date, and what got lost in it."""

import re
from collections import Counter

from babel.messages import Catalog

from helpers.words import FOLDER
from tools import catalogues, roles
from tools.build import difference
from tools.messages import PROSE, Message, of_helpers, of_lesson
from tools.minutes import words
from tools.notebook import assemble, render, stored, targets
from tools.pages import Course

WORDS = 75  # of a text cell: Spanish needs a fourth more than English
# What a translation has to hold as often as the English text does.
KEPT = {
    "place to fill in": re.compile(r"\{\w+\}"),
    "brace": re.compile(r"\{(?!\w+\})|(?<!\w)\}"),  # of no place to fill in
    "reference": re.compile(r"\[\[\w+:(\w+)\]\]"),
    "link": re.compile(r"\]\(([^)\s]+)"),
    "code": re.compile(r"`[^`\n]+`"),
    "exercise": re.compile(r"(?m)^@exercise \w+$"),
    "level of a heading": re.compile(r"(?m)^#+(?= )"),
    "number": re.compile(r"(?<![\w{])\d+(?:[.,]\d+)*"),
    "mark": re.compile(r"\[MASK\]|->"),
}


def asked(course: Course, name: str) -> list[Message]:
    """The messages that a file should hold now."""
    if name == catalogues.COMMON:
        return of_helpers(course.root, (*course.lessons, *course.labs))
    return of_lesson(next(one for one in course.lessons if one.slug == name))


def named(text: str) -> str:
    """How a message is called in a list: its first words."""
    first = " ".join(text.split())
    return first if len(first) <= 60 else f"{first[:59]}…"


def stale(catalogue: Catalog, messages: list[Message]) -> list[str]:
    """A sentence for each message that is shown in English, because it is new or was changed."""
    known = {one.id: one for one in catalogues.entries(catalogue)}
    found = []
    for text in (one.text for one in messages):
        entry = known.get(text)
        if entry is None:
            found.append(f"new or changed in English, and not in the file yet: {named(text)}")
        elif entry.string and entry.fuzzy:
            found.append(f"changed in English since it was translated: {named(text)}")
        elif not entry.string:
            found.append(f"not translated: {named(text)}")
    return found


def slips(catalogue: Catalog) -> list[str]:
    """A sentence for each translation that lost something, or is too long."""
    found = []
    for entry in catalogues.entries(catalogue):
        if not entry.string or entry.fuzzy:
            continue
        for what, pattern in KEPT.items():
            there, here = (Counter(pattern.findall(text)) for text in (entry.id, entry.string))
            if lost := (there - here) + (here - there):
                found.append(f"another {what}, {next(iter(lost))!r}, in: {named(entry.id)}")
        prose = any(comment == PROSE for comment in entry.auto_comments)
        if prose and roles.READING not in roles.of_text(entry.id) and words(entry.string) > WORDS:
            found.append(f"{words(entry.string)} words, at most {WORDS}: {named(entry.string)}")
    return found


def of_files(course: Course, language: str) -> list[str]:
    """Everything about the files of messages."""
    found = []
    for name in [catalogues.COMMON, *catalogues.lessons(course.root, language)]:
        catalogue = catalogues.read(course.root, language, name)
        said = stale(catalogue, asked(course, name)) + slips(catalogue)
        found += [f"{FOLDER}/{language}/{name}.po: {one}." for one in said]
    if not catalogues.is_compiled(course.root, language):
        found.append(f"{FOLDER}/{language}/course.mo is out of date.")
    return found


def of_notebooks(course: Course, language: str) -> list[str]:
    """A sentence for each built notebook that is not what the messages make of its source."""
    found = []
    for target in targets(course):
        if target.source.language == language:
            notebook = assemble(course, target)
            outputs, wrong = stored(course, target, notebook)
            text = "" if wrong else render(target, notebook, outputs)
            path = course.root / target.path
            found += [f"{target.path} {wrong}."] if wrong else difference(target.path, text, path)
    return found
