"""The same measurement over several seeds and conditions, stored so that nobody has to wait.

A long experiment is run once by us and kept in `results/SLUG/NAME.json`, with a hash of all the
code, checkpoints and data files that made it (see `helpers.measure.closure`). SLUG is the lesson's;
a lab's experiment is called `SLUG/lab_NAME`. If one of the parts is another now, the stored runs
are refused. Set `live=True` in the notebook to run what stands there yourself.
"""

import itertools
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from tqdm.auto import tqdm

from helpers import arguments, course, setup
from helpers.files import CourseError, cache_dir, keep, read_json, read_kept, root, write_json
from helpers.measure import made_by
from helpers.measure.runs import Runs
from helpers.setup import building, quick


def as_stored(value):
    """`value` as it comes back from a JSON file: tuples as lists, tensors as numbers or lists.

    >>> import torch
    >>> as_stored({"loss": torch.tensor(0.5), "sizes": (1, 2)})
    {'loss': 0.5, 'sizes': [1, 2]}
    """
    return json.loads(json.dumps(value, default=lambda other: other.tolist()))


def jobs_of(seeds: Sequence[int], conditions: dict[str, Sequence]) -> list[dict]:
    """Every combination of conditions with every seed.

    >>> jobs_of((0, 1), {"rate": [0.1]})
    [{'rate': 0.1, 'seed': 0}, {'rate': 0.1, 'seed': 1}]
    """
    grid = [dict(zip(conditions, values)) for values in itertools.product(*conditions.values())]
    return [{**condition, "seed": seed} for condition in grid for seed in seeds]


@arguments.checked
def run(
    name: str,
    measure: Callable[..., dict],
    seeds: Sequence[int] = (0, 1, 2),
    live: bool = False,
    **conditions: Sequence,
) -> Runs:
    """measure(**condition, seed=...) for every combination of conditions and every seed.

    `measure` returns a dict of numbers (or lists of numbers). Without `live`, the stored runs are
    returned if they were made with the same conditions by the code that stands here, down to the
    helpers, checkpoints and data files that it reaches; otherwise `CourseError` names what changed.
    With `live`, every finished run is kept, so an interrupted experiment goes on where it stopped;
    a disk that refuses is said once, and the experiment goes on.
    In quick mode the first conditions are tried with one seed, to see that the code runs.
    """
    jobs = jobs_of(seeds, conditions)

    def row(job: dict) -> dict:
        return as_stored({**job, **measure(**job)})

    if quick():
        return Runs([row(job) for job in jobs if job["seed"] == seeds[0]])
    threads = int(os.environ.get("OMP_NUM_THREADS") or setup.available_cpus())
    now = {"made_by": made_by.of(measure, name), "threads": threads, "jobs": as_stored(jobs)}
    store = root() / "results" / f"{name}.json"
    if not (live or setup.live()):
        found = read_json(store)
        if changes := differences(found, now):
            raise CourseError(
                f"{made_by.told(changes)} since the runs of {name} were stored;"
                " LIVE = True runs what stands here."
            )
        return Runs(found["rows"])
    part = cache_dir() / "experiments" / f"{name}.json"
    kept = read_kept(part)
    rows = kept.get("rows", []) if kept and not differences(kept, now) else []
    for job in tqdm(jobs[len(rows) :], desc=name, initial=len(rows), total=len(jobs), leave=False):
        rows.append(row(job))
        keep(write_json, part, {**now, "rows": rows})
    if building():
        write_json(store, {**now, "rows": rows})
    else:
        keep(write_json, own(name), {**now, "rows": rows})
    with suppress(OSError):  # another kernel may read it
        part.unlink(missing_ok=True)
    return Runs(rows)


def differences(before: dict, now: dict) -> list[str]:
    """What is different between two records of runs: parts of the code, or the conditions."""
    changes = made_by.differences(before.get("made_by", {}), now["made_by"])
    return changes + (["conditions or seeds changed"] if before.get("jobs") != now["jobs"] else [])


def own(name: str) -> Path:
    """Where the finished runs of this machine are kept."""
    return cache_dir() / "experiments" / "own" / f"{name}.json"


def maker(name: str) -> str:
    """Which notebook makes the runs `SLUG/NAME`, or `SLUG/lab_NAME`, and what to do there.

    >>> maker("start_here/first")
    'lessons/00_start_here.ipynb makes it: run that notebook with LIVE = True.'
    """
    slug, _, rest = name.partition("/")
    kind = "lab" if rest.startswith("lab_") else "lesson"
    if slug not in course.order():
        return f"The {kind} {slug!r} makes it, which course.toml leaves out."
    return f"{course.notebook(slug, kind)} makes it: run that notebook with LIVE = True."


def stored(name: str) -> Runs:
    """The finished runs of another notebook: this machine's if there are any, else the course's.

    Runs of this machine count only if they were made by the same code and conditions. Raises
    `CourseError` naming the notebook that makes them if there are none, and naming what changed if
    that notebook's source, or what it reaches, is another now.
    """
    store, mine = root() / "results" / f"{name}.json", own(name)
    if not store.exists():
        raise CourseError(f"results/{name}.json is missing. {maker(name)}")
    found = read_json(store)
    changes = [] if quick() else out_of_date(name, found)
    if changes:
        raise CourseError(
            f"{made_by.told(changes)} since the runs of {name} were stored. The notebook"
            " that makes them can run them again, with LIVE = True."
        )
    again = {} if building() else read_kept(mine)
    if again and not differences(again, found):
        return Runs(again.get("rows", found["rows"]))
    return Runs(found["rows"])


def out_of_date(name: str, found: dict) -> list[str]:
    """What changed in the sources since these runs were stored; nothing if there is no source."""
    try:
        now = made_by.of_experiment(name)
    except CourseError:
        return []
    return made_by.differences(found.get("made_by", {}), now)
