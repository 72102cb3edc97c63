"""The order of the course: its parts and notebooks, their numbers, and references to them.

`course.toml` lists the parts and the slugs of their lessons, in order. The place in that list is a
lesson's number, and no number stands anywhere else: texts name a lesson as `[[lesson:SLUG]]`, its
lab as `[[lab:SLUG]]`, and `resolve` puts in what the reader sees.
"""

import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpers.files import CourseError, root

# Built files: the folder and what their names begin with, by kind.
KINDS = {"lesson": ("lessons", ""), "lab": ("labs", "lab_"), "solution": ("solutions", "solution_")}
REFERENCE = re.compile(r"\[\[(lesson|lab|solution):(\w+)\]\]", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A part of the course: its title, and the slugs of its lessons in order."""

    title: str
    slugs: tuple[str, ...]


@cache
def parts(folder: Path | None = None) -> tuple[Part, ...]:
    """The parts in `course.toml` of the course (or of the course in `folder`).

    Raises `CourseError` if the file is missing or damaged, or if a slug stands there twice.
    """
    path = (folder or root()) / "course.toml"
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["part"]
        found = tuple(Part(part["title"], tuple(part["lessons"])) for part in listed)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CourseError(
            f"course.toml cannot be read ({type(error).__name__}). Give each [[part]] a title"
            ' and its lessons: lessons = ["start_here"].'
        ) from None
    slugs = [slug for part in found for slug in part.slugs]
    for slug in slugs:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", str(slug)):
            raise CourseError(f"course.toml: {slug!r} is no slug. Use a-z, 0-9 and _.")
        if slugs.count(slug) > 1:
            raise CourseError(f"course.toml names {slug!r} twice.")
    return found


def order(folder: Path | None = None) -> tuple[str, ...]:
    """The slugs of all lessons, in order.

    >>> order()[0]
    'start_here'
    """
    return tuple(slug for part in parts(folder) for slug in part.slugs)


def number(slug: str, folder: Path | None = None) -> str:
    """The two digits that a lesson, its lab and its solution have in common.

    >>> number("start_here")
    '00'
    >>> number("start_her")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no lesson 'start_her'. Did you mean 'start_here'?
    """
    slugs = order(folder)
    if slug not in slugs:
        near = difflib.get_close_matches(str(slug), slugs, n=1)
        cure = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(slugs)}."
        raise CourseError(f"There is no lesson {slug!r}. {cure}")
    return f"{slugs.index(slug):02d}"


def notebook(slug: str, kind: str = "lesson") -> str:
    """The path of a built notebook below the course; kind: "lesson", "lab" or "solution".

    >>> notebook("start_here")
    'lessons/00_start_here.ipynb'
    """
    place, prefix = KINDS[kind]
    return f"{place}/{prefix}{number(slug)}_{slug}.ipynb"


def title(slug: str, kind: str = "lesson", folder: Path | None = None) -> str:
    """The title in the front matter of a source, also of one that course.toml leaves out.

    Raises `CourseError` if there is no such source.

    >>> title("start_here")
    'Start here'
    """
    source = "lessons" if kind == "lesson" else "labs"
    path = (folder or root()) / "source" / source / f"{slug}.py"
    try:
        found = re.search(r'(?m)^# title: *"?(.*?)"?$', path.read_text(encoding="utf-8"))
    except OSError:
        raise CourseError(f"There is no {kind} {slug!r}: source/{source}/{slug}.py.") from None
    return found[1] if found else slug.replace("_", " ")


def resolve(
    text: str, linked: Callable[[str, str, str], str] | None = None, folder: Path | None = None
) -> str:
    """`text` with each reference in words: "lesson 00", or what linked(words, kind, slug) gives.

    A capital letter in the reference gives one in the words. A lesson that course.toml leaves out
    has no number; its title is named instead. Raises `CourseError` for one that nobody wrote.

    >>> resolve("[[Lesson:start_here]] has no lab.")
    'Lesson 00 has no lab.'
    """

    def words(found: re.Match[str]) -> str:
        said, kind, slug = found[1], found[1].lower(), found[2]
        named = title(slug, kind, folder)
        if slug not in order(folder):
            return f"{'The' if said[0].isupper() else 'the'} {kind} “{named}” (left out here)"
        said = f"{said} {number(slug, folder)}"
        return linked(said, kind, slug) if linked else said

    return REFERENCE.sub(words, text)
