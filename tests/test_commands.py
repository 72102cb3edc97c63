"""What Ctrl-C leaves of a command: a sentence."""

import os
import subprocess
import sys

import pytest

from helpers.files import root
from tools import commands

# What other programs call, and what is over at once.
CALLED = ("alone", "outside_grader", "picture")


def test_a_stop_is_a_sentence(capsys):
    def stopped():
        raise KeyboardInterrupt

    assert commands.ended(stopped, "Go on later.") == 130
    assert capsys.readouterr().err == "\nStopped. Go on later.\n"
    assert commands.ended(lambda: None) == 0 and commands.ended(lambda: 3) == 3


@pytest.mark.parametrize("path", sorted((root() / "tools").glob("*.py")), ids=lambda p: p.stem)
def test_every_command_looks_after_it(path):
    text = path.read_text(encoding="utf-8")
    if '__name__ == "__main__"' in text and path.stem not in CALLED:
        assert "except KeyboardInterrupt" in text or "commands.ended(" in text


def test_the_exit_code_arrives(tmp_path):
    """The command ends with what its `main` gives, here 1 for a folder that is none."""
    command = [sys.executable, "-m", "tools.class_report", str(tmp_path / "none")]
    environment = {**os.environ, "PYTHONPATH": str(root())}
    ran = subprocess.run(command, cwd=root(), env=environment, capture_output=True, text=True)
    assert ran.returncode == 1 and "is no folder" in ran.stderr
