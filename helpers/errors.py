"""What a learner sees of an error in a notebook: the sentence that helps, and no helper's code.

Scripts and pytest show the ordinary traceback. A notebook asks an exception how it wants to be
shown, by IPython's `_render_traceback_`, and `CourseError` answers with `sentence_first`.
"""

import linecache
import re
import sys
import textwrap
import traceback
from types import TracebackType
from typing import Any

CELL = re.compile(r"ipykernel_\d+|<ipython-input")  # the file names of cells, as IPython makes them
RED, PLAIN = "\x1b[1;31m", "\x1b[0m"
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def sentence_first(error: BaseException) -> list[str]:
    """The lines to show for an error: what it says, then which lines of cells led to it.

    >>> print(COLOUR.sub("", sentence_first(ValueError("Give a list."))[0]))
    ValueError: Give a list.
    """
    said = f"{type(error).__name__}: {error}".split("\n")
    text = "\n".join(textwrap.fill(line, 75, break_long_words=False) for line in said)
    lines = [f"{RED}{text}{PLAIN}"]
    for place in traceback.extract_tb(error.__traceback__):
        if CELL.search(place.filename):
            code = linecache.getline(place.filename, place.lineno or 0).strip()
            lines.append(f"  in line {place.lineno} of a cell: {code}")
    return lines


def advise(name: str) -> str:
    """What to do about a name that Python does not know."""
    return (
        f"This kernel knows no `{name}`. After a restart, run the cells above first: in the menu"
        " Run, Run All Above Selected Cell. If they ran, check the spelling."
    )


def explain_names(shell: Any) -> None:
    """Have an IPython shell say what to do above the traceback of a `NameError`."""

    def show(shell: Any, kind: type, error: NameError, trace: TracebackType, tb_offset=None):
        name = getattr(error, "name", None)
        if kind is NameError and name and CELL.search(traceback.extract_tb(trace)[-1].filename):
            print(textwrap.fill(advise(name), 75), file=sys.stderr)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NameError,), show)
