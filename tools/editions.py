"""The course for somebody else: with the instructor's notes, or published at another place."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from helpers.course import HOME
from helpers.files import CourseError, write_text
from helpers.published import GITHUB, Place
from tools import home, pages
from tools.build import build, plan
from tools.notebook import assemble, render, stored, targets
from tools.pages import Course
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
    """Write a copy of the notebooks with the instructor's notes; the paths written."""
    if (folder / "source").exists():
        raise CourseError("The instructor's copy needs a folder of its own, not the course's.")
    course = replace(course, setup=pages.at_home(course.setup, course.root))
    for target, notebook in plan(course, only):
        outputs, _ = stored(course, target, notebook)
        text = render(target, assemble(course, target, notes=True), outputs)
        write_text(folder / target.path, text)
    write_text(folder / HOME, home.page(course))
    return [(folder / path).as_posix() for path in [*(t.path for t in targets(course, only)), HOME]]
