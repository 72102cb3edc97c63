"""Errors in notebooks: the sentence first and no helper's code; scripts see the usual traceback."""

import subprocess
import sys
import textwrap

import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import errors
from helpers.files import CourseError, root


@pytest.fixture
def shell():
    """A shell of its own, as plain IPython starts it."""
    running = InteractiveShell.instance()
    yield running
    InteractiveShell.clear_instance()


def shown(shell, capsys, source):
    """What a cell shows, without colours, and the error that it ended with."""
    result = shell.run_cell(textwrap.dedent(source))
    out, err = capsys.readouterr()
    return errors.COLOUR.sub("", out + err), result.error_in_exec


ASK = """
    from helpers.files import read_json

    def ask(name):
        return read_json(name)

    ask("nothing.json")
"""


def test_a_course_error_says_its_sentence_and_the_lines_of_cells(shell, capsys):
    text, error = shown(shell, capsys, ASK)
    assert isinstance(error, CourseError)
    lines = text.strip().splitlines()
    assert lines[0] == "CourseError: nothing.json is missing. Check the name and the folder."
    assert [line.split(" of a cell: ")[1] for line in lines[1:]] == [
        'ask("nothing.json")',
        "return read_json(name)",
    ]
    assert "helpers" not in text and "Traceback" not in text


def test_a_long_sentence_breaks_at_spaces():
    (lines,) = errors.sentence_first(CourseError("word " * 60 + "\nThen more."))
    text = errors.COLOUR.sub("", lines)
    assert max(map(len, text.split("\n"))) <= 75 and text.endswith("\nThen more.")


@pytest.mark.parametrize("source", ["def f():\n    a += 1\n    a = 2\nf()", "1 / 0"])
def test_other_errors_stay_as_they_are(shell, capsys, source):
    text, error = shown(shell, capsys, source)
    assert error is not None and type(error).__name__ in text


def test_a_script_sees_the_usual_traceback():
    source = "from helpers.files import read_json; read_json('nothing.json')"
    run = subprocess.run(
        [sys.executable, "-c", source], cwd=root(), capture_output=True, text=True, check=False
    )
    assert run.stderr.startswith("Traceback (most recent call last)") and "files.py" in run.stderr
    assert run.stderr.strip().endswith("Check the name and the folder.")
