"""Measuring the notebooks: the table is merged, ordered, and written only if everything ran."""

import json
import subprocess

import pytest

from helpers.files import CourseError
from tools import measure


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with two notebooks, whose runs are pretended."""
    for name in ("lessons/00_a.ipynb", "labs/lab_01_b.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(measure, "root", lambda: tmp_path)
    monkeypatch.setattr(measure.pages, "load", lambda folder: None)
    monkeypatch.setattr(measure.readme, "readme", lambda course: "the README")
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


@pytest.fixture
def binder(course, monkeypatch):
    """The same course, with pretended runs as on Binder. `costs` says what each will need."""
    folder, _ = course
    costs = {
        "lessons/00_a.ipynb": {"seconds": 9.0, "peak_mb": 700},
        "labs/lab_01_b.ipynb": {"seconds": 8.0, "peak_mb": 600},
    }
    ran = []

    def run(path, cache):
        ran.append(path)
        if isinstance(costs[path], BaseException):
            raise costs[path]
        return costs[path]

    monkeypatch.setattr(measure.session, "run", run)
    monkeypatch.setattr(measure.prepare, "read_manuals", lambda: None)
    return folder, costs, ran


def test_on_binder_the_rest_of_a_line_stays(binder):
    folder, costs, _ = binder
    old = {"lessons/a": {"seconds": 5, "peak_mb": 5, "binder": {"seconds": 1, "peak_mb": 1}}}
    (folder / "budgets.json").write_text(json.dumps(old), encoding="utf-8")
    assert measure.main(["--binder", "--only", "a"]) == 0
    line = {"seconds": 5, "peak_mb": 5, "binder": costs["lessons/00_a.ipynb"]}
    assert budgets(folder) == {"lessons/a": line}
    assert measure.main(["--only", "a"]) == 0
    assert budgets(folder)["lessons/a"] == {**line, "seconds": 1.5, "peak_mb": 300}


def test_on_binder_it_goes_on_where_it_stopped(binder, capsys):
    folder, costs, ran = binder
    good = costs["labs/lab_01_b.ipynb"]
    costs["labs/lab_01_b.ipynb"] = KeyboardInterrupt()
    assert measure.main(["--binder"]) == 130
    assert "The same command goes on" in capsys.readouterr().err
    assert list(budgets(folder)) == ["lessons/a"]
    costs["labs/lab_01_b.ipynb"] = good
    assert measure.main(["--binder"]) == 0
    assert ran == ["lessons/00_a.ipynb", "labs/lab_01_b.ipynb", "labs/lab_01_b.ipynb"]
    assert measure.main(["--binder"]) == 0, "all are done, so all begin anew"
    assert ran[3:] == ["lessons/00_a.ipynb", "labs/lab_01_b.ipynb"]


def test_on_binder_what_changed_or_failed_runs_again(binder, capsys):
    folder, costs, ran = binder
    costs["lessons/00_a.ipynb"] = CourseError("lessons/00_a.ipynb: It needed too much.")
    assert measure.main(["--binder"]) == 1
    assert "It needed too much" in capsys.readouterr().err
    assert list(budgets(folder)) == ["labs/b"]
    (folder / "labs/lab_01_b.ipynb").write_text("[]", encoding="utf-8")
    costs["lessons/00_a.ipynb"] = {"seconds": 421.0, "peak_mb": 1201}
    assert measure.main(["--binder"]) == 1
    assert len(ran) == 4 and list(budgets(folder)) == ["labs/b", "lessons/a"]
    said = "It took 421 s. At most 420 s are allowed. It needed 1201 MB. At most 1200 MB"
    assert said in " ".join(capsys.readouterr().err.split())


def test_on_a_real_model_is_a_second_line(course, monkeypatch, capsys):
    folder, _ = course
    (folder / "lessons/02_real_c.ipynb").write_text("{}", encoding="utf-8")
    assert measure.main(["--only", "real_c"]) == 0
    plain = {"seconds": 1.5, "peak_mb": 300}
    assert budgets(folder) == {"lessons/real_c": plain}
    monkeypatch.setattr(measure.listed, "installed", lambda name: True)
    assert measure.main([]) == 0
    assert budgets(folder)["lessons/real_c"] == {**plain, "real": plain}
    assert budgets(folder)["lessons/a"] == plain
    assert measure.main(["--binder"]) == 1
    assert "On Binder there is no real model" in capsys.readouterr().err
