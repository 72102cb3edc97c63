"""Builds the notebooks from their sources: `python -m tools.build` (`--help` lists the options).

    source/lessons/masked_lm.py  ->  lessons/NN_masked_lm.ipynb             executed
    source/labs/masked_lm.py     ->  labs/lab_NN_masked_lm.ipynb            exercises blank
                                     solutions/solution_NN_masked_lm.ipynb  filled in, executed
    locale/es/masked_lm.po       ->  lessons/es/NN_masked_lm.ipynb          executed

NN is the lesson's place in `course.toml`: to insert, move or drop a lesson, edit that file
and build. Notebooks whose number changed are renamed, with their outputs.
Stored outputs are kept as long as the code cells stay the same, so that a change of prose takes a
second. Two builds give the same bytes.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.files import CourseError, root, write_text
from tools import pages
from tools.documents import documents, draw
from tools.execute import execute
from tools.notebook import Target, assemble, render, stored, targets
from tools.pages import Course
from tools.renumber import moves, orphans, renumber
from tools.source import leaks


def plan(course: Course, only: str = "") -> list[tuple[Target, NotebookNode]]:
    """Every notebook without its outputs; raises if a lab would show its solution."""
    found = [(target, assemble(course, target)) for target in targets(course, only)]
    for target, notebook in found:
        if target.folder == "labs":
            lines = leaks(target.source, [cell.source for cell in notebook.cells])
            if lines:
                raise CourseError(
                    f"{target.path} would show a line of its solution: {lines[0]!r}. Reword it."
                )
    return found


def build(course: Course, only: str = "", force: bool = False) -> list[str]:
    """Write the notebooks and the generated documents; the paths that changed.

    Executes where the code changed, or everywhere with `force`. A notebook that fails keeps its
    old file; the others are built, then `CourseError` reports every failure.
    """
    planned = plan(course, only)  # before anything is renamed: it reads, and may refuse
    changed, problems = renumber(course), []
    for target, notebook in planned:
        outputs, stale = stored(course, target, notebook)
        try:
            if target.folder != "labs" and (force or stale):
                outputs = execute(notebook, course.root, target.path)
            changed += write(course.root / target.path, render(target, notebook, outputs), course)
        except CourseError as error:
            problems.append(str(error))
    try:
        for name, text in documents(course).items():
            changed += write(course.root / name, text, course)
        changed += draw(course)
    except CourseError as error:
        problems.append(str(error))
    if problems:
        raise CourseError("\n\n".join(problems))
    return changed


def write(path: Path, text: str, course: Course) -> list[str]:
    """Write `text` if it is not there already; the path below the course if it was written."""
    if contents(path) == text.encode("utf-8"):
        return []
    write_text(path, text)
    return [path.relative_to(course.root).as_posix()]


def contents(path: Path) -> bytes | None:
    """A file's bytes with Unix line ends: Git on Windows may have put others."""
    return path.read_bytes().replace(b"\r\n", b"\n") if path.exists() else None


def check(course: Course, only: str = "") -> list[str]:
    """A sentence for every difference between the built files and what a build would write."""
    problems: list[str] = []
    for target, notebook in plan(course, only):
        outputs, wrong = stored(course, target, notebook)
        path = course.root / target.path
        if wrong:
            problems.append(f"{target.path} {wrong}.")
        else:
            problems += difference(target.path, render(target, notebook, outputs), path)
        if target.folder == "labs":
            lines = leaks(target.source, cell_texts(path))
            problems += [f"{target.path} shows a line of its solution: {line!r}." for line in lines]
    for name, text in documents(course).items():
        problems += difference(name, text, course.root / name)
    if only:
        return problems
    for path, new in moves(course).items():
        problems.append(
            f"{path} should be {new}." if new else f"{path} is left out of course.toml."
        )
    return problems + [f"{path} has no source." for path in orphans(course)]


def cell_texts(path: Path) -> list[str]:
    """The text of every cell of a built file; nothing if the file is missing or damaged."""
    try:
        return [cell.source for cell in nbformat.read(path, as_version=4).cells]
    except (OSError, ValueError, AttributeError):
        return []


def difference(name: str, expected: str, path: Path) -> list[str]:
    """Where a file first differs from what it should be, as a list of one sentence or none."""
    found = contents(path) or b""
    if found == expected.encode("utf-8"):
        return []
    right, wrong = expected.split("\n"), found.decode("utf-8", errors="replace").split("\n")
    pairs = zip([*right, ""], [*wrong, ""], strict=False)
    number, (good, bad) = next(
        (item for item in enumerate(pairs, start=1) if item[1][0] != item[1][1]), (0, ("", ""))
    )
    return [f"{name}, line {number}: expected {good.strip()[:80]!r}, found {bad.strip()[:80]!r}."]


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tools.build", description="Build the notebooks.")
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this slug, or slugs that begin so"
    )
    parser.add_argument("--execute", action="store_true", help="run all code, even if unchanged")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--check", action="store_true", help="write nothing, fail on differences")
    act.add_argument("--instructor", metavar="DIR", type=Path, help="copy with notes to DIR")
    act.add_argument("--student", metavar="DIR", type=Path, help="copy without solutions to DIR")
    act.add_argument("--drop", metavar="SLUG", help="leave out a lesson with its lab")
    act.add_argument("--add", metavar="FOLDER", type=Path, help="put in a lesson of your own")
    parser.add_argument("--after", metavar="SLUG", help="with --add: the lesson before it")
    parser.add_argument(
        "--retarget", metavar="OWNER/NAME", help="point every link (of the copy) at this repository"
    )
    parser.add_argument("--tag", help="with --retarget: the tag or branch that links name")
    parser.add_argument("--host", help="with --retarget: such as https://gitlab.com")
    options = parser.parse_args(argv)
    for name in ("drop", "after", "retarget", "tag", "host"):  # "$SLUG" of a script may be empty
        if getattr(options, name) == "":
            parser.error(f"--{name} needs a value, and got an empty one")
    alone = (options.check, options.instructor, options.drop, options.add)
    if options.retarget and any(alone):
        parser.error("--retarget goes alone, or with --student")
    if (options.tag or options.host) and not options.retarget:
        parser.error("--tag and --host go with --retarget")
    if options.after and not options.add:
        parser.error("--after goes with --add")
    return options


def act(options: argparse.Namespace, load: Callable[[], Course]) -> list[str]:
    """Do what the options ask for; the paths that changed, and sentences."""
    from tools import editions, own_lessons, student  # here: they build, too

    if options.student:
        return student.copy(load(), options.student, editions.place(options))
    if options.retarget:
        return editions.retarget(load, editions.place(options, load().place))
    if options.instructor:
        return editions.instructor(load(), options.instructor, options.only)
    if options.drop:
        return own_lessons.drop(load, options.drop)
    if options.add:
        return own_lessons.add(load, options.add, options.after)
    course = load()
    changed = build(course, options.only, options.execute)
    lost = [
        f"{path} has no source: delete it, or bring its source back." for path in orphans(course)
    ]
    return lost + changed


def main(
    argv: list[str] | None = None, load: Callable[[], Course] = lambda: pages.load(root())
) -> int:
    """The command line; `load` gives the course to work on."""
    options = arguments(argv)
    try:
        if options.check:
            problems = check(load(), options.only)
            print("\n".join(problems) or "All notebooks are what their sources say.")
            if problems:
                print(f"{len(problems)} problem(s). `python -m tools.build` mends what it can.")
            return 1 if problems else 0
        changed = act(options, load)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Finished notebooks are kept; run it again for the rest.", file=sys.stderr)
        return 130
    said = [line if " " in line else f"wrote {line}" for line in changed]
    print("\n".join(said) or "Nothing to do.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
