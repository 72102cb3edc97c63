"""In a copy of the real course a lesson is inserted, one moved and one dropped with its lab.

Everything runs in processes of the copy, as a maintainer would do it. No notebook but the new one
may be executed. Then the tests that read the whole tree are run there: none may fail that passed
before.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_reorder import only_numbers_changed

from helpers import course
from helpers.files import root

NEW, MOVED, DROPPED = "half_time", "costs", "prompts"
LESSON = f'''# ---
# title: "Half-time"
# minutes: 5
# objectives:
#   - Say what the first half showed
# needs:
#   - masked_lm
# key_points:
#   - Numbers come from one place.
# ---

# %% [markdown]
# ## Two guesses
# After [[lesson:start_here]] and [[lab:attention]] you can guess.

# %%
from helpers.checks import predict, quiz

my_sum = None  # your prediction, a number
my_choice = None  # "odd" or "even"

# %%
predict("{NEW}.sum", my_sum, 1 + 1, close=0)
predict("{NEW}.choice", my_choice, "even", options={{"odd": "No.", "even": "Two halves."}})

# %%
quiz("{NEW}.half")

# %% [markdown]
# ## What this does not show
# Anything else.
'''
QUIZ = f'''
[[question]]
id = "{NEW}.half"
text = "Which lesson does this one follow?"
[[question.choice]]
text = "The one before"
right = true
why = "It does, whatever its number is at the moment."
[[question.choice]]
text = "The one after"
right = false
why = "That one comes later, whatever its number is."
[[question.choice]]
text = "None"
right = false
why = "Only the first lesson of all follows no other one."
'''
# Builds in the copy. What is stale before anything is moved (its code was edited, and nobody has
# built since) keeps the outputs it has; after that, only the new lesson may be executed.
BUILD = f"""
import contextlib, io, json, sys
import nbformat
from tools import build
from tools.notebook import shared

def old_outputs(node, folder, path):
    old = nbformat.read(folder / path, as_version=4)
    outputs = [cell.outputs for cell in shared(old)]
    return outputs if len(outputs) == len(shared(node)) else [[] for _ in shared(node)]

def only_the_new_one(node, folder, path):
    executed.append(path)
    return really(node, folder, path) if "{NEW}" in path else [[] for _ in shared(node)]

really, executed = build.execute, []
build.execute = old_outputs if sys.argv[1] == "first" else only_the_new_one
said = io.StringIO()
with contextlib.redirect_stdout(said):
    codes = [build.main(words) for words in json.loads(sys.argv[2])]
print(json.dumps({{"codes": codes, "said": said.getvalue(), "executed": executed}}))
"""
TESTS = ["claims", "links", "notebooks", "numbers", "quizzes"]  # those that read what was moved


def python(copy: Path, *argv: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "COURSE_PROGRESS": str(copy / "progress.json")}
    environment.pop("COURSE_CACHE", None)
    return subprocess.run(
        [sys.executable, *argv], cwd=copy, env=environment, capture_output=True, encoding="utf-8"
    )


def build(copy: Path, *more: list[str], what: str = "") -> dict:
    """Build, then build again or check as in `more`; what was said and executed."""
    ran = python(copy, "-c", BUILD, what, json.dumps([[], *more]))
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert set(told["codes"]) == {0}, told["said"] + ran.stderr
    assert all(argv or "Nothing to do." in told["said"] for argv in more)
    return told


def cells(copy: Path) -> dict[tuple[str, str], list]:
    """The cells of every built notebook of a lesson or a lab, by folder and slug."""
    return {
        (path.parent.name, slug): nbformat.read(path, as_version=4).cells
        for folder, _ in course.KINDS.values()
        for path in sorted((copy / folder).glob("*.ipynb"))
        if (slug := course.slug_of(f"{folder}/{path.name}"))
    }


def reorder(copy: Path, change) -> None:
    """Edit the lists of course.toml: one line each."""
    path = copy / "course.toml"
    text = path.read_text(encoding="utf-8")
    lists = re.findall(r"(?m)^lessons = (\[.*\])$", text)
    slugs = [json.loads(line) for line in lists]
    change(slugs)
    for old, new in zip(lists, slugs, strict=True):
        text = text.replace(f"lessons = {old}", f"lessons = {json.dumps(new)}")
    path.write_text(text, encoding="utf-8")


def failing(copy: Path) -> set[str]:
    """The tests of the tree that fail there; numbers of notebooks are taken out of their names."""
    names = [f"tests/test_{name}.py" for name in TESTS]
    # A lesson makes a claim: measuring one would take longer than all the rest of this file.
    claim = f"tests/test_claims.py::test_every_lesson_makes_a_claim[{NEW}]"
    ran = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--deselect", claim, *names)
    assert ran.returncode in (0, 1) and " passed" in ran.stdout, ran.stdout + ran.stderr
    found = re.findall(r"(?m)^(?:FAILED|ERROR) (\S+)", ran.stdout)
    # `python -m tools.teaching` writes these pages anew, once a new lesson has its run sheet.
    found = [name for name in found if "[docs/teaching/" not in name]
    return {re.sub(r"(?<=[/_\[])\d\d_", "", name) for name in found}


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """The course without what git does not hold, built."""
    ignored = shutil.ignore_patterns(".git", ".venv", ".cache", "__pycache__", ".pytest_cache")
    tree = shutil.copytree(root(), tmp_path_factory.mktemp("before") / "course", ignore=ignored)
    build(tree, what="first")
    return tree


@pytest.fixture
def copy(before, tmp_path) -> Path:
    return shutil.copytree(before, tmp_path / "course")


def insert(copy: Path) -> None:
    """A new lesson in the middle: its source, its quiz, its claim, and one word in course.toml."""
    for name, text in (
        (f"source/lessons/{NEW}.py", LESSON),
        (f"helpers/checking/quiz_data/{NEW}.toml", QUIZ),
    ):
        (copy / name).write_text(text, encoding="utf-8")
    reorder(copy, lambda parts: parts[len(parts) // 2].insert(0, NEW))


@pytest.mark.timeout(1800)
def test_a_lesson_in_the_middle_one_moved_and_one_dropped(before, copy):
    old = cells(copy)
    insert(copy)
    told = build(copy, [], ["--check"])
    number = course.number(NEW, copy)
    assert told["executed"] == [f"lessons/{number}_{NEW}.ipynb"]
    new = cells(copy)
    assert new.keys() - old.keys() == {("lessons", NEW)} and not old.keys() - new.keys()
    only_numbers_changed(old, new)

    def move(parts):
        next(part for part in parts if MOVED in part).remove(MOVED)
        parts[-1].insert(0, MOVED)

    reorder(copy, move)
    assert build(copy, ["--check"])["executed"] == []
    only_numbers_changed(old, cells(copy))

    reorder(copy, lambda parts: next(part for part in parts if DROPPED in part).remove(DROPPED))
    assert build(copy, ["--check"])["executed"] == []
    left = cells(copy)
    assert new.keys() - left.keys() == {(f, DROPPED) for f, _ in course.KINDS.values()}
    for key, found in left.items():
        assert [c.get("outputs") for c in found] == [c.get("outputs") for c in new[key]]
    for name in ("README.md", "docs/claims.md", "docs/glossary.md", course.HOME):
        text = (copy / name).read_text(encoding="utf-8")
        assert not re.search(rf"\d_{DROPPED}\.ipynb", text)  # another's name may end so
        assert f"{course.number(MOVED, copy)}_{MOVED}.ipynb" in text
    if wrong := failing(copy):
        assert wrong <= failing(before)
