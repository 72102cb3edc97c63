"""The files of messages: locale/es/SLUG.po for a lesson, course.po for all that helpers say.

These are gettext's files, for any editor of translations; Babel reads and writes them. A message
whose English text changed keeps its old translation, marked as fuzzy, until somebody looks at it.
`course.mo` holds what helpers say in a form that Python reads by itself.
"""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from helpers.course import order
from helpers.files import CourseError
from helpers.words import FOLDER
from tools.messages import PROSE, Message

COMMON = "course"  # the file that is no lesson's
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: the same messages give the same bytes
HEADER = {
    "project": "Weights & Context",
    "version": "in other languages",
    "creation_date": BEGUN,
    "msgid_bugs_address": "see CONTRIBUTING.md",
    "last_translator": "The authors of the course",
    "language_team": "The authors of the course",
}


def languages(root: Path) -> list[str]:
    """The languages that the course has messages in."""
    return sorted(path.parent.name for path in (root / FOLDER).glob(f"*/{COMMON}.po"))


def name_of(language: str) -> str:
    """What a language calls itself.

    >>> name_of("es")
    'Español'
    """
    try:
        return (Locale.parse(language).get_display_name() or language).capitalize()
    except (UnknownLocaleError, ValueError):
        text = f"{language!r} is no language. Use its letters, such as es."
        raise CourseError(text) from None


def files(root: Path, language: str) -> list[str]:
    """The names of all files of messages in a language."""
    return sorted(path.stem for path in (root / FOLDER / language).glob("*.po"))


def lessons(root: Path, language: str) -> list[str]:
    """The slugs of the lessons that are translated; what course.toml leaves out is left out."""
    return [slug for slug in order(root) if slug in files(root, language)]


def read(root: Path, language: str, name: str) -> Catalog:
    """One file of messages, empty if there is none. Raises `CourseError` if it is damaged."""
    path = root / FOLDER / language / f"{name}.po"
    if not path.exists():
        return Catalog(language, **HEADER)
    try:
        with path.open("rb") as stream:
            return read_po(stream, language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise CourseError(f"{FOLDER}/{language}/{path.name} is damaged: {error}") from None


def text(catalogue: Catalog) -> bytes:
    """A file of messages; those that nobody asks for any more are left out."""
    catalogue.revision_date, catalogue.fuzzy = BEGUN, False
    catalogue.header_comment = "# Translations of Weights & Context, under CC BY 4.0."
    stream = BytesIO()
    write_po(
        stream,
        catalogue,
        width=92,
        ignore_obsolete=True,
        include_previous=True,
        no_location=False,
        include_lineno=False,
    )
    return stream.getvalue()


def renewed(catalogue: Catalog, messages: Iterable[Message]) -> Catalog:
    """The same translations for the messages that there are now.

    One that is new gets the translation of the one most like it, if any is, marked as fuzzy.
    """
    template = Catalog(**HEADER)
    for one in messages:
        template.add(
            one.text, locations=[(one.place, 0)], auto_comments=[one.note] * bool(one.note)
        )
    catalogue.update(template, update_creation_date=False)
    for entry in catalogue:
        if "python-format" in entry.flags:  # a share in per cent is no place to fill in
            entry.flags.discard("python-format")
    return catalogue


def entries(catalogue: Catalog) -> list[Entry]:
    """All messages of a file but its header."""
    return [entry for entry in catalogue if entry.id]


def good(catalogue: Catalog) -> dict[str, str]:
    """The translations that may be shown, by their English text."""
    return {one.id: one.string for one in entries(catalogue) if one.string and not one.fuzzy}


def said(catalogue: Catalog) -> dict[str, str]:
    """Those that helpers say while a notebook runs."""
    prose = {
        one.id for one in entries(catalogue) if any(c.startswith(PROSE) for c in one.auto_comments)
    }
    return {key: told for key, told in good(catalogue).items() if key not in prose}


def compiled(root: Path, language: str) -> bytes:
    """course.mo: what helpers say, of all the files of a language."""
    both = Catalog(language, revision_date=BEGUN, **HEADER)
    for name in files(root, language):
        for key, told in said(read(root, language, name)).items():
            both.add(key, told)
    stream = BytesIO()
    write_mo(stream, both)
    return stream.getvalue()


def is_compiled(root: Path, language: str) -> bool:
    """Whether course.mo says what the files of messages say; another Babel writes other bytes."""
    path = root / FOLDER / language / "course.mo"
    try:
        files = (BytesIO(path.read_bytes()), BytesIO(compiled(root, language)))
        here, now = (good(read_mo(stream)) for stream in files)
    except (OSError, ValueError, struct.error):
        return False
    return here == now
