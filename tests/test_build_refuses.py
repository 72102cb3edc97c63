"""What the build and its `--check` must notice, each provoked on the tiny course."""

import re
import shutil
from pathlib import Path

import pytest
from tiny_course import LESSON, built, edit, files, run, tree  # noqa: F401

from tools import build, source

DAMAGE = {
    "output": ("lessons/00_one.ipynb", '"drawn\\n"', '"drown\\n"', "changed by hand"),
    "fingerprint": ("lessons/00_one.ipynb", '"outputs": "', '"outputs": "0', "changed by hand"),
    "prose": ("lessons/00_one.ipynb", "Look at it", "Look as it", "line "),
    "setup cell": ("labs/lab_00_one.ipynb", "print('ready", "print('reedy", "line "),
    "badge": ("solutions/solution_00_one.ipynb", "/v1/solutions", "/v1/labs", "line "),
    "white space": ("labs/lab_00_one.ipynb", '{\n "cells"', '{ \n "cells"', "line 1"),
    "JSON": ("lessons/00_one.ipynb", '"cells": [', '"cells": ', "is damaged"),
    "table": ("README.md", "| 5 |", "| 6 |", "README.md, line"),
    "cell id": ("labs/lab_00_one.ipynb", '"id": "', '"id": "0', "line "),
    "solution line": (
        "labs/lab_00_one.ipynb",
        "...  # your code here",
        "twice_as_much = x + x",
        "shows a line of its solution: 'twice_as_much = x + x'",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_check_notices(name, tree, capsys):
    path, old, new, message = DAMAGE[name]
    edit(tree / path, old, new)
    before = files(tree)
    assert run(tree, "--check") == 1
    out = capsys.readouterr().out
    assert message in out and path in out
    assert files(tree) == before


def test_check_notices_missing_and_orphan_files(tree, capsys):
    (tree / "labs/lab_00_one.ipynb").rename(tree / "labs/lab_02_two.ipynb")
    assert run(tree, "--check") == 1
    out = capsys.readouterr().out
    assert "labs/lab_00_one.ipynb is missing." in out
    assert "labs/lab_02_two.ipynb has no source." in out


WRONG = {
    "missing key": ("lessons", "# minutes: 5\n", "", "lacks `minutes`"),
    "unknown key": ("lessons", "# minutes: 5", "# minutes: 5\n# colour: red", "`colour`"),
    "wrong type": ("lessons", "minutes: 5", "minutes: five", "`minutes` in the front matter must"),
    "item with a colon": ("lessons", "- draw a line", "- draw: a line", "quotes around every"),
    "bad YAML": ("lessons", "title: One", "title: One: Two", "is not YAML"),
    "no front matter": ("lessons", LESSON.split("# %%")[0], "", "no front matter"),
    "unknown tag": ("lessons", "nbval-check-output", "nbval-check", "unknown tag 'nbval-check'"),
    "unknown need": ("lessons", "[Python]", "[nothing]", "no lesson 'nothing'"),
    "unknown lesson": ("labs", "# Write it.", "# As in [[lesson:ones]].", "Did you mean 'one'?"),
    "unknown lab": ("lessons", "Look at it.", "Try [[lab:two]].", "There is no lab 'two'"),
    "unknown in code": ("lessons", 'print("drawn")', "'[[lesson:two]]'", "no lesson 'two'"),
    "unknown in front": ("lessons", "- draw a line", "- '[[Lesson:two]]'", "no lesson 'two'"),
    "solution in a lesson": ("lessons", 'tags=["instr', 'tags=["solution", "instr', "no solutions"),
    "unknown exercise": ("labs", "@exercise double", "@exercise triple", "announces ['triple']"),
    "exercise in a sentence": ("labs", "@exercise double", "As @exercise double", "of its own"),
    "no solution": ("labs", "# @solution double", "1", "`# @solution` fills in []"),
    "unknown solution": ("labs", "@solution double", "@solution triple", "/triple.py"),
    "unknown definition": (
        "labs",
        "@solution double",
        "@solution double.half",
        "defines no 'half'",
    ),
    "solution in a line": ("labs", "# @solution", "1  # @solution", "on a line of its own"),
    "solution in text": ("labs", "# Write it.", "# @solution double", "stands in the text cell"),
    "written there": ("labs", "double(4)", "### BEGIN SOLUTION", "solutions do not stand in"),
    "leak": ("labs", "double(4)", "twice_as_much = x + x", "would show a line of its solution"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_sources_are_refused(name, tree, capsys):
    folder, old, new, message = WRONG[name]
    edit(tree / f"source/{folder}/one.py", old, new)
    before = files(tree)
    assert run(tree) == 1
    error = capsys.readouterr().err
    assert message in error and "Traceback" not in error
    assert re.search(rf"{folder}/(lab_\d\d_)?one\.(py|ipynb)", error)
    assert files(tree) == before


ORDERS = {
    "a lesson that nobody wrote": ('"one"', '"one", "two"', "there is no source/lessons/two.py"),
    "a lesson named twice": ('"one"', '"one", "one"', "course.toml names 'one' twice."),
    "a number": ('"one"', '"01_one"', "'01_one' is no slug"),
    "no list": ("lessons = [", "lessons = ", "course.toml cannot be read (TOMLDecodeError)"),
    "no title": ('title = "All"', "", "Give each [[part]] a title"),
}


@pytest.mark.parametrize("name", ORDERS)
def test_a_wrong_order_is_refused(name, tree, capsys):
    old, new, message = ORDERS[name]
    edit(tree / "course.toml", old, new)
    before = files(tree)
    assert run(tree) == 1 and files(tree) == before
    error = capsys.readouterr().err
    assert message in error and "Traceback" not in error


def test_a_course_without_an_order_is_refused(tree, capsys):
    (tree / "course.toml").unlink()
    assert run(tree) == 1 and "course.toml cannot be read" in capsys.readouterr().err


def test_a_raising_cell_stops_the_build_and_keeps_the_old_file(built, tmp_path, capsys):
    tree = Path(shutil.copytree(built, tmp_path / "course"))
    before = files(tree)
    edit(tree / "source/lessons/one.py", "1 + 1", "[][1]  # boom")
    edit(
        tree / "source/labs/one.py",
        "double(4)",
        "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    double()",
    )
    assert run(tree) == 1
    error = capsys.readouterr().err
    assert "lessons/00_one.ipynb stopped" in error and "[][1]  # boom" in error
    assert "IndexError: list index out of range" in error and "\x1b" not in error
    assert "solutions/solution_00_one.ipynb: an error inside an Output widget" in error
    assert "TypeError" in error
    after = files(tree)
    assert after["lessons/00_one.ipynb"] == before["lessons/00_one.ipynb"]
    assert after["solutions/solution_00_one.ipynb"] == before["solutions/solution_00_one.ipynb"]


def test_interrupted_build_says_so(tree, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "execute", interrupted)
    assert run(tree, "--execute") == 130 and "Stopped." in capsys.readouterr().err
    assert run(tree, "--check") == 0


def test_every_solution_line_counts_unless_it_gives_nothing_away():
    hidden = "return x\nimport torch.nn as nn\nloss = a_b_c + 1"
    cell = source.Cell("code", "...  # your code here", (), 0, hidden)
    lab = source.Source("labs", "one", "01", "One", 1, (), (), (), (cell,))
    visible = ["return x\nimport torch.nn as nn\n    loss = a_b_c + 1"]
    assert source.leaks(lab, visible) == ["loss = a_b_c + 1"]
