"""What a learner needs on a hub, and so what a room needs: computed from budgets.json.

A hub sets aside for each learner what the largest notebook was measured to need on one core, server
and kernel together. The limit has room for another notebook that was left open. Cores are so many
that a cell of the class's budget, started by everybody at once, is done within a minute. Standard
library and `helpers` only: `workshop/jupyterhub_config.py` reads this on the server.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from helpers.budget import SECONDS
from helpers.files import CourseError, read_json

STEP = 256  # MB; reserved memory and limits are multiples of it
WAIT = 60  # seconds that a cell of the class's budget may take while all run it
SYSTEM_GB = 2  # for the system, the hub and its proxy
SHARED_GB, LEARNER_GB = 8, 0.5  # of disk: the environment with torch; a copy of the course and runs
NODE_GB, NODE_CORES = 16, 4  # a common size of a machine in a cluster


@dataclass(frozen=True)
class Needs:
    """Of one learner. largest: the notebook that needs most, such as "lessons/masked_lm". peak and
    other: MB of that one and of a kernel left open."""

    largest: str
    peak: int
    other: int

    @property
    def reserved(self) -> int:
        """MB that are set aside for each learner."""
        return up(self.peak, STEP)

    @property
    def limit(self) -> int:
        """MB at which a learner's kernel is ended."""
        return up(self.peak + self.other, STEP)


@dataclass(frozen=True)
class Room:
    """What so many learners need: GB of memory, cores, GB of disk, and nodes of a cluster."""

    learners: int
    memory: int
    cores: int
    disk: int
    nodes: int


def up(number: float, step: int) -> int:
    """The next multiple of `step`.

    >>> up(1243, 256), up(1280, 256)
    (1280, 1280)
    """
    return math.ceil(number / step) * step


def needs(budgets: dict[str, dict], wanted: list[str] | None = None) -> Needs:
    """From what was measured: of all notebooks, or of the `wanted` ones, as "lessons/prompts".

    >>> budgets = {"lessons/one": {"peak_mb": 700, "binder": {"peak_mb": 900}}}
    >>> found = needs(budgets, ["lessons/one", "labs/one"])
    >>> found.reserved, found.limit
    (1024, 1792)
    """
    names = [name for name in budgets if not name.startswith("solutions/")]
    names = names if wanted is None else wanted
    peaks = {name: budgets[name]["binder"]["peak_mb"] for name in names if has(budgets, name)}
    kernels = [cost["peak_mb"] for cost in budgets.values() if "peak_mb" in cost]
    if not peaks or not kernels:
        raise CourseError(
            "No notebook's memory was measured. Run `python -m tools.measure`, and again with"
            " --binder."
        )
    largest = max(peaks, key=peaks.get)
    return Needs(largest, peaks[largest], round(median(kernels)))


def has(budgets: dict[str, dict], name: str) -> bool:
    return "binder" in budgets.get(name, {})


def read(root: Path) -> Needs:
    """What a learner needs for all measured notebooks of the course at `root`.

    Also for those that course.toml leaves out: a room does not shrink with the list.
    """
    return needs(read_json(root / "budgets.json"))


def room(learners: int, need: Needs) -> Room:
    """What so many learners need.

    >>> room(40, Needs("lessons/one", 1243, 700))
    Room(learners=40, memory=52, cores=14, disk=28, nodes=4)
    """
    memory = SYSTEM_GB + math.ceil(learners * need.reserved / 1024)
    cores = math.ceil(learners * SECONDS / WAIT)
    disk = math.ceil(SHARED_GB + learners * LEARNER_GB)
    return Room(learners, memory, cores, disk, math.ceil(learners / on_a_node(need)))


def on_a_node(need: Needs) -> int:
    """How many learners a node of the cluster holds; a gigabyte is the system's own."""
    return min((NODE_GB - 1) * 1024 // need.reserved, NODE_CORES * WAIT // SECONDS)


def too_small(learners: int, need: Needs, memory: float, cores: int) -> str:
    """What a server with so many GB and cores lacks, as a sentence; "" if it will do.

    >>> too_small(12, Needs("lessons/one", 1243, 700), memory=16.0, cores=4)
    'For 12 learners plan 17 GB of memory and 4 cores; this server has 16 GB and 4.'
    """
    wanted = room(learners, need)
    if wanted.memory <= memory and wanted.cores <= cores:
        return ""
    return (
        f"For {learners} learners plan {wanted.memory} GB of memory and {wanted.cores} cores; this"
        f" server has {memory:.0f} GB and {cores}."
    )
