"""The class's budget: long runs are cut short and say so, and nothing stored is taken for one."""

import ast
import json
from types import SimpleNamespace

import pytest

from helpers import budget, files, setup
from helpers.checking.predictions import predict
from helpers.files import CourseError, read_json, root
from helpers.measure import fingerprint, made_by
from tools import class_budget, measure, notebook, results

NOTEBOOKS = [path for path in measure.notebooks("") if not path.startswith("solutions/")]
CELL = {"id": "a", "cell_type": "code", "source": "train()\n"}


@pytest.fixture(autouse=True)
def nothing_was_cut(monkeypatch):
    monkeypatch.setattr(budget, "_cut", set())
    for name in ("COURSE_QUICK", "COURSE_BUDGET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def in_class(monkeypatch):
    monkeypatch.setenv("COURSE_BUDGET", "class")


# ---- what was measured -------------------------------------------------------------------------


def test_no_cell_of_the_course_computes_for_longer():
    if not (root() / class_budget.FILE).exists():
        pytest.skip(
            "not measured yet: `python -m tools.class_budget` takes half an hour of computing"
        )
    table = read_json(root() / class_budget.FILE)
    found = {measure.key(path): class_budget.read(path) for path in NOTEBOOKS}
    found |= {n: found[s] for n in table if (s := n.removesuffix(class_budget.ON_REAL)) in found}
    assert class_budget.problems(table, found) == []


@pytest.mark.parametrize(
    "spent, code, says",
    [
        (3.0, "other", None),
        (12.0, None, None),
        (12.0, "other", "is another now"),
        (20.5, None, "computes for 20.5 s"),
    ],
)
def test_a_long_cell_is_named_and_one_that_changed_since(spent, code, says):
    kept = {"seconds": spent, "code": code or fingerprint.short_hash(CELL["source"])}
    table = {"lessons/one": {"code": "", "cells": {"a": kept, "gone": kept}}}
    found = class_budget.problems(table, {"lessons/one": [CELL]})
    assert (says is None and not found) or (len(found) == 1 and says in found[0])
    assert "never measured" in class_budget.problems({}, {"lessons/one": [CELL]})[0]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of four notebooks and a solution, whose runs are pretended: how to change one,
    those that ran, and what each will do in place of a short run.
    """
    ran, does = [], {}

    def change(name, source):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        content = {"cells": [{**CELL, "source": [source]}]}
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")

    def cells_of(path, cache):
        ran.append(path.split("_")[-1].removesuffix(".ipynb"))
        if isinstance(found := does.pop(ran[-1], 1.5), BaseException):
            raise found
        return {"a": {"seconds": found, "code": "0"}}

    for name in ("a", "b", "c", "d"):
        change(f"lessons/01_{name}.ipynb", "1")
    change("solutions/solution_01_a.ipynb", "1")
    for module in (class_budget, measure):
        monkeypatch.setattr(module, "root", lambda: tmp_path)
    monkeypatch.setattr(class_budget, "cells_of", cells_of)
    monkeypatch.setattr(class_budget.prepare, "read_manuals", lambda: None)
    return SimpleNamespace(folder=tmp_path, change=change, ran=ran, does=does)


def test_it_goes_on_where_it_was_stopped(course, capsys):
    course.does["c"] = KeyboardInterrupt()
    assert class_budget.main([]) == 130 and course.ran == ["a", "b", "c"]
    assert list(read_json(course.folder / class_budget.FILE)) == ["lessons/a", "lessons/b"]
    assert "the same command goes on" in capsys.readouterr().err
    assert class_budget.main([]) == 0 and course.ran[3:] == ["c", "d"]
    assert class_budget.main([]) == 0 and len(course.ran) == 5, "nothing is left"


def test_what_changed_failed_or_is_named_is_measured_again(course, capsys):
    course.does["b"] = CourseError("lessons/b: NameError")
    assert class_budget.main([]) == 1 and "NameError" in capsys.readouterr().err
    course.change("lessons/01_d.ipynb", "2")
    assert class_budget.main([]) == 0 and course.ran[4:] == ["b", "d"]
    course.does["a"] = 20.1
    assert class_budget.main(["--only", "a"]) == 1 and course.ran[6:] == ["a"]
    assert class_budget.main([]) == 1 and len(course.ran) == 7, "it is still too long"
    assert capsys.readouterr().err.count("'1' computes for 20.1 s") == 2


def test_what_is_gone_goes(course):
    assert class_budget.main([]) == 0
    (course.folder / "lessons/01_c.ipynb").unlink()
    assert class_budget.main(["--only", "a"]) == 0
    names = [f"lessons/{name}" for name in "abd"]
    assert list(read_json(course.folder / class_budget.FILE)) == names


# ---- sizes and labels --------------------------------------------------------------------------


def test_a_size_for_the_class_counts_in_class_only(monkeypatch, capsys):
    assert setup.size(600, 6, in_class=80) == 600 and capsys.readouterr().out == ""
    monkeypatch.setenv("COURSE_BUDGET", "class")
    assert setup.size(600, 6, in_class=80) == 80 and setup.size(600, 6) == 600
    assert setup.size(600, 6, in_class=80) == 80, "said once a cell"
    assert capsys.readouterr().out == "Class budget: 80 here, in place of 600.\n"
    monkeypatch.setenv("COURSE_QUICK", "1")
    assert setup.size(600, 6, in_class=80) == 6


def test_results_after_a_short_run_are_labelled(in_class, capsys):
    predict("start_here.demo", None, 0.32)
    assert "class budget" not in capsys.readouterr().out, "nothing was cut short yet"
    setup.size(600, 6, in_class=80)
    for guess in (None, 0.3, "wrong"):
        predict("start_here.demo", guess, 0.32)
    assert capsys.readouterr().out.count("Made with the class budget") == 2


def test_an_unknown_budget_stops_the_first_cell(monkeypatch):
    monkeypatch.setenv("COURSE_BUDGET", "clas")
    with pytest.raises(CourseError, match="knows full and class"):
        setup.start()
    monkeypatch.setenv("COURSE_BUDGET", "full")
    assert not budget.in_class()


# ---- nothing is mixed up -----------------------------------------------------------------------


def test_runs_in_class_are_kept_apart_and_the_manuals_are_not(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    assert files.cache_dir() == tmp_path and files.cached("a") == [tmp_path / "a"]
    monkeypatch.setenv("COURSE_BUDGET", "class")
    assert files.cache_dir() == tmp_path / "class"
    assert files.cached("a") == [tmp_path / "class" / "a", tmp_path / "a"]


def test_a_size_for_the_class_makes_nothing_old():
    whole, short = "steps = size(600, 6)", "steps = size(600, 6, in_class=80)"
    assert notebook.meaning(whole) == notebook.meaning(short) != notebook.meaning("steps = 600")
    assert notebook.meaning(short) != notebook.meaning(short.replace("600", "500"))
    old = {"helpers/setup.py: size": "1", "helpers/setup.py: device": "1"}
    assert made_by.differences(old, {"helpers/setup.py: device": "1"}) == []
    assert made_by.differences(old, {}) == ["helpers/setup.py: device is not used any more"]


def test_nothing_is_judged_in_class(in_class, capsys):
    assert results.main([]) == 1
    assert "not judged at small size. Unset COURSE_BUDGET" in capsys.readouterr().err


def test_sizes_for_the_class_lie_between_the_others():
    found = 0
    for path in (root() / "source").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if getattr(getattr(node, "func", None), "id", "") == "size" and node.keywords:
                (word,) = node.keywords
                full, small = map(ast.literal_eval, node.args)
                assert word.arg == "in_class" and small < ast.literal_eval(word.value) < full
                found += 1
    assert found
