"""How long each notebook takes, by one formula: `python -m tools.minutes` (`--help`).

Six notebooks of version 0.1 were worked through, and what it took was noted; so were two labs that
the formula cannot both meet. `tests/test_minutes.py` has the times and says how near it comes.
"""

import argparse
import re
import sys
from dataclasses import dataclass

from markdown_it import MarkdownIt
from nbformat import NotebookNode

from helpers.files import CourseError, root, write_text
from tools import pages
from tools.notebook import Target, assemble
from tools.pages import Course
from tools.source import Source

WORDS_A_MINUTE = 40  # read, with what it says about the output above it
SECONDS_A_LINE = 4  # of code: read, run, and its output looked at
MINUTES_A_QUESTION = 3  # quiz questions and predictions: their words are in no text cell
LONGEST = 60
HEAD = ("notebook", "words", "lines", "questions", "exercises", "formula", "stated")


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

        >>> Size(words=800, lines=150, questions=2, exercises=5).minutes
        41.0
        """
        reading = self.words / WORDS_A_MINUTE + self.lines * SECONDS_A_LINE / 60
        return reading + self.questions * MINUTES_A_QUESTION + self.exercises


def words(text: str) -> int:
    """Words of some Markdown; code, links and the line of an exercise do not count, nor does the
    title of a lesson that course.toml leaves out: it stands where a link would."""
    text = re.sub(r"(?m)^\*Exercise \d+ ·.*$|\b[Ll](?:esson|ab) “[^”]*”", "", text)
    count, linked = 0, 0
    for block in MarkdownIt().enable("table").parse(text):
        for token in block.children or []:
            linked += (token.type == "link_open") - (token.type == "link_close")
            if token.type == "text" and not linked:
                count += len(re.findall(r"[^\W_](?:[^\s]*[^\W_])?", token.content))
    return count


def size(notebook: NotebookNode) -> Size:
    """Counts of one notebook as learners get it. The folded setup cell does not count, and blank
    lines and comments are no code."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"][1:]
    code = [line.strip() for cell in cells for line in cell.splitlines()]
    return Size(
        words(text),
        sum(bool(line) and not line.startswith("#") for line in code),
        len(re.findall(r'\b(?:quiz|predict)\("', "\n".join(code))),
        sum(map(int, re.findall(r"(?m)^\*Exercise \d+ · (\d+) min", text))),
    )


def sizes(course: Course) -> dict[Source, Size]:
    """Every lesson, then every lab, with its counts."""
    sources = (*course.lessons, *course.labs)
    return {source: size(assemble(course, Target(source, source.folder))) for source in sources}


def agrees(stated: int, minutes: float) -> bool:
    """Whether the stated minutes are within a tenth, or three minutes, of the formula's.

    >>> agrees(40, 43.9), agrees(20, 22.9), agrees(45, 55.0)
    (True, True, False)
    """
    return abs(stated - minutes) <= max(3.0, minutes / 10)


def problems(found: dict[Source, Size]) -> list[str]:
    """A sentence for each notebook that states other minutes, or takes too long."""
    said = []
    for source, counts in found.items():
        if not agrees(source.minutes, counts.minutes):
            said.append(
                f"{source.path} states {source.minutes} minutes; the formula says"
                f" {counts.minutes:.0f}. Run `python -m tools.minutes --write`."
            )
        if counts.minutes > LONGEST:
            said.append(f"{source.path} takes more than {LONGEST} minutes. Shorten it.")
    return said


def table(found: dict[Source, Size]) -> str:
    """The counts as a table with a line for each notebook."""
    lines = [("{:<26}" + "{:>10}" * 6).format(*HEAD)]
    for source, s in found.items():
        numbers = (s.words, s.lines, s.questions, s.exercises, round(s.minutes), source.minutes)
        name = f"{source.folder}/{source.slug}"
        lines.append(f"{name:<26}" + "".join(f"{number:>10}" for number in numbers))
    return "\n".join(lines)


def write(found: dict[Source, Size]) -> list[str]:
    """Put the formula's minutes, to the nearest five, where others are stated; the paths."""
    changed = []
    for source, counts in found.items():
        if not agrees(source.minutes, counts.minutes):
            path, new = root() / source.path, 5 * round(counts.minutes / 5)
            text = path.read_text(encoding="utf-8")
            write_text(path, re.sub(r"(?m)^# minutes: \d+$", f"# minutes: {new}", text, count=1))
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
    raise SystemExit(main())
