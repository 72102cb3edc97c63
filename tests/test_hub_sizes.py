"""How large a hub is to be, the page that says so, and the trial whose numbers stand there."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from helpers.files import CourseError, read_json, root
from tools import hub_page, hub_sizing, hub_trial, teaching

NEED = hub_sizing.read(root())


def test_the_largest_notebook_fits_and_the_limit_is_no_more_than_binders():
    budgets = read_json(root() / "budgets.json")
    peaks = [cost["binder"]["peak_mb"] for cost in budgets.values() if "binder" in cost]
    assert max(peaks) <= NEED.reserved < NEED.limit <= 2048


@pytest.mark.parametrize("learners", [1, 12, 13, 40, 120])
def test_a_room_grows_with_its_learners_and_its_sum_is_right(learners):
    room, more = hub_sizing.room(learners, NEED), hub_sizing.room(learners + 1, NEED)
    assert all(a <= b for a, b in zip(asdict(room).values(), asdict(more).values()))
    assert (room.memory - hub_sizing.SYSTEM_GB) * 1024 >= learners * NEED.reserved
    assert room.cores * hub_sizing.WAIT >= learners * hub_sizing.SECONDS
    assert room.nodes * hub_sizing.on_a_node(NEED) >= learners
    assert hub_sizing.too_small(learners, NEED, room.memory, room.cores) == ""
    assert hub_sizing.too_small(learners, NEED, room.memory - 1, room.cores)
    assert hub_sizing.too_small(learners, NEED, room.memory, room.cores - 1)


def test_without_measurements_the_cure_is_named():
    with pytest.raises(CourseError, match=r"tools\.measure"):
        hub_sizing.needs({"lessons/one": {"peak_mb": 700}})


def test_the_page_has_every_row_and_what_was_measured():
    text = (root() / teaching.PLACE / "hub.md").read_text(encoding="utf-8")
    for learners in hub_page.ROOMS:
        room = hub_sizing.room(learners, NEED)
        assert f"| {learners} | {room.memory} GB | {room.cores} | {room.disk} GB |" in text
    trial = read_json(root() / hub_page.TRIAL)
    assert 0 < len(trial) <= hub_trial.TIMES
    for run in trial:
        assert set(hub_page.ROWS) <= set(run) and run["learners"] == 12
        assert run["manuals"][1] < 3 and run["masked_lm MB"] < NEED.reserved


def test_the_trial_keeps_what_it_measured_only_if_every_run_came_through(tmp_path, monkeypatch):
    codes = iter([0, 0, 1])

    def run(path: Path) -> int:
        path.write_text(json.dumps({"learners": 12}), encoding="utf-8", newline="\n")
        return next(codes)

    monkeypatch.setattr(hub_trial, "run", run)
    kept = tmp_path / "trial.json"
    with pytest.raises(CourseError, match="run 3 of 3"):
        hub_trial.trial(3, kept)
    assert not kept.exists()
    codes = iter([0, 0, 0])
    hub_trial.trial(3, kept)
    assert read_json(kept) == [{"learners": 12}] * 3
