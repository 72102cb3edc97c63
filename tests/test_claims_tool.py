"""Measuring the claims, on a course of one small lesson: arithmetic, resuming, refusing, pages."""

import doctest
import json
from dataclasses import replace

import pytest

from helpers.files import CourseError, read_json
from tools import claim_cells, claim_closure, claim_list, claim_pages, claim_runs, claims

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

# %% [markdown]
# ## Here

# %%
from functools import cache
from helpers.measure import experiment
base = 10
raise RuntimeError("a long training that no claim needs")

# %%
scale = base + 1


@cache
def scaled(rate):
    return rate * scale


def loss_at(rate: float, seed: int) -> dict:
    return {"loss": scaled(rate) + seed, "floor": 2.0 + seed}


runs = experiment.run("one/loss", loss_at, live=False, rate=[1, 2])
scale = 1000
"""
CLAIM = """
[[claim]]
id = "one"
sentence = "A higher rate costs more."
source = "measured here"
lesson = "one"
cell = "Here"
shows = "loss, rate 2 minus rate 1"
measure.experiment = "one/loss"
measure.value = "loss"
measure.of = { rate = 2 }
measure.minus = { rate = 1 }
seeds = 3
seconds = 1
range = [5, 20]
"""
SECOND = CLAIM.replace('id = "one"', 'id = "two"').replace("{ rate = 1 }", '{ value = "floor" }')


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one lesson, its stored results and its claims; the calls of `seed` made."""
    tools = (claim_list, claim_cells, claim_pages, claim_runs, claims)
    for module in (*tools, claim_list.course, claim_list.course.outline):
        monkeypatch.setattr(module, "root", lambda: tmp_path)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_QUICK", raising=False)
    monkeypatch.setattr(claims.setup, "start", lambda: None)
    forget()
    files = {
        "source/lessons/one.py": LESSON,
        "course.toml": '[[part]]\ntitle = "All"\nlessons = ["one"]\n',
        "claims.toml": f"# Kept.\n{CLAIM}{SECOND}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows = [
        {"rate": r, "seed": s, "loss": 12.0 * r + s, "floor": 2.0 + s}
        for r in (1, 2)
        for s in range(3)
    ]
    (one, _) = claim_list.load(f"{CLAIM}{SECOND}")
    store(tmp_path, claim_list.parts_of(one), rows)
    yield tmp_path
    forget()


def forget():
    """Read all sources anew."""
    for cached in (claim_cells.script, claim_cells.experiment, claim_cells.taken):
        cached.cache_clear()
    for cached in (claim_closure.code, claim_closure.parts):
        cached.cache_clear()


def store(folder, made_by, rows):
    (folder / "results" / "one").mkdir(parents=True, exist_ok=True)
    text = json.dumps({"made_by": made_by, "jobs": [], "rows": rows})
    (folder / "results" / "one" / "loss.json").write_text(text, encoding="utf-8")


def listed(folder) -> dict:
    text = (folder / "claims.toml").read_text(encoding="utf-8")
    assert text.startswith("# Kept.")
    return {claim.id: claim for claim in claim_list.load(text)}


def test_stored_results_are_taken(course, capsys):
    assert claims.main(["--stored"]) == 1  # the second claim's interval lies outside its range
    one, two = listed(course).values()
    assert (one.last["mean"], one.last["n"], one.last["by"]) == (12.0, 3, "lesson")
    assert one.holds() and two.last["mean"] == 22.0 and not two.holds()
    told = capsys.readouterr().out
    assert "OUT OF RANGE: two: 22.0 (all 3 alike), should be in 5.00 to 20.0." in told
    assert "1 of 2 claims hold" in told
    page = (course / "docs" / "claims.md").read_text(encoding="utf-8")
    assert page == claim_pages.page(claim_list.read())
    assert claim_pages.drawn(course / "docs" / "claims.png")


POOLED = (
    CLAIM.replace("measure.of = { rate = 2 }\nmeasure.minus = { rate = 1 }\n", "")
    .replace("measure.value", "measure.pooled = { rate = [1, 2] }\nmeasure.value")
    .replace("seconds", 'over = "pre-trainings"\nseconds')
)


def test_seeds_are_averaged_within_a_pre_training(course, capsys):
    """The interval is over the two rates, each the mean of three seeds."""
    (course / "claims.toml").write_text(f"# Kept.\n{POOLED}", encoding="utf-8")
    claims.main(["--stored"])
    one = listed(course)["one"]
    assert (one.last["mean"], one.last["n"]) == (19.0, 2)
    text = (course / "docs" / "claims.md").read_text(encoding="utf-8")
    assert "over 2 pre-trainings of 3 draws each." in text
    assert claims.main(["--seeds", "10-12"]) == 1
    assert "one: " in capsys.readouterr().out


SECOND_LESSON = LESSON.replace("one/loss", "two/loss").replace('"One"', '"Two"')


def test_claims_follow_the_order_of_the_lessons_and_those_left_out_are_left_out(course):
    other = CLAIM.replace('"one"', '"two"').replace("one/loss", "two/loss")
    claim_text = f"{CLAIM}{other}"
    (course / "source/lessons/two.py").write_text(SECOND_LESSON, encoding="utf-8")

    def ids(lessons: list[str]) -> list[str]:
        order = f'[[part]]\ntitle = "All"\nlessons = {json.dumps(lessons)}\n'
        (course / "course.toml").write_text(order, encoding="utf-8")
        return [claim.id for claim in claim_list.load(claim_text)]

    assert ids(["one"]) == ["one"] and ids(["one", "two"]) == ["one", "two"]
    assert ids(["two", "one"]) == ["two", "one"] and ids(["two"]) == ["two"]
    assert [claim.id for claim in claim_list.load_all(claim_text)] == ["one", "two"]


def test_what_was_measured_for_a_lesson_left_out_is_kept(course):
    other = CLAIM.replace('"one"', '"gone"')
    path, store = course / "claims.toml", course / "results" / "claims.json"
    path.write_text(path.read_text(encoding="utf-8") + other, encoding="utf-8")
    kept = {"gone": {"code": "", "sides": [[1, 2, 3]]}}
    store.write_text(json.dumps({"claims": kept, "made_by": {}}), encoding="utf-8")
    claims.main(["--only", "one"])
    assert list(read_json(store)["claims"]) == ["one", "gone"] and list(listed(course)) == [
        "one",
        "two",
    ]


def test_the_page_has_numbers_and_titles_of_its_own_course(course):
    claims.main(["--stored"])
    page = (course / "docs" / "claims.md").read_text(encoding="utf-8")
    assert "## [00 · One](../lessons/00_one.ipynb)" in page


def test_dates_change_only_with_the_numbers(course):
    claims.main(["--stored"])
    path = course / "claims.toml"
    old = path.read_text(encoding="utf-8").replace(listed(course)["one"].last["date"], "2001-01-01")
    path.write_text(old, encoding="utf-8")
    claims.main(["--stored"])
    assert path.read_text(encoding="utf-8") == old


def test_measuring_again_runs_what_the_claims_need(course, monkeypatch):
    calls = []
    loss_at = claim_cells.experiment("one", "one/loss")

    def counted(**job):
        calls.append(job)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return loss_at(**job)

    monkeypatch.setattr(claim_runs, "function_of", lambda claim: counted)
    assert claims.main(["--only", "one"]) == 130
    assert claims.main(["--only", "one"]) == 0
    assert [(job["rate"], job["seed"]) for job in calls] == [
        (2, 0),
        (1, 0),
        (2, 1),
        (2, 1),
        (1, 1),
        (2, 2),
        (1, 2),
    ]
    one, two = listed(course).values()
    assert (one.last["mean"], one.last["by"]) == (11.0, "claims") and two.last is None
    assert claim_list.expected(one) == one.last and read_json(claims.kept()) == {}


def test_a_reader_s_seeds_are_judged_and_not_stored(course, capsys):
    before = (course / "claims.toml").read_bytes()
    assert claims.main(["--seeds", "10-13"]) == 0
    told = capsys.readouterr().out
    assert "holds: one: 11.0 (all 4 alike), allowed 5.00 to 20.0" in told
    assert (
        "Of 2 claims, 2 hold with the seeds 10 to 13, 0 do not, 0 failed, 0 have no other" in told
    )
    assert (course / "claims.toml").read_bytes() == before
    assert not (course / "results" / "claims.json").exists() and not (course / "docs").exists()
    assert read_json(claims.kept()) == {}


@pytest.mark.parametrize("text", ["10", "10-11", "12-10", "a-b", "", "-3"])
def test_seeds_that_are_none_are_told(course, capsys, text):
    assert claims.main(["--seeds", text]) == 1
    assert "three seeds or more, such as 10-14" in capsys.readouterr().err


def test_what_is_not_over_seeds_has_no_others(course, capsys):
    text = (course / "claims.toml").read_text(encoding="utf-8")
    text = text.replace("seeds = 3\n", 'seeds = 3\nover = "pairs"\n', 1)
    chosen = claims.with_seeds(claim_list.load(text), range(10, 14))
    assert [(c.id, c.first, c.seeds) for c in chosen] == [("two", 10, 4)]
    assert "LEFT OUT: one is measured over pairs, not over seeds." in capsys.readouterr().out


def test_a_share_s_interval_knows_its_questions():
    measure = {"value": "right", "minus": {"way": "b"}}
    fields = dict.fromkeys(("id", "sentence", "source", "lesson", "cell", "shows"), "")
    claim = claim_list.Claim(**fields, measure=measure, seeds=3, seconds=1, range=(0, 1))
    both = [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    last = claim_list.summary(claim_list.values(claim, both), "claims", "")
    assert last["low"] == last["high"] == 1
    asked = replace(claim, questions=20)
    last = claim_list.summary(claim_list.values(asked, both), "claims", "")
    assert 0.9 < last["low"] < last["high"] == 1


def test_a_run_that_fails_does_not_stop_the_others(course, monkeypatch, capsys):
    loss_at = claim_cells.experiment("one", "one/loss")

    def fails_once(**job):
        if job == {"rate": 1, "seed": 2}:
            raise ValueError("no memory")
        return loss_at(**job)

    monkeypatch.setattr(claim_runs, "function_of", lambda claim: fails_once)
    assert claims.main([]) == 1
    assert (
        "FAILED: one/loss, seed 2, {'rate': 1}: ValueError('no memory')" in capsys.readouterr().err
    )
    one, two = listed(course).values()
    assert one.last is None and two.last["by"] == "claims"


def test_other_code_than_the_stored_is_refused(course, capsys):
    claims.main(["--only", "one"])
    one = listed(course)["one"]
    store(course, claim_list.parts_of(one) | {"notebook: scale": "other"}, [])
    assert claims.main(["--only", "one"]) == 1
    told = "notebook: scale changed since the runs of one/loss were stored"
    assert told in capsys.readouterr().err


def test_a_claim_is_not_known_when_what_measured_it_changed(course):
    claims.main(["--only", "one"])
    one = listed(course)["one"]
    assert claim_list.expected(one) == one.last
    lesson = course / "source" / "lessons" / "one.py"
    lesson.write_text(LESSON.replace("base + 1\n", "base + 1  # eleven\n"), encoding="utf-8")
    forget()
    assert claim_list.expected(one) == one.last
    lesson.write_text(LESSON.replace("base + 1\n", "base + 2\n"), encoding="utf-8")
    forget()
    with pytest.raises(CourseError, match="one: notebook: scale changed since it was measured"):
        claim_list.expected(one)


def test_bad_calls_and_entries_are_told(course, capsys, monkeypatch):
    assert claims.main(["--only", "zzz"]) == 1
    assert "No claim has an id that begins with 'zzz'" in capsys.readouterr().err
    for text, message in (
        (CLAIM.replace("seeds = 3\n", ""), "claim 'one' lacks `seeds`"),
        (CLAIM + "colour = 1\n", "claim 'one' has the unknown field `colour`"),
        (CLAIM + CLAIM, "two claims are called 'one'"),
    ):
        with pytest.raises(CourseError, match=message):
            claim_list.load(text)
    monkeypatch.setenv("COURSE_QUICK", "1")
    assert claims.main([]) == 1


def test_a_definition_is_taken_with_what_it_needs_and_nothing_else(course):
    (scaled,) = claim_cells.taken("one", "scaled")
    assert scaled(2) == 22  # not with the scale that the lesson sets later
    with pytest.raises(CourseError, match="defines no 'nothing'"):
        claim_cells.taken("one", "nothing")
    with pytest.raises(CourseError, match="does not run an experiment 'two'"):
        claim_cells.experiment("one", "two")
    with pytest.raises(CourseError, match="no 'none' in source/lessons"):
        claim_cells.script("none")


@pytest.mark.parametrize("module", [claim_cells, claim_list, claim_pages, claims])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_two_lessons_are_measured_side_by_side():
    """In processes of their own; an error in one run is told and stops nothing."""
    cheap = [
        claim
        for claim in claim_list.load(claim_list.read())
        if claim.name in ("gaps_filled", "largest_weight")
    ]
    todo = claim_runs.jobs(cheap)
    todo.append(claim_runs.Job(todo[0].claim, {"colour": "red"}, 0))
    found = list(claim_runs.outcomes(todo))
    assert {outcome.job.key for outcome in found} == {job.key for job in todo}
    assert len({outcome.job.claim.lesson for outcome in found}) == 2
    wrong = [outcome for outcome in found if outcome.row is None]
    assert [outcome.job.condition for outcome in wrong] == [{"colour": "red"}]
    assert "colour" in wrong[0].error
