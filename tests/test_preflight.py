"""A computer tried the day before: each line green, or with what to do."""

import importlib.metadata
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.files import CourseError
from tools import preflight
from tools import preflight_checks as checks
from tools.preflight_checks import GREEN, RED, YELLOW, Found


def test_what_is_well_here():
    for check in (checks.processors, checks.checkpoints, checks.disk, checks.memory):
        assert check().state in (GREEN, YELLOW)
    assert checks.checkpoints().text.endswith("models, whole")


def test_other_versions_are_named(monkeypatch):
    here = importlib.metadata.version
    monkeypatch.setattr(checks, "version", lambda name: "9.9" if name == "peft" else here(name))
    found = checks.packages()
    assert found.state == YELLOW and "peft 9.9" in found.text and "python start.py" in found.cure


@pytest.mark.parametrize(
    ("amount", "state"), [(3e9, GREEN), (2e9, GREEN), (1.5e9, YELLOW), (1e9, RED)]
)
def test_limits(amount, state):
    found = checks.graded(amount, checks.MEMORY, "so much", "Close something.")
    assert found.state == state and bool(found.cure) == (state != GREEN)


def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(checks, "cache_dir", lambda: tmp_path / "file")
    assert preflight.run(checks.disk).state == RED


def test_widgets(monkeypatch, tmp_path):
    monkeypatch.setattr(checks.sys, "prefix", str(tmp_path))
    assert checks.widgets().state == YELLOW

    def absent(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(checks, "version", absent)
    assert checks.widgets().state == RED


def test_the_manuals(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    assert checks.manuals().state == YELLOW
    (tmp_path / "manuals-1.json").write_text("{}", encoding="utf-8")
    assert checks.manuals().state == GREEN


def test_a_training_step_is_timed(monkeypatch):
    times = iter(range(100))
    monkeypatch.setattr(checks, "training_step", lambda: lambda: None)
    monkeypatch.setattr(checks.time, "perf_counter", lambda: next(times))
    assert checks.speed().state == RED  # a second for each step
    monkeypatch.undo()
    step = checks.training_step()
    assert step() is None


@pytest.mark.parametrize(
    ("code", "state", "said"),
    [
        ("print('well')", GREEN, "runs offline"),
        ("1 / 0", RED, "stopped: ZeroDivisionError"),
        (
            "import socket\ntry:\n    socket.create_connection(('10.0.0.1', 80), 1)\n"
            "except Exception:\n    pass",
            RED,
            "it wanted the network: opened a connection to 10.0.0.1",
        ),
    ],
)
def test_the_first_lesson_runs_without_a_network(code, state, said, monkeypatch, tmp_path):
    path = tmp_path / "first.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), path)
    monkeypatch.setattr(checks.course, "notebook", lambda slug: path)
    found = checks.first_lesson()
    assert found.state == state and said in found.text


def stubs(**states):
    return {name: lambda state=state: Found(state, "<b>", "do") for name, state in states.items()}


def test_the_page_and_the_exit_code(monkeypatch, tmp_path, capsys):
    path = tmp_path / "new" / "page.html"

    def broken():
        raise CourseError("The weights are damaged.")

    for found, code in ((stubs(a=GREEN, b=YELLOW), 0), ({"c": broken, **stubs(a=GREEN)}, 1)):
        monkeypatch.setattr(preflight, "CHECKS", found)
        assert preflight.main(["--name", "<i>desk 3</i>", "--to", str(path)]) == code
    html = path.read_text(encoding="utf-8")
    assert "&lt;i&gt;desk 3" in html and "<b>" not in html and "The weights are damaged." in html
    assert not re.search(r"<script|https?:", html)
    assert "c: mend this. The weights are damaged." in capsys.readouterr().out
