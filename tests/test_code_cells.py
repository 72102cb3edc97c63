"""Code cells keep the rules of `code_rules.py`, and each rule notices its breach.

Looked at are the notebooks as the sources make them now, so no build is needed first.
"""

from pathlib import Path

import pytest
from code_rules import OUTPUTS, RULES, slug
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_rules import Notebook

from helpers.files import root
from tools import pages
from tools.notebook import FOLDED, assemble, targets

COURSE = pages.load(root())
NOTEBOOKS = [
    Notebook(target.folder, Path(target.path).stem, node)
    for target in targets(COURSE)
    for node in [assemble(COURSE, target)]
]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: f"{n.folder}/{n.name}")
def test_code_cells(notebook):
    found = [sentence for rule in RULES for sentence in rule(notebook)]
    assert not found, "\n".join(found)


@pytest.fixture
def notebook():
    """A notebook that keeps every rule."""
    cells = [
        new_markdown_cell("# 77 · Title"),
        new_code_cell("# @title Setup: run this first\nstart()", metadata=dict(FOLDED)),
        new_code_cell("x = 1\nprint(f'{x:.2f} {x:,} {x:02} {x!r}')"),
        new_code_cell("tables.show(rows, 'Caption')"),
    ]
    return Notebook("lessons", "77_title", new_notebook(cells=cells))


def test_a_good_notebook_breaks_no_rule(notebook):
    notebook.code[1].outputs = [new_output("stream", text="x" * 75 + "\n" + "y" * 75)]
    assert [s for rule in RULES + OUTPUTS for s in rule(notebook)] == []
    assert slug(notebook) == "lessons/title"


def code(source: str, place: int = 1):
    return lambda n: n.code[place].update(source=source)


BREACHES = {
    "long cell": (code("x = 1\n" * 16), "16 lines in 'x = 1': at most 15"),
    "long cells": (
        lambda n: [cell.update(source="x = 1\n" * 8) for cell in n.code[1:]],
        "Half of the code cells have 8 lines: at most 7",
    ),
    "left": (code("print(f'{x:<12}')"), "':<12'"),
    "right": (code("print(f'{x:>8.2f}')"), "':>8.2f'"),
    "filled": (code("print(f'{x:.^8}')"), "':.^8'"),
    "a plain width": (code("print(f'{x:8,.1f}')"), "':8,.1f'"),
    "a computed width": (code("print(f'{x:<{width}}')"), "':<{width}'"),
    "in a part": (code("rows = [f'{x:>4}' for x in y]"), "':>4'"),
    "a method": (code("print(x.ljust(12))"), "'ljust'"),
    "fmt: skip": (code("x  = 1  # fmt: skip"), "kept from the formatter"),
    "fmt: off": (code("# fmt: off\nx  = 1"), "kept from the formatter"),
    "open in JupyterLab": (
        lambda n: n.code[0].metadata.pop("jupyter"),
        "not folded in JupyterLab",
    ),
    "open in Colab": (lambda n: n.code[0].metadata.pop("cellView"), "not folded in Colab"),
    "no title in Colab": (code("start()", 0), "not folded in Colab"),
    "long print": (
        lambda n: n.code[1].update(outputs=[new_output("stream", text="short\n" + "x" * 76)]),
        "76 letters are printed in a line",
    ),
    "open on the website": (lambda n: n.code[0].metadata.pop("tags"), "not folded in the website"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_each_breach_is_noticed(name, notebook):
    breach, sentence = BREACHES[name]
    breach(notebook)
    found = "\n".join(found for rule in RULES + OUTPUTS for found in rule(notebook))
    assert sentence in found
