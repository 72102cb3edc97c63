"""The build, tried on a tiny course of its own, and `--check` on the real one."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_course import LESSON, built, edit, files, loader, notebook, run, tree  # noqa: F401

from helpers.checking import quizzes
from helpers.files import root
from tools import build, pages, readme


def test_two_builds_give_the_same_bytes(built, tmp_path):
    again = Path(shutil.copytree(built, tmp_path / "again"))
    for path in again.glob("*/*.ipynb"):
        path.unlink()
    assert run(again, "--execute") == 0
    assert files(again) == files(built)


def test_stored_form(built):
    lesson = notebook(built, "lessons/00_one.ipynb")
    text = json.dumps(lesson)
    assert "widget-view" not in text and "stderr" not in text and "it/s" not in text
    assert set(lesson.metadata) == {"course", "kernelspec", "language_info"}
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert code[0].outputs[0].text == "ready\n"
    assert [output.output_type for output in code[1].outputs] == ["display_data", "stream"]
    assert len(code[2].outputs) == 1
    assert code[2].outputs[0].text == "after a bar\nafter another\ninside\n"
    assert code[3].outputs[0].data["text/plain"] == "2"
    assert code[3].metadata.tags == ["nbval-check-output"]
    first, *others = code
    assert set(first.metadata) == {"jupyter", "cellView", "tags"}, "the setup cell is folded"
    texts = [cell for cell in lesson.cells if cell.cell_type == "markdown"]
    assert all(set(cell.metadata) <= {"tags"} for cell in [*others, *texts])
    raw = (built / "lessons/00_one.ipynb").read_bytes()
    assert raw.endswith(b"}\n") and raw.startswith(b'{\n "cells"')


def test_editions(built):
    lab, solution = (
        notebook(built, "labs/lab_00_one.ipynb"),
        notebook(built, "solutions/solution_00_one.ipynb"),
    )
    blank, filled = lab.cells[3].source, solution.cells[3].source
    assert blank == 'def double(x):\n    """Twice x."""\n    ...  # your code here'
    assert filled.endswith("    twice_as_much = x + x\n    return twice_as_much")
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in lab.cells)
    assert "*Exercise 1 · 10 minutes · difficulty ●●○*\n\nWrite it." in lab.cells[2].source
    assert "Adding a number" not in json.dumps(lab) and "Adding a number" in json.dumps(solution)
    assert "Ask who" not in (built / "lessons/00_one.ipynb").read_text(encoding="utf-8")
    shared = {cell.id for cell in lab.cells}
    assert shared < {cell.id for cell in solution.cells} and len(shared) == len(lab.cells)


def test_first_and_last_cells(built):
    lesson, lab = notebook(built, "lessons/00_one.ipynb"), notebook(built, "labs/lab_00_one.ipynb")
    head = lesson.cells[0].source
    assert head.startswith("# 00 · One\n") and "**About 5 minutes.**" in head
    assert "/github/ann/course/blob/v1/lessons/00_one.ipynb)" in head
    assert "/gh/ann/course/v1?urlpath=lab/tree/lessons/00_one.ipynb)" in head
    assert "[Lab 00 · One](../labs/lab_00_one.ipynb)" in head and "- draw a line" in head
    assert lab.cells[0].source.startswith("# Lab 00 · One\n")
    assert "[00 · One](../lessons/00_one.ipynb)" in lab.cells[0].source
    assert lesson.cells[-1].source.startswith("## Key points\n\n- A line has two ends.")
    assert "../solutions/solution_00_one.ipynb" in lab.cells[-1].source


def test_what_goes_further_is_stated_apart(tree):
    edit(tree / "source/lessons/one.py", "# minutes: 5\n", "# minutes: 5\n# further: 20\n")
    course = loader(tree)()
    head = pages.head(course, course.lessons[0], "lessons")
    said = "**About 5 minutes**, and 20 more for the sections marked “to go further”: skip these at"
    assert f"{said} first. Objectives:" in head
    assert "| [00 · One](lessons/00_one.ipynb) | 5 + 20 |" in readme.table(course)


def test_navigation_between_lessons(tree):
    second = LESSON.replace("title: One", "title: Two").replace("[Python]", "[one]")
    (tree / "source/lessons/two.py").write_text(second, encoding="utf-8")
    edit(tree / "course.toml", '"one"', '"one", "two"')
    course = loader(tree)()
    one, two = course.lessons
    assert "[01 · Two](../lessons/01_two.ipynb) →" in pages.head(course, one, "lessons")
    assert "← [00 · One](../lessons/00_one.ipynb)" in pages.head(course, two, "lessons")
    assert "**You need:** [00 · One]" in pages.head(course, two, "lessons")
    assert "then [01 · Two]" in pages.tail(course, one, "lessons")
    assert "last notebook" in pages.tail(course, two, "lessons")


def test_prose_edit_keeps_outputs(tree):
    before = notebook(tree, "lessons/00_one.ipynb")
    edit(tree / "source/lessons/one.py", "Look at it.", "Look at it well.")
    assert run(tree, "--check") == 1
    assert run(tree) == 0 and run(tree, "--check") == 0
    after = notebook(tree, "lessons/00_one.ipynb")
    assert after.cells[2].source == "## A line\nLook at it well."
    assert [c.get("outputs") for c in after.cells] == [c.get("outputs") for c in before.cells]


def test_code_edit_makes_outputs_stale(tree, capsys, monkeypatch):
    edit(tree / "source/lessons/one.py", "1 + 1", "1 + 2")
    assert run(tree, "--check") == 1
    assert "lessons/00_one.ipynb has outputs of older code." in capsys.readouterr().out
    monkeypatch.setattr(build, "execute", lambda notebook, folder, path: [[], [], [], []])
    assert run(tree) == 0 and run(tree, "--check") == 0


def test_build_says_when_nothing_changed(tree, capsys):
    before = files(tree)
    assert run(tree) == 0
    assert "Nothing to do." in capsys.readouterr().out and files(tree) == before


def test_windows_line_ends_are_no_difference(tree):
    path = tree / "labs/lab_00_one.ipynb"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(tree, "--check") == 0


def test_only(tree, capsys):
    assert run(tree, "--only", "one") == 0 == run(tree, "--only", "o")
    assert run(tree, "--only", "two") == 1 and "'two'" in capsys.readouterr().err


def test_retarget(tree, capsys):
    edit(tree / "README.md", "# Tiny", "# Tiny, by ann/course")
    (tree / "CITATION.cff").write_text('url: "https://github.com/ann/course"\n', encoding="utf-8")
    assert run(tree, "--retarget", "bob/fork", "--tag", "main") == 0
    assert run(tree, "--check") == 0
    for path, data in files(tree).items():
        found = set(re.findall(rb"(?:github\.com|com/github|/gh)/([\w.-]+/[\w.-]+?)[/.\n\"]", data))
        assert found == {b"bob/fork"}, path
        assert b"/v1" not in data
    assert "com/bob/fork" in (tree / "CITATION.cff").read_text(encoding="utf-8")
    assert 'tag = "x"' in (tree / "pyproject.toml").read_text(encoding="utf-8")
    assert "bob/fork.git\ncd fork\n" in (tree / "README.md").read_text(encoding="utf-8")
    assert "by ann/course" in (tree / "README.md").read_text(encoding="utf-8")
    for wrong in ("bob", "bob/fork/x", "https://github.com/bob/fork"):
        assert run(tree, "--retarget", wrong) == 1
    assert run(tree, "--retarget", "bob/fork", "--tag", "a b") == 1


def test_retarget_wants_a_built_course(tree, capsys):
    edit(tree / "source/lessons/one.py", "1 + 1", "1 + 2")
    before = files(tree)
    assert run(tree, "--retarget", "bob/fork") == 1
    assert "Run `python -m tools.build` first" in capsys.readouterr().err
    assert files(tree) == before


def test_instructor_edition(tree, tmp_path):
    assert run(tree, "--instructor", str(tmp_path / "mine")) == 0
    lesson = notebook(tmp_path, "mine/lessons/00_one.ipynb")
    assert lesson.cells[-2].source == "Ask who has seen a line before."
    public = notebook(tree, "lessons/00_one.ipynb")
    assert [c.outputs for c in lesson.cells if c.cell_type == "code"] == [
        c.outputs for c in public.cells if c.cell_type == "code"
    ]
    assert (tmp_path / "mine/solutions/solution_00_one.ipynb").exists()
    assert run(tree, "--instructor", str(tree)) == 1


def test_readme_table_takes_costs_from_the_budgets(tree):
    cost = {"solutions/one": {"seconds": 12.3, "peak_mb": 456.7}}
    (tree / "budgets.json").write_text(json.dumps(cost), encoding="utf-8")
    assert run(tree) == 0
    text = (tree / "README.md").read_text(encoding="utf-8")
    assert "| [00 · One](lessons/00_one.ipynb) | 5 | – | – |" in text
    assert "| [Lab 00 · One](labs/lab_00_one.ipynb) | 7 | 12 s | 457 MB |" in text


def test_the_course_is_built():
    course = pages.load(root())
    if not list(root().glob("*/*.ipynb")):
        pytest.skip("no notebooks have been built yet")
    assert build.check(course) == []


def test_a_question_that_changed_is_shown_as_it_is_now(monkeypatch):
    """No code changes with a quiz file: its questions in the notebooks are compared with it."""
    course = pages.load(root())
    asked = quizzes.find("attention.scale")
    other = replace(asked, text="Why by no other number?")
    find = quizzes.find
    monkeypatch.setattr(quizzes, "find", lambda name: other if name == asked.id else find(name))
    [problem] = build.check(course, "attention")
    assert "_attention.ipynb, line " in problem and "by no other" in problem
