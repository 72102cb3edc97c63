"""How long each notebook takes, by one formula: `python -m tools.minutes` (`--help`).

The way through is counted apart from the sections to go further (`tools/further.py`).

Six notebooks of version 0.1 were worked through, and what it took was noted; so were two labs that
the formula cannot both meet. `tests/test_minutes.py` has the times and says how near it comes.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from nbformat import NotebookNode

from helpers.files import CourseError, root, write_text
from tools import commands, further, pages, roles
from tools.notebook import Target, assemble
from tools.pages import Course
from tools.source import Source

WORDS_A_MINUTE = 34  # read, with what it says about the output above it
SECONDS_A_LINE = 2  # of code: read, run, and its output looked at
MINUTES_A_QUESTION = 2.5  # quiz questions and predictions: their words are in no text cell
LONGEST = 60  # minutes of the way through
COUNTS = ("words", "lines", "questions", "exercises", "formula", "stated")


@dataclass(frozen=True)
class Size:
    """What a notebook asks for: words and lines of code to read, questions, minutes to write."""

    words: int
    lines: int
    questions: int
    exercises: int

    @property
    def minutes(self) -> float:
        """The formula.

        >>> Size(words=680, lines=150, questions=2, exercises=5).minutes
        35.0
        """
        reading = self.words / WORDS_A_MINUTE + self.lines * SECONDS_A_LINE / 60
        return reading + self.questions * MINUTES_A_QUESTION + self.exercises


def words(text: str) -> int:
    """Words of some Markdown; code, links and the line of an exercise do not count, nor does the
    title of a lesson that course.toml leaves out: it stands where a link would."""
    text = re.sub(r"\b[Ll](?:esson|ab) “[^”]*”", "", roles.EXERCISE.sub("", text))
    count, linked = 0, 0
    for block in MarkdownIt().enable("table").parse(text):
        for token in block.children or []:
            linked += (token.type == "link_open") - (token.type == "link_close")
            if token.type == "text" and not linked:
                count += len(re.findall(r"[^\W_](?:[^\s]*[^\W_])?", token.content))
    return count


@dataclass(frozen=True)
class Parts:
    """The counts of the way through a notebook, and of its sections to go further."""

    way: Size
    further: Size


def parts(notebook: NotebookNode) -> Parts:
    """Counts of one notebook as learners get it, without the folded setup cell."""
    first = [cell.cell_type for cell in notebook.cells].index("code")
    way, rest = [], []
    for i, (cell, mark) in enumerate(zip(notebook.cells, further.marked(notebook.cells))):
        if i != first:
            (rest if mark else way).append(cell)
    return Parts(size(way), size(rest))


def size(cells: Sequence[NotebookNode]) -> Size:
    """Counts of some cells. Blank lines and comments are no code."""
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = [
        line.strip()
        for cell in cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
    ]
    return Size(
        words(text),
        sum(bool(line) and not line.startswith("#") for line in code),
        len(re.findall(r'\b(?:quiz|predict)\(\s*"', "\n".join(code))),
        sum(map(int, roles.EXERCISE.findall(text))),
    )


def sizes(course: Course) -> dict[Source, Parts]:
    """Every lesson, then every lab, with its counts."""
    sources = (*course.lessons, *course.labs)
    return {source: parts(assemble(course, Target(source, source.folder))) for source in sources}


def agrees(stated: int, minutes: float) -> bool:
    """Whether the stated minutes are within a tenth, or three minutes, of the formula's.

    >>> agrees(40, 43.9), agrees(20, 22.9), agrees(45, 55.0)
    (True, True, False)
    """
    return abs(stated - minutes) <= max(3.0, minutes / 10)


def problems(found: dict[Source, Parts]) -> list[str]:
    """A sentence for each notebook that states other minutes, or whose way through is too long."""
    said = []
    for source, counts in found.items():
        for what, stated, minutes in stated_and_counted(source, counts):
            if not agrees(stated, minutes) or bool(stated) != bool(minutes):
                said.append(
                    f"{source.path} states {stated} minutes{what}; the formula says"
                    f" {minutes:.0f}. Run `python -m tools.minutes --write`."
                )
        if counts.way.minutes > LONGEST:
            said.append(
                f"{source.path} takes more than {LONGEST} minutes. Shorten it, or mark a section"
                f" with “{further.MARK.strip()}”."
            )
    return said


def stated_and_counted(source: Source, counts: Parts) -> list[tuple[str, int, float]]:
    """Of the way through and of the rest: words that name it, minutes stated, minutes counted."""
    return [
        ("", source.minutes, counts.way.minutes),
        (" to go further", source.further, counts.further.minutes),
    ]


def table(found: dict[Source, Parts]) -> str:
    """The counts as a table: a line for each notebook, and one for what goes further in it."""
    lines = [("{:<26}" + "{:>10}" * 6).format("notebook", *COUNTS)]
    for source, counts in found.items():
        rows = {f"{source.folder}/{source.slug}": (counts.way, source.minutes)}
        if counts.further.minutes:
            rows["  to go further"] = (counts.further, source.further)
        for name, (s, stated) in rows.items():
            numbers = (s.words, s.lines, s.questions, s.exercises, round(s.minutes), stated)
            lines.append(f"{name:<26}" + "".join(f"{number:>10}" for number in numbers))
    return "\n".join(lines)


def nearest(minutes: float) -> int:
    """To the nearest five, and five at least."""
    return max(5, 5 * round(minutes / 5))


def write(found: dict[Source, Parts]) -> list[str]:
    """Put the formula's minutes, to the nearest five, where others are stated; the paths."""
    changed = []
    for source, counts in found.items():
        pairs = [(said, minutes) for _, said, minutes in stated_and_counted(source, counts)]
        new = [said if said and agrees(said, m) else nearest(m) for said, m in pairs]
        if not counts.further.minutes:
            new[1] = 0
        if new != [said for said, _ in pairs]:
            lines = f"# minutes: {new[0]}" + (f"\n# further: {new[1]}" if new[1] else "")
            path = root() / source.path
            text = path.read_text(encoding="utf-8")
            old = r"(?m)^# minutes: \d+$(\n# further: \d+$)?"
            write_text(path, re.sub(old, lines, text, count=1))
            changed.append(source.path)
    return changed


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.minutes", description=__doc__.split(":")[0])
    parser.add_argument("--check", action="store_true", help="fail if minutes are not as they say")
    parser.add_argument("--write", action="store_true", help="state the formula's minutes")
    options = parser.parse_args(argv)
    try:
        found = sizes(pages.load(root()))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    if options.write:
        print("\n".join(f"wrote {path}" for path in write(found)) or "nothing to write")
        return 0
    said = problems(found) if options.check else []
    print("\n".join(said) if options.check else table(found))
    return bool(said)


if __name__ == "__main__":
    sys.exit(commands.ended(main))
