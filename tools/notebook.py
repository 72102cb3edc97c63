"""Makes one notebook out of a source: which cells, which text, which stored outputs."""

import hashlib
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.checking import quizzes
from helpers.course import chosen, resolve
from helpers.files import CourseError, root
from helpers.measure.fingerprint import canonical
from helpers.words import speaking
from tools import fold, glossary, pages, roles, translations
from tools.pages import Course
from tools.source import Source

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# The setup cell's code is hidden, its output is not: in JupyterLab and Notebook by the first of
# these, in Colab by the second, on the website (myst-nb) by the tag.
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form", "tags": ["hide-input"]}
Outputs = list[list[NotebookNode]]  # one list a code cell


@dataclass(frozen=True)
class Target:
    """One notebook to build: a source in one of the three folders."""

    source: Source
    folder: str

    @property
    def path(self) -> str:
        return self.source.built(self.folder)


def targets(course: Course, only: str = "") -> list[Target]:
    """The notebooks of the slug `only`, or of those that begin so: lessons first, then each lab
    both ways, then translations."""
    found = [Target(source, "lessons") for source in course.lessons]
    found += [Target(source, folder) for source in course.labs for folder in ("labs", "solutions")]
    told = [source for some in course.translations.values() for source in some.values()]
    found += [Target(source, "lessons") for source in told]
    slugs = chosen(only, [target.source.slug for target in found])
    if only and not slugs:
        raise CourseError(f"No lesson or lab has a slug that begins with {only!r}.")
    return [target for target in found if target.source.slug in slugs]


def fingerprint(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8")).hexdigest()


def assemble(course: Course, target: Target, notes: bool = False) -> NotebookNode:
    """The notebook without outputs. `notes` keeps the cells that only instructors see."""
    told = target.source.language
    course = translations.course(course, told) if told else course
    try:
        with speaking(told):
            cells = cells_of(course, target, notes)
    except CourseError as error:
        raise CourseError(f"{target.source.path}: {error}") from None
    if told:
        translations.move_links(cells, target.path)
    metadata = translations.metadata(course.root, target.source) if told else {}
    return new_notebook(cells=cells, metadata={**METADATA, **metadata})


def unrecorded(setup: str) -> str:
    """The setup cell of a solution, or of an instructor's copy: what runs there is no progress.

    >>> unrecorded("from helpers.setup import start\\n\\nstart()").splitlines()[-1]
    'start(learner=False)'
    """
    given = re.sub(r"\bstart\((?=.+\)$)", "start(learner=False, ", setup)
    return re.sub(r"\bstart\(\)$", "start(learner=False)", given)


def cells_of(course: Course, target: Target, notes: bool) -> list[NotebookNode]:
    """The cells of a notebook: the generated ones, and those of its source that it shows."""
    source, folder = target.source, target.folder
    setup = unrecorded(course.setup) if notes or folder == "solutions" else course.setup
    cells = [
        new_markdown_cell(pages.head(course, source, folder), id=cell_id(source, "head")),
        new_code_cell(setup, id=cell_id(source, "setup"), metadata=deepcopy(FOLDED)),
    ]
    exercises = iter(range(1, 1000))
    # The terms are English words: a translation links its own.
    terms = [] if source.language else glossary.terms(course.root)
    linker = glossary.Linker(terms, source.slug)
    for cell in source.cells:
        if "instructor" in cell.tags and not notes:
            continue
        if "solution" in cell.tags and folder != "solutions":
            continue
        tags = [tag for tag in cell.tags if tag != "solution"]
        metadata = {"tags": tags} if tags else {}
        name = cell_id(source, f"{cell.kind} {cell.position}")
        if cell.kind == "code":
            text = cell.filled if folder == "solutions" else cell.text
            with speaking(""):  # code is the same in every language
                text = resolve(text, folder=course.root)
            cells.append(new_code_cell(text, id=name, metadata=metadata))
        else:
            text = pages.with_links(course, cell.text)
            text = text if roles.READING in cell.roles else linker.text(text)
            text = with_exercises(course, text, exercises)
            metadata |= {"roles": list(cell.roles)} if source.language and cell.roles else {}
            cells.append(new_markdown_cell(text, id=name, metadata=metadata))
    metadata = {"roles": [roles.KEY_POINTS]} if source.language else {}
    tail, name = pages.tail(course, source, folder), cell_id(source, "tail")
    return [*cells, new_markdown_cell(tail, id=name, metadata=metadata)]


def cell_id(source: Source, place: str) -> str:
    """The same in every build, and the same in a lab and its solution."""
    return identity(source.folder, source.slug, place)


def identity(folder: str, slug: str, place: str) -> str:
    """The id of a cell: of its source and its place in it, never of a number."""
    return fingerprint([folder, slug, place])[:12]


def with_exercises(course: Course, text: str, numbers: Iterator[int]) -> str:
    """Replace each line `@exercise ID` by number, minutes and difficulty, as its own paragraph."""

    def line(found: re.Match[str]) -> str:
        return f"\n{pages.exercise_line(course, found[1], next(numbers))}\n"

    text = re.sub(r"(?m)^@exercise\s+(\S+)[ \t]*$", line, text)
    if "@exercise" in text:
        raise CourseError("Write `@exercise ID` on a line of its own: " + text.splitlines()[0])
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def code_of(notebook: NotebookNode) -> list[str]:
    """What decides whether outputs are up to date: all code but the setup and instructor cells."""
    return [meaning(cell.source) for cell in shared(notebook)[1:]]


def meaning(code: str) -> str:
    """What a cell says, however it is laid out; its text if it is not Python, or ends in ";"."""
    try:
        return code if code.rstrip().endswith(";") else canonical(code)
    except SyntaxError:
        return code


def shared(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells that every edition has."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in code if "instructor" not in cell.metadata.get("tags", [])]


def stored(course: Course, target: Target, notebook: NotebookNode) -> tuple[Outputs, str | None]:
    """The outputs in the built file, and what is wrong with them: None if they can be kept."""
    if not (course.root / target.path).exists():
        return [], "is missing"
    if target.folder == "labs":
        return [], None
    try:
        text = (course.root / target.path).read_text(encoding="utf-8")
        old = nbformat.reads(text, as_version=4)
        outputs = [cell.outputs for cell in shared(old)]
        record = dict(old.metadata["course"])
        if record["code"] != fingerprint(code_of(notebook)):
            return [], "has outputs of older code"
        if record["outputs"] != fingerprint(outputs) or len(outputs) != len(shared(notebook)):
            return [], "has an output or a code cell that was changed by hand"
        if old.metadata.get("words") != notebook.metadata.get("words"):
            return [], "has outputs in older words"
    except (ValueError, KeyError, AttributeError, TypeError):
        return [], "is damaged"
    return [asked(course, target, *pair) for pair in zip(shared(notebook), outputs)], None


def asked(course: Course, target: Target, cell: NotebookNode, outputs: list[NotebookNode]) -> list:
    """A cell's outputs; those of a question as its file words it now, which no cell's code tells.

    In a copy with a course of its own, whose questions are not these, they stay as they are.
    """
    named = re.fullmatch(r"""quiz\(["']([\w.]+)["']\)""", cell.source.strip())
    if not named or course.root != root():
        return outputs
    with speaking(target.source.language):
        question = quizzes.find(named[1])
        html, text = quizzes.as_html(question), quizzes.as_text(question)
    return [new_output("display_data", {"text/html": html, "text/plain": text})]


def render(target: Target, notebook: NotebookNode, outputs: Outputs) -> str:
    """The text of the built file. Without `outputs` it is a notebook that was never run."""
    if outputs:
        cells, too_soon = shared(notebook), fold.hidden(notebook.cells)
        for count, (cell, found) in enumerate(zip(cells, outputs, strict=True), start=1):
            hidden = any(cell is notebook.cells[i] for i in too_soon)
            with speaking(target.source.language):
                cell.outputs = fold.folded(found) if hidden else found
            cell.execution_count = count
        notebook.metadata["course"] = {
            "code": fingerprint(code_of(notebook)),
            "outputs": fingerprint([cell.outputs for cell in cells]),
        }
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise CourseError(f"{target.path} is not a valid notebook: {error.message}") from None
    return nbformat.writes(notebook).rstrip("\n") + "\n"
