"""Runs of a stored experiment, outside its notebook: which there are, and doing them."""

import ast
import math
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import lru_cache, partial
from multiprocessing import get_context
from types import SimpleNamespace

from helpers import setup
from helpers.files import CourseError, root
from helpers.measure import experiment
from helpers.measure.course_code import CourseCode
from tools import claim_cells, claim_runs

# Values that say how long something took. They differ from run to run, and count as no result.
TIMINGS = ("ms", "seconds")
TOLERANCE = 1e-6  # relative; another machine or library may need more, say 1e-4


@lru_cache(maxsize=1)  # the data and models of one notebook are enough to hold
def planned(name: str, measured: bool = True) -> tuple[Callable[..., dict], list[dict]]:
    """The function that measures an experiment, ready to call, and the runs its notebook asks for.

    Without `measured` the function and what it needs (data, models) are left out: None.
    """
    path = CourseCode(root()).source(name)
    code = claim_cells.script(path.stem, path.parent.name)
    call, place = next(
        (node, i)
        for i, statement in enumerate(code.statements)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "experiment.run"
        and ast.unparse(node.args[0]) == repr(name)
    )
    call = ast.Expression(ast.parse(ast.unparse(call), mode="eval").body)
    if not measured:
        call.body.args[1] = ast.copy_location(ast.Constant(None), call.body)
    names = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)} - {"experiment"}
    space = code.namespace(names, place)

    def asked_for(_, measure, seeds=(0, 1, 2), live=False, **conditions):
        return measure, experiment.jobs_of(seeds, conditions)

    asking = {**space, "experiment": SimpleNamespace(run=asked_for)}
    return eval(compile(call, f"<{name}>", "eval"), asking)


def jobs_of(name: str) -> list[dict]:
    """The runs that the notebook of an experiment asks for, as they are stored."""
    return experiment.as_stored(planned(name, measured=False)[1])


def attempt(name: str, number: int) -> dict:
    """One run of an experiment: its condition, its seed and what was measured."""
    measure, jobs = planned(name)
    return experiment.as_stored({**jobs[number], **measure(**jobs[number])})


def rows(
    todo: list[tuple[str, int]], workers: int, threads: int
) -> Iterator[tuple[tuple[str, int], dict]]:
    """Do these runs (an experiment's name and the number of a run); each as soon as it is done.

    Every process does one at a time, with so many threads. A run that raises stops all: what it
    computes is wanted whole.
    """
    left = list(reversed(todo))
    workers = min(workers, len(left))
    make = partial(
        ProcessPoolExecutor,
        1,
        get_context("spawn"),
        initializer=claim_runs.begin,
        initargs=(threads,),
    )
    running: dict[Future, tuple[ProcessPoolExecutor, tuple[str, int]]] = {}

    def go_on(pool: ProcessPoolExecutor) -> None:
        if left:
            job = left.pop()
            running[pool.submit(attempt, *job)] = pool, job

    with ExitStack() as stack:
        for _ in range(workers):
            go_on(stack.enter_context(make()))
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                pool, job = running.pop(future)
                try:
                    found = future.result()
                except BrokenProcessPool as problem:
                    raise CourseError(
                        "A process was stopped, perhaps for want of memory. Finished runs are"
                        " kept; close other programs and run it again."
                    ) from problem
                go_on(pool)
                yield job, found


def side_by_side(found: dict) -> tuple[int, int]:
    """How many processes run an experiment again, and with how many threads each.

    Two with one thread are faster than one with two. If the time that a run takes is measured,
    nothing may run beside it: one, with all cores, as in the notebook.
    """
    cores = setup.available_cpus()
    timed = any(set(row) & set(TIMINGS) for row in found.get("rows", []))
    return (1, cores) if timed or cores < 2 else (2, 1)


def as_before(found: dict) -> tuple[int, int]:
    """The same for runs that must give the stored numbers: they depend on the threads, for sums
    are added up in another order. Notebooks took both cores of the machine that stored the runs."""
    threads = found.get("threads", 2)
    return (2 if side_by_side(found)[0] == 2 and threads == 1 else 1), threads


def same(one: object, other: object, tolerance: float = TOLERANCE) -> bool:
    """Whether two stored values are the same number, text, list or row, or both None; timings left
    out.

    >>> same({"loss": 0.1 + 0.2, "ms": 3.0}, {"loss": 0.3, "ms": 4.0}), same([1, 2], [1, 3])
    (True, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in one if name not in TIMINGS]
        known = set(names) == set(other) - set(TIMINGS)
        return known and all(same(one[name], other[name], tolerance) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other)
        return len(one) == len(other) and all(same(*pair, tolerance) for pair in pairs)
    if one is not None and other is not None and float in (type(one), type(other)):
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=1e-9)
    return one == other


def spread(count: int, sample: int) -> list[int]:
    """So many numbers below `count`, from the first to the last.

    >>> spread(9, 3), spread(9, 1), spread(2, 3)
    ([0, 4, 8], [0], [0, 1])
    """
    if sample >= count:
        return list(range(count))
    return [round(i * (count - 1) / max(1, sample - 1)) for i in range(sample)]
