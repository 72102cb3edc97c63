"""Stored results and what made them: `python -m tools.results` (`--help` lists the options).

Without options, or with `--check`, says which results (of experiments and of claims) were made by
code, checkpoints or data that are others now, and what changed. `--restamp NAME` is for a change
that should alter no number: it runs a sample again, and only if that gives the same numbers the
result counts as made by what stands here. `--run NAME` runs an experiment again, all of it;
`--add NAME` runs what its notebook asks for and is not stored, such as further seeds.
"""

import argparse
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tqdm.auto import tqdm

from helpers import setup
from helpers.files import CourseError, cache_dir, read_json, read_kept, root, write_json
from helpers.measure import made_by
from helpers.measure.course_code import CourseCode
from helpers.measure.experiment import Runs, differences
from tools import claim_list, result_runs

OWN_TOOL = "reproduction"  # this folder of results has no notebook: `tools.reproduction --check`
SHAPE = (
    "{desc}: {percentage:3.0f}%|{bar}| {n_fmt} of {total_fmt}, {elapsed} gone, {remaining} to go"
)


def store(name: str) -> Path:
    return root() / "results" / f"{name}.json"


def experiments() -> list[str]:
    """The names of all stored experiments, in the order in which their notebooks run them: a later
    one may need the numbers of an earlier one."""
    folder, code = root() / "results", CourseCode(root())
    names = [
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.glob("*/*.json")
        if path.parent.name != OWN_TOOL
    ]

    def place(name: str) -> tuple[bool, str, int]:
        try:
            source = code.source(name)
        except CourseError:  # nobody makes it any more; `stale` says so
            return True, name, 0
        text = source.read_text(encoding="utf-8")
        return source.parent.name == "labs", source.stem, text.find(f'"{name}"')

    return sorted(names, key=place)


def stale(names: Iterable[str]) -> dict[str, list[str]]:
    """Of each experiment that is out of date, what changed since it was stored."""
    code, found = CourseCode(root()), {}
    for name in names:
        try:
            before = read_json(store(name)).get("made_by", {})
            changes = made_by.differences(before, made_by.of_experiment(name, code))
        except CourseError as error:
            changes = [str(error)]
        if changes:
            found[name] = changes
    return found


def check() -> int:
    """Say what is out of date; 1 if anything is."""
    old = stale(experiments())
    for claim in claim_list.load(claim_list.read()):
        if changes := claim_list.out_of_date(claim):
            old[f"claim {claim.id}"] = changes
    for name, changes in old.items():
        print(f"{name}: {made_by.told(changes, most=6)}")
    print(f"{len(old)} out of date." if old else "Every result was made by what stands here.")
    return 1 if old else 0


def restamp(name: str, sample: int, tolerance: float = result_runs.TOLERANCE) -> bool:
    """Run a sample of an experiment again; if the numbers are the same, it counts as made by what
    stands here. Says what it did, and returns whether the result is up to date."""
    found = read_json(store(name))
    now = made_by.of_experiment(name, CourseCode(root()))
    if not made_by.differences(found.get("made_by", {}), now):
        write_json(store(name), {**found, "made_by": now})
        print(f"{name}: nothing changed.")
        return True
    numbers = result_runs.spread(len(found["jobs"]), sample)
    if found["jobs"] != result_runs.jobs_of(name):
        print(f"{name}: other conditions or seeds than stored. Use --run.")
        return False
    todo = [(name, number) for number in numbers]
    for (_, number), row in progress(todo, name, *result_runs.as_before(found)):
        if not result_runs.same(row, found["rows"][number], tolerance):
            print(f"{name}: other numbers than stored; use --run. For {found['jobs'][number]}")
            print(f"   stored {found['rows'][number]}\n   now    {row}")
            return False
    write_json(store(name), {**found, "made_by": now})
    print(f"{name}: {len(todo)} runs gave the stored numbers.", flush=True)
    return True


def progress(todo: list, title: str, workers: int, threads: int, done: int = 0):
    """The runs as they are done, with a bar that says how long the rest will take."""
    total = done + len(todo)
    with tqdm(total=total, initial=done, desc=title, bar_format=SHAPE) as bar:
        for job, row in result_runs.rows(todo, workers, threads):
            bar.update()
            yield job, row


def run(name: str, add: bool = False) -> None:
    """Run an experiment again and store it; goes on where an interrupted one stopped.

    add: only the runs that are not stored yet. The others stay, if what made them stands here.
    """
    old = read_json(store(name)) if store(name).exists() else {}
    jobs = result_runs.jobs_of(name)
    workers, threads = result_runs.as_before(old) if add else result_runs.side_by_side(old)
    parts = made_by.of_experiment(name, CourseCode(root()))
    now = {"made_by": parts, "threads": threads, "jobs": jobs}
    done = stored_runs(name, old, now) if add else {}
    part = cache_dir() / "results" / f"{name}.json"
    kept = read_kept(part)
    if kept and not differences(kept, now):
        done |= kept["done"]
    todo = [(name, number) for number in range(len(jobs)) if str(number) not in done]
    finished = len(jobs) - len(todo)
    for (_, number), row in progress(todo, name, workers, threads, finished):
        done[str(number)] = row
        write_json(part, {**now, "done": done})
    write_json(store(name), {**now, "rows": [done[str(number)] for number in range(len(jobs))]})
    with suppress(OSError):  # on Windows another program may read it
        part.unlink(missing_ok=True)
    if add:
        print(f"{name}: {len(todo)} runs added, {len(jobs)} stored.", flush=True)
        return
    report(name, old.get("rows", []), read_json(store(name))["rows"], jobs)


def stored_runs(name: str, old: dict, now: dict) -> dict[str, dict]:
    """The stored runs that the notebook still asks for, by their number in it."""
    if changes := made_by.differences(old.get("made_by", {}), now["made_by"]):
        raise CourseError(
            f"{name}: {made_by.told(changes)} since it was stored, so old and new runs would not"
            " belong together. --restamp tries whether a number moves; --run makes all again."
        )
    return {
        str(now["jobs"].index(job)): row
        for job, row in zip(old["jobs"], old["rows"], strict=True)
        if job in now["jobs"]
    }


def report(name: str, before: list[dict], now: list[dict], jobs: list[dict]) -> None:
    """Say which numbers moved, and how far: the mean over all runs of each value, then and now."""
    changed = sum(not result_runs.same(*pair) for pair in zip(before, now))
    print(
        f"{name}: {len(now)} runs stored; {changed} of the {len(before)} before had other numbers."
    )
    for value in now[0]:
        if value not in jobs[0] and isinstance(now[0][value], float | int):
            found = [
                Runs(rows).values(value) for rows in (before, now) if value in (rows or [{}])[0]
            ]
            known = [[one for one in values if one is not None] for values in found]  # measured
            means = [f"{sum(values) / len(values):.4g}" for values in known if values]
            print(f"   {value}: mean " + " -> ".join(means))


def chosen(names: list[str], new: bool = False) -> list[str]:
    """The experiments with these names, or those that are out of date if there are no names.

    new: a name may also be an experiment of a notebook's source that has no stored result yet.
    """
    unknown = set(names) - set(experiments())
    if new:
        code = CourseCode(root())
        unknown = {name for name in unknown if not made_by.known(name, code)}
    if unknown:
        raise CourseError(f"There are no stored results {', '.join(sorted(unknown))}.")
    return names or list(stale(experiments()))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.results", description=__doc__.split(":")[0])
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--check", action="store_true", help="say what is out of date (the default)")
    act.add_argument("--restamp", nargs="*", metavar="NAME", help="try a sample; no name: all old")
    act.add_argument("--run", nargs="*", metavar="NAME", help="run again; no name: all old ones")
    act.add_argument("--add", nargs="+", metavar="NAME", help="run only what is not stored yet")
    parser.add_argument(
        "--sample", type=int, default=3, metavar="N", help="runs to try, 3 if unsaid"
    )
    parser.add_argument("--tolerance", type=float, default=result_runs.TOLERANCE, metavar="SHARE")
    options = parser.parse_args(argv)
    try:
        setup.must_be_full()
        if options.restamp is not None:
            how = options.sample, options.tolerance
            return 0 if all([restamp(name, *how) for name in chosen(options.restamp)]) else 1
        if options.add:
            for name in chosen(options.add):
                run(name, add=True)
            return 0
        if options.run is not None:
            for name in chosen(options.run, new=True):
                run(name)
            return 0
        return check()
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Finished runs are kept; run it again for the rest.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
