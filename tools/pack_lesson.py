"""Reads a lesson for slides and hand-outs: its texts, what its cells show, its questions, in order.

Sections to go further are left out; their headings and the instructor's notes in them are kept.
"""

import ast
import re
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.files import CourseError
from tools import fold, further, notebook, pack_items, roles
from tools.pack_items import Item
from tools.pack_text import Part, parts, said
from tools.pages import Course
from tools.source import Cell, Source

SILENT = {"quiz", "hint", "progress", "download_progress", "upload_progress"}


@dataclass
class Block:
    """A piece of a lesson, in order. kind: "text", "shown", "predict", "quiz", "exercise", "note".

    part: the words of a text, of an exercise and of a note. names: quiz ids, or what is to be
    predicted. items: what cells show. code: of an exercise.
    """

    kind: str
    part: Part = Part("", 0, "")
    items: list[Item] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    code: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson with what its built notebook shows: blocks of the way through, and of the rest the
    headings and the instructor's notes."""

    source: Source
    blocks: tuple[Block, ...]
    aside: tuple[str, ...]
    aside_notes: tuple[str, ...]


def read(course: Course, source: Source) -> Lesson:
    """A lesson and its stored outputs.

    Raises `CourseError` if the built notebook is not what the source says.
    """
    target = notebook.Target(source, "lessons")
    made = notebook.assemble(course, target, notes=True)
    outputs, wrong = notebook.stored(course, target, made)
    if wrong:
        raise CourseError(f"{target.path} {wrong}. Run `python -m tools.build` first.")
    shown = dict(zip((cell.id for cell in notebook.shared(made)), outputs))
    aside, found, headings, notes = marked(source), [], [], []
    for cell, skipped in zip(source.cells, aside):
        own = of_cell(source, cell, shown)
        if not skipped:
            found += own
            continue
        headings += [further.plain(b.part.heading) for b in own if b.part.heading]
        notes += [block.part.text for block in own if block.kind == "note"]
    return Lesson(source, tuple(joined(found)), tuple(headings), tuple(notes))


def marked(source: Source) -> list[bool]:
    """For each cell of a source whether it stands in a section to go further."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}
    return further.marked([make[cell.kind](cell.text) for cell in source.cells])


def of_cell(source: Source, cell: Cell, shown: dict[str, list[NotebookNode]]) -> list[Block]:
    """The blocks of one cell."""
    if cell.kind == "markdown":
        if "instructor" in cell.tags:
            return [Block("note", Part("", 0, cell.text))]
        if roles.READING in cell.roles:
            return []
        return [of_part(part) for part in parts(cell.text)]
    if cell.filled != cell.text:
        return [Block("exercise", code=cell.text)]
    calls = called(cell.text)
    if asked := [name for call, name in calls if call == "quiz"]:
        return [Block("quiz", names=asked)]
    if fold.guesses(cell.text):
        return [Block("predict", names=comments(cell.text))]
    if {call for call, _ in calls} & SILENT:
        return []
    name = notebook.cell_id(source, f"{cell.kind} {cell.position}")
    items = pack_items.items(shown.get(name, []))
    return [Block("shown", items=items)] if items else []


def of_part(part: Part) -> Block:
    """A piece of a text cell; `@exercise ID` makes an exercise of it."""
    lines = part.text.split("\n")
    ids = [line.split()[1] for line in lines if line.startswith("@exercise ")]
    text = "\n".join(line for line in lines if not line.startswith("@exercise ")).strip()
    kind = "exercise" if ids else "text"
    return Block(kind, Part(part.heading, part.level, text), names=ids)


def called(code: str) -> list[tuple[str, str]]:
    """The functions that a cell calls by a plain name, each with its first argument if a text.

    >>> called('quiz("costs.bytes")')
    [('quiz', 'costs.bytes')]
    """
    return [
        (getattr(node.func, "id", ""), getattr(node.args[0], "value", "") if node.args else "")
        for node in ast.walk(fold.parsed(code))
        if isinstance(node, ast.Call)
    ]


def comments(code: str) -> list[str]:
    """What a cell says about the predictions that it leaves open, beside them or above.

    >>> comments("x = 1  # one\\nmy_rate = None  # your prediction: which rate is best?")
    ['which rate is best?']
    """
    found, above = [], ""
    for line in code.split("\n"):
        before, _, comment = line.partition("#")
        if re.match(r"my_\w+ = None", before):
            found.append((comment or above).strip())
        above = comment if not before.strip() else ""
    return [one.removeprefix("your prediction").lstrip(":, ") for one in found if one]


def joined(found: list[Block]) -> list[Block]:
    """Blocks in which an exercise has its words and its code, and outputs in a row are one."""
    kept: list[Block] = []
    for block in found:
        last = kept[-1] if kept else Block("")
        if block.kind == "exercise" and last.kind == "exercise" and not block.names:
            last.code = f"{last.code}\n\n{block.code}".strip()
        elif block.kind == last.kind == "shown":
            last.items += block.items
        else:
            kept.append(block)
    return kept


def asked(lesson: Lesson) -> list[tuple[str, str]]:
    """What a lesson asks to predict, in order: the question of its texts, and the cell's words."""
    found, questions = [], []
    for block in lesson.blocks:
        if block.kind == "text":
            questions = [] if block.part.heading else questions
            questions += [one for one in said(block.part.text) if one.endswith("?")]
        elif block.kind == "predict":
            own = questions[-len(block.names) :]
            found += [(own[i] if i < len(own) else "", name) for i, name in enumerate(block.names)]
            questions = []
    return found
