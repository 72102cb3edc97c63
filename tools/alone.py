"""Run each notebook alone in an empty folder, as Google Colab opens it.

    python -m tools.alone                     all of them
    python -m tools.alone --only masked_lm    those of this slug
    python -m tools.alone -x                  the rest of the line goes to pytest

The folder plays Colab's /content. A first cell makes a `google.colab`, and hides a course that is
installed; a stand-in for git clones what is committed here in place of the public repository. The
notebook's own setup cell does the rest. `python -m tools.rooms colab --alone` does this with
Colab's versions.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from helpers.files import CourseError, root, write_text
from tools.installation import wait_for
from tools.measure import notebooks

COLAB = """\
import os, sys, types
from importlib.machinery import ModuleSpec

sys.meta_path[:] = [f for f in sys.meta_path if "__editable__" not in getattr(f, "__module__", "")]
for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
    del sys.modules[name]  # a kernel of the course's own environment has asked for some
for name in ("google", "google.colab"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__spec__ = ModuleSpec(name, None, is_package=True)
os.environ["PATH"] = {bin!r} + os.pathsep + os.environ["PATH"]
assert os.listdir() == {alone!r}, "The folder holds more than this notebook."
"""
GIT = """\
#!/bin/sh
for target; do :; done  # the last argument
exec {git} clone --quiet --depth 1 file://{root} "$target"
"""
# The tests' own plugin: a kernel without network, budgets, widgets that are moved.
CONFTEST = """\
import sys

sys.path[:0] = [{tests!r}, {root!r}]
pytest_plugins = ["side_by_side", "notebook_items"]
"""


def git() -> str:
    """The program git; `CourseError` where there is none, or where this is no clone."""
    found = shutil.which("git")
    if not found or not (root() / ".git").exists():
        raise CourseError("This needs git, and a clone of the course: the stand-in clones it.")
    return found


def plant(folder: Path, path: str) -> Path:
    """Put one notebook into a folder of its own that plays /content; where it stands now."""
    content = folder / Path(path).stem / "content"
    content.mkdir(parents=True)
    notebook = nbformat.read(root() / path, as_version=4)
    setup = next(cell for cell in notebook.cells if cell.cell_type == "code")
    if '"/content/' not in setup.source:
        raise CourseError(f"{path}: its setup cell names no folder of Colab. Build it again.")
    setup.source = setup.source.replace('"/content/', f'"{content.as_posix()}/')
    target = content / Path(path).name
    code = COLAB.format(bin=str(folder / "bin"), alone=[target.name])
    cell = nbformat.v4.new_code_cell(code, id="colab")
    notebook.cells.insert(notebook.cells.index(setup), cell)
    nbformat.write(notebook, target)
    return target


def furnish(folder: Path) -> None:
    """The stand-in for git, and the plugins that tests of notebooks have."""
    program = folder / "bin" / "git"
    program.parent.mkdir()
    write_text(program, GIT.format(git=git(), root=root()))
    program.chmod(0o755)
    places = {"tests": str(root() / "tests"), "root": str(root())}
    write_text(folder / "conftest.py", CONFTEST.format(**places))


def run(paths: list[str], for_pytest: list[str]) -> int:
    """Run these notebooks; pytest's exit code."""
    with tempfile.TemporaryDirectory(prefix="alone-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        furnish(folder)
        planted = [str(plant(folder, path)) for path in paths]
        command = [sys.executable, "-m", "pytest", "-c", str(root() / "pyproject.toml")]
        command += [f"--rootdir={folder}", "-p", "no:cacheprovider", *for_pytest, *planted]
        # On this path, a kernel would find the course that it must fetch.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        return wait_for(subprocess.Popen(command, cwd=folder, env=environment))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tools.alone",
        allow_abbrev=False,
        description=__doc__.partition("\n")[0],
        epilog="Everything else is passed on to pytest.",
    )
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this slug, or slugs that begin so"
    )
    options, for_pytest = parser.parse_known_args(argv)
    try:
        return run(notebooks(options.only), for_pytest)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
