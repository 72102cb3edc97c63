"""A course of one lesson and one lab on which the build is tried."""

import shutil
from functools import partial
from pathlib import Path

import nbformat
import pytest

from helpers.files import CourseError
from tools import build, pages

LESSON = """# ---
# title: One
# minutes: 5
# objectives:
#   - draw a line
# needs: [Python]
# key_points:
#   - A line has two ends.
# ---

# %% [markdown]
# ## A line
# Look at it.

# %%
import sys
from IPython.display import display
from matplotlib.figure import Figure
figure = Figure(figsize=(2, 1))
figure.subplots().plot([1, 2])
figure.savefig("line.png")
png = open("line.png", "rb").read()
display({"image/png": png, "text/plain": "a line"}, raw=True)
print("drawn")

# %%
import ipywidgets
from tqdm import tqdm
from tqdm.auto import tqdm as widget_tqdm
for _ in tqdm(range(3)):
    pass
print("after a bar")
for _ in widget_tqdm(range(3), file=sys.stdout):
    pass
print("after another")
out = ipywidgets.Output()
with out:
    print("inside")
display(out)

# %% tags=["nbval-check-output"]
1 + 1

# %% [markdown] tags=["instructor"]
# Ask who has seen a line before.
"""

LAB = """# ---
# title: One
# minutes: 7
# objectives: [write a function]
# needs: [one]
# key_points: [A function gives something back.]
# ---

# %% [markdown]
# ## Double
# @exercise double
# Write it.

# %%
# @solution double

# %%
double(4)

# %% [markdown] tags=["solution"]
# Adding a number to itself doubles it.
"""

DOUBLE = '''"""Double a number."""

SECRET = "what nobody sees"


def double(x):
    """Twice x."""
    twice_as_much = x + x
    return twice_as_much
'''

ORDER = '[[part]]\ntitle = "All"\nlessons = ["one"]\n'
PROJECT = """[project.urls]
Repository = "https://github.com/ann/course"
Changelog = "https://github.com/ann/course/blob/v1/CHANGELOG.md"

[tool.other]
tag = "x"

[tool.course]
repository = "ann/course"
tag = "v1"
"""
README = """# Tiny
<!-- badges -->
<!-- /badges -->
<!-- online -->
<!-- /online -->
<!-- start -->
<!-- /start -->
<!-- lessons -->
<!-- /lessons -->
"""


def exercise(name: str) -> tuple[int, int]:
    if name != "double":
        raise CourseError(f"There is no exercise {name!r}.")
    return 10, 2


def loader(tree: Path):
    return partial(pages.load, tree, setup="print('ready <REPOSITORY>'[:5])", exercise=exercise)


def run(tree: Path, *argv: str) -> int:
    return build.main(list(argv), loader(tree))


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The tiny course, built once."""
    tree = tmp_path_factory.mktemp("built")
    for path, text in {
        "source/lessons/one.py": LESSON,
        "source/labs/one.py": LAB,
        "course.toml": ORDER,
        "helpers/exercises/one/double.py": DOUBLE,
        "pyproject.toml": PROJECT,
        "README.md": README,
    }.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    assert run(tree) == 0
    return tree


@pytest.fixture
def tree(built, tmp_path, monkeypatch) -> Path:
    """A copy of the built course in which nothing may be executed."""

    def forbidden(notebook, folder, path):
        raise AssertionError(f"{path} was executed")

    monkeypatch.setattr(build, "execute", forbidden)
    return Path(shutil.copytree(built, tmp_path / "course"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def files(tree: Path) -> dict[str, bytes]:
    paths = [*tree.glob("*/*.ipynb"), tree / "README.md", tree / "pyproject.toml"]
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in paths}


def notebook(tree: Path, path: str) -> nbformat.NotebookNode:
    return nbformat.read(tree / path, as_version=4)
