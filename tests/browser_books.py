"""Notebooks for the tests in a browser, and what these look for in the page."""

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
from helpers import course
from helpers.checking import quizzes

for slug in course.order():
    for question in quizzes.load_file(slug):
        quizzes.quiz(question.id)
"""
EXPLORERS = """
from functools import partial

from helpers.context import sampling_views
from helpers.inside import attention
from helpers.show import widgets
from helpers.weights import masking, models

encoder, tokenizer = models.load_checkpoint("manuals-encoder")
text = "The function raises an error because the list that it got from its caller was empty."
widgets.explore(partial(attention.draw, encoder, tokenizer), text=text, layer=(1, 4), head=(1, 4))
widgets.explore(partial(masking.draw_fill, encoder, tokenizer), text="It returns a [MASK].")
model, tokenizer = models.load_checkpoint("town-lm")
given = {"temperature": [1.0, 0.0, 0.3], "top_k": [0, 1, 3], "top_p": [1.0, 0.5], "seed": (0, 9)}
play = sampling_views.playground({"the course's": model}, tokenizer)
widgets.explore(*play, model=["the course's"], **given, prompt="Anna: Good morning. Which bus")
"""
FIGURE = """
from helpers.show import plots

fig, ax = plots.figure(9, 3)
ax.set_title("small letters", fontsize=7)
plots.show(fig, "A figure without a curve.")
"""
STILL = "p:has-text('This is a still copy.')"
REPLY = ".course-controls:has([type=radio]) .course-said[role=status]"
BOOKS = {"controls": [CONTROLS, QUIZ], "quizzes": [ALL_QUIZZES], "figure": [FIGURE]}
BOOKS["explorers"] = [EXPLORERS]
BOOKS["again"] = [CONTROLS, QUIZ.replace("chance", "seeds")]
CELLS = """() => { const { content } = window.jupyterapp.shell.currentWidget; return JSON.stringify(
    [content.activeCellIndex, content.widgets.map(cell => [cell.model.id, cell.model.type])]) }"""
FOCUSABLE = ".course-controls :is(input:not(label + label *), select, button, [role=slider])"
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
