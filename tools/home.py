"""Makes the home page, lessons/home.ipynb: the table of all notebooks, where learners begin.

Its one code cell finds the course as every setup cell does, and then shows the learner's progress.
Nothing is executed to build it: the stored table says what there is to do.
"""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.checking import contents, overview
from helpers.course import HOME
from tools import pages
from tools.notebook import FOLDED, METADATA, identity
from tools.pages import Course

TITLE = "# @title What you have done: run this cell"
# In the place of the start, which loads torch: a page of links needs no hundreds of megabytes.
SHOW = "from helpers.checking.overview import progress\n\nprogress()"
HEAD = """\
# Home

{online}
Run this page: choose Run All Cells in the menu Run (on Colab: Run all in Runtime). The table then
shows what you have done, and where to go on. Run it again whenever you come back.
"""
TAIL = """\
A lesson asks for predictions and runs experiments; a lab is for your own code. What you do is kept
in `progress.json` in the course's folder. To go on with another computer, copy that file.
"""


def setup(course: Course) -> str:
    """The code cell: the course's setup cell with another first line and another end."""
    found = course.setup.partition("from helpers.setup import start")[0]
    return f"{TITLE}\n{found.partition(chr(10))[2]}{SHOW}"


def page(course: Course) -> str:
    """The text of the home page's file."""
    listed = contents.pages(course.root)
    table = overview.as_html(None, listed, lambda path: f"../{path}")
    shown = {"text/html": table, "text/plain": overview.as_text(None, listed)}
    online = "".join(f"{line}\n" for line in pages.online(course, HOME))
    cells = [
        new_markdown_cell(HEAD.format(online=online).strip(), id=identity("home", "home", "head")),
        new_code_cell(
            setup(course),
            id=identity("home", "home", "table"),
            metadata=FOLDED,
            execution_count=1,
            outputs=[new_output("display_data", data=shown)],
        ),
        new_markdown_cell(TAIL.strip(), id=identity("home", "home", "tail")),
    ]
    notebook = new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"
