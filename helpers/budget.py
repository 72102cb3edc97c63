"""The class's budget (`COURSE_BUDGET=class`): no cell computes for more than 20 seconds.

Where a lesson trains for longer, its `size(600, 6, in_class=80)` says how far it goes in class.
What comes out is then not what the course says of the whole run, and a line in the cell tells so.
"""

from __future__ import annotations

import os
import sys

from helpers.files import CourseError

SECONDS = 20  # of computing, in each cell; `python -m tools.class_budget` measures them
_cut: set[tuple] = set()  # what was cut short in this kernel, by cell


def chosen() -> str:
    """What `COURSE_BUDGET` says: "full" if nothing. Raises `CourseError` for an unknown word.

    >>> chosen() in ("full", "class")
    True
    """
    said = os.environ.get("COURSE_BUDGET") or "full"
    if said not in ("full", "class"):
        raise CourseError(
            f"COURSE_BUDGET is {said!r}, and the course knows full and class. Set it to one of"
            " these, or not at all, and restart the kernel."
        )
    return said


def in_class() -> bool:
    """True with the class's budget.

    >>> in_class()
    False
    """
    return chosen() == "class"


def cut(full: int, short: int) -> int:
    """`short`, and a line that says so, once in each run of a cell."""
    running = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    here = (getattr(running, "execution_count", 0), full, short)
    if here not in _cut:
        _cut.add(here)
        print(f"Class budget: {short:,} here, in place of {full:,}.")
    return short


def label() -> str:
    """What to say beside a result: nothing, unless something was cut short in this kernel.

    >>> label()
    ''
    """
    return "Made with the class budget: a longer run may say something else." if _cut else ""
