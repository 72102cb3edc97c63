"""The order of the course: its parts and notebooks, their numbers, and references to them.

`course.toml` lists the parts and the slugs of their lessons, in order. The place in that list is a
lesson's number, and no number stands anywhere else: texts name a lesson as `[[lesson:SLUG]]`, its
lab as `[[lab:SLUG]]`, and `resolve` puts in what the reader sees.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from helpers import outline
from helpers.files import CourseError, root
from helpers.words import language, message, spoken

# Built files: the folder and what their names begin with, by kind.
KINDS = {"lesson": ("lessons", ""), "lab": ("labs", "lab_"), "solution": ("solutions", "solution_")}
HOME = "lessons/home.ipynb"  # built, too: a table of all notebooks, where learners begin
# What a reference begins with, and what stands in its place.
WORDS = {
    "lesson": message("lesson"),
    "Lesson": message("Lesson"),
    "lab": message("lab"),
    "Lab": message("Lab"),
    "solution": message("solution"),
    "Solution": message("Solution"),
}
REFERENCE = re.compile(r"\[\[(lesson|lab|solution):(\w+)\]\]", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A part of the course: its title, and the slugs of its lessons in order."""

    title: str
    slugs: tuple[str, ...]


def parts(folder: Path | None = None) -> tuple[Part, ...]:
    """The parts in `course.toml` of the course (or of the course in `folder`).

    Raises `CourseError` if the file is missing or damaged, or if a slug stands there twice.
    """
    try:
        text = ((folder or root()) / "course.toml").read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"course.toml cannot be read ({error.strerror}). Fetch it again."
        ) from None
    return read_parts(text)


@lru_cache(maxsize=8)  # the text is the key: an edited file is read anew
def read_parts(text: str) -> tuple[Part, ...]:
    """The parts in a text like that of course.toml.

    >>> read_parts('[[part]]\\ntitle = "First"\\nlessons = ["a", "b"]')
    (Part(title='First', slugs=('a', 'b')),)
    """
    try:
        listed = tomllib.loads(text)["part"]
        found = tuple(Part(part["title"], tuple(part["lessons"])) for part in listed)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
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


def missing(slug: str, slugs: Iterable[str], kind: str = "lesson") -> CourseError:
    """The error for a lesson that does not exist, with the nearest of `slugs` as its cure."""
    near = difflib.get_close_matches(str(slug), slugs, n=1)
    cure = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(slugs)}."
    return CourseError(f"There is no {kind} {slug!r}. {cure}")


def own(folder: Path | None = None) -> tuple[str, ...]:
    """The lessons that an instructor put in (`[[own]]` in course.toml), which make no claim."""
    text = ((folder or root()) / "course.toml").read_text(encoding="utf-8")
    return tuple(entry["lesson"] for entry in tomllib.loads(text).get("own", []))


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
        raise missing(slug, slugs)
    return f"{slugs.index(slug):02d}"


def notebook(slug: str, kind: str = "lesson") -> str:
    """The path of a built notebook below the course; kind: "lesson", "lab" or "solution".

    >>> notebook("start_here")
    'lessons/00_start_here.ipynb'
    """
    place, prefix = KINDS[kind]
    return f"{place}/{prefix}{number(slug)}_{slug}.ipynb"


def heading(number: str, title: str, kind: str = "lesson") -> str:
    """What a notebook is called where several are listed, in the learner's language.

    >>> heading("01", "One"), heading("01", "One", "lab")
    ('01 · One', 'Lab 01 · One')
    """
    if kind == "lesson":
        return f"{number} · {spoken(title)}"
    return spoken("Lab {number} · {title}", number=number, title=spoken(title))


def told(path: str, folder: Path | None = None) -> str:
    """The notebook with this path in the learner's language; where there is none, itself."""
    place, _, name = path.rpartition("/")
    there = f"{place}/{language()}/{name}"
    return there if language() and ((folder or root()) / there).exists() else path


def slug_of(path: str) -> str | None:
    """The slug in the path of a built notebook, whatever its number; None for other files.

    >>> slug_of("solutions/solution_03_one.ipynb"), slug_of("labs/my_copy.ipynb")
    ('one', None)
    """
    place, _, name = path.rpartition("/")
    for folder, prefix in KINDS.values():
        found = re.fullmatch(rf"{prefix}\d\d+_([a-z]\w*)\.ipynb", name)
        if place == folder and found:
            return found[1]
    return None


def chosen(begin: str, slugs: Iterable[str]) -> list[str]:
    """The slug that was named, or else those that begin so; all for "".

    >>> chosen("costs", ["costs", "costs_again", "prompts"]), chosen("p", ["costs", "prompts"])
    (['costs'], ['prompts'])
    """
    slugs = list(slugs)
    return [begin] if begin in slugs else [slug for slug in slugs if slug.startswith(begin)]


def title(slug: str, kind: str = "lesson", folder: Path | None = None) -> str:
    """The title in the front matter of a source, also of one that course.toml leaves out.

    Raises `CourseError` if there is no such source.

    >>> title("start_here")
    'Start here'
    """
    kind = "lesson" if kind == "lesson" else "lab"
    found = outline.of(slug, kind, folder)
    if found is None:
        raise missing(slug, outline.written(kind, folder), kind)
    return found.title


def source(slug: str, kind: str = "lesson", folder: Path | None = None) -> Path:
    """The file in which a lesson or a lab is written.

    >>> source("start_here").name
    'start_here.py'
    """
    return (folder or root()) / "source" / f"{kind}s" / f"{slug}.py"


def minutes(slug: str, kind: str = "lesson", folder: Path | None = None) -> int:
    """The minutes that the front matter of a source states; 0 if it states none.

    >>> minutes("start_here") > 0
    True
    """
    found = outline.of(slug, kind, folder)
    if found is None:
        raise missing(slug, outline.written(kind, folder), kind)
    return found.minutes


def resolve(
    text: str, linked: Callable[[str, str, str], str] | None = None, folder: Path | None = None
) -> str:
    """`text` with each reference in words: the title, or what linked(words, kind, slug) gives.

    `linked` gets "lesson NN" as words, with a capital letter if the reference has one; it is not
    asked about a lesson that course.toml leaves out. Code and what it prints are resolved without
    it: they hold no number, so that stored outputs stay true when a lesson is moved.
    Raises `CourseError` for a lesson that nobody wrote.

    >>> resolve("[[Lesson:start_here]] has no lab.")
    'Lesson “Start here” has no lab.'
    >>> resolve("[[Lesson:start_here]] has no lab.", lambda words, kind, slug: f"[{words[-2:]}]")
    '[00] has no lab.'
    """

    def words(found: re.Match[str]) -> str:
        word, kind, slug = spoken(WORDS.get(found[1], found[1])), found[1].lower(), found[2]
        called = spoken(title(slug, kind, folder))  # first of all: is there such a source?
        named = spoken("{word} “{title}”", word=word, title=called)
        if linked is None or slug not in order(folder):
            return named
        return linked(f"{word} {number(slug, folder)}", kind, slug)

    return REFERENCE.sub(words, text)
