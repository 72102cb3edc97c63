"""Damage that somebody may do to the course: each kind is done here, and must be noticed.

Works on temporary copies. What the build itself refuses is in `test_build_refuses.py`.
"""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
import pytest
import test_links
import test_mistakes
from nbformat.v4 import new_code_cell, new_notebook

from helpers.checking.spec import Exercise
from helpers.course import slug_of
from helpers.files import root
from tools import build, pages

FOLDERS = ("source", "lessons", "labs", "solutions")
BUILT = sorted(root().glob("lessons/*.ipynb"))
needs_notebooks = pytest.mark.skipif(not BUILT, reason="no notebook is built yet")
LABS = sorted(root().glob("labs/*.ipynb"))


@pytest.fixture
def course(tmp_path) -> Path:
    """A copy of the real course, as far as the build and the links need it."""
    copy = tmp_path / "course"
    copy.mkdir()
    for folder in FOLDERS:
        if (root() / folder).exists():
            shutil.copytree(root() / folder, copy / folder)
    shutil.copytree(root() / "helpers" / "exercises", copy / "helpers" / "exercises")
    for name in ("course.toml", "pyproject.toml", "README.md", "budgets.json"):
        if (root() / name).exists():
            shutil.copy(root() / name, copy / name)
    return copy


def check(course: Path, path: Path) -> int:
    only = slug_of(path.relative_to(course).as_posix())
    return build.main(["--check", "--only", only], load=lambda: pages.load(course))


@needs_notebooks
@pytest.mark.parametrize("place", ["prose", "output", "code", "setup"])
def test_a_changed_character_in_a_built_notebook(place, course, capsys):
    path = course / BUILT[0].relative_to(root())
    node = nbformat.read(path, as_version=4)
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    if place == "prose":
        node.cells[0].source = node.cells[0].source.replace("minutes", "minuets", 1)
    elif place == "output":
        stream = next(o for c in code for o in c.outputs if o.output_type == "stream")
        stream.text = stream.text[:-2] + ("x" if stream.text[-2] != "x" else "y") + stream.text[-1:]
    else:
        code[place == "code"].source += " "
    path.write_text(nbformat.writes(node).rstrip("\n") + "\n", encoding="utf-8")
    assert check(course, path) == 1
    assert path.name in capsys.readouterr().out


@pytest.mark.skipif(not LABS, reason="no lab is built yet")
def test_a_solution_line_left_in_a_lab(course, capsys):
    path = course / LABS[0].relative_to(root())
    lab, solution = (
        nbformat.read(p, as_version=4)
        for p in (path, course / "solutions" / path.name.replace("lab_", "solution_", 1))
    )
    filled = {cell.id: cell.source for cell in solution.cells}
    cell = next(cell for cell in lab.cells if "# your code here" in cell.source)
    cell.source = filled[cell.id]
    path.write_text(nbformat.writes(lab).rstrip("\n") + "\n", encoding="utf-8")
    assert check(course, path) == 1
    assert "shows a line of its solution" in capsys.readouterr().out


def square(x: float) -> float:
    """x times x."""
    return x * x


def exercise(**how) -> Exercise:
    return Exercise(
        id="square",
        title="Square",
        minutes=1,
        difficulty=1,
        reference=square,
        hints=("a", "b", "c"),
        **how,
    )


@pytest.mark.parametrize(
    "careless",
    [
        exercise(judge=lambda function: None),  # looks at nothing
        exercise(cases=lambda: [(0.0,), (0.0,)]),  # a constant 0 gives the same
        exercise(cases=lambda: [(1.0,), (0.0,)]),  # returning the input gives the same
    ],
)
def test_a_check_that_accepts_a_constant(careless, monkeypatch):
    monkeypatch.setattr(test_mistakes.exercises, "find", lambda name: careless)
    with pytest.raises(AssertionError, match="passes"):
        test_mistakes.test_nothing_empty_passes("square")


@needs_notebooks
@pytest.mark.parametrize(
    "target", ["../labs/lab_99_nothing.ipynb", "https://example.com/", "#no-such-heading"]
)
def test_a_broken_link(target, course, monkeypatch):
    monkeypatch.setattr(test_links, "root", lambda: course)
    path = course / BUILT[0].relative_to(root())
    node = nbformat.read(path, as_version=4)
    node.cells[-1].source += f"\n\n[a link]({target})"
    nbformat.write(node, path)
    with pytest.raises(AssertionError, match="assert"):
        test_links.test_links_lead_somewhere(path)


SOCKET = "import socket\nsocket.create_connection(('127.0.0.1', 9))"
SWALLOWED = f"try:\n    {SOCKET.replace(chr(10), '; ')}\nexcept Exception:\n    pass"
WIDGET = """
from helpers.show import plots, widgets
def draw(layer):
    return plots.figure(2, 1)[0], f"{1 / (layer - 3):.1f}"
widgets.explore(draw, layer=(1, 4))
"""
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {SOCKET!r}])"
OWN = """
import os
from helpers import files
assert "HF_HUB_OFFLINE" not in os.environ and os.environ["COURSE_DRIVE_WIDGETS"] == "1"
for place in (os.environ["COURSE_PROGRESS"], files.cache_dir()):
    assert not str(place).startswith(str(files.root()))
"""
# Each notebook's cells, and which of its items must fail with which words.
NOTEBOOKS = {
    "good": ([OWN, "print(1)"], {}),
    "opens": ([SOCKET], {"Cell 0": "NetworkUsed", "network and budget": "127.0.0.1"}),
    "swallows": ([SWALLOWED, "1 + 1"], {"network and budget": "opened a connection to 127.0.0.1"}),
    "child": ([CHILD], {"network and budget": "opened a connection to 127.0.0.1"}),
    "widget": ([WIDGET], {"Cell 0": "ZeroDivisionError"}),
    "raises": (["1 / 0", "print(1)"], {"Cell 0": "ZeroDivisionError"}),
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Runs the notebooks above as the tests run the course's; {(notebook, item): failure}."""
    folder = tmp_path_factory.mktemp("notebooks")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for name, (cells, _) in NOTEBOOKS.items():
        node = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=kernel)
        nbformat.write(node, folder / f"{name}.ipynb")
    shutil.copy(root() / "pyproject.toml", folder)
    places = os.pathsep.join([str(root()), str(root() / "tests")])
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "notebook_items",
            "--junitxml=report.xml",
            *sorted(folder.glob("*.ipynb")),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": places, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
    )
    results = {}
    for case in ElementTree.parse(folder / "report.xml").iter("testcase"):
        failure = case.find("failure")
        results[case.get("classname"), case.get("name")] = (
            None if failure is None else f"{failure.get('message')} {failure.text}"
        )
    return results


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_a_notebook_must_not_do(name, ran):
    cells, failures = NOTEBOOKS[name]
    items = {item: text for (notebook, item), text in ran.items() if notebook.startswith(name)}
    assert len(items) == len(cells) + 1, "every cell was run, and the verdict given"
    assert {item for item, text in items.items() if text is not None} == set(failures)
    for item, words in failures.items():
        assert words in items[item]
