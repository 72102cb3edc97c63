"""Lessons in another language: the same cells and the same code, with the texts of locale/es.

A text that has no translation, or whose English changed since, stands there in English with a mark.
`python -m tools.translate` keeps the files of messages; the build makes the notebooks.
"""

import json
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from helpers.measure.fingerprint import short_hash
from helpers.words import FOLDER, message, speaking, spoken
from tools.source import Cell, Source, names_notebook

if TYPE_CHECKING:
    from tools.pages import Course

# Words of the first code cell, the only one that is not the same in every language.
SETUP = (
    message("Setup: run this first"),
    message("Course not found. Open this notebook in its folder, or on Colab check the network."),
)
MARK = message("This part is in English: its translation is missing, or older than the text.")
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)[^)\s]+")


def read(root: Path, sources: Sequence[Source]) -> dict[str, dict[str, Source]]:
    """By language, the lessons that have a file of messages there, translated."""
    if not (root / FOLDER).is_dir():
        return {}
    from tools import catalogues  # here: a course in one language needs no Babel

    found: dict[str, dict[str, Source]] = {}
    for language in catalogues.languages(root):
        common = catalogues.good(catalogues.read(root, language, catalogues.COMMON))
        known = set(catalogues.lessons(root, language))
        for source in sources:
            if source.slug in known:
                own = catalogues.good(catalogues.read(root, language, source.slug))
                translated = translate(source, language, {**common, **own})
                found.setdefault(language, {})[source.slug] = translated
    return found


def translate(source: Source, language: str, told: Mapping[str, str]) -> Source:
    """A source with the translations `told`, by their English text."""

    def line(text: str) -> str:
        return told.get(text) or text + spoken(" (in English)")

    def slug_or_line(text: str) -> str:
        return text if names_notebook(text) else line(text)

    with speaking(language):
        return replace(
            source,
            language=language,
            title=told.get(source.title, source.title),
            objectives=tuple(map(line, source.objectives)),
            needs=tuple(map(slug_or_line, source.needs)),
            key_points=tuple(map(line, source.key_points)),
            cells=tuple(in_words(cell, told) for cell in source.cells),
        )


def in_words(cell: Cell, told: Mapping[str, str]) -> Cell:
    """A text cell in its translation, or with a mark below its heading; a code cell as it is."""
    from tools.messages import EXERCISE, flowing, purpose

    if cell.kind == "code":
        return cell
    text = told.get(flowing(cell.text))
    if text is None:
        heading, rest = re.fullmatch(r"(?s)(#[^\n]*)?(.*)", cell.text).groups("")
        text = f"{heading}\n\n> *{spoken(MARK)}*\n\n{rest.strip()}".strip()
    for name in EXERCISE.findall(text):  # the docstring is code, and stays English
        if aim := told.get(purpose(name)):
            text = f"{text}\n\n`{name}`: {aim}"
    return replace(cell, text=text)


def course(english: "Course", language: str) -> "Course":
    """The course as a translated lesson sees it: its first code cell, and the lessons beside it."""
    known, setup = english.translations[language], english.setup
    with speaking(language):
        for words in SETUP:
            setup = setup.replace(words, spoken(words))
    setup = re.sub(r"\bstart\(\)$", f'start(language="{language}")', setup)
    lessons = tuple(known.get(source.slug, source) for source in english.lessons)
    return replace(english, setup=setup, lessons=lessons)


def links(english: "Course", source: Source) -> list[str]:
    """Links from a lesson to itself in every other language that it has."""
    if not english.translations:
        return []
    from tools import catalogues

    there: dict[str, Source | None] = {"": replace(source, language="")}
    there |= {name: known.get(source.slug) for name, known in english.translations.items()}
    return [
        f"[{catalogues.name_of(name or 'en')}](../{found.built('lessons')})"
        for name, found in there.items()
        if found and name != source.language
    ]


def metadata(root: Path, source: Source) -> dict[str, Any]:
    """What a translated notebook says of itself: its language, and what its outputs depend on."""
    from tools import catalogues

    names = (catalogues.COMMON, source.slug)
    words = [catalogues.said(catalogues.read(root, source.language, name)) for name in names]
    return {"language": source.language, "words": short_hash(json.dumps(words, sort_keys=True))}


def move_links(cells: list[NotebookNode], path: str) -> None:
    """Let links that hold in `lessons/` hold in the notebook with this path."""

    def moved(found: re.Match[str]) -> str:
        target, hash_, place = found[0].partition("#")
        there = posixpath.normpath(posixpath.join("lessons", target))
        return posixpath.relpath(there, posixpath.dirname(path)) + hash_ + place

    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(moved, cell.source)
