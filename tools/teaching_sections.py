"""What a built notebook holds, section by section: minutes on the clock, questions, pictures.

A section begins with a heading and ends before the next one, of whatever level. Its minutes follow
the formula of `tools/minutes.py`, and are stretched a little so that those of the way through add
up to the minutes that the notebook states.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

import nbformat
from nbformat import NotebookNode

from helpers.files import CourseError
from tools import further, minutes
from tools.pages import Course
from tools.source import Source

OPENING = "Opening"  # the generated first cells: objectives, needs, setup
CALL = re.compile(r'\b(check|predict|quiz|run)\(\s*"([\w./]+)"')
KINDS = {"check": "exercise", "predict": "prediction", "quiz": "quiz", "run": "stored run"}
SHOWN = re.compile(r'<img alt="(.*?)"|<caption[^>]*>(.*?)</caption>', re.DOTALL)


@dataclass(frozen=True)
class Task:
    """Something that a notebook asks for or runs: kind is one of KINDS' values."""

    kind: str
    id: str


@dataclass(frozen=True)
class Section:
    """heading: without its mark. level: 1 to 6. minutes: see above; not whole."""

    heading: str
    level: int
    further: bool
    minutes: float
    cells: tuple[NotebookNode, ...]

    @property
    def code(self) -> list[NotebookNode]:
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def tasks(self) -> list[Task]:
        """Exercises, quizzes, predictions and stored runs, in order."""
        calls = CALL.findall("\n".join(cell.source for cell in self.code))
        return [Task(KINDS[call], name) for call, name in calls]

    @property
    def shown(self) -> list[str]:
        """Its stored pictures by their alternative text, its tables by their caption."""
        found = []
        for cell in self.code:
            for output in cell.get("outputs", []):
                html = output.get("data", {}).get("text/html", "")
                found += [picture or caption for picture, caption in SHOWN.findall(html)]
        return [" ".join(unescape(re.sub("<[^>]+>", "", text)).split()) for text in found]


@dataclass(frozen=True)
class Parts:
    """A built notebook in sections."""

    source: Source
    sections: tuple[Section, ...]

    @property
    def way(self) -> list[Section]:
        return [section for section in self.sections if not section.further]

    @property
    def further(self) -> list[Section]:
        return [section for section in self.sections if section.further]

    @property
    def cells(self) -> list[NotebookNode]:
        return [cell for section in self.sections for cell in section.cells]

    @property
    def marks(self) -> list[tuple[int, int, Section]]:
        """The clock of the way through: whole minutes of begin and end, and the section."""
        ends = [round(end) for end in accumulate(section.minutes for section in self.way)]
        return list(zip([0, *ends], ends, self.way))

    def find(self, heading: str, where: str) -> list[Section]:
        """The section with a heading, and those below it that stand in the same part: on the way
        through, or to go further. `CourseError` names the headings if there is no such one."""
        places = [i for i, section in enumerate(self.sections) if section.heading == heading]
        if len(places) != 1:
            known = "; ".join(section.heading for section in self.sections)
            raise CourseError(
                f"{where}: {self.source.path} has {len(places)} sections {heading!r}."
                f" Its sections: {known}."
            )
        first, found = self.sections[places[0]], []
        for section in self.sections[places[0] :]:
            if found and section.level <= first.level:
                break
            if section.further == first.further:
                found.append(section)
        return found

    def tasks(self, on_the_way: bool = False) -> list[Task]:
        """All tasks, or those of the way through."""
        chosen = self.way if on_the_way else self.sections
        return [task for section in chosen for task in section.tasks]


def read(course: Course, source: Source) -> Parts:
    """The sections of a built lesson or lab; `CourseError` if it was not built."""
    path = course.root / source.built(source.folder)
    if not path.exists():
        raise CourseError(f"{path.name} is missing. Run `python -m tools.build` first.")
    cells = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).cells
    grouped = group(cells)
    stated = {False: source.minutes, True: source.further}
    counted = {mark: sum(size for m, _, size in grouped if m == mark) or 1.0 for mark in stated}
    sections = []
    for mark, some, size in grouped:
        level, words = (further.headings(some[0].source) or [(1, "")])[0]
        words = further.plain(words) if sections else OPENING
        scaled = size * stated[mark] / counted[mark]
        sections.append(Section(words, level, mark, scaled, tuple(some)))
    return Parts(source, tuple(sections))


def group(cells: Sequence[NotebookNode]) -> list[tuple[bool, list[NotebookNode], float]]:
    """Cells by section, each with whether it goes further, and its minutes by the formula. The
    setup cell counts no minutes."""
    setup = next(cell for cell in cells if cell.cell_type == "code")
    found: list[tuple[bool, list[NotebookNode]]] = []
    for cell, mark in zip(cells, further.marked(cells), strict=True):
        begins = cell.cell_type == "markdown" and further.headings(cell.source)
        if begins or not found:
            found.append((mark, []))
        found[-1][1].append(cell)
    sized = [[cell for cell in some if cell is not setup] for _, some in found]
    return [(m, some, minutes.size(rest).minutes) for (m, some), rest in zip(found, sized)]


def clock(at: int) -> str:
    """Minutes since the begin as hours and minutes.

    >>> clock(5), clock(125)
    ('0:05', '2:05')
    """
    return f"{at // 60}:{at % 60:02d}"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], right: str = "") -> str:
    """A Markdown table; `right` says for each column whether it stands on the right: "r" or "l".

    >>> print(table(["a", "b"], [[1, "x|y"]], "rl"))
    | a | b |
    |--:|---|
    | 1 | x\\|y |
    """
    line = "|" + "|".join("--:" if side == "r" else "---" for side in right.ljust(len(heads))) + "|"
    cells = [[str(cell).replace("|", r"\|") for cell in row] for row in (heads, *rows)]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], line, *lines[1:]])


def notes(source: Source) -> list[tuple[str, str]]:
    """The instructor's cells of a source, each with the heading that it stands under."""
    heading, found = OPENING, []
    for cell in source.cells:
        if "instructor" in cell.tags:
            found.append((heading, " ".join(cell.text.removeprefix("**Instructor.**").split())))
        elif cell.kind == "markdown" and (own := further.headings(cell.text)):
            heading = further.plain(own[-1][1])
    return found
