"""Sections "to go further": what a learner may skip at first, and what may not be needed later.

A heading whose text ends in " (to go further)" marks its section, up to the next heading of the
same or a higher level. The way through a notebook is what no such section holds.
"""

import ast
import re
from collections.abc import Sequence

from nbformat import NotebookNode

from helpers.files import CourseError
from helpers.measure import course_code
from helpers.measure.program import Program, Statement
from helpers.words import spoken
from tools import roles
from tools.source import Source

MARK = roles.FURTHER_MARK
HEADING = re.compile(r"(?m)^(#{1,6}) +(.+?) *$")
SHOWING = {"table", "plot", "differences", "confusion", "errors"}  # methods that only show
CODE = re.compile(r"(?ms)^(```|~~~).*?^\1")


def plain(heading: str) -> str:
    """A heading's name, without the mark.

    >>> plain("Two seeds (to go further)"), plain("Two seeds")
    ('Two seeds', 'Two seeds')
    """
    return heading.removesuffix(MARK)


def in_words(source: Source) -> str:
    """How long a notebook takes: the way through, and what may be left out at first."""
    if not source.further:
        return spoken("**About {minutes} minutes.**", minutes=source.minutes)
    return spoken(
        "**About {minutes} minutes**, and {further} more for the sections marked “to go further”:"
        " skip these at first.",
        minutes=source.minutes,
        further=source.further,
    )


def in_short(source: Source) -> str:
    """The same for a table: "50 + 30", or "50"."""
    return f"{source.minutes} + {source.further}" if source.further else str(source.minutes)


def headings(text: str) -> list[tuple[int, str]]:
    """Level and text of each heading in some Markdown.

    >>> headings("## One\\nText.\\n### Two (to go further)")
    [(2, 'One'), (3, 'Two (to go further)')]
    """
    return [(len(level), words) for level, words in HEADING.findall(CODE.sub("", text))]


def marked(cells: Sequence[NotebookNode]) -> list[bool]:
    """For each cell of a notebook whether it stands in a section to go further.

    Raises `CourseError` if such a section begins or ends within a cell.
    """
    found, level = [], 0  # of the heading that opened the section; 0 outside of any
    for cell in cells:
        own = headings(cell.source) if cell.cell_type == "markdown" else []
        for place, (depth, words) in enumerate(own):
            before, starts = level, roles.begins_further(cell, place, words)
            if level and depth <= level:
                level = 0
            if starts and not level:
                level = depth
            begins_cell = place == 0 and cell.source.lstrip().startswith("#")
            if level != before and not begins_cell:
                raise CourseError(f"Begin a text cell of its own with the heading {words!r}.")
        found.append(level > 0)
    return found


def missing(cells: Sequence[NotebookNode], marks: Sequence[bool] | None = None) -> list[str]:
    """A sentence for each name that the way through uses and a section to go further makes.

    A name counts as made where it is given a value or changed in place, so that nothing on the way
    through depends on whether such a section was run. `marks` says of each cell whether it is left
    out, if it is not by headings.
    """
    program, aside = read(cells, marked(cells) if marks is None else marks)
    found, seen = {}, set()
    wanted = [
        (name, i, i)
        for i, statement in enumerate(program.statements)
        if not aside[i] and not statement.late
        for name in statement.names - made_inside(statement)
    ]
    while wanted:
        name, place, user = wanted.pop()
        for at in program.making(name, place):
            if aside[at] and not shows(program.statements[at], name):
                found[user, name] = said(program, user, name)
            elif (at, place) not in seen:
                seen.add((at, place))
                # A function looks names up when it is called, anything else where it stands.
                if program.statements[at].late:
                    wanted += [(n, place, user) for n in program.statements[at].names]
    return [found[key] for key in sorted(found)]


def read(cells: Sequence[NotebookNode], marks: Sequence[bool]) -> tuple[Program, list[bool]]:
    """The statements of a notebook's code cells, and which of them stand in marked cells."""
    pairs = zip(cells, marks, strict=True)
    code = [(cell.source, mark) for cell, mark in pairs if cell.cell_type == "code"]
    aside = [mark for text, mark in code for _ in course_code.notebook([text]).statements]
    return course_code.notebook([text for text, _ in code]), aside


def made_inside(statement: Statement) -> set[str]:
    """Names that a loop, or another statement with a body, gives a value before it uses them."""
    if not hasattr(statement.node, "body") or statement.late:
        return set()
    lines: dict[str, dict[type, int]] = {}
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Name):
            found = lines.setdefault(node.id, {})
            found[type(node.ctx)] = min(node.lineno, found.get(type(node.ctx), node.lineno))
    targets = [n.target for n in ast.walk(statement.node) if isinstance(n, ast.For)]
    loops = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    first = {n for n, at in lines.items() if at.get(ast.Store, 10**9) < at.get(ast.Load, 10**9)}
    return loops | first


def shows(statement: Statement, name: str) -> bool:
    """Whether all it does to `name` is to show it: `runs.table(...)` changes no run."""
    call = getattr(statement.node, "value", None)
    return (
        name not in statement.binds
        and isinstance(call, ast.Call)
        and getattr(call.func, "attr", "") in SHOWING
    )


def said(program: Program, user: int, name: str) -> str:
    line = ast.unparse(program.statements[user].node).splitlines()[0][:60]
    return f"{line!r} needs `{name}`, which a section to go further makes. Move it, or mark it too."
