"""Stored results: none is older than what made it, and both ways to say what made them agree."""

import json
from importlib import import_module

import pytest

from helpers import course
from helpers.files import CourseError, read_json, root
from helpers.measure import experiment, made_by
from helpers.measure.course_code import here
from tools import claim_list, results

NAMES = results.experiments()


@pytest.fixture(scope="module")
def parts() -> dict[str, dict[str, str]]:
    """What each experiment reaches, from the sources' text."""
    return {name: made_by.of_experiment(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_no_stored_result_is_older_than_its_code(name, parts):
    stored = read_json(results.store(name))
    assert set(stored) - {"threads"} == {"made_by", "jobs", "rows"}
    assert made_by.differences(stored["made_by"], parts[name]) == []
    assert [{key: row[key] for key in job} for job, row in zip(stored["jobs"], stored["rows"])] == (
        stored["jobs"]
    )


@pytest.mark.parametrize("claim", claim_list.load(claim_list.read()), ids=lambda claim: claim.id)
def test_no_measured_claim_is_older_than_its_code(claim):
    assert claim_list.out_of_date(claim) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_running_notebook_agrees_with_its_source(name, parts):
    """The built notebook's cells as a kernel has them; in labs the exercises are blank."""
    source, (_, measure, _) = here().source(name), here().experiment(name)
    kinds = ("lab", "solution") if source.parent.name == "labs" else ("lesson",)
    for folder in (course.notebook(source.stem, kind) for kind in kinds):
        notebook = json.loads((root() / folder).read_text("utf-8"))
        cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
        space = {"__name__": "__main__", "In": ["", *cells], "get_ipython": None}
        if "." in measure:  # a helper's function
            module, function = measure.split(".")
            [path] = (root() / "helpers").glob(f"*/{module}.py")
            measured = getattr(import_module(f"helpers.{path.parent.name}.{module}"), function)
        else:
            exec(f"def {measure}(**job): ...", space)
            measured = space[measure]
        assert made_by.of(measured, name) == parts[name], folder


def test_another_notebook_does_not_read_what_is_out_of_date(monkeypatch):
    monkeypatch.delenv("COURSE_QUICK", raising=False)
    now = made_by.of_experiment("costs/overfit") | {"notebook: STEPS": "other"}
    monkeypatch.setattr(made_by, "of_experiment", lambda name: now)
    with pytest.raises(
        CourseError, match="notebook: STEPS changed since the runs of costs/overfit"
    ):
        experiment.stored("costs/overfit")
