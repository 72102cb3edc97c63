"""The runs that claims need, two lessons at a time: a second core helps one small run little."""

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from functools import partial
from itertools import groupby, product
from multiprocessing import get_context

from helpers import setup
from helpers.files import CourseError, read_json, root
from helpers.measure import made_by
from helpers.measure.experiment import as_stored
from tools import claim_cells, claim_list
from tools.claim_list import Claim
from tools.claim_terms import terms, units


@dataclass(frozen=True)
class Job:
    """One run: a measuring function (of the first claim that needs it), a condition, a seed."""

    claim: Claim
    condition: dict
    seed: int

    @property
    def key(self) -> str:
        return f"{claim_list.run_key(self.claim, self.condition)}, seed {self.seed}"


@dataclass(frozen=True)
class Outcome:
    """What a run gave: its row, or what went wrong; and the seconds it took."""

    job: Job
    row: dict | None
    error: str
    seconds: float


def jobs(claims: list[Claim]) -> list[Job]:
    """Every run that the claims need, once, those of one function together."""
    found = {}
    for claim in claims:
        conditions = [condition for _, condition in terms(claim.measure)]
        for condition, unit in product(conditions, units(claim.measure)):
            for seed in claim.runs:
                job = Job(claim, condition | unit, seed)
                found.setdefault(job.key, job)
    return sorted(found.values(), key=lambda job: (job.claim.lesson, job.claim.name, job.seed))


def cost(some: list[Job]) -> float:
    """Seconds that these runs take one core."""
    return sum(job.claim.seconds for job in some)


def function_of(claim: Claim) -> Callable[..., dict]:
    """The function that measures a claim, ready to call; `CourseError` if the lesson has another
    one than made its stored results."""
    if "function" in claim.measure:
        return claim_list.own_function(claim)
    stored = read_json(root() / "results" / f"{claim.name}.json")
    changes = made_by.differences(stored.get("made_by", {}), claim_list.parts_of(claim))
    if changes:
        raise CourseError(
            f"{made_by.told(changes)} since the runs of {claim.name} were stored."
            f" Run `python -m tools.results --run {claim.name}` first."
        )
    return claim_cells.experiment(claim.lesson, claim.name)


def attempt(job: Job) -> Outcome:
    """Do one run. An error is told, not raised: the other claims can still be measured."""
    started, row, error = time.monotonic(), None, ""
    try:
        row = as_stored(function_of(job.claim)(**job.condition, seed=job.seed))
    except Exception as problem:
        error = repr(problem)
    return Outcome(job, row, error, time.monotonic() - started)


def begin(threads: int) -> None:
    """Make a process ready for runs. Ctrl-C ends it silently: its parent says what is kept."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit())
    os.environ["OMP_NUM_THREADS"] = str(threads)
    with redirect_stdout(io.StringIO()):
        setup.start()


def outcomes(todo: list[Job]) -> Iterator[Outcome]:
    """Do the runs; gives each outcome as soon as it is there.

    The runs of a lesson share its data and its trained models, so they stay in one process. The
    dearest lessons come first. A process gets one run at a time: after Ctrl-C none is left to do.
    """
    lessons = [list(some) for _, some in groupby(todo, key=lambda job: job.claim.lesson)]
    cores = setup.available_cpus()
    workers = min(2, cores, len(lessons))
    if workers < 2:
        yield from map(attempt, todo)
        return
    lessons.sort(key=cost)
    running: dict[Future, tuple[ProcessPoolExecutor, list[Job]]] = {}

    def go_on(pool: ProcessPoolExecutor, left: list[Job]) -> None:
        left = left or (lessons.pop() if lessons else [])
        if left:
            running[pool.submit(attempt, left[0])] = pool, left[1:]

    make = partial(ProcessPoolExecutor, 1, get_context("spawn"), begin, (cores // workers,))
    with ExitStack() as stack:
        for _ in range(workers):
            go_on(stack.enter_context(make()), [])
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                place = running.pop(future)
                try:
                    found = future.result()
                except BrokenProcessPool as problem:
                    raise CourseError(
                        "A process that measured was stopped, perhaps for want of"
                        " memory. Finished runs are kept; close other programs and"
                        " run it again."
                    ) from problem
                go_on(*place)
                yield found
