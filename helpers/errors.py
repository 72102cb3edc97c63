"""What a learner sees of an error in a notebook: the sentence that helps, and no helper's code.

Scripts and pytest show the ordinary traceback. A notebook asks an exception how it wants to be
shown, by IPython's `_render_traceback_`, and `CourseError` answers with `sentence_first`.
"""

from __future__ import annotations

import linecache
import re
import textwrap
import traceback

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
