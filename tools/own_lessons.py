"""Lessons that an instructor leaves out, and lessons of their own: `tools.build --drop`, `--add`.

A folder of one's own is named like the lesson's slug. It holds

    lesson.py                 as in source/lessons/
    lab.py                    as in source/labs/, if it has a lab
    quiz.toml                 its questions, as in helpers/checking/quiz_data/
    sheet.toml                its run sheet, as in source/teaching/
    exercises/NAME.py         as in helpers/exercises/SLUG/
    mistakes/NAME.py          wrong answers to each exercise, as in tests/mistakes/
    claims.toml               what it claims, as in the course's claims.toml

All but the first may be missing. Either the course builds with it, or everything is as before.
"""

import importlib
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from helpers import course as order
from helpers import exercises
from helpers.files import CourseError, write_bytes
from tools import teaching
from tools.build import build
from tools.pages import Course
from tools.renumber import TRANSLATED, is_built

PLACES = {
    "lesson.py": "source/lessons/{slug}.py",
    "lab.py": "source/labs/{slug}.py",
    "quiz.toml": "helpers/checking/quiz_data/{slug}.toml",
    "sheet.toml": "source/teaching/{slug}.toml",
    "exercises": "helpers/exercises/{slug}",
    "mistakes": "tests/mistakes",
}
CLAIMS, ORDER = "claims.toml", "course.toml"
NOTEBOOKS = ("*.ipynb", TRANSLATED)
FIRST = "start_here"  # shows how predictions, checks and hints work; helpers show examples of it
# What a build writes, below the course; the folders hold nothing else, but for own notebooks.
MADE = (
    *(f"{folder}/{pattern}" for folder, _ in order.KINDS.values() for pattern in NOTEBOOKS),
    *(f"{teaching.PLACE}/{below}*.md" for below in ("", *(f"{own}/" for own in teaching.OWN))),
    "docs/claims.png",
    "docs/*.md",
    "helpers/README.md",
    "README.md",
)
LISTS = re.compile(r"(?ms)^lessons\s*=\s*\[.*?\]")
Load = Callable[[], Course]


def drop(load: Load, slug: str) -> list[str]:
    """Leave out a lesson with its lab; its sources stay. The paths that changed, and who needs it.

    Raises `CourseError` for a lesson that is not there, and for the first one, which all rely on.
    """
    course = load()
    known = order.order(course.root)
    if slug not in known:
        raise order.missing(slug, known)
    if slug == FIRST:
        raise CourseError(f"{FIRST} shows how the others work, and stays. Move it, if you like.")
    needing = [one.slug for one in course.lessons if slug in one.needs and one.slug != slug]
    changed = carry_out(load, {ORDER: without(course.root, slug)})
    return changed + [f"{name} needs it, and names it by its title now." for name in needing]


def add(load: Load, folder: Path, after: str | None = None) -> list[str]:
    """Put a lesson of one's own behind the lesson `after`, or at the end; the paths that changed.

    Raises `CourseError` if the folder is not as above, or if the course does not build with it.
    """
    course, slug = load(), folder.resolve().name
    check(course, folder, slug, after)
    edits = {ORDER: with_lesson(course.root, slug, after, own=not (folder / CLAIMS).exists())}
    for name, place in PLACES.items():
        place, found = place.format(slug=slug), folder / name
        if found.is_dir():
            edits |= {f"{place}/{path.name}": path.read_bytes() for path in found.glob("*.py")}
        elif found.exists():
            edits[place] = found.read_bytes()
    if (folder / "exercises").is_dir():
        note = f'"""The exercises of `{slug}`, one file each."""\n'
        edits.setdefault(f"helpers/exercises/{slug}/__init__.py", note.encode())
    if (folder / CLAIMS).exists():
        claims = (course.root / CLAIMS).read_bytes().rstrip() + b"\n\n"
        edits[CLAIMS] = claims + (folder / CLAIMS).read_bytes()
    return carry_out(load, edits)


def check(course: Course, folder: Path, slug: str, after: str | None) -> None:
    """Raise `CourseError` unless the folder may become the lesson `slug`."""
    known = order.order(course.root)
    if not folder.is_dir() or not (folder / "lesson.py").exists():
        raise CourseError(f"{folder} holds no lesson.py. `python -m tools.build --help` says more.")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug):
        raise CourseError(f"The folder's name, {slug!r}, is no slug. Use a-z, 0-9 and _.")
    if slug in known:
        raise CourseError(f"The course has a lesson {slug!r}. Rename yours, or --drop it first.")
    if after is not None and after not in known:
        raise order.missing(after, known)
    names = {path.name for path in folder.iterdir() if path.name[0] not in "._"}
    if other := sorted(names - set(PLACES) - {CLAIMS, "README.md"}):
        raise CourseError(f"{other[0]} has no place. Known: {', '.join([*PLACES, CLAIMS])}.")
    for path in (folder / "exercises").glob("*.py"):
        home = exercises.index().get(path.stem)
        if home not in (None, slug):
            raise CourseError(f"The lesson {home!r} has an exercise {path.stem!r}. Rename yours.")


def carry_out(load: Load, edits: dict[str, bytes]) -> list[str]:
    """Write files below the course, and build it and its teaching pages; if that fails, all is as
    before."""
    root = load().root
    before = contents(root, edits)
    try:
        write(root, edits)
        return [*build(load()), *teaching.write(load())]
    except BaseException:  # Ctrl-C, too
        restore(root, before, edits)
        raise


def contents(root: Path, edits: Iterable[str]) -> dict[str, bytes]:
    """The files that a build may change, and those of `edits` that are there, as they are."""
    found = {path for pattern in MADE for path in root.glob(pattern) if path.is_file()}
    found |= {root / name for name in edits if (root / name).is_file()}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def restore(root: Path, before: dict[str, bytes], edits: Iterable[str]) -> None:
    """Bring back what `contents` gave, outputs too: nothing is executed for it."""
    now = contents(root, edits)
    for name in now.keys() - before.keys():
        if not name.endswith(".ipynb") or is_built(root / name):  # a notebook of one's own stays
            (root / name).unlink()
            with suppress(OSError):  # a folder that was there before holds something
                (root / name).parent.rmdir()
    write(root, {name: data for name, data in before.items() if now.get(name) != data})


def write(root: Path, edits: dict[str, bytes]) -> None:
    for name, data in edits.items():
        write_bytes(root / name, data)
    importlib.invalidate_caches()  # Python has looked into these folders before
    exercises.index.cache_clear()


def without(root: Path, slug: str) -> bytes:
    """course.toml without a lesson."""
    return edited(root, lambda slugs: [one for one in slugs if one != slug])


def with_lesson(root: Path, slug: str, after: str | None, own: bool) -> bytes:
    """course.toml with a lesson behind another, or at the end. own: nobody asks it for a claim."""
    after = after or order.order(root)[-1]
    text = edited(
        root, lambda slugs: [x for one in slugs for x in (one, slug)[: 1 + (one == after)]]
    )
    return text + f'\n[[own]]\nlesson = "{slug}"\n'.encode() if own else text


def edited(root: Path, change: Callable[[list[str]], list[str]]) -> bytes:
    """course.toml with each part's list of lessons changed; comments stay."""
    text, found = (root / ORDER).read_text(encoding="utf-8"), iter(order.parts(root))
    text = LISTS.sub(lambda _: f"lessons = {json.dumps(change(list(next(found).slugs)))}", text)
    return text.encode("utf-8")
