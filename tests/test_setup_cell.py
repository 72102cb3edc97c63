"""The first code cell of every notebook: it finds the course anywhere, or fetches it on Colab."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.course import HOME
from helpers.files import root
from tools import home, pages
from tools.notebook import FOLDED, assemble, targets, unrecorded

COURSE = pages.load(root())
FOLDERS = ("lessons", "labs", "solutions")
NOTEBOOKS = [path for folder in FOLDERS for path in sorted((root() / folder).glob("*.ipynb"))]
on_colab = pytest.mark.skipif(os.name == "nt", reason="Colab runs Linux; the cell uses its shell")

# Runs the cell file given first, once more for each further argument, as a kernel would.
DRIVER = """
import sys, types
# The machine has no course installed, even if the Python that runs the tests has (editable).
sys.meta_path[:] = [f for f in sys.meta_path if "__editable__" not in getattr(f, "__module__", "")]
sys.path.insert(0, "")
if "--colab" in sys.argv:
    sys.modules["google"] = types.ModuleType("google")
    sys.modules["google.colab"] = types.ModuleType("google.colab")
if "--foreign-first" in sys.argv:
    import helpers
space = {"__name__": "__main__"}
for _ in range(2):
    exec(compile(open(sys.argv[1], encoding="utf-8").read(), "<cell>", "exec"), space)
import helpers
print("helpers from", helpers.__file__)
print("loaded twice" if helpers.starts != 2 else "loaded once")
"""
# What stands in for the course: helpers that start quickly.
TREE = {
    "helpers/__init__.py": "starts = 0\n",
    "helpers/setup.py": "import helpers\n\n\ndef start():\n    helpers.starts += 1\n"
    "    print('Ready')\n",
    "lessons/a/b/notes.txt": "",
}
# Copies the tree named in STANDIN_TREE instead of cloning, and writes down how it was called.
GIT = """#!{python}
import os, pathlib, shutil, sys
log = pathlib.Path(os.environ["STANDIN_LOG"])
with log.open("a") as stream:
    print(*sys.argv[1:], file=stream)
if not os.environ.get("STANDIN_TREE"):
    sys.exit("fatal: unable to access: Could not resolve host: github.com")
shutil.copytree(os.environ["STANDIN_TREE"], sys.argv[-1])
"""


def plant(folder: Path, tree: dict[str, str] = TREE) -> Path:
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Machine:
    """A folder that plays a computer: /content, a stand-in for git, and the course online."""

    def __init__(self, folder: Path) -> None:
        self.content, self.log = folder / "content", folder / "git.log"
        self.clone = self.content / "weights-and-context"
        self.online = str(plant(folder / "online"))
        self.content.mkdir()
        self.cell, driver = folder / "cell.py", folder / "driver.py"
        # Only the place is another than on Colab; everything else is the cell as it is.
        text = COURSE.setup.replace('"/content/', f'"{self.content.as_posix()}/')
        assert text != COURSE.setup
        self.cell.write_text(text, encoding="utf-8")
        driver.write_text(DRIVER, encoding="utf-8")
        git = folder / "bin" / "git"
        git.parent.mkdir()
        git.write_text(GIT.format(python=sys.executable), encoding="utf-8")
        git.chmod(git.stat().st_mode | stat.S_IXUSR)
        self.command = [sys.executable, str(driver), str(self.cell)]
        self.path = f"{git.parent}{os.pathsep}{os.environ['PATH']}"

    def run(self, cwd: Path, *flags: str, **extra: str) -> subprocess.CompletedProcess:
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        env |= {"PATH": self.path, "STANDIN_LOG": str(self.log), "STANDIN_TREE": self.online}
        return subprocess.run(
            [*self.command, *flags], cwd=cwd, env=env | extra, capture_output=True, encoding="utf-8"
        )

    def clones(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


def started(run: subprocess.CompletedProcess, course: Path) -> bool:
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("Ready") == 2 and "loaded once" in run.stdout
    return f"helpers from {course / 'helpers' / '__init__.py'}" in run.stdout


def test_an_instructors_copy_runs_anywhere_on_the_disk(machine, tmp_path):
    home = plant(tmp_path / "the course's own place")
    text = machine.cell.read_text(encoding="utf-8")
    elsewhere = plant(tmp_path / "elsewhere", {"my-copy/lessons/a.txt": ""}) / "my-copy/lessons"
    lost = machine.run(elsewhere)
    assert lost.returncode and "Course not found" in lost.stderr
    machine.cell.write_text(pages.at_home(text, home), encoding="utf-8")
    assert started(machine.run(elsewhere), home)
    installed = plant(tmp_path / "another course that is installed")
    assert started(machine.run(elsewhere, PYTHONPATH=str(installed)), home)
    copied = plant(tmp_path / "elsewhere" / "my-copy")  # a course around it is nearer
    assert started(machine.run(elsewhere), copied)


def test_the_cell_is_short_and_names_the_tag():
    title, *lines = COURSE.setup.splitlines()
    assert title == "# @title Setup: run this first"
    assert len(lines) <= 24  # as ruff formats it; front ends fold it away
    assert f'--branch {COURSE.place.tag} {COURSE.place.url}"' in COURSE.setup
    assert "pip" not in COURSE.setup


@pytest.mark.parametrize("notes", [False, True])
def test_the_cell_is_folded_and_validates(notes):
    """In JupyterLab and Notebook, in Colab, and on the website, each by its own mark."""
    target = targets(COURSE)[0]
    notebook = assemble(COURSE, target, notes)
    assert notebook.cells[1].source.endswith("start(learner=False)" if notes else "start()")
    metadata = notebook.cells[1].metadata
    assert metadata["jupyter"] == {"source_hidden": True}
    assert metadata["cellView"] == "form" and metadata["tags"] == ["hide-input"]
    nbformat.validate(notebook)
    assert not any("jupyter" in cell.metadata for cell in notebook.cells[2:])


def setup_of(path):
    """A solution's cell says that what runs there is no progress; the home page's shows it."""
    if path == root() / HOME:
        return home.setup(COURSE)
    return unrecorded(COURSE.setup) if path.parent.name == "solutions" else COURSE.setup


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_notebook_begins_with_the_same_cell(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown" and cells[1].source == setup_of(path)
    assert cells[1].cell_type == "code" and cells[1].metadata == FOLDED


@pytest.mark.parametrize("place", [".", "lessons", "lessons/a/b"])
def test_it_searches_upwards(machine, tmp_path, place):
    course = plant(tmp_path / "my course")
    assert started(machine.run(course / place), course)
    assert started(machine.run(course / place, "--colab"), course)
    assert machine.clones() == []


def test_it_uses_an_installed_copy(machine, tmp_path):
    course, elsewhere = plant(tmp_path / "installed"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert started(machine.run(elsewhere, PYTHONPATH=str(course)), course)


@pytest.mark.parametrize("flags", [(), ("--foreign-first",)])
def test_a_foreign_helpers_package_is_put_aside(machine, tmp_path, flags):
    course = plant(tmp_path / "course", {**TREE, "lessons/helpers.py": "mine = True\n"})
    foreign = tmp_path / "foreign"
    plant(
        foreign, {"helpers/__init__.py": "import helpers.show.plots\n", "helpers/show/plots.py": ""}
    )
    assert started(machine.run(course / "lessons", *flags), course)
    assert started(machine.run(course / "lessons/a", *flags, PYTHONPATH=str(foreign)), course)


def test_nothing_found_says_what_to_do(machine, tmp_path):
    alone = plant(tmp_path / "alone", {"helpers/__init__.py": ""})
    run = machine.run(alone)
    assert run.returncode != 0 and machine.clones() == []
    last = run.stderr.strip().splitlines()[-1]
    assert last.startswith("AssertionError: Course not found. Open this notebook in its folder")


@on_colab
def test_on_colab_it_clones_once(machine):
    subfolder = machine.content / "drive" / "MyDrive"
    subfolder.mkdir(parents=True)
    for cwd in (machine.content, machine.content, subfolder):
        assert started(machine.run(cwd, "--colab"), machine.clone)
    (call,) = machine.clones()
    assert f"clone --depth 1 --branch {COURSE.place.tag} {COURSE.place.url} " in call
    assert sorted(path.name for path in machine.content.iterdir()) == ["drive", machine.clone.name]


@on_colab
def test_on_colab_an_interrupted_clone_does_not_count(machine):
    plant(Path(f"{machine.clone}.part"), {".git/config": "", "helpers/setup.py": "broken("})
    assert started(machine.run(machine.content, "--colab"), machine.clone)
    assert not Path(f"{machine.clone}.part").exists()


@on_colab
def test_on_colab_without_a_connection(machine):
    run = machine.run(machine.content, "--colab", STANDIN_TREE="")
    assert run.returncode != 0 and not machine.clone.exists()
    assert run.stderr.strip().endswith("or on Colab check the network.")
    assert started(machine.run(machine.content, "--colab"), machine.clone)


@on_colab
def test_the_real_course_starts_from_one_notebook_alone(machine, tmp_path):
    """The course as it is in this folder; the notebook's cell stands in an empty one."""
    online = tmp_path / "real"
    for folder in ("helpers", "lessons"):
        ignore = shutil.ignore_patterns("__pycache__", "*.ipynb")
        if (root() / folder).exists():
            shutil.copytree(root() / folder, online / folder, ignore=ignore)
        else:
            (online / folder).mkdir(parents=True)
    driver = Path(machine.command[1])
    driver.write_text(DRIVER.rpartition("print(")[0], encoding="utf-8")
    run = machine.run(machine.content, "--colab", STANDIN_TREE=str(online))
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("Ready: running on the ") == 2
    assert f"helpers from {machine.clone}" in run.stdout
