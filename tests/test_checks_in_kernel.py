"""Checks in a real kernel: whatever the learner's function does, the kernel goes on."""

import os
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from helpers.files import root

BEGIN = """
import os
from helpers.checking import limits
from helpers.checks import check  # `hint` comes along
limits.SECONDS = 0.3
"""
CELLS = [
    ("def count_words(text): exit()", "It tries to end Python"),
    ("def count_words(text): quit()", "It tries to end Python"),
    ("import sys\ndef count_words(text): sys.exit(1)", "It tries to end Python"),
    ("def count_words(text): return input('how many? ')", "It asks for `input()`"),
    ("def count_words(text):\n    while text:\n        pass", "It was stopped after"),
    ("def count_words(text):\n    while text: exec('pass')", "Does a loop there never end?"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a cell in one kernel for all tests; what it showed as text."""
    folder: Path = tmp_path_factory.mktemp("kernel")
    env = {**os.environ, "COURSE_PROGRESS": str(folder / "progress.json")}
    manager, client = start_new_kernel(cwd=str(root()), env=env, startup_timeout=300)

    def execute(code: str) -> str:
        said = []

        def note(message):
            content = message["content"]
            said.append(content.get("text") or content.get("data", {}).get("text/plain", ""))
            said.extend(content.get("traceback", []))

        client.execute_interactive(code, timeout=300, output_hook=note, allow_stdin=False)
        return "\n".join(said)

    execute(BEGIN)
    yield execute
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("cell, words", CELLS, ids=[cell[:40] for cell, _ in CELLS])
def test_the_kernel_goes_on(run, cell, words):
    run(cell)
    assert words in run("count_words = check('count_words', count_words)")
    assert "4" in run("print(2 + 2)")


@pytest.mark.parametrize("leave", ["exit()", "quit()", "exit", "kept = 3\nquit(0)\nkept = 4"])
def test_exit_ends_the_cell_and_says_how_to_stop(run, leave):
    run("from helpers.show import leaving\nkept = 3\nleaving.install()")
    run("def count_words(text): exit()")
    assert "It tries to end Python" in run("count_words = check('count_words', count_words)")
    said = run(leave)
    assert "This cell ends here" in said.replace("\n", " ") and "Kernel > Interrupt Kernel" in said
    assert "3" in run("print(kept)")


def test_a_hint_in_its_own_cell_is_shown(run):
    run("import time; time.sleep(1)")
    assert "run this cell by itself" in run("hint('count_words')")
    assert "hint 1 of 3" in run("hint('count_words')")
