"""The workflows for a public host: every step is a command that runs here, and asks for little."""

import itertools
import re
import subprocess
import sys

import pytest
import yaml

from helpers.files import root

FOLDER = root() / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
ACTIONS = ("actions/checkout", "actions/setup-python")
OLDEST, NEWEST = 11, 14  # of Python 3


def workflow(path) -> dict:
    """A workflow; YAML 1.1 reads its key `on` as True."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in found.items()}


def jobs() -> list[tuple[str, dict]]:
    return [
        (f"{path.stem}.{name}", job)
        for path in FILES
        for name, job in workflow(path)["jobs"].items()
    ]


def cells(job: dict) -> list[dict]:
    """Every combination of a job's matrix, as GitHub makes them."""
    matrix = dict(job.get("strategy", {}).get("matrix", {}))
    include = matrix.pop("include", [])
    product = [dict(zip(matrix, values)) for values in itertools.product(*matrix.values())]
    return (product if matrix else []) + include or [{}]


def filled(text: str, cell: dict) -> str:
    return re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found: str(cell[found[1]]), str(text))


def commands() -> list[str]:
    """Every command of every step, for each cell of its matrix."""
    return sorted(
        {
            filled(line, cell)
            for _, job in jobs()
            for cell in cells(job)
            for step in job["steps"]
            for line in str(step.get("run", "")).splitlines()
        }
    )


def test_there_are_workflows_and_each_has_a_name():
    assert len(FILES) >= 2 and all(workflow(path)["name"] == path.stem for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_workflow_may_read_and_nothing_else(path):
    found = workflow(path)
    assert found["permissions"] == {"contents": "read"} and "secrets" not in path.read_text()
    assert "pull_request_target" not in found["on"] and found["concurrency"]
    for job in found["jobs"].values():
        assert "permissions" not in job and 0 < job["timeout-minutes"] <= 180


@pytest.mark.parametrize("name, job", jobs(), ids=[name for name, _ in jobs()])
def test_actions_are_known_and_pinned_to_a_major_version(name, job):
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [re.fullmatch(r"(.+)@v\d+", action)[1] for action in used] == list(ACTIONS)
    assert all(set(step) <= {"uses", "with", "run"} for step in job["steps"])


@pytest.mark.parametrize("command", commands())
def test_every_step_is_a_command_that_runs_here(command):
    program, *words = command.split()
    assert program == "python", command
    there = words[0] if words[0] != "-m" else words[1].replace(".", "/") + ".py"
    assert (root() / there).exists()
    done = subprocess.run(
        [sys.executable, *words, "--help"], cwd=root(), capture_output=True, text=True
    )
    assert done.returncode == 0 and "usage:" in done.stdout, done.stderr


def test_the_readme_s_command_runs_on_each_system_and_each_python():
    (job,) = [job for name, job in jobs() if name == "tests.test"]
    assert job["steps"][-1] == {"run": "python start.py test"}
    systems = {filled(job["runs-on"], cell).partition("-")[0] for cell in cells(job)}
    assert systems == {"ubuntu", "macos", "windows"}
    version = job["steps"][1]["with"]["python-version"]
    pythons = {filled(version, cell) for cell in cells(job)}
    assert pythons == {f"3.{minor}" for minor in range(OLDEST, NEWEST + 1)}


def test_the_newest_releases_are_tried_every_week_and_the_links_too():
    found = workflow(FOLDER / "rooms.yml")
    (schedule,) = found["on"]["schedule"]
    minute, hour, day, month, weekday = schedule["cron"].split()
    assert (day, month) == ("*", "*") and weekday.isdigit() and minute.isdigit() and hour.isdigit()
    steps = "\n".join(commands())
    for command in ("rooms oldest", "rooms newest", "rooms colab", "rooms colab --alone", "links"):
        assert f"python -m tools.{command}\n" in steps + "\n"
    assert "python start.py test --all" in commands()


def test_ci_here_is_the_same_command():
    assert '"$python" start.py test\n' in (root() / ".ci" / "run").read_text(encoding="utf-8")
