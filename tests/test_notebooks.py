"""The built notebooks keep the rules of `notebook_rules.py`, and each rule notices its breach."""

import base64

import code_rules
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_rules import RULES, Notebook, words

from helpers import exercises
from helpers.checking import quizzes
from helpers.course import HOME, order
from helpers.files import root

FOLDERS = ("lessons", "labs", "solutions")
PATHS = [path for folder in FOLDERS for path in sorted((root() / folder).glob("*.ipynb"))]
NOTEBOOKS = [path for path in PATHS if path != root() / HOME]  # that one: see test_home.py


def load(path) -> Notebook:
    return Notebook(path.parent.name, path.stem, nbformat.read(path, as_version=4))


@pytest.fixture(scope="module")
def course():
    return [load(path) for path in NOTEBOOKS]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_rules(path, rule):
    found = rule(load(path))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_outputs_of_code_cells(path):
    """The other rules of `code_rules` look at the sources: see test_code_cells.py."""
    found = [sentence for rule in code_rules.OUTPUTS for sentence in rule(load(path))]
    assert not found, "\n".join(found)


def test_every_quiz_question_is_asked_once(course):
    asked = [
        name
        for notebook in course
        if notebook.folder != "solutions"
        for name in notebook.ids("quiz")
    ]
    written = [question.id for slug in order() for question in quizzes.load_file(slug)]
    assert sorted(asked) == sorted(written)
    for notebook in course:
        assert {name.partition(".")[0] for name in notebook.ids("quiz")} <= {notebook.slug}


def test_every_exercise_is_checked_once(course):
    checked = [
        name
        for notebook in course
        if notebook.folder != "solutions"
        for name in notebook.ids("check")
    ]
    assert sorted(checked) == sorted(name for slug in order() for name in exercises.ids(slug))


def test_predictions_have_different_ids_in_the_whole_course(course):
    ids = [
        name
        for notebook in course
        if notebook.folder != "solutions"
        for name in notebook.ids("predict")
    ]
    assert len(set(ids)) == len(ids)


def test_a_lab_and_its_solution_go_together(course):
    slugs = {folder: {n.slug for n in course if n.folder == folder} for folder in FOLDERS}
    assert slugs["labs"] == slugs["solutions"]
    cells = {(n.folder, n.slug): {cell.id for cell in n.node.cells} for n in course}
    for slug in slugs["labs"]:
        assert cells["labs", slug] <= cells["solutions", slug]


def png(size: int = 100) -> str:
    return base64.b64encode(b"x" * size).decode("ascii")


def picture(alt: str = "A line that falls.", size: int = 100):
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return new_output(
        "display_data", {"image/png": png(size), "text/plain": "a"}, metadata=metadata
    )


def html_picture(alt: str = "A line that falls.", size: int = 100):
    html = f'<img alt="{alt}" src="data:image/png;base64,{png(size)}">'
    return new_output("display_data", {"text/html": html, "text/plain": "a"})


def stream(text: str, name: str = "stdout"):
    return new_output("stream", text=text, name=name)


@pytest.fixture
def lesson():
    """A lesson that keeps every rule."""
    cells = [
        new_markdown_cell("# 07 · Title\n\nText."),
        new_code_cell("start()", outputs=[stream("Ready\n")]),
        new_markdown_cell("## First\n\nSome words on what comes."),
        new_code_cell("my_guess = None  # your prediction\nmy_choice = None"),
        new_code_cell(
            "predict('seven.a', my_guess, 1)\npredict('seven.b', my_choice, 'b')",
            outputs=[picture()],
        ),
        new_code_cell("quiz('seven.q')", outputs=[stream("What?\n")]),
        new_markdown_cell("## What this does not show\n\nMuch."),
        new_markdown_cell("## Key points\n\n- One."),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    node = new_notebook(cells=cells, metadata=metadata)
    for count, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
    return Notebook("lessons", "07_seven", node)


def test_a_good_lesson_breaks_no_rule(lesson):
    assert [sentence for rule in RULES for sentence in rule(lesson)] == []


def code(place: int, source: str):
    return lambda n: n.code[place].update(source=source)


def prose(place: int, source: str):
    return lambda n: n.prose[place].update(source=source)


def output(*outputs):
    return lambda n: n.code[2].update(outputs=list(outputs))


BREACHES = {
    "kernel": (lambda n: n.node.metadata.kernelspec.update(name="conda"), "must be python3"),
    "widget state": (lambda n: n.node.metadata.update(widgets={}), "Widget state"),
    "ids": (lambda n: n.code[1].update(id=n.code[0].id), "id of its own"),
    "order": (lambda n: n.code[1].update(execution_count=9), "must be 1, 2, 3"),
    "not run": (
        lambda n: [c.update(execution_count=None, outputs=[]) for c in n.code],
        "never run",
    ),
    "error": (output(new_output("error", ename="KeyError", evalue="", traceback=[])), "KeyError"),
    "skip": (lambda n: n.code[2].metadata.update(tags=["nbval-skip"]), "skipped"),
    "skip in a comment": (code(2, "# NBVAL_SKIP\n1"), "skipped"),
    "reference": (output(stream("see [[lesson:costs]]")), "not put into words: [[lesson:costs]]"),
    "reference in text": (prose(1, "## First\n[[Lab:costs]]"), "not put into words: [[Lab:costs]]"),
    "path": (output(stream("in /home/ann/course")), "A path is stored: '/home/ann"),
    "Windows path": (output(stream("in C:\\Users\\ann")), "A path is stored: 'C:"),
    "time": (output(stream("at 12:30:59")), "A time is stored"),
    "speed": (output(stream("100 4.1it/s")), "A time is stored"),
    "warning": (output(stream("x.py:3: UserWarning: old\n")), "A warning is stored"),
    "stderr": (output(stream("careful\n", "stderr")), "stderr"),
    "widget view": (
        output(new_output("display_data", {"application/vnd.jupyter.widget-view+json": {}})),
        "widget view",
    ),
    "large picture": (output(picture(size=100_001)), "more than 100,000 bytes"),
    "no alt text": (output(picture(alt="")), "no alternative text"),
    "large picture in HTML": (output(html_picture(size=100_001)), "more than 100,000 bytes"),
    "no alt text in HTML": (output(html_picture(alt="")), "no alternative text"),
    "no alt text in Markdown": (prose(1, "## First\n![](a.png)"), "no alternative text"),
    "two titles": (prose(1, "# Another\n\nText."), "level 1 after 1"),
    "skipped level": (prose(1, "### First\n\nText."), "level 3 after 1"),
    "no title": (prose(0, "Text."), "level 2 after 0"),
    "long text": (prose(1, "## First\n\n" + "word " * 60), "61 words"),
    "long code": (code(2, "x = 1\n" * 31), "31 lines"),
    "long setup": (code(0, "x = 1\n" * 26), "26 lines"),
    "shell": (code(2, "x = 1\n!ls"), "shell command"),
    "magic": (code(2, "%matplotlib inline"), "shell command"),
    "subprocess": (code(2, "import subprocess"), "shell command"),
    "path in code": (code(2, "open('/tmp/a')"), "absolute path"),
    "one prediction": (code(2, "predict('seven.a', my_guess, 1)"), "at least two predictions"),
    "same prediction": (code(2, "predict('seven.a', my_guess, 1)\n" * 2), "are different"),
    "foreign prediction": (
        code(2, "predict('seven_up.a', my_guess, 1)\n" * 2),
        "begin with seven.",
    ),
    "result first": (code(1, "my_guess = None"), "`my_choice = None` for seven.b"),
    "no quiz": (code(3, "1"), "has a quiz"),
    "no limits": (prose(2, "## Outlook"), "does not show"),
    "no key points": (prose(3, "## Key points"), "holds the key points"),
    "unknown exercise": (code(2, "check('no_such', f)"), "the notebook checks ['no_such']"),
    "unannounced exercise": (code(2, "check('no_such', f)"), "0 exercises are announced, 1"),
    "no wrong answers": (code(2, "check('no_such', f)"), "tests/mistakes/no_such.py is missing"),
    "no hint": (code(2, "check('no_such', f)"), 'hint("no_such")'),
}


@pytest.mark.parametrize("name", BREACHES)
def test_each_breach_is_noticed(name, lesson):
    breach, sentence = BREACHES[name]
    breach(lesson)
    assert sentence in "\n".join(found for rule in RULES for found in rule(lesson))


def test_an_executed_lab_is_noticed(lesson):
    lab = Notebook("labs", "lab_07_seven", lesson.node)
    found = "\n".join(sentence for rule in RULES for sentence in rule(lab))
    assert "A lab holds outputs or counts." in found and "ends with progress" in found


@pytest.mark.parametrize(
    "text, count",
    [
        ("one two, three!", 3),
        ("one `code of many words` two", 2),
        ("```\ncode\n```\nthree words here", 3),
        ("see [a link of many words](page.md) there", 2),
        ("*Exercise 1 · 10 minutes · difficulty ●●○*\n\nWrite it.", 2),
        ("**bold** and 15 % – of it", 5),
        ("- item one\n- item two", 4),
        ("| a | b |\n|---|---|\n| c | d |", 4),
    ],
)
def test_words_are_counted_as_a_reader_would(text, count):
    assert words(text) == count
