"""Notebooks for the tests in a browser, and what these look for in the page."""

import ast

import nbformat

from helpers import course
from helpers.files import root
from helpers.measure import course_code

CONTROLS = """
from helpers.files import CourseError
from helpers.show import plots, widgets

def draw(height, top_k, kind, text):
    if not text.strip():
        raise CourseError("Type a few words.")
    fig, ax = plots.figure(7.5, 3)
    ax.bar([0], [height])
    ax.set(ylim=(0, 5), title=text)
    return fig, f"The bar is {height} high: {top_k}, {kind}, {text}."

higher = {"higher": lambda height, **others: {"height": height + 1}}
kinds = ["a long choice that no window may cut off", "b"]
widgets.explore(draw, higher, height=(1, 4), top_k=[3, 0, 10], kind=kinds, text="words")
"""
QUIZ = "from helpers.checks import quiz\nquiz('start_here.chance')"
ALL_QUIZZES = """
from helpers.checking import quizzes

for question in quizzes.load_file({slug!r}):
    quizzes.quiz(question.id)
"""
# Explorers of the notebooks are made at small sizes, from stored runs where the notebook has them.
SMALL = """
import os

os.environ["COURSE_QUICK"] = "1"
from helpers.files import read_json, root
from helpers.measure import experiment

try_small = experiment.run


def run(name, measure, seeds=(0, 1, 2), live=False, **conditions):
    found = read_json(root() / "results" / f"{name}.json")
    if found["jobs"] == experiment.as_stored(experiment.jobs_of(seeds, conditions)):
        return experiment.Runs(found["rows"])
    return try_small(name, measure, seeds, live, **conditions)


experiment.run = run
"""
FIGURE = """
from helpers.show import plots

fig, ax = plots.figure(9, 3)
ax.set_title("small letters", fontsize=7)
plots.show(fig, "A figure without a curve.")
"""
STILL = "p:has-text('This is a still copy.')"
REPLY = ".course-controls:has([type=radio]) .course-said[role=status]"
BOOKS = {"controls": [CONTROLS, QUIZ], "figure": [FIGURE]}
# A cell for each lesson: JupyterLab shows fifty outputs of a cell, and a question has two.
BOOKS["quizzes"] = [ALL_QUIZZES.format(slug=slug) for slug in course.order()]
BOOKS["again"] = [CONTROLS, QUIZ.replace("chance", "seeds")]


def needed(program: course_code.Program, last: int) -> str:
    """The statements of a notebook that its statement `last` needs, and this one itself."""
    kept, wanted = set(), [last]
    while wanted:
        place = wanted.pop()
        if place not in kept:
            kept.add(place)
            statement = program.statements[place]
            seen_from = last if statement.late else place
            wanted += [i for name in statement.names for i in program.making(name, seen_from)]
    return "\n".join(ast.unparse(program.statements[i].node) for i in sorted(kept))


def explorers() -> dict[str, str]:
    """What makes each explorer of the lessons and of the solved labs, without the rest of them."""
    found = {}
    paths = [course.notebook(s, k) for k in ("lesson", "solution") for s in course.order()]
    for path in filter(lambda path: (root() / path).exists(), paths):
        cells = nbformat.read(root() / path, as_version=4).cells
        program = course_code.notebook([c.source for c in cells if c.cell_type == "code"])
        for place, statement in enumerate(program.statements):
            if ast.unparse(statement.node).startswith("widgets.explore("):
                found[f"{path} {place}"] = needed(program, place)
    return found


EXPLORERS = explorers()
BOOKS["explorers"] = [
    SMALL,
    *(f"exec({code!r}, {{'__name__': '__main__'}})" for code in EXPLORERS.values()),
]
CELLS = """() => { const { content } = window.jupyterapp.shell.currentWidget; return JSON.stringify(
    [content.activeCellIndex, content.widgets.map(cell => [cell.model.id, cell.model.type])]) }"""
FOCUSABLE = ".course-controls :is(input:not(label + label *), select, button, [role=slider])"
IDLE = """() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status
    === 'idle'"""
# What a script finds without a name has none for a screen reader either.
NAMELESS = """() => [...document.querySelectorAll(
    '.course-controls :is(input, select, button, [role=slider], [role=radiogroup], img)')]
    .filter(one => !(one.getAttribute('aria-label') || one.getAttribute('alt')
        || one.labels?.[0]?.textContent || one.textContent).trim())
    .map(one => one.outerHTML.slice(0, 200))"""
CUT = """() => [...document.querySelectorAll('.course-controls :is(select, .widget-label, button)')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right
        > one.closest('.jp-OutputArea').getBoundingClientRect().right)
    .map(one => one.outerHTML.slice(0, 200))"""
