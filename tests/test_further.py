"""Whoever skips the sections to go further misses nothing that is needed later."""

from functools import cache

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.files import CourseError, root
from tools import further, pages
from tools.further import MARK
from tools.notebook import Target, assemble, targets

COURSE = pages.load(root())
TARGETS = targets(COURSE)


@cache
def cells_of(target: Target) -> list:
    return assemble(COURSE, target).cells


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.path)
def test_the_way_through_needs_nothing_of_what_goes_further(target):
    found = further.missing(cells_of(target))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.path)
def test_the_way_through_begins_ends_and_counts_progress(target):
    cells = cells_of(target)
    aside = [cell.source for cell, mark in zip(cells, further.marked(cells)) if mark]
    for words in ("## Key points", "progress(", " this does not show", " this does *not* show"):
        assert not [text for text in aside if words in text], words


def test_objectives_are_marked_only_where_something_goes_further():
    for source in (*COURSE.lessons, *COURSE.labs):
        marked = [one for one in source.objectives if one.endswith(MARK)]
        assert len(marked) < len(source.objectives) and (source.further or not marked), source.path


def notebook(*texts: str) -> list:
    """Cells: Markdown if they begin with a hash or are plain words, code if they have an `=`."""
    return [new_code_cell(t) if "=" in t else new_markdown_cell(t) for t in texts]


def test_a_mark_reaches_to_the_next_heading_of_its_level():
    cells = notebook(
        "# T", "## A", f"### B{MARK}", "x = 1", "#### C", "### D", f"## E{MARK}", "### F"
    )
    assert further.marked(cells) == [False, False, True, True, True, False, True, True]
    cells = notebook(f"## A{MARK}\n\nWords.\n\n### B", f"## C{MARK}", "## D")
    assert further.marked(cells) == [True, True, False]
    assert further.marked(notebook(f"```\n## A{MARK}\n```")) == [False]


@pytest.mark.parametrize("text", [f"Words.\n\n## A{MARK}", f"## A{MARK}\n\n## B"])
def test_a_section_begins_and_ends_with_a_cell(text):
    with pytest.raises(CourseError, match="a text cell of its own with the heading"):
        further.marked(notebook(text))


@pytest.mark.parametrize(
    "core, needs",
    [
        ("y = x", ["x"]),
        ("y = f(2)", ["f"]),
        ("y = [x for x in (1, 2)]", []),
        ("for x in (1, 2):\n    y = x", []),
        ("def g():\n    return x  # is = 1\n\n\ng()", ["x"]),
        ("y = rows", ["rows"]),
        ("x = 3\ny = x", []),
        ("y = runs", []),
        ("y = before", []),
    ],
)
def test_what_the_way_through_needs_is_found(core, needs):
    start = "rows, runs, before = [], 1, 2"
    aside = "x = 1\nrows.append(x)\nruns.table(x)\n\n\ndef f(a=before):\n    return a"
    cells = notebook("# T", start, f"## A{MARK}", aside, "## B", core)
    found = further.missing(cells)
    assert [one for one in needs if not any(f"needs `{one}`" in line for line in found)] == []
    assert bool(found) == bool(needs)


def test_what_goes_further_may_need_the_way_through():
    assert further.missing(notebook("x = 1", f"## A{MARK}", "y = x", "## B", "z = x")) == []
