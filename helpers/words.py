"""What the helpers say in the learner's language: English, unless COURSE_LANGUAGE names another.

`locale/es/course.mo` holds what is said in Spanish (`python -m tools.translate` makes it). The key
of a message is its English text. One that has no translation stays English, and so does one whose
translation cannot be filled in.
"""

from __future__ import annotations  # an older Python reads this before it is told to go

import gettext
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from helpers.files import root

FOLDER = "locale"  # below the course
NAME = "COURSE_LANGUAGE"


def language() -> str:
    """The learner's language, as two or three letters; "" is English.

    >>> with speaking("es_MX.UTF-8"):
    ...     language()
    'es'
    """
    named = re.match(r"[a-z]{2,3}(?![a-z])", os.environ.get(NAME, "").lower())
    return named[0] if named and named[0] != "en" else ""


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Inside the block the language is the one named; "" is English."""
    before = os.environ.get(NAME)
    os.environ[NAME] = name
    try:
        yield
    finally:
        os.environ.pop(NAME)
        if before is not None:
            os.environ[NAME] = before


@cache
def catalogue(name: str) -> gettext.NullTranslations:
    """What is said in a language; nothing if it has no messages, or if they are damaged."""
    try:
        with (root() / FOLDER / name / "course.mo").open("rb") as stream:
            return gettext.GNUTranslations(stream)
    except (OSError, ValueError, struct.error):
        return gettext.NullTranslations()


def message(text: str) -> str:
    """The same text. Marks it for translation where it stands, to be `spoken` elsewhere."""
    return text


def spoken(text: str, /, **values: object) -> str:
    """A message in the learner's language, with `values` in the place of their {names}.

    Without values nothing is filled in, so that a message may hold braces.

    >>> spoken("Key {key} is missing.", key="'a'"), spoken("Use `{}`.")
    ("Key 'a' is missing.", 'Use `{}`.')
    """
    name = language()
    known = catalogue(name).gettext(text) if name and text else text
    if not values:
        return known
    try:
        return known.format(**values)
    except (LookupError, ValueError, AttributeError):  # a slip of the translation's
        return text.format(**values)
