"""Whether the cell that runs was run by hand, or in one go with the cells above it (Run All)."""

import os
import time
from typing import Any

from helpers.show.display import shell

SOON = 0.4  # seconds from the end of a cell to the beginning of the next; nobody reads that fast

_now: dict[str, Any] = {"ended": None, "began": None, "cell": None, "last": None}


def _begin(info: Any) -> None:
    _now.update(began=time.monotonic(), cell=info.raw_cell)


def _end(result: Any) -> None:
    _now.update(ended=time.monotonic(), last=result.info.raw_cell)


def follow(running: Any = None) -> None:
    """From now on note when cells begin and end. Safe to call any number of times."""
    running = running or shell()
    if running is None:
        return
    for event, note in (("pre_run_cell", _begin), ("post_run_cell", _end)):
        if note not in running.events.callbacks[event]:
            running.events.register(event, note)


def run_all() -> bool:
    """True if this cell began as soon as another one had ended. Running one cell twice is by hand.

    >>> run_all()  # outside a notebook
    False
    """
    ended, began = _now["ended"], _now["began"]
    if ended is None or began is None or os.environ.get("COURSE_BUILD", "") not in ("", "0"):
        return False
    return _now["cell"] != _now["last"] and began - ended < SOON
