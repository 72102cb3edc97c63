"""How the code looks: ruff's rules and its format, and files that are short enough to read."""

import ast
import statistics
import subprocess
import sys
import tokenize
from pathlib import Path
from tokenize import COMMENT

import pytest
import yaml

from helpers.files import root

HOOKS = yaml.safe_load((root() / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
COMMANDS = {hook["id"]: hook["entry"] for repo in HOOKS for hook in repo["hooks"]}
BUILT = ("lessons", "labs", "solutions")
# Edited texts that the test of the built notebooks does not cover.
WRITTEN = tuple("benchmarks conftest.py docs helpers source start.py tests tools workshop".split())


def ruff(hook: str, paths: tuple[str, ...]) -> str:
    """What ruff says if it is called as the hook calls it, but on these paths."""
    python, *command, everything = COMMANDS[hook].split()
    assert (python, command[:2], everything) == ("python", ["-m", "ruff"], ".")
    done = subprocess.run(
        [sys.executable, *command, "--no-cache", *paths], cwd=root(), capture_output=True, text=True
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("hook", ["ruff-check", "ruff-format"])
def test_ruff_has_nothing_to_say(hook):
    assert not ruff(hook, WRITTEN)


@pytest.mark.parametrize("hook", ["ruff-check", "ruff-format"])
def test_ruff_has_nothing_to_say_about_built_notebooks(hook):
    assert not ruff(hook, BUILT)


@pytest.mark.skipif(not (root() / ".git").exists(), reason="a copy without its history")
def test_the_two_tests_cover_what_the_hooks_do():
    files = subprocess.check_output(["git", "ls-files", "*.py", "*.ipynb"], cwd=root(), text=True)
    assert {name.split("/")[0] for name in files.split()} <= {*WRITTEN, *BUILT}


@pytest.mark.parametrize("fault", ["import os\n", "x = 'quotes'\n", f"x = 1  # {'long ' * 20}\n"])
def test_ruff_would_say_it(fault, tmp_path):
    """The course's own settings, on a file with one fault."""
    for name, text in {
        "pyproject.toml": (root() / "pyproject.toml").read_text(encoding="utf-8"),
        "wrong.py": fault,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert ruff("ruff-check", (str(tmp_path),)) or ruff("ruff-format", (str(tmp_path),))


def test_hooks_fetch_nothing():
    assert [repo["repo"] for repo in HOOKS] == ["local"]
    assert {hook["language"] for repo in HOOKS for hook in repo["hooks"]} == {"system"}
    assert COMMANDS["built"] == "python -m tools.build --check"  # test_build.py asks it as well


def edited(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in sorted(root().glob(pattern))]


def test_no_line_is_left_out_of_formatting():
    for path in edited("*.py", "*/*.py", "*/*/*.py", "*/*/*/*.py"):
        if ".venv" not in path.parts:
            with path.open("rb") as stream:
                found = [t.string for t in tokenize.tokenize(stream.readline) if t.type == COMMENT]
            assert not [text for text in found if text.lstrip("# ").startswith("fmt:")], path


def test_helpers_are_short_enough_to_read():
    lengths = {
        path.relative_to(root()).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in edited("helpers/**/*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 250} == {}
    assert statistics.median(lengths.values()) <= 120


def test_every_tokenizer_says_what_it_is():
    for path in edited("helpers/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for argument in node.args.args + node.args.kwonlyargs:
                    assert argument.arg != "tokenizer" or argument.annotation, (path, node.name)
