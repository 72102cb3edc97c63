"""The course for somebody else: with the instructor's notes, or published at another place."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from helpers.course import HOME, KINDS
from helpers.files import CourseError, write_text
from helpers.published import GITHUB, Place
from tools import folders, home, pages
from tools.build import build, plan
from tools.notebook import assemble, render, stored, targets
from tools.pages import Course
from tools.renumber import TRANSLATED, is_built
from tools.retarget import set_target

NOWHERE = Place(GITHUB, "", "none")


def place(options: argparse.Namespace, before: Place = NOWHERE) -> Place:
    """The place that the command line names; what it leaves open is as `before`."""
    if not options.retarget:
        return before
    host = (options.host or before.host).rstrip("/")
    tag = options.tag or (before.tag if before.repository else "main")
    return Place(host, options.retarget, tag)


def retarget(load: Callable[[], Course], new: Place) -> list[str]:
    """Point every link at another public repository, executing nothing; the paths that changed."""
    course = load()
    must_be_built(course)
    set_target(course.root, new)
    said = "" if new.on_github else "Colab opens GitHub's notebooks only: its links are left out."
    return build(load()) + [said] * bool(said)


def must_be_built(course: Course) -> None:
    """Raise `CourseError` if a notebook lacks the outputs of the code that stands in its source."""
    for target, notebook in plan(course):
        wrong = stored(course, target, notebook)[1]
        if wrong:
            raise CourseError(f"{target.path} {wrong}. Run `python -m tools.build` first.")


def instructor(course: Course, folder: Path, only: str = "") -> list[str]:
    """Write a copy of the notebooks with the instructor's notes; the paths written.

    A copy that is there is renewed. Raises `CourseError`, and writes nothing, for a folder that
    holds something else: a learner's copy above all.
    """
    if (folder / "source").exists():
        raise CourseError("The instructor's copy needs a folder of its own, not the course's.")
    folders.take(folder, folders.NOTES)
    for path in stale(folder, {HOME, *(target.path for target in targets(course))}):
        path.unlink()
    course = replace(course, setup=pages.at_home(course.setup, course.root))
    for target, notebook in plan(course, only):
        outputs, _ = stored(course, target, notebook)
        text = render(target, assemble(course, target, notes=True), outputs)
        write_text(folder / target.path, text)
    write_text(folder / HOME, home.page(course))
    return [(folder / path).as_posix() for path in [*(t.path for t in targets(course, only)), HOME]]


def stale(folder: Path, names: set[str]) -> list[Path]:
    """Built notebooks of an earlier copy whose lesson has another number now, or none."""
    patterns = [f"{kind}/{part}" for kind, _ in KINDS.values() for part in ("*.ipynb", TRANSLATED)]
    found = [path for pattern in patterns for path in folder.glob(pattern)]
    return [p for p in found if p.relative_to(folder).as_posix() not in names and is_built(p)]
