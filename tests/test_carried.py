"""What carries over: every finding has its claim, its number, and sources for others' findings."""

import pytest

from helpers import files
from helpers.files import CourseError, root
from helpers.measure import experiment
from helpers.measure.experiment import Runs
from helpers.real import carried
from helpers.show.tables import Estimate


@pytest.mark.parametrize("finding", carried.findings(), ids=lambda one: one.claim)
def test_a_finding_is_whole(finding):
    entry = carried.claims()[finding.claim]
    small = carried.small(finding)
    assert small.low <= small.mean <= small.high
    assert small.difference == (" minus " in entry["shows"])
    assert finding.group in carried.GROUPS
    assert bool(finding.literature) == bool(finding.source), "name the source, or say nothing"
    real = finding.real or {}
    assert set(real) <= {"experiment", "value", "of", "minus", "questions"} or [*real] == [
        "adapter_of"
    ]
    stored = (root() / "results" / f"{real.get('experiment')}.json").exists()
    assert isinstance(carried.real(finding), Estimate if stored or "adapter_of" in real else str)


def test_no_finding_stands_twice():
    claims = [one.claim for one in carried.findings()]
    assert len(claims) == len(set(claims))


def test_a_group_leaves_out_what_only_the_other_is_about():
    weights, context = (len(carried.rows(group)) for group in ("weights", "context"))
    both = sum(one.group == "both" for one in carried.findings())
    assert weights + context - both == len(carried.rows()) == len(carried.findings())
    with pytest.raises(CourseError, match="`group` is one of weights, context, both"):
        carried.rows("prompts")


def test_the_real_number_comes_from_stored_runs(monkeypatch, tmp_path):
    rows = [{"way": w, "seed": s, "right": r} for w, r in (("a", 0.9), ("b", 0.4)) for s in (0, 1)]
    real = {"experiment": "slug/name", "value": "right", "of": {"way": "a"}}
    alone = carried.Finding("a", "b", "weights", real=real)
    pair = carried.Finding("a", "b", "weights", real={**real, "minus": {"way": "b"}})
    asked = carried.Finding("a", "b", "weights", real={**real, "questions": 100})
    assert carried.real(alone) == "not run"
    monkeypatch.setattr(carried, "root", lambda: tmp_path)

    def changed(name):
        raise CourseError("changed")

    monkeypatch.setattr(experiment, "stored", changed)
    files.write_json(tmp_path / "results" / "slug" / "name.json", {})
    assert carried.real(alone) == "changed since it was run"
    monkeypatch.setattr(experiment, "stored", lambda name: Runs(rows))
    assert carried.real(alone)[:3] == (0.9, 0.9, 0.9)
    assert carried.real(pair).mean == pytest.approx(0.5) and carried.real(pair).difference
    found = carried.real(asked)
    assert isinstance(found, Estimate) and found.low < 0.9 < found.high
    assert carried.shown(carried.real(pair)).startswith("+0.50")


def test_the_real_number_may_follow_from_a_configuration():
    """As the lesson counts it with peft, but for the head."""
    name = "sentence-transformers/all-MiniLM-L6-v2"
    found = carried.real(carried.Finding("a", "b", "weights", real={"adapter_of": name}))
    assert found.mean == pytest.approx(0.015, abs=5e-4) and carried.shown(found) == "0.01"


LESSONS = {"real_encoder": '("weights")', "real_prompts": '("context")', "choose_and_combine": "()"}


@pytest.mark.parametrize("slug", LESSONS)
def test_the_lessons_on_real_models_show_the_table(slug):
    text = (root() / "source" / "lessons" / f"{slug}.py").read_text(encoding="utf-8")
    assert f"carried.show{LESSONS[slug]}\n" in text


def test_the_file_says_what_its_parts_mean():
    text = (root() / "helpers" / "real" / "carried.toml").read_text(encoding="utf-8")
    for part in carried.Finding.__dataclass_fields__:
        assert f"\n# {part}" in text
