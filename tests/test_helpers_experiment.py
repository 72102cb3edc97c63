"""Experiments: every condition and seed once, stored with their code, resumed, never mixed."""

import errno
import os

import numpy as np
import pytest
import torch

from helpers import files
from helpers.files import CourseError, cache_dir
from helpers.measure import experiment

CALLS = []


def measure(rate: float, seed: int) -> dict:
    """Half of the rate, a little worse with each seed."""
    CALLS.append((rate, seed))
    return {"loss": rate / 2 + seed}


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """A course's folder of its own, for results; no call has been made yet."""
    monkeypatch.setattr(experiment, "root", lambda: tmp_path)
    for name in ("COURSE_QUICK", "COURSE_BUILD", "COURSE_LIVE"):
        monkeypatch.delenv(name, raising=False)
    CALLS.clear()
    return tmp_path


@pytest.fixture
def stored(course, monkeypatch):
    """The results file of a run in the build."""
    monkeypatch.setenv("COURSE_BUILD", "1")
    experiment.run("e", measure, live=True, rate=[0.2, 0.4])
    monkeypatch.delenv("COURSE_BUILD")
    CALLS.clear()
    return course / "results" / "e.json"


def test_every_condition_with_every_seed():
    runs = experiment.run("e", measure, seeds=(0, 1), live=True, rate=[0.2, 0.4])
    assert CALLS == [(0.2, 0), (0.2, 1), (0.4, 0), (0.4, 1)]
    assert runs.values("loss", rate=0.4) == [0.2, 1.2]
    assert runs.values("loss", rate=0.4, seed=1) == [1.2]
    assert runs.conditions("rate") == [{"rate": 0.2}, {"rate": 0.4}]
    with pytest.raises(CourseError, match="No run has {'rate': 0.3}. There are: .*0.2.*0.4"):
        runs.values("loss", rate=0.3)


def test_a_learner_s_run_stores_no_results(course):
    experiment.run("e", measure, live=True, rate=[0.2])
    assert not (course / "results").exists()
    assert list(cache_dir().rglob("*.json")) == [experiment.own("e")]


def test_another_notebook_reads_this_machine_s_runs_before_the_course_s(stored):
    assert experiment.stored("e").values("loss", rate=0.2) == [0.1, 1.1, 2.1]
    experiment.run("e", measure, live=True, rate=[0.2, 0.4])
    mine = experiment.own("e")
    mine.write_text(mine.read_text(encoding="utf-8").replace("1.1", "1.5"), encoding="utf-8")
    assert experiment.stored("e").values("loss", rate=0.2) == [0.1, 1.5, 2.1]
    mine.write_text(mine.read_text(encoding="utf-8").replace('measure": "', 'measure": "x'))
    assert experiment.stored("e").values("loss", rate=0.2) == [0.1, 1.1, 2.1]


def test_runs_that_nobody_made_are_missing_with_the_notebook_that_makes_them(course, monkeypatch):
    monkeypatch.setattr(experiment.course, "root", lambda: course)
    order = '[[part]]\ntitle = "All"\nlessons = ["costs", "in_context"]'
    (course / "course.toml").write_text(order, encoding="utf-8")
    for name, made_by in (
        ("in_context/labels", "lessons/01_in_context.ipynb makes it"),
        ("in_context/lab_own", "labs/lab_01_in_context.ipynb makes it"),
        ("prompts/order", "The lesson 'prompts' makes it, which course.toml leaves out"),
    ):
        with pytest.raises(CourseError, match=f"results/{name}.json is missing. {made_by}"):
            experiment.stored(name)


def test_stored_runs_are_read(stored):
    runs = experiment.run("e", measure, rate=[0.2, 0.4])
    assert CALLS == [] and runs.values("loss", rate=0.2) == [0.1, 1.1, 2.1]
    assert stored.read_bytes().endswith(b"}\n")


def test_the_environment_can_ask_for_a_run(stored, monkeypatch):
    monkeypatch.setenv("COURSE_LIVE", "1")
    experiment.run("e", measure, rate=[0.2])
    assert len(CALLS) == 3


def other(rate: float, seed: int) -> dict:
    """Half of the rate, a little worse with each seed."""
    CALLS.append((rate, seed))
    return {"loss": rate / 3 + seed}


@pytest.mark.parametrize(
    "change, what",
    [
        ({"rate": [0.2]}, "conditions or seeds changed"),
        ({"seeds": (0, 1)}, "conditions or seeds changed"),
        ({"measure": other}, "notebook: measure is not used any more, notebook: other is new"),
    ],
    ids=["rate", "seeds", "code"],
)
def test_stored_runs_of_something_else_are_refused(change, what, stored):
    call = {"measure": measure, "rate": [0.2, 0.4], **change}
    with pytest.raises(CourseError, match=f"{what} since the runs of e were stored; LIVE = True"):
        experiment.run("e", **call)


def test_stored_runs_that_do_not_say_what_made_them_are_refused(stored):
    stored.write_text(stored.read_text(encoding="utf-8").replace('"made_by"', '"code"'))
    with pytest.raises(CourseError, match="notebook: CALLS is new, notebook: measure is new since"):
        experiment.run("e", measure, rate=[0.2, 0.4])


def test_missing_and_damaged_results(stored):
    with pytest.raises(CourseError, match="f.json is missing"):
        experiment.run("f", measure, rate=[0.2])
    stored.write_text("[", encoding="utf-8")
    with pytest.raises(CourseError, match="e.json is damaged"):
        experiment.run("e", measure, rate=[0.2, 0.4])


def test_an_interrupted_experiment_goes_on(monkeypatch):
    def stopping(rate, seed):
        if os.environ.get("STOPS") and (rate, seed) == (0.4, 0):  # no part of the code itself
            raise KeyboardInterrupt
        return measure(rate, seed)

    monkeypatch.setenv("STOPS", "1")
    with pytest.raises(KeyboardInterrupt):
        experiment.run("e", stopping, live=True, rate=[0.2, 0.4])
    assert len(CALLS) == 3
    monkeypatch.delenv("STOPS")
    runs = experiment.run("e", stopping, live=True, rate=[0.2, 0.4])
    assert len(CALLS) == 6 == len(runs.rows) == len(set(CALLS))
    experiment.run("e", stopping, live=True, rate=[0.2, 0.4])
    assert len(CALLS) == 12, "a finished experiment starts anew"


def test_a_disk_that_refuses_does_not_stop_an_experiment(monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    runs = experiment.run("e", measure, live=True, rate=[0.2, 0.4])
    assert len(runs.rows) == 6 and runs.values("loss", rate=0.2) == [0.1, 1.1, 2.1]
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("e.json cannot be written (No space left on device)") == 2
    assert "The work goes on" in said


@pytest.mark.parametrize("content", ["[", "[]", '{"rows": 1}', "{}"])
def test_damaged_files_of_this_machine_are_made_again(content, stored, capsys):
    part = cache_dir() / "experiments" / "e.json"
    for path in (part, experiment.own("e")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert experiment.stored("e").values("loss", rate=0.2) == [0.1, 1.1, 2.1]
    assert len(experiment.run("e", measure, live=True, rate=[0.2, 0.4]).rows) == len(CALLS) == 6
    assert experiment.stored("e").values("loss", rate=0.2) == [0.1, 1.1, 2.1]


def test_results_are_there_before_what_was_kept_on_the_way_goes(monkeypatch):
    def killed(path, **_):
        assert experiment.own("e").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(type(cache_dir()), "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        experiment.run("e", measure, live=True, rate=[0.2])


def test_other_conditions_do_not_go_on_with_an_interrupted_one():
    def stopping(rate, seed):
        if seed == 1 and rate == 0.2:
            raise KeyboardInterrupt
        return measure(rate, seed)

    with pytest.raises(KeyboardInterrupt):
        experiment.run("e", stopping, live=True, rate=[0.2])
    assert len(experiment.run("e", stopping, live=True, rate=[0.3]).rows) == 3
    assert CALLS == [(0.2, 0), (0.3, 0), (0.3, 1), (0.3, 2)]


def test_other_code_does_not_go_on_with_an_interrupted_one():
    limit = 1

    def stopping(rate, seed):
        if seed == limit:
            raise KeyboardInterrupt
        return measure(rate, seed)

    with pytest.raises(KeyboardInterrupt):
        experiment.run("e", stopping, live=True, rate=[0.2])
    limit = 5  # what the function holds of its surroundings counts as its code
    assert len(experiment.run("e", stopping, live=True, rate=[0.2]).rows) == 3
    assert CALLS == [(0.2, 0), (0.2, 0), (0.2, 1), (0.2, 2)]


def test_quick_tries_everything_once(monkeypatch):
    monkeypatch.setenv("COURSE_QUICK", "1")
    runs = experiment.run("e", measure, seeds=(5, 6), rate=[0.2, 0.4])
    assert CALLS == [(0.2, 5), (0.4, 5)] and len(runs.rows) == 2


def test_results_may_be_tensors_arrays_and_tuples(monkeypatch):
    def rich(sizes, seed):
        return {"a": torch.tensor(1.5), "b": np.float32(0.5), "c": np.arange(2), "d": (1, 2)}

    monkeypatch.setenv("COURSE_BUILD", "1")
    made = experiment.run("rich", rich, seeds=(0,), live=True, sizes=[(1, 2), (3,)])
    read = experiment.run("rich", rich, seeds=(0,), sizes=[(1, 2), (3,)])
    assert made.rows == read.rows
    assert read.rows[0] == {
        "sizes": [1, 2],
        "seed": 0,
        "a": 1.5,
        "b": 0.5,
        "c": [0, 1],
        "d": [1, 2],
    }
