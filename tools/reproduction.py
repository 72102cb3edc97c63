"""The conditions of Lampinen et al. 2025, run again at our size: `python -m tools.reproduction`.

Without options it prints the table and writes docs/reproduction.md from the stored results. `--run`
runs the experiments (all that are missing or out of date, or those named) and stores them in
results/reproduction/; Ctrl-C keeps finished runs. `--check` writes nothing and says what is out of
date. What the paper's text states, and what is compared, stands in tools/reproduction.toml.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers import setup
from helpers.files import CourseError, read_json, root, write_text
from helpers.measure import experiment, made_by
from helpers.measure.runs import Runs
from tools import reproduction_page
from tools.reproduction_runs import EXPERIMENTS

FOLDER = "reproduction"


def store(name: str) -> Path:
    return root() / "results" / FOLDER / f"{name}.json"


def page() -> Path:
    return root() / "docs" / "reproduction.md"


def out_of_date(name: str) -> list[str]:
    """What changed since an experiment was stored, or that it was not run yet."""
    if not store(name).exists():
        return ["not run yet"]
    one = EXPERIMENTS[name]
    jobs = experiment.as_stored(experiment.jobs_of(one.seeds, one.conditions))
    now = {"made_by": made_by.of(one.measure), "jobs": jobs}
    return experiment.differences(read_json(store(name)), now)


def stored() -> dict[str, Runs]:
    """The runs of all experiments that were run. Raises `CourseError` for what is out of date."""
    found = {}
    for name in EXPERIMENTS:
        if not store(name).exists():
            continue
        if changes := out_of_date(name):
            raise CourseError(
                f"{made_by.told(changes)} since the runs of {name} were stored."
                f" Run them again: python -m tools.reproduction --run {name}"
            )
        found[name] = reproduction_page.counted(read_json(store(name))["rows"])
    return found


def chosen(names: Sequence[str]) -> list[str]:
    """The experiments with these names, or all that are missing or out of date."""
    if unknown := set(names) - set(EXPERIMENTS):
        raise CourseError(
            f"There is no experiment {', '.join(sorted(unknown))}. There are:"
            f" {', '.join(EXPERIMENTS)}."
        )
    return list(names) or [name for name in EXPERIMENTS if out_of_date(name)]


def run(names: Sequence[str]) -> None:
    """Run experiments one after the other; each is stored as soon as it is whole."""
    before = os.environ.get("COURSE_BUILD")
    os.environ["COURSE_BUILD"] = "1"  # the runs go into `results`, not to a learner's own
    try:
        for i, name in enumerate(names):
            print(f"{name} ({i + 1} of {len(names)})", flush=True)
            one = EXPERIMENTS[name]
            experiment.run(f"{FOLDER}/{name}", one.measure, one.seeds, live=True, **one.conditions)
    finally:
        if before is None:
            del os.environ["COURSE_BUILD"]
        else:
            os.environ["COURSE_BUILD"] = before


def check() -> int:
    """Say what is out of date; 1 if anything is."""
    old = {name: changes for name in EXPERIMENTS if (changes := out_of_date(name))}
    for name, changes in old.items():
        print(f"{FOLDER}/{name}: {made_by.told(changes, most=6)}")
    if all(changes == ["not run yet"] for changes in old.values()):
        text = page().read_text(encoding="utf-8") if page().exists() else ""
        if text != reproduction_page.written(stored()):
            old["page"] = []
            print("docs/reproduction.md is out of date: python -m tools.reproduction writes it.")
    print(f"{len(old)} out of date." if old else "Everything was made by what stands here.")
    return 1 if old else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.reproduction", description=__doc__)
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--run", nargs="*", metavar="NAME", help="run; no name: all that is missing")
    act.add_argument("--check", action="store_true", help="write nothing; say what is out of date")
    options = parser.parse_args(argv)
    try:
        setup.must_be_full()
        if options.check:
            return check()
        if options.run is not None:
            setup.start()
            run(chosen(options.run))
        found = stored()
        write_text(page(), reproduction_page.written(found))
        print("\n".join(reproduction_page.lines(found)))
        return 0
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Finished runs are kept; run it again for the rest.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
