"""Measuring the notebooks: the table is merged, ordered, and written only if everything ran."""

import json
import subprocess

import pytest

from tools import measure


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with two notebooks, whose runs are pretended."""
    for name in ("lessons/00_a.ipynb", "labs/lab_01_b.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(measure, "root", lambda: tmp_path)
    monkeypatch.setattr(measure.pages, "load", lambda folder: None)
    monkeypatch.setattr(measure.pages, "readme", lambda course: "the README")
    calls = []

    def call(command, cwd, env):
        paths = command[command.index("no:cacheprovider") + 1 :]
        calls.append((paths, cwd, env))
        costs = {path: {"seconds": 1.5, "peak_mb": 300} for path in paths}
        with open(env["COURSE_COSTS"], "w", encoding="utf-8") as stream:
            json.dump(costs, stream)
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setenv("COURSE_QUICK", "1")
    return tmp_path, calls


def budgets(folder):
    return json.loads((folder / "budgets.json").read_text(encoding="utf-8"))


def test_everything_is_measured_at_full_size(course):
    folder, calls = course
    assert measure.main([]) == 0
    ((paths, cwd, environment),) = calls
    assert paths == ["lessons/00_a.ipynb", "labs/lab_01_b.ipynb"] and cwd == folder
    assert "COURSE_QUICK" not in environment
    assert list(budgets(folder)) == ["labs/b", "lessons/a"]
    assert (folder / "README.md").read_text(encoding="utf-8") == "the README"


def test_a_part_is_merged_and_what_is_gone_goes(course):
    folder, calls = course
    old = {name: {"seconds": 9, "peak_mb": 9} for name in ("lessons/a", "labs/c")}
    (folder / "budgets.json").write_text(json.dumps(old), encoding="utf-8")
    assert measure.main(["--only", "b"]) == 0
    assert calls[0][0] == ["labs/lab_01_b.ipynb"]
    assert budgets(folder) == {
        "labs/b": {"seconds": 1.5, "peak_mb": 300},
        "lessons/a": {"seconds": 9, "peak_mb": 9},
    }


def test_a_failing_notebook_leaves_the_table_alone(course, monkeypatch, capsys):
    folder, _ = course
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 1)
    assert measure.main([]) == 1
    assert not (folder / "budgets.json").exists() and "see above" in capsys.readouterr().err
    assert measure.main(["--only", "seven"]) == 1
    assert "No notebook has a slug that begins with 'seven'" in capsys.readouterr().err
