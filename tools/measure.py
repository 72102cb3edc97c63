"""Measure what every notebook costs: `python -m tools.measure` (`--only masked_lm` for some).

Runs the notebooks as the tests do, one after another, and writes their seconds and peak memory to
`budgets.json`, from which the README's table is made. Close what else keeps the machine busy.

With `--binder` each runs as on Binder: on one core, JupyterLab's server and the kernel together
within 2 GB (`tools/session.py`). Every notebook is written as it ends. Stop it when you like: the
same command goes on with those that are left, and begins anew when all are done.

Notebooks on real models are measured a second time where the extra `real` has brought one:
`--only real_` in an environment with it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers import course
from helpers.files import (
    CourseError,
    cache_dir,
    read_json,
    read_kept,
    root,
    sha256,
    write_json,
    write_text,
)
from helpers.real import listed
from tools import pages, prepare, readme, session

# On Binder: seconds of computing, and peak MB of server and kernel together.
SECONDS, PEAK_MB = 420, 1200


def notebooks(only: str) -> list[str]:
    """The notebooks of the slug `only`, or of those that begin so, as paths below the course."""
    paths = [
        f"{folder}/{path.name}"
        for folder, _ in course.KINDS.values()
        for path in sorted((root() / folder).glob("*.ipynb"))
    ]
    found = {path: slug for path in paths if (slug := course.slug_of(path))}
    slugs = course.chosen(only, dict.fromkeys(found.values()))
    if not slugs:
        raise CourseError(
            f"No notebook has a slug that begins with {only!r}."
            " Build them first: `python -m tools.build`."
        )
    return [path for path, slug in found.items() if slug in slugs]


def measure(paths: list[str]) -> dict[str, dict[str, float]]:
    """Seconds and peak MB of each notebook; `CourseError` if one fails or passes a limit."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        costs = Path(folder) / "costs.json"
        small = ("COURSE_QUICK", "COURSE_BUDGET")
        environment = {name: value for name, value in os.environ.items() if name not in small}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
        code = subprocess.call(command, cwd=root(), env={**environment, "COURSE_COSTS": str(costs)})
        if code:
            raise CourseError(
                "Not every notebook ran within its limits; see above. Nothing was written."
            )
        return {
            key(path): {"real": cost} if on_real(path) else cost
            for path, cost in read_json(costs).items()
        }


def key(path: str) -> str:
    """A notebook's folder and slug, without its number.

    >>> key("solutions/solution_03_one.ipynb")
    'solutions/one'
    """
    return f"{path.partition('/')[0]}/{course.slug_of(path)}"


def on_real(path: str) -> bool:
    """Whether a notebook runs on a real model here, which the extra `real` has brought."""
    return "_real_" in path and any(map(listed.installed, listed.all_listed()))


def merged(old: dict[str, dict], new: dict[str, dict]) -> dict[str, dict]:
    """The old table with what is new in its lines, in order, without notebooks that are gone."""
    there = {key(path) for path in notebooks("")}
    names = sorted(there & (old.keys() | new.keys()))
    return {name: {**old.get(name, {}), **new.get(name, {})} for name in names}


def store(costs: dict[str, dict]) -> None:
    """Write what was measured, and the README's table."""
    path = root() / "budgets.json"
    write_json(path, merged(read_json(path) if path.exists() else {}, costs))
    write_text(root() / "README.md", readme.readme(pages.load(root())))


def over_budget(cost: dict[str, float]) -> str:
    """What a notebook needs beyond Binder's budget, as a sentence; "" if it keeps to it.

    >>> over_budget({"seconds": 500.0, "peak_mb": 900})
    'It took 500 s. At most 420 s are allowed.'
    """
    limits = [("seconds", SECONDS, "took", "s"), ("peak_mb", PEAK_MB, "needed", "MB")]
    return " ".join(
        f"It {did} {cost[name]:.0f} {unit}. At most {most} {unit} are allowed."
        for name, most, did, unit in limits
        if cost[name] > most
    )


def measure_binder(paths: list[str]) -> list[str]:
    """Measure those that are left of the last time, or all; a sentence for each broken limit."""
    if any(map(on_real, paths)):
        raise CourseError("On Binder there is no real model. Measure without the extra `real`.")
    begun = cache_dir() / "measured-on-binder.json"
    finished, digests = read_kept(begun), {path: sha256(root() / path) for path in paths}
    if all(finished.get(path, ("", ""))[0] == digests[path] for path in paths):
        finished = {}
    prepare.read_manuals()  # as in Binder's image
    problems = []
    for path in paths:
        digest, problem = finished.get(path, ("", ""))
        if digest != digests[path]:
            try:
                cost = session.run(path, cache_dir())
            except CourseError as error:
                problems.append(str(error))
                continue
            problem = over_budget(cost)
            store({key(path): {"binder": cost}})
            finished[path] = (digests[path], problem)
            write_json(begun, finished)
            print(f"{cost['seconds']:6.1f} s  {cost['peak_mb']:5d} MB  {path}", flush=True)
        problems += [f"{path}: {problem}"] if problem else []
    return problems


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.measure", description=__doc__.split(":")[0])
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this slug, or slugs that begin so"
    )
    parser.add_argument(
        "--binder", action="store_true", help="one core, server and kernel together within 2 GB"
    )
    options = parser.parse_args(argv)
    try:
        paths = notebooks(options.only)
        if not options.binder:
            store(measure(paths))
        elif problems := measure_binder(paths):
            raise CourseError("\n".join(problems))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        kept = "The same command goes on" if options.binder else "Nothing was written"
        print(f"Stopped. {kept}.", file=sys.stderr)
        return 130
    print("wrote budgets.json and the table in README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
