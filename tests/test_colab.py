"""What the first cell says and does on Google Colab: versions, the latest runtime, progress."""

import ast
import json
import os
import shlex
import subprocess
import sys
import types

import pytest

from helpers import colab, setup
from helpers.checking import progress
from helpers.files import CourseError, root, write_json
from tools import installation


@pytest.fixture
def on_colab(monkeypatch, tmp_path):
    """A kernel that has google.colab, with a course and a Drive that is not mounted yet."""
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setattr(os, "environ", {**os.environ})
    os.environ.pop("COURSE_PROGRESS", None)
    monkeypatch.setattr(colab, "root", lambda: tmp_path / "course")
    monkeypatch.setattr(colab, "DRIVE", tmp_path / "drive" / "MyDrive")
    return tmp_path


def test_every_requirement_is_checked():
    """All that pyproject.toml asks for, except what only opens or builds notebooks."""
    asked = {entry.partition(">=")[0] for entry in installation.requirements([])}
    assert set(setup.needs()) == asked - setup.NOT_INSIDE and len(asked) > 20


def said(monkeypatch, versions: dict[str, str | None]) -> str:
    """What is said if these versions are installed, and everything else fits."""

    def version(name):
        found = versions.get(name, setup.needs()[name][0])
        if found is None:
            raise setup.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(setup, "version", version)
    with pytest.raises(CourseError) as caught:
        setup.check_versions()
    return str(caught.value)


def command(text: str) -> list[str]:
    """The requirements of the one %pip command in a text."""
    (line,) = [part for part in text.split("`")[1::2] if part.startswith("%pip install ")]
    return shlex.split(line)[2:]


@pytest.mark.parametrize("name", setup.needs())
def test_whatever_is_missing_is_named_with_its_range(name, monkeypatch):
    text = said(monkeypatch, {name: None})
    (wanted,) = command(text)
    assert wanted in installation.requirements([])
    assert f"{name} is not installed" in text and "restart it" in text
    assert "python start.py" in text and "Colab" not in text


def test_on_colab_the_command_is_one_for_colab(on_colab, monkeypatch):
    text = said(monkeypatch, {"peft": None, "datasets": "3.6.0"})
    ranges = setup.needs()
    wanted = [f"{name}>={ranges[name][0]},<{ranges[name][1]}" for name in ("datasets", "peft")]
    assert command(text) == wanted
    assert "Runtime > Restart session" in text and "start.py" not in text


@pytest.mark.parametrize("name", sorted(colab.ITS_OWN))
def test_on_an_old_runtime_colab_s_own_packages_are_left_alone(name, on_colab, monkeypatch):
    """An installed torch, numpy or IPython of another version breaks Colab's own programs."""
    text = said(monkeypatch, {name: "0.1", "peft": None})
    assert "Runtime > Change runtime type" in text and "latest" in text
    assert "%pip" not in text and "start.py" not in text


def test_a_new_transformers_that_cannot_is_replaced_there(on_colab, monkeypatch):
    monkeypatch.setattr(setup, "make_an_encoder", lambda: 1 / 0)
    with pytest.raises(CourseError) as caught:
        setup.check_encoders("5.999.0")
    assert command(str(caught.value)) == [f"transformers=={setup.TRIED['transformers']}.*"]


def test_the_commands_are_ones_that_pip_takes():
    """pip reads them, and finds that all is there already."""
    have = [f"{name}>={oldest},<{below}" for name, (oldest, below) in setup.needs().items()]
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps"]
    done = subprocess.run([*pip, *have], capture_output=True, text=True)
    assert done.returncode == 0 and "Would install" not in done.stdout, done.stderr


def test_without_drive_it_is_said_how_to_keep_progress(on_colab):
    text = colab.keep_progress()
    assert "COURSE_PROGRESS" not in os.environ
    assert max(map(len, text.splitlines())) <= 75 and "Save a copy in Drive" in " ".join(
        text.split()
    )
    assert ast.parse(text.splitlines()[-1].strip())


def test_progress_goes_to_drive_and_what_was_done_before_comes_along(on_colab):
    write_json(on_colab / "course" / "progress.json", {"old": 1})
    colab.DRIVE.mkdir(parents=True)
    kept = colab.DRIVE / "weights-and-context" / "progress.json"
    assert "kept in your Drive: weights-and-context/progress.json" in colab.keep_progress()
    assert json.loads(kept.read_text()) == {"old": 1} and progress.progress_file() == kept
    write_json(kept, {"new": 2})
    assert "kept in your Drive" in colab.keep_progress()  # the cell is run again
    assert json.loads(kept.read_text()) == {"new": 2}
    colab.DRIVE.rename(on_colab / "gone")
    assert "Save a copy" in colab.keep_progress() and "COURSE_PROGRESS" not in os.environ


def test_a_file_that_the_learner_named_is_used(on_colab, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "/content/mine.json")
    colab.DRIVE.mkdir(parents=True)
    assert colab.keep_progress() == "" and os.environ["COURSE_PROGRESS"] == "/content/mine.json"


def test_a_drive_that_takes_nothing(on_colab):
    write_json(on_colab / "course" / "progress.json", {})
    colab.DRIVE.mkdir(parents=True)
    (colab.DRIVE / "weights-and-context").touch()
    assert "does not take your progress" in colab.keep_progress()
    assert "COURSE_PROGRESS" not in os.environ


OLD = """if True:
    import sys
    sys.version_info = (3, {}, 13, "final", 0)
    sys.modules["tomllib"] = None  # new in Python 3.11
    if {}:
        import types
        sys.modules["google.colab"] = types.ModuleType("google.colab")
    from helpers.setup import start
    start()
"""


@pytest.mark.parametrize(
    "minor, colab_too, words",
    [(10, False, "See the README"), (8, False, "See the README"), (10, True, "Change runtime")],
)
def test_an_older_python_is_told_so(minor, colab_too, words):
    code = [sys.executable, "-c", OLD.format(minor, colab_too)]
    done = subprocess.run(code, capture_output=True, text=True, cwd=root())
    last = done.stderr.strip().splitlines()[-1]
    assert "CourseError: The course needs Python 3.11 or newer. " in last and words in last


def test_what_the_first_cell_imports_can_be_read_by_an_older_python():
    code = "import sys; from helpers import setup; print(*(m.__file__ for n, m in"
    code += " sys.modules.items() if n.split('.')[0] == 'helpers'), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root())
    paths = done.stdout.split()
    assert len(paths) >= 4, done.stderr
    for path in paths:
        with open(path, encoding="utf-8") as stream:
            tree = ast.parse(stream.read(), feature_version=(3, 8))
        hinted = any(
            isinstance(node, ast.FunctionDef) and (node.returns or node.args.args)
            for node in ast.walk(tree)
        )
        lines = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert not hinted or "__future__" in lines, f"{path}: hints must not be evaluated"
