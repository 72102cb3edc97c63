"""The real nbgrader hands out every lab, and marks what comes back.

It runs in the environment that `python -m tools.extra_rooms nbgrader` makes.
"""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader_course import Change, Course, cell, exercises

from helpers.files import root
from tools import extra_rooms, pages
from tools.nbgrader_names import SOLUTION, TEST
from tools.notebook import Target, cells_of
from tools.source import leaks

pytestmark = [pytest.mark.all, pytest.mark.timeout(3600)]

COURSE = pages.load(root())
LABS = {lab.slug: lab for lab in COURSE.labs}
CLASS = "attention"  # a lab that takes seconds, for a class of learners
NAMES = ["softmax_rows", "attention_weights", "causal_mask", "padding_weights", "attend_heads"]
SECONDS = 60  # that a cell of the class may take, of a machine that does other things, too
BEFORE, LOST = NAMES[:3], NAMES[3]  # what stands above a cell that ends all


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Course:
    """All labs, as the command makes them."""
    folder = tmp_path_factory.mktemp("nbgrader") / "my class"
    subprocess.run([sys.executable, "-m", "tools.nbgrader", str(folder)], cwd=root(), check=True)
    course = Course(folder, extra_rooms.python_of("nbgrader"))
    course.prepare()
    return course


def copied(made: Course, folder: Path, slug: str) -> Course:
    """A course of one lab with a gradebook of its own; the lab is handed out."""
    shutil.copytree(made.folder / "source" / slug, folder / "source" / slug)
    shutil.copy(made.folder / "nbgrader_config.py", folder)
    found = Course(folder, made.python)
    found.run("generate_assignment", slug)
    return found


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_is_handed_out_blank_and_its_solution_earns_all_points(made, slug):
    made.run("generate_assignment", slug)
    released = made.read("release", slug)
    points = exercises(released)
    blank = {one.id: one.source for one in cells_of(COURSE, Target(LABS[slug], "labs"), False)}
    for name in points:
        assert cell(released, SOLUTION + name).source in blank.values()
    assert leaks(LABS[slug], [one.source for one in released.cells]) == []
    made.hand_in("right", slug, list(points))
    made.run("autograde", slug)
    assert made.scores(slug) == {"right": points}
    assert made.named(slug) == set()


def test_some_exercises_earn_their_points_and_no_others(made, tmp_path):
    slug = "own_inferences"
    course = copied(made, tmp_path / "class", slug)
    points = exercises(course.read("release", slug))
    solved = list(points)[1::2]
    course.hand_in("blank", slug, [])
    course.hand_in("some", slug, solved)
    course.run("autograde", slug)
    found = course.scores(slug)
    assert found["blank"] == dict.fromkeys(points, 0)
    assert found["some"] == {name: points[name] * (name in solved) for name in points}
    assert 0 < sum(found["some"].values()) < sum(points.values())


# ---- a class of learners -----------------------------------------------------------------------


def written(name: str, code: str) -> Change:
    """This code in place of an exercise's solution."""

    def change(notebook: NotebookNode) -> None:
        cell(notebook, SOLUTION + name).source = code

    return change


def above(name: str, code: str) -> Change:
    """A cell of the learner's own above an exercise's."""

    def change(notebook: NotebookNode) -> None:
        place = notebook.cells.index(cell(notebook, SOLUTION + name))
        notebook.cells.insert(place, new_code_cell(code))

    return change


def disordered(notebook: NotebookNode) -> None:
    """One test cell is deleted, one changed and worth more, one moved to the top; one is twice."""
    first, second, third, fourth = (cell(notebook, TEST + name) for name in NAMES[:4])
    notebook.cells.remove(first)
    second.source, second.metadata.nbgrader.points = "pass", 50
    notebook.cells.remove(third)
    notebook.cells.insert(0, third)
    notebook.cells.append(new_code_cell(fourth.source, metadata=fourth.metadata))


FORGED = """\
import helpers.checks
from IPython import get_ipython

helpers.checks.mark = mark = check = lambda name, function: function
get_ipython().showtraceback = lambda *_, **__: None"""
ASKED = """\
given = check("softmax_rows", None)

def softmax_rows(scores):
    return given(scores)"""
FOUND = """\
inner = getattr(__import__("helpers"), "exer" + "cises")

def softmax_rows(scores):
    return inner.find("softmax_rows").reference(scores)"""
ENDLESS = """\
def softmax_rows(scores):
    while True:
        pass"""
PRINTING = """\
import time

while True:
    print("still here")
    time.sleep(0.01)"""
STUBBORN = """\
import time

while True:
    try:
        time.sleep(1)
    except BaseException:
        pass"""
DEAD = "import os\n\nos._exit(1)"

# Learner: what is solved, what else is changed, and what earns its points.
Learner = tuple[list[str], Change | None, list[str]]
LEARNERS: dict[str, Learner] = {
    "blank": ([], None, []),
    "some": (NAMES[1:3], None, NAMES[1:3]),
    "wrong": (NAMES[1:], written(NAMES[0], "softmax_rows = abs"), NAMES[1:]),
    "disordered": (NAMES[:4], disordered, NAMES[:4]),
    "forger": ([], written(NAMES[0], FORGED), []),
    "asker": (NAMES[1:], written(NAMES[0], ASKED), []),
    "finder": (NAMES[1:], written(NAMES[0], FOUND), []),
    "endless": (NAMES[1:], written(NAMES[0], ENDLESS), NAMES[1:]),
    "printing": (NAMES, above(LOST, PRINTING), NAMES),
    "stubborn": (NAMES, above(LOST, STUBBORN), BEFORE),
    "dead": (NAMES, above(LOST, DEAD), BEFORE),
}
CALLERS = {"asker": "check('softmax_rows', None)", "finder": "`softmax_rows` runs the course's"}


@pytest.fixture(scope="module")
def marked(made, tmp_path_factory) -> tuple[Course, str]:
    """The class is marked; with what nbgrader said."""
    course = copied(made, tmp_path_factory.mktemp("marked"), CLASS)
    with (course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Mark.timeout = {SECONDS}\n")
    for name, (solved, change, _) in LEARNERS.items():
        course.hand_in(name, CLASS, solved, change)
    return course, course.run("autograde", CLASS)


@pytest.mark.parametrize("name", LEARNERS)
def test_a_learner_earns_what_was_written(marked, name):
    points = exercises(marked[0].read("release", CLASS))
    assert list(points) == NAMES
    earned = LEARNERS[name][2]
    found = marked[0].scores(CLASS)[name]
    assert found == {one: points[one] * (one in earned) for one in NAMES}


def test_who_calls_the_reference_is_named(marked):
    course, said = marked
    assert course.named(CLASS) == set(CALLERS)
    for name, words in CALLERS.items():
        (line,) = [one for one in said.splitlines() if f" {name}, {CLASS}: no points" in one]
        assert words in line
        outputs = cell(course.read("autograded", name, CLASS), TEST + NAMES[1]).outputs
        assert words in outputs[0].evalue


def test_a_kernel_that_ignores_an_interrupt_is_asked_nothing_more(marked):
    cells = marked[0].read("autograded", "stubborn", CLASS).cells
    (place,) = [number for number, one in enumerate(cells) if one.source == STUBBORN]
    assert "CellTimeoutError" in [one.ename for one in cells[place].outputs]
    below = [one for one in cells[place + 1 :] if one.cell_type == "code"]
    tests = [one for one in below if one.metadata.get("nbgrader", {}).get("grade")]
    assert tests and [one for one in below if one.outputs] == tests


def test_a_test_cell_says_what_it_found(marked):
    course, _ = marked

    def said(name: str, exercise: str) -> str:
        (output,) = cell(course.read("autograded", name, CLASS), TEST + exercise).outputs
        return output.get("text") or output.evalue

    assert said("some", NAMES[1]) == f"{NAMES[1]} passes: 5 of 5 points.\n"
    assert "was not attempted" in said("some", NAMES[0])
    assert "It was stopped after" in said("endless", NAMES[0])
    for name in ("stubborn", "dead"):
        assert "does every cell above come to an end?" in said(name, LOST)


def test_grades_and_feedback_are_nbgrader_s_own(marked):
    course, _ = marked
    course.run("export")
    with (course.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        totals = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert totals == {name: sum(own.values()) for name, own in course.scores(CLASS).items()}
    course.run("generate_feedback", CLASS, "--student=some")
    page = course.folder / "feedback" / "some" / CLASS / f"{CLASS}.html"
    assert f"{NAMES[1]} passes: 5 of 5 points." in page.read_text(encoding="utf-8")
