"""The same measurement over several seeds and conditions, stored so that nobody has to wait.

A long experiment is run once by us and kept in `results/SLUG/NAME.json`, with the very code that
made it. SLUG is the lesson's; a lab's experiment is called `SLUG/lab_NAME`. Set `live=True` in the
notebook to run it yourself: same code, your machine.
"""

import hashlib
import inspect
import itertools
import json
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from tqdm.auto import tqdm

from helpers import course, setup
from helpers.files import CourseError, cache_dir, read_json, root, write_json
from helpers.measure.fingerprint import canonical
from helpers.measure.runs import Runs
from helpers.setup import building, quick


def code_hash(function: Callable) -> str:
    """A fingerprint of what a function says; comments, docstring and layout do not count."""
    text = canonical(textwrap.dedent(inspect.getsource(function)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def as_stored(value):
    """`value` as it comes back from a JSON file: tuples as lists, tensors as numbers or lists.

    >>> import torch
    >>> as_stored({"loss": torch.tensor(0.5), "sizes": (1, 2)})
    {'loss': 0.5, 'sizes': [1, 2]}
    """
    return json.loads(json.dumps(value, default=lambda other: other.tolist()))


def run(
    name: str,
    measure: Callable[..., dict],
    seeds: Sequence[int] = (0, 1, 2),
    live: bool = False,
    **conditions: Sequence,
) -> Runs:
    """measure(**condition, seed=...) for every combination of conditions and every seed.

    `measure` returns a dict of numbers (or lists of numbers). Without `live`, the stored runs are
    returned if they were made by the same code and conditions; otherwise `CourseError` says so.
    With `live`, every finished run is kept, so an interrupted experiment goes on where it stopped.
    In quick mode the first conditions are tried with one seed, to see that the code runs.
    """
    grid = [dict(zip(conditions, values)) for values in itertools.product(*conditions.values())]
    jobs = [{**condition, "seed": seed} for condition in grid for seed in seeds]
    made_by = as_stored({"code": code_hash(measure), "jobs": jobs})

    def row(job: dict) -> dict:
        return as_stored({**job, **measure(**job)})

    store = root() / "results" / f"{name}.json"
    if quick():
        return Runs([row(job) for job in jobs if job["seed"] == seeds[0]])
    if not (live or setup.live()):
        stored = read_json(store)
        if {key: stored[key] for key in made_by} != made_by:
            raise CourseError(
                f"The stored runs of {name} were made by other code or conditions."
                " Set live=True to run what stands here."
            )
        return Runs(stored["rows"])
    part = cache_dir() / "experiments" / f"{name}.json"
    rows = []
    if part.exists():
        kept = read_json(part)
        rows = kept["rows"] if {key: kept[key] for key in made_by} == made_by else []
    for job in tqdm(jobs[len(rows) :], desc=name, initial=len(rows), total=len(jobs), leave=False):
        rows.append(row(job))
        write_json(part, {**made_by, "rows": rows})
    part.unlink(missing_ok=True)
    write_json(store if building() else own(name), {**made_by, "rows": rows})
    return Runs(rows)


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
    `CourseError` naming the notebook that makes them if there are none.
    """
    store, mine = root() / "results" / f"{name}.json", own(name)
    if not store.exists():
        raise CourseError(f"results/{name}.json is missing. {maker(name)}")
    found = read_json(store)
    if mine.exists() and not building():
        again = read_json(mine)
        if all(again[key] == found[key] for key in ("code", "jobs")):
            return Runs(again["rows"])
    return Runs(found["rows"])
