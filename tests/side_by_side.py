"""Runs test files side by side with pytest-xdist: `-n auto --dist loadfile`, as start.py does.

A pytest plugin, loaded by the course's `conftest.py`; it does nothing where xdist is missing or
not asked for. Every process computes with one thread, since each core has a process of its own.
"""

import os
import re
import shutil
from pathlib import Path

import pytest
from memory_left import memory_left

from helpers.cores import available_cpus
from helpers.files import read_json, root
from tools.prepare import texts

PROCESS_BYTES = 2e9  # of one process that tests, together with the kernel of a notebook
USUAL_SECONDS = 30.0  # of a file that budgets.json says nothing about
HEAVY_SECONDS = 600.0  # of one with tests that are marked `all`


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config) -> int:
    """One process for each core that we may use and have the memory for. A single one is none."""
    room = int(memory_left() / PROCESS_BYTES)
    processes = min(available_cpus(), room)
    return processes if processes > 1 else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    """The processes that are about to start, and their kernels, find these in their environment."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """The longest files first, so that none of them begins when all others are done."""
    if hasattr(config, "workerinput"):
        path = root() / "budgets.json"
        heavy = {file_of(item) for item in items if item.get_closest_marker("all")}
        budgets = dict.fromkeys(heavy, {"seconds": HEAVY_SECONDS})
        cost = in_seconds(budgets | (read_json(path) if path.exists() else {}))
        items.sort(key=lambda item: -cost(file_of(item)))


def file_of(item) -> str:
    """The file that a test is in, by its path below the course."""
    return item.nodeid.split("::")[0]


def in_seconds(budgets: dict[str, dict[str, float]]):
    """What a file takes, by its path. The budgets name notebooks without their numbers."""

    def cost(path: str) -> float:
        name = re.sub(r"(?<=/)(?:lab_|solution_)?\d+_(\w+)\.ipynb$", r"\1", path)
        return budgets.get(name, {}).get("seconds", USUAL_SECONDS)

    return cost


def share(config: pytest.Config, cache: Path) -> None:
    """Give the manuals that were read in this process to the others, and take theirs over."""
    if not hasattr(config, "workerinput"):
        return
    pool = config._tmp_path_factory.getbasetemp().parent / "manuals"
    pool.mkdir(exist_ok=True)
    for source, target in ((cache, pool), (pool, cache)):
        for path in texts(source):
            if not (target / path.name).exists():
                part = target / f"{path.name}.{os.getpid()}"
                shutil.copy(path, part)
                part.replace(target / path.name)
