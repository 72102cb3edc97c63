"""The checks of `tools.preflight`: each looks at one thing of this computer."""

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from helpers import cores, course, setup
from helpers.files import cache_dir, cached, root, write_bytes
from tools import installation

GREEN, YELLOW, RED = "ok", "slow or untidy", "mend this"
DISK, MEMORY = (1e9, 3e8), (2e9, 1.3e9)  # bytes: comfortable, and barely enough
# Seconds of one step of `training_step`, one core of the computer that budgets.json comes from.
STEP, SLOW, TOO_SLOW = 0.12, 2.5, 6.0
MANAGER = Path("share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager")
GUARD = "tests/guard"  # cuts a kernel off from the network, and writes down who wanted to go there


@dataclass(frozen=True)
class Found:
    """What a check came to; `cure` says what to do where it is not green."""

    state: str
    text: str
    cure: str = ""


def graded(amount: float, limits: tuple[float, float], text: str, cure: str) -> Found:
    """Green from the first limit on, yellow from the second, else red.

    >>> graded(1.5, (2, 1), "1.5 GB", "Close something.").state
    'slow or untidy'
    """
    state = GREEN if amount >= limits[0] else YELLOW if amount >= limits[1] else RED
    return Found(state, text, "" if state == GREEN else cure)


def packages() -> Found:
    """The versions of the course's packages: within its ranges, and those it was tested with?"""
    setup.check_versions()
    tested = installation.constraints()
    here = {name: version(name).partition("+")[0] for name in setup.needs()}
    other = [f"{name} {here[name]}" for name in here if here[name] != tested.get(name, here[name])]
    text = f"Python {platform.python_version()}, {len(here)} packages"
    if not other:
        return Found(GREEN, f"{text}, as tested")
    cure = "They are allowed. For the tested ones: `python start.py` in a new folder."
    return Found(YELLOW, f"{text}; not the tested versions: {', '.join(other)}", cure)


def disk() -> Found:
    """Space where runs are kept, and whether that folder can be written."""
    folder = cache_dir()
    folder.mkdir(parents=True, exist_ok=True)
    trial = write_bytes(folder / "preflight.part", b"x")
    trial.unlink()
    free = shutil.disk_usage(folder).free
    return graded(free, DISK, f"{free / 1e9:.1f} GB free", "Make room: 1 GB is comfortable.")


def memory() -> Found:
    import torch

    from helpers.real.machine import free_memory

    free = free_memory(torch.device("cpu"))
    cure = "Close other programs, and keep one notebook open at a time."
    return graded(free, MEMORY, f"{free / 1e9:.1f} GB free", cure)


def processors() -> Found:
    count = cores.available_cpus()
    cure = "Trainings take up to twice the minutes that notebooks state."
    return graded(count, (2, 1), f"{count} {'core' if count == 1 else 'cores'}", cure)


def checkpoints() -> Found:
    """Every model of the course, byte for byte."""
    from helpers.weights import models

    folders = [path.parent for path in sorted((root() / "checkpoints").glob("*/card.json"))]
    for folder in folders:
        models.verify(folder)
    return Found(GREEN, f"{len(folders)} models, whole")


def widgets() -> Found:
    """ipywidgets, and its part in JupyterLab's environment."""
    try:
        found = version("ipywidgets")
    except PackageNotFoundError:
        return Found(RED, "ipywidgets is not installed", "Run `python start.py`.")
    if not (Path(sys.prefix) / MANAGER / "package.json").exists():
        cure = "If JupyterLab runs from another environment, install jupyterlab_widgets there."
        return Found(YELLOW, f"ipywidgets {found}, without JupyterLab's part", cure)
    return Found(GREEN, f"ipywidgets {found}, with JupyterLab's part")


def manuals() -> Found:
    """Whether the manuals are read already: else the first lesson that needs them takes longer."""
    if any(list(place.glob("manuals-*.json")) for place in cached("")):
        return Found(GREEN, "read already")
    cure = "Run `python -m tools.prepare` once, so that nobody waits for it in class."
    return Found(YELLOW, "not read yet: about 40 seconds on first use", cure)


def training_step() -> Callable[[], object]:
    """One step of masked language modelling with the course's encoder: 16 texts of 64 tokens."""
    import torch

    from helpers.weights import masking, models

    torch.manual_seed(0)
    model, tokenizer = models.load_checkpoint("manuals-encoder")
    rows = torch.randint(10, len(tokenizer), (16, 64))
    batches = masking.Masker(rows, tokenizer, batch_size=16)
    optimizer = torch.optim.AdamW(model.train().parameters())
    generator = torch.Generator().manual_seed(0)

    def step() -> None:
        masking.loss(model, batches(generator)).backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def speed() -> Found:
    """A reference training step, the median of seven, after two that warm up."""
    step = training_step()
    seconds = []
    for _ in range(9):
        begun = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - begun)
    median = statistics.median(seconds[2:])
    ratio = median / STEP
    text = f"{median:.2f} s a step, {ratio:.1f} times the reference"
    cure = "Trainings take as many times longer. Close other programs, plug in the charger."
    return graded(-ratio, (-SLOW, -TOO_SLOW), text, cure)


def first_lesson() -> Found:
    """The first lesson, whole, in a kernel without a network."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    from tools.execute import ANSI, ThisPython, environment

    path = root() / course.notebook(course.order()[0])
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        log = Path(scratch) / "network.log"
        env = environment(root(), scratch)
        env |= {"COURSE_GUARD_LOG": str(log), "HF_HUB_OFFLINE": "1"}
        env["PYTHONPATH"] = os.pathsep.join([str(root() / GUARD), env["PYTHONPATH"]])
        begun = time.perf_counter()
        client = NotebookClient(
            notebook,
            kernel_manager_class=ThisPython,
            timeout=300,
            resources={"metadata": {"path": str(path.parent)}},
            shutdown_kernel="immediate",
        )
        client.widget_registry = {}  # see tools/execute.py
        try:
            client.execute(env=env)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            last = ANSI.sub("", str(error)).strip().splitlines()[-1:]
            cure = f"Open {path.name} and run it from the top to see more."
            return Found(RED, f"{path.name} stopped: {' '.join(last)}", cure)
        if log.exists():
            wanted = log.read_text(encoding="utf-8").splitlines()[0]
            return Found(RED, f"it wanted the network: {wanted}", "Report it to the course.")
    return Found(GREEN, f"{path.name} runs offline, {time.perf_counter() - begun:.0f} s")


CHECKS: dict[str, Callable[[], Found]] = {
    "Versions": packages,
    "Disk": disk,
    "Memory": memory,
    "Processor": processors,
    "Models": checkpoints,
    "Widgets": widgets,
    "Manuals": manuals,
    "A training step": speed,
    "The first lesson": first_lesson,
}
