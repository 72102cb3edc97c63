"""Make a source course for nbgrader of the labs: `python -m tools.nbgrader DIR`.

    DIR/nbgrader_config.py               how nbgrader clears, runs and marks them
    DIR/source/SLUG/SLUG.ipynb           a lab with its solutions between nbgrader's markers

`nbgrader generate_assignment SLUG` makes of it what learners get, `nbgrader autograde SLUG` marks
what they hand in: docs/teaching/nbgrader.md has the whole way. An exercise on the way through earns
its minutes as points, all or nothing; one in a section to go further earns none. Assignments, cells
and their ids are named by slugs and exercises, never by numbers.
"""

import argparse
import ast
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from helpers.files import CourseError, root, write_text
from tools import commands, further, pages, solutions
from tools.nbgrader_names import BEGIN, CHECK, END, GIVEN, SOLUTION, TEST, TEXT
from tools.notebook import METADATA, Target, cell_id, cells_of
from tools.pages import Course
from tools.source import Source

MARKS = (
    "**Marks.** An exercise that passes its check earns its minutes as points, all or nothing;"
    " those in sections “to go further” earn none. Write your own functions: a notebook that calls"
    " the course’s references, or uses `helpers.exercises` or `helpers.checking`, earns nothing."
    " Leave the locked cells as they are: they are put back."
)
TEST_CELL = """\
# nbgrader marks the exercise here, before its check. This cell is put back as it was.
from helpers.checks import mark

mark("{exercise}", {exercise})"""
CONFIG = '''\
"""nbgrader's settings for the labs of Weights & Context, by `python -m tools.nbgrader`."""

import sys

COURSE = {course!r}  # the course that marks: name its new place if you move it
sys.path.insert(0, COURSE)
try:
    from tools.nbgrader_marks import configure
except ImportError as error:  # without it nbgrader would believe what a notebook says
    raise SystemExit(f"{{error}}. Write the course's folder into {{__file__}}, as COURSE.")

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "weights-and-context"
configure(c)
'''


def tagged(cell: NotebookNode, grade_id: str, **more: Any) -> NotebookNode:
    """The cell with nbgrader's metadata, as its schema 3 has it. `more`: what differs."""
    usual = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {**usual, "schema_version": 3, "grade_id": grade_id, **more}
    return cell


def enclosed(text: str, filled: str) -> str:
    """A cell of a lab with its solutions between nbgrader's markers.

    text, filled: the cell as learners get it, and with its solutions.
    """
    given, whole = ast.parse(text).body, ast.parse(filled).body
    lines = filled.splitlines()
    for blank, node in reversed(list(zip(given, whole, strict=True))):
        if ast.dump(blank) != ast.dump(node):
            part = slice(node.lineno - 1, node.end_lineno)
            lines[part] = solutions.enclosed("\n".join(lines[part]), BEGIN, END).splitlines()
    return "\n".join(lines)


def test_cell(course: Course, source: Source, exercise: str, counts: bool) -> NotebookNode:
    """The cell that marks an exercise. A notebook goes on below it, as below a check."""
    points = course.exercise(exercise)[0] if counts else 0
    cell = new_code_cell(
        TEST_CELL.format(exercise=exercise),
        id=cell_id(source, f"test {exercise}"),
        metadata={"tags": ["raises-exception"]},
    )
    return tagged(cell, TEST + exercise, grade=True, locked=True, points=points)


def from_afar(course: Course, text: str) -> str:
    """A text whose links to the course's other files lead to where it is published.

    If that is nowhere, only their words stay.
    """
    if not course.place.repository:
        return re.sub(r"\[([^\]]*)\]\(\.\./[^)]*\)", r"\1", text)
    return text.replace("](../", f"]({course.place.file()}")


def graded(course: Course, source: Source, cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells of a lab between its first and its last, with a test before each check.

    cells: blank and solved, by pairs.
    """
    made, waiting = [], []
    skipped = further.marked([blank for blank, _ in cells])
    for (cell, solved), optional in zip(cells, skipped):
        found = CHECK.fullmatch(cell.source)
        if cell.cell_type == "code" and cell.source != solved.source:
            cell.source = enclosed(cell.source, solved.source)
            waiting.append(cell)
        elif found:
            for number, one in enumerate(waiting, start=1):
                name = f"{SOLUTION}{found[1]}" + (f"_{number}" if number > 1 else "")
                tagged(one, name, solution=True)
            waiting = []
            made.append(test_cell(course, source, found[1], not optional))
            tagged(cell, f"{GIVEN}{cell.id}", locked=True)
        made.append(cell)
    if waiting:
        raise CourseError(
            f"{source.path}: no `check` follows {waiting[0].source.splitlines()[0]!r}."
        )
    return made


def notebook(course: Course, source: Source) -> NotebookNode:
    """A lab as the source of an assignment; `course.setup` finds the course."""
    blank, solved = (
        cells_of(course, Target(source, name), False) for name in ("labs", "solutions")
    )
    pairs = {cell.id: cell for cell in solved}
    head, setup, *cells, tail = blank
    head.source = "\n\n".join([f"# {source.heading}", *pages.aims(course, source), MARKS])
    tail.source = "\n\n".join(pages.key_points(course, source))
    tagged(setup, f"{GIVEN}{setup.id}", locked=True)
    middle = graded(course, source, [(cell, pairs[cell.id]) for cell in cells])
    made = [head, setup, *middle, tail]
    for cell in made:
        if cell.cell_type == "markdown":
            cell.source = from_afar(course, cell.source)
            tagged(cell, f"{TEXT}{cell.id}", locked=True)
    return new_notebook(cells=made, metadata=METADATA)


def write(course: Course, folder: Path) -> list[Path]:
    """Write the source course; the paths. Raises `CourseError` before it overwrites a source.

    Settings that are there already are kept: a teacher may have added to them.
    """
    if (folder / "source").exists():
        raise CourseError(
            f"{folder / 'source'} exists. Name another folder, or delete that one first: the"
            " gradebook and what was handed in stay."
        )
    files = {
        folder / "source" / lab.slug / f"{lab.slug}.ipynb": nbformat.writes(notebook(course, lab))
        for lab in course.labs
    }
    config = folder / "nbgrader_config.py"
    if not config.exists():
        files[config] = CONFIG.format(course=str(course.root))
    return [write_text(path, text.rstrip("\n") + "\n") for path, text in files.items()]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.nbgrader",
        allow_abbrev=False,
        description="Make a source course for nbgrader of the labs.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the course for nbgrader is")
    options = parser.parse_args(arguments)
    try:
        course = pages.load(root(), setup=pages.at_home(pages.SETUP, root()))
        written = write(course, options.folder.absolute())
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {len(written)} files. Next, in {options.folder}:")
    print("nbgrader generate_assignment attention; docs/teaching/nbgrader.md has the whole way.")
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(lambda: main(sys.argv[1:])))
