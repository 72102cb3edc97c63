"""A NameError in a cell whose names an earlier cell makes: the cells to run first are named."""

import json
import os
import sys
import types
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel
from nbformat.v4 import new_code_cell, new_notebook, writes

from helpers import course
from helpers.files import root
from helpers.show import missing_names

CELLS = [
    "import math as m\nfrom os import path",
    "def half(x):\n    inside = x / 2\n    return inside",
    "!pip list",
    "total: float = m.pi\nfor number in range(3):\n    pass",
    "print(total)",
    "later = 1",
]
ADVICE = "Run the cells above first: in the menu, Run > Run All Above Selected Cell."


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A saved notebook; Jupyter says that it is the one that runs."""
    file = tmp_path / "mine.ipynb"
    file.write_text(writes(new_notebook(cells=list(map(new_code_cell, CELLS)))), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(file))
    return file


@pytest.mark.parametrize(
    "name, above",
    [
        ("m", True),
        ("path", True),
        ("half", True),
        ("total", True),
        ("number", True),
        ("inside", False),  # only within a function
        ("later", False),  # only below
        ("math", False),
        ("pip", False),
    ],
)
def test_what_counts_is_a_definition_above(name, above, path):
    assert missing_names.is_above(name, CELLS[4]) is above


def test_a_cell_that_was_edited_is_found_by_its_id(path):
    cell_id = json.loads(path.read_text(encoding="utf-8"))["cells"][4]["id"]
    assert missing_names.is_above("total", "print(2 * total)", cell_id)
    assert not missing_names.is_above("total", "print(2 * total)", "another")
    assert not missing_names.is_above("total", "print(2 * total)")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [{}]}', '{"cells": 3}', "\xff"])
def test_a_notebook_that_cannot_be_read_is_no_trouble(text, path):
    path.write_bytes(text.encode("latin-1"))
    assert not missing_names.is_above("total", CELLS[4])


def test_without_jupyter_s_word_it_is_found_among_the_course_s(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    file = root() / course.notebook("start_here")
    if not file.exists():
        pytest.skip("the lesson is not built")
    code = next(text for _, text in missing_names._code_cells(file) if "masking.fill" in text)
    assert missing_names.is_above("masking", code) and not missing_names.is_above("xyz", code)


class Shell:
    """What `install` asks of IPython."""

    def __init__(self):
        self.user_ns = {"known": 1}
        self.events = types.SimpleNamespace(
            callbacks={"post_run_cell": []},
            register=lambda event, what: self.events.callbacks[event].append(what),
        )

    def run(self, code: str, error: BaseException | None) -> None:
        info = types.SimpleNamespace(raw_cell=code)  # as in IPython 7, without an id
        for what in self.events.callbacks["post_run_cell"]:
            what(types.SimpleNamespace(error_in_exec=error, info=info))


@pytest.fixture
def shell(monkeypatch):
    running = Shell()
    monkeypatch.setattr(missing_names, "shell", lambda: running)
    return running


def test_it_is_installed_once_and_only_in_ipython(shell, path, monkeypatch, capsys):
    missing_names.install()
    missing_names.install()
    shell.run(CELLS[4], NameError("…", name="total"))
    out = capsys.readouterr().out
    assert out.count("A cell above defines `total`.") == 1 and ADVICE in out
    monkeypatch.setattr(missing_names, "shell", lambda: None)
    missing_names.install()


@pytest.mark.parametrize(
    "error",
    [
        None,
        NameError("…", name="later"),
        NameError("…"),
        UnboundLocalError("…", name="total"),
        ValueError("total"),
        NameError("…", name="known"),
    ],
    ids=repr,
)
def test_nothing_is_said_where_it_would_be_wrong(error, shell, path, capsys):
    missing_names.install()
    shell.run(CELLS[4], error)
    assert capsys.readouterr().out == ""


def test_colab_s_menu_is_another(shell, path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    missing_names.install()
    shell.run(CELLS[4], NameError("…", name="total"))
    assert "in the menu, Runtime > Run before." in capsys.readouterr().out


@pytest.mark.parametrize("begin", ["%load_ext helpers.show.missing_names", ""])
def test_a_kernel_that_was_restarted(begin, path, tmp_path):
    """It says so below the error, and without the extension nothing; `start` installs it, too."""
    env = {**os.environ, "PYTHONPATH": str(root()), "IPYTHONDIR": str(tmp_path / "ipython")}
    manager, client = start_new_kernel(cwd=str(tmp_path), env=env, startup_timeout=300)
    said: list[tuple[str, str]] = []

    def note(message):
        data = message["content"].get("data", {}).get("text/plain", "")
        said.append((message["msg_type"], data))

    for code in (begin, CELLS[4]):
        client.execute_interactive(code, timeout=300, output_hook=note, allow_stdin=False)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    shown = [kind for kind, _ in said if kind in ("error", "display_data")]
    installed = Path(sys.prefix, "etc", "ipython", "ipython_kernel_config.py").exists()
    advised = bool(begin) or installed  # start.py has every kernel of its environment say so
    assert shown == (["error", "display_data"] if advised else ["error"])
    assert (ADVICE in said[[kind for kind, _ in said].index("error") + 1][1]) is advised
