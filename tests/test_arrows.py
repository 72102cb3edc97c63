"""Rooms of `helpers`: who imports whom is held to the list, and the page about it is true."""

from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from helpers.files import root
from tools import arrows

HELPERS = root() / "helpers"
MODULES = {
    ".".join(path.relative_to(HELPERS).with_suffix("").parts): path
    for path in HELPERS.rglob("*.py")
}


def test_every_import_is_allowed():
    assert arrows.breaches() == []


def test_the_list_names_every_room_and_no_other():
    rooms = {path.name for path in HELPERS.iterdir() if list(path.glob("*.py"))}
    files = {path.stem for path in HELPERS.glob("*.py")} - {"__init__"}
    listed = {name for name in arrows.ARROWS if "/" not in name}
    assert listed == rooms | files
    for name, others in arrows.ARROWS.items():
        assert set(others.split()) <= listed, name
        assert "/" not in name or (HELPERS / f"{name}.py").exists(), name


def test_what_the_course_is_about():
    assert "context" not in arrows.ARROWS["weights"].split()
    assert "weights" not in arrows.ARROWS["context"].split()
    assert arrows.ARROWS["show"] == "" and "exercises" not in arrows.ARROWS["checking"].split()


def test_no_module_imports_itself_by_a_detour():
    """`progress` and `quizzes`, for example: one of them knows the other, not both."""
    graph = {
        name: {
            found
            for _, target in arrows.imports(path, HELPERS)
            for found in (target, target.rpartition(".")[0], f"{target}.__init__")
            if found in MODULES and found != name
        }
        for name, path in MODULES.items()
    }
    assert "checking.progress" in graph["checking.quizzes"]
    list(TopologicalSorter(graph).static_order())  # raises CycleError


def test_the_page_is_what_the_docstrings_say():
    written = (HELPERS / "README.md").read_text(encoding="utf-8")
    assert written == arrows.readme(), "run `python -m tools.build`"
    for path in MODULES.values():
        if path.name != "__init__.py":
            assert f"{path.name}` {arrows.first_line(path)}" in written


@pytest.fixture
def house(tmp_path) -> Path:
    """A `helpers` with one file in each of four rooms, and two beside them."""
    folder = tmp_path / "helpers"
    for name in ("files", "setup", "show/plots", "weights/models", "context/prompts"):
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('"""One file."""\n', encoding="utf-8")
    (folder / "checking").mkdir()
    (folder / "exercises").mkdir()
    return folder


GOOD = {
    "shared": ("context/prompts", "from helpers.files import CourseError"),
    "allowed": ("context/prompts", "from helpers.show import plots"),
    "own room": ("context/prompts", "from helpers.context import scoring"),
    "from outside": ("context/prompts", "import weights, torch\nfrom measure import metrics"),
    "example": ("context/prompts", 'def f():\n    """>>> from helpers.weights import models"""'),
    "comment": ("context/prompts", "# from helpers.weights import models"),
    "one file": ("checking/overview", "from helpers import exercises"),
}
BAD = {
    "whole module": ("context/prompts", "from helpers.weights import models", "weights.models"),
    "one name": ("context/prompts", "from helpers.weights.models import encoder", "weights.models"),
    "other way": ("weights/models", "import helpers.context.prompts as p", "context.prompts"),
    "inside": ("weights/models", "def f():\n    from helpers import icl", "icl"),
    "relative": ("weights/models", "from ..context import prompts", "context.prompts"),
    "room": ("weights/models", "from .. import context", "context"),
    "upwards": ("show/plots", "from helpers.measure import metrics", "measure.metrics"),
    "shared upwards": ("files", "from helpers import setup", "setup"),
    "not the one file": ("checking/quizzes", "from helpers import exercises", "exercises"),
    "deeper": ("exercises/costs/kappa", "from helpers.icl import lists", "icl.lists"),
    "under if": ("weights/models", "if 1:\n    from helpers.icl import lists", "icl.lists"),
}


def add(house: Path, name: str, line: str) -> None:
    path = house / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""One file."""\n{line}\n', encoding="utf-8")


@pytest.mark.parametrize("name", GOOD)
def test_other_imports_are_let_be(name, house):
    add(house, *GOOD[name])
    assert arrows.breaches(house) == []


@pytest.mark.parametrize("name", BAD)
def test_an_arrow_against_the_list_is_caught(name, house):
    place, line, target = BAD[name]
    add(house, place, line)
    (sentence,) = set(arrows.breaches(house))
    assert sentence.startswith(f"helpers/{place}.py, line ")
    assert f"helpers.{target}" in sentence


def test_a_file_in_no_room_is_caught(house):
    add(house, "misc", "x = 1")
    add(house, "extras/more", "x = 1")
    assert [line.partition(" ")[0] for line in arrows.breaches(house)] == [
        "helpers/extras/more.py",
        "helpers/misc.py",
    ]
