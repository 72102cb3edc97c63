"""A Python file in a process of its own: what a colleague, a server or a night job would run."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pyarrow

from helpers import arguments
from helpers.files import CourseError
from helpers.setup import return_memory

SECONDS = 600  # what takes longer hangs


@arguments.checked
def run(file: str | Path, *given: str | Path) -> str:
    """Run a Python file with these arguments, away from this notebook; what it printed.

    The process knows neither the notebook's variables nor its helpers, and asks no hub. Before it
    begins, this one gives back what memory it no longer needs: both hold torch for a while. Raises
    `CourseError` with the last line of its error if it fails, and if it takes over ten minutes.

    >>> from helpers.files import cache_dir, write_text
    >>> file = write_text(cache_dir() / "example.py", "import sys; print(sys.argv[1])")
    >>> run(file, "hello")
    'hello'
    """
    file = Path(file)
    if not file.is_file():
        raise CourseError(f"{file.name} is missing. Run the cell that writes it.")
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
    environment |= {"TRANSFORMERS_VERBOSITY": "error", "TOKENIZERS_PARALLELISM": "false"}
    environment |= {"MALLOC_MMAP_THRESHOLD_": "65536"}  # Linux: what is freed is given back
    gc.collect()
    pyarrow.default_memory_pool().release_unused()  # of data sets that were read
    return_memory()
    try:
        done = subprocess.run(
            [sys.executable, str(file), *map(str, given)],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise CourseError(
            f"{file.name} ran for {SECONDS} seconds. Give it fewer texts, or look for its fault."
        ) from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise CourseError(f"{file.name} failed: {last}. Mend that, and run this again.")
    return done.stdout.strip()
