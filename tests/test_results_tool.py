"""`python -m tools.results`: what is out of date, tried by a sample, or run again."""

import doctest
import json

import pytest

from helpers.files import CourseError, read_json, write_json, write_text
from helpers.measure import experiment, made_by
from helpers.measure.course_code import CourseCode
from tools import claim_cells, claim_list, result_runs, results

LESSON = """\
# ---
# title: "One"
# minutes: 5
# objectives:
#   - Know one thing
# needs: []
# key_points:
#   - One
# ---

# %%
from helpers.measure import experiment

SCALE = 2
RATES = [1, 2]


def loss_at(rate: float, seed: int) -> dict:
    return {"loss": rate * SCALE + seed / 3, "ms": 5.0}


runs = experiment.run("one/loss", loss_at, seeds=range(3), live=False, rate=RATES)
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one lesson and its stored results; runs happen here, not in other processes."""
    for module in (claim_cells, claim_list, result_runs, results):
        monkeypatch.setattr(module, "root", lambda: tmp_path)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_QUICK", raising=False)
    monkeypatch.setattr(made_by, "here", lambda: CourseCode(tmp_path))
    write_text(tmp_path / "source" / "lessons" / "one.py", LESSON)
    write_text(tmp_path / "claims.toml", "")
    jobs = experiment.jobs_of(range(3), {"rate": [1, 2]})
    rows = [{**j, "loss": j["rate"] * 2 + j["seed"] / 3, "ms": 1.0} for j in jobs]
    parts = made_by.of_experiment("one/loss", CourseCode(tmp_path))
    write_json(
        tmp_path / "results" / "one" / "loss.json", {"made_by": parts, "jobs": jobs, "rows": rows}
    )

    def rows_here(todo, workers, threads):
        yield from ((job, result_runs.attempt(*job)) for job in todo)

    monkeypatch.setattr(result_runs, "rows", rows_here)
    forget()
    yield tmp_path
    forget()


def forget():
    claim_cells.script.cache_clear()
    result_runs.planned.cache_clear()


def edit(course, old: str, new: str) -> None:
    path = course / "source" / "lessons" / "one.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    write_text(path, text.replace(old, new))
    forget()


def stored(course) -> dict:
    return read_json(course / "results" / "one" / "loss.json")


def test_what_is_out_of_date_is_listed(course, capsys):
    assert results.main([]) == 0 and "Every result was made by" in capsys.readouterr().out
    edit(course, "SCALE = 2", "SCALE = 2  # twice")
    assert results.main(["--check"]) == 0
    edit(course, "SCALE = 2", "SCALE = 3")
    assert results.main(["--check"]) == 1
    assert "one/loss: notebook: SCALE changed\n1 out of date." in capsys.readouterr().out


def test_a_change_that_moves_no_number_is_stamped_after_a_sample(course, capsys):
    before = stored(course)
    edit(course, "rate * SCALE", "SCALE * rate")
    assert results.main(["--restamp"]) == 0
    assert "one/loss: 3 runs gave the stored numbers." in capsys.readouterr().out
    assert stored(course)["rows"] == before["rows"]
    assert stored(course)["made_by"] != before["made_by"] and results.main([]) == 0


def test_a_change_that_moves_numbers_is_not_stamped(course, capsys):
    before = stored(course)
    edit(course, "seed / 3", "seed / 3.0001")
    assert results.main(["--restamp", "one/loss"]) == 1
    told = capsys.readouterr().out
    assert "other numbers than stored; use --run. For {'rate': 1, 'seed': 2}" in told
    assert stored(course) == before
    assert results.main(["--restamp", "one/loss", "--tolerance", "1e-4"]) == 0


def test_other_conditions_are_not_stamped(course, capsys):
    edit(course, "RATES = [1, 2]", "RATES = [1, 3]")
    edit(course, "rate * SCALE", "SCALE * rate")
    assert results.main(["--restamp", "one/loss"]) == 1
    assert "other conditions or seeds than stored" in capsys.readouterr().out


def test_running_again_stores_all_and_goes_on_after_a_stop(course, capsys, monkeypatch):
    edit(course, "SCALE = 2", "SCALE = 3")
    attempt, calls = result_runs.attempt, []

    def stopping(name, number):
        calls.append(number)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return attempt(name, number)

    monkeypatch.setattr(result_runs, "attempt", stopping)
    assert results.main(["--run"]) == 130
    assert results.main(["--run"]) == 0 and calls == [0, 1, 2, 2, 3, 4, 5]
    told = capsys.readouterr().out
    assert "6 of the 6 before had other numbers" in told and "loss: mean 3.333 -> 4.833" in told
    assert [row["loss"] for row in stored(course)["rows"]][3:] == [6.0, 6 + 1 / 3, 6 + 2 / 3]
    assert results.main([]) == 0


def test_a_value_that_could_not_be_measured_is_no_number(capsys):
    jobs = [{"seed": seed} for seed in range(3)]
    before = [{**job, "auc": value} for job, value in zip(jobs, (0.5, 0.5, 1.0))]
    now = [{**job, "auc": value} for job, value in zip(jobs, (0.5, None, 1.0))]
    results.report("one/loss", before, now, jobs)
    told = capsys.readouterr().out
    assert "1 of the 3 before had other numbers" in told and "auc: mean 0.6667 -> 0.75" in told
    assert result_runs.same(now, now)
    assert not result_runs.same(now, before) and not result_runs.same(before, now)


def test_further_seeds_are_added_to_those_that_are_stored(course, capsys, monkeypatch):
    before, calls, attempt = stored(course), [], result_runs.attempt
    monkeypatch.setattr(result_runs, "attempt", lambda *job: calls.append(job[1]) or attempt(*job))
    edit(course, "seeds=range(3)", "seeds=range(4)")
    assert results.main(["--add", "one/loss"]) == 0 and calls == [3, 7]
    now = stored(course)
    assert [row for row in now["rows"] if row["seed"] < 3] == before["rows"]
    assert [row["loss"] for row in now["rows"] if row["seed"] == 3] == [3.0, 5.0]
    assert "one/loss: 2 runs added, 8 stored." in capsys.readouterr().out
    assert [{k: row[k] for k in ("rate", "seed")} for row in now["rows"]] == now["jobs"]


def test_nothing_is_added_to_runs_of_other_code(course, capsys):
    before = stored(course)
    edit(course, "seeds=range(3)", "seeds=range(4)")
    edit(course, "SCALE = 2", "SCALE = 3")
    assert results.main(["--add", "one/loss"]) == 1 and stored(course) == before
    assert "SCALE changed since it was stored" in capsys.readouterr().err


def test_an_experiment_without_a_result_is_run(course, capsys):
    edit(
        course,
        "runs = experiment.run(",
        'more = experiment.run("one/more", loss_at, rate=[5])\nruns = experiment.run(',
    )
    assert results.main(["--restamp", "one/more"]) == 1
    assert results.main(["--run", "one/more"]) == 0
    assert "one/more: 3 runs stored" in capsys.readouterr().out
    assert [row["rate"] for row in read_json(course / "results" / "one" / "more.json")["rows"]] == [
        5
    ] * 3


def test_bad_calls_are_told(course, capsys, monkeypatch):
    assert results.main(["--run", "none/none"]) == 1
    assert "no stored results none/none" in capsys.readouterr().err
    with pytest.raises(CourseError, match="No lesson or lab in `source` runs"):
        result_runs.jobs_of("none/none")
    monkeypatch.setenv("COURSE_QUICK", "1")
    assert results.main([]) == 1


def test_a_run_in_a_process_of_its_own():
    """A cheap experiment of the course, with the number of threads that it was stored with."""
    found = json.loads(results.store("transformer/position").read_text(encoding="utf-8"))
    ((job, row),) = result_runs.rows([("transformer/position", 0)], 1, 2)
    assert job == ("transformer/position", 0) and result_runs.same(row, found["rows"][0], 1e-3)


def test_examples_in_docstrings():
    result = doctest.testmod(result_runs)
    assert result.attempted and not result.failed
