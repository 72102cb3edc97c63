"""A class in the trial of a hub: its learners, their kernels, and the cells that they run."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Semaphore

import nbformat
import psutil
from hub_learner import Kernel, Learner
from hub_room import Room

KERNEL_GB = 1.0  # of free memory, for each kernel that runs at the same time
HALF = "## How much to mask?"  # the heading at which the second half of masked_lm begins
THREADS = "import os, torch; print(torch.get_num_threads(), os.environ['OMP_NUM_THREADS'])"
TRANSPORT = """
import json
from ipykernel.connect import get_connection_info
print(json.loads(get_connection_info())["transport"])
"""
MANUALS = """
import time
from helpers.text import corpora
began = time.process_time()
corpora.manuals()
print(time.process_time() - began)
"""

# What a learner's kernel may do with what is somebody else's, a line each.
TRY = """
import os
from pathlib import Path
def tried(what, do):
    try:
        do()
        print(what, "works")
    except OSError as error:
        print(what, type(error).__name__)
other, process = Path({home!r}), {pid}
tried("list", lambda: list(other.iterdir()))
tried("read", lambda: (other / "weights-and-context" / "progress.json").read_text())
tried("environment", lambda: Path(f"/proc/{{process}}/environ").read_text())
tried("end", lambda: os.kill(process, 9))
for folder in {closed!r}:
    tried(folder, lambda: (Path(folder) / "mine").write_text("mine"))
tried("secrets", lambda: Path({secret!r}).read_bytes())
"""
# A run that writes down where it stands after every step, and is not done before it is ended.
LONG_RUN = """
import time, torch
from helpers.weights import masking, models, resume, training
resume.SECONDS_BETWEEN_SAVES = 0.0
def loss(model, batch):
    time.sleep(0.1)
    return masking.loss(model, batch)
def batches(generator):
    rows = torch.randint(5, 60, (2, 8), generator=generator)
    return rows, rows
model = models.encoder(64, width=32, layers=1, seed=0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
training.train("interrupted", model, batches, 100, loss, optimizer, show=False)
"""


class Trial:
    """What one run of the room measured, and the learners who are in it.

    Where memory is short, they run their notebooks in turns, and only the first two keep a kernel.
    """

    def __init__(self, room: Room):
        self.room, self.kernels = room, {}
        self.learners = [Learner(room.address, name) for name in room.names]
        places = int(psutil.virtual_memory().available / 2**30 / KERNEL_GB) - 2
        self.lasting = self.learners if places >= len(self.learners) else self.learners[:2]
        self.turns = Semaphore(len(self.learners) if self.lasting is self.learners else 2)
        self.measured = {"learners": len(room.names), "cores": len(os.sched_getaffinity(0))}

    def all(self, act) -> list:
        """What `act` gives for each learner, all at the same time."""
        with ThreadPoolExecutor(len(self.learners)) as pool:
            return list(pool.map(act, self.learners))

    @contextmanager
    def kernel(self, learner: Learner, path: str) -> Iterator[Kernel]:
        """The learner's kernel, or a new one for a notebook, when it is the learner's turn."""
        with self.turns:
            kernel = self.kernels.get(learner.name) or learner.open(path)
            self.kernels[learner.name] = kernel
            yield kernel
            if learner not in self.lasting:
                self.close(learner)

    def close(self, learner: Learner) -> None:
        """End the learner's kernel, if there is one."""
        if kernel := self.kernels.pop(learner.name, None):
            learner.shut(kernel)


def cells(learner: Learner, path: str) -> list[str]:
    """The code of a learner's notebook up to the heading HALF, or all of it."""
    notebook = nbformat.from_dict(learner.contents(path).json()["content"])
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith(HALF):
            break
        found += [cell.source] if cell.cell_type == "code" else []
    return found
