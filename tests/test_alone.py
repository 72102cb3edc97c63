"""One notebook alone in an empty folder: the course is cloned, found and used from there."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from helpers.files import CourseError, root
from tools import alone, pages

COURSE = pages.load(root())
LOOK = """\
import os, sys
from pathlib import Path

import helpers
from helpers.text import town

clone = Path.cwd() / "weights-and-context"
assert Path(helpers.__file__).is_relative_to(clone), helpers.__file__
assert sorted(os.listdir()) == ["one.ipynb", "weights-and-context"], os.listdir()
assert (clone / ".git").exists() and "google.colab" in sys.modules
assert town.tasks()
"""

there = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("git") or not (root() / ".git").exists(),
    reason="Colab runs Linux; the stand-in clones this course with git",
)


@pytest.fixture
def course(tmp_path):
    """A folder with one notebook that stands in for the course's own; git clones the real one."""
    cells = [nbformat.v4.new_markdown_cell("# One"), nbformat.v4.new_code_cell(COURSE.setup)]
    cells.append(nbformat.v4.new_code_cell(LOOK))
    (tmp_path / "lessons").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "lessons" / "one.ipynb")
    return os.path.relpath(tmp_path / "lessons" / "one.ipynb", root())


@there
def test_a_notebook_alone_fetches_the_course_and_uses_nothing_else(course):
    assert alone.run([course], ["-q"]) == 0


@there
def test_a_notebook_that_fails_there_fails_here(course, capfd):
    """As one would that needs a file beside it."""
    path = root() / course
    text = path.read_text(encoding="utf-8").replace("assert town.tasks()", "open('beside.csv')")
    path.write_text(text, encoding="utf-8")
    assert alone.run([course], ["-q"]) == 1
    assert "beside.csv" in capfd.readouterr().out


def test_a_folder_that_is_no_clone_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(alone, "root", lambda: tmp_path)
    with pytest.raises(CourseError, match="needs git, and a clone of the course"):
        alone.git()


def test_a_notebook_of_an_older_build_is_named(tmp_path):
    (tmp_path / "old.ipynb").write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]))
    )
    path = os.path.relpath(tmp_path / "old.ipynb", root())
    with pytest.raises(CourseError, match="names no folder of Colab. Build it again"):
        alone.plant(tmp_path / "there", path)


def test_a_slug_that_nobody_has():
    done = subprocess.run(
        [sys.executable, "-m", "tools.alone", "--only", "nothing_so"],
        cwd=root(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "No notebook has a slug" in done.stderr
