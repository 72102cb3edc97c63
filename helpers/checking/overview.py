"""What a learner has done, as a table: for each lesson begun, and for its lab."""

import textwrap
from typing import Any

from helpers import course, exercises
from helpers.checking.progress import SECTIONS, load
from helpers.checking.quizzes import load_file
from helpers.files import CourseError
from helpers.show import display


def _passed(data: dict[str, Any], names: list[str]) -> list[str]:
    return [name for name in names if data["exercises"].get(name, {}).get("status") == "passed"]


def _places(slug: str) -> list[tuple[str, list[str]]]:
    """The exercises of a lesson and of its lab, each with its place: those without any left out."""
    inside = exercises.announced(slug, "lesson")
    names = exercises.ids(slug)
    lesson = [name for name in names if name in inside]
    lab = [name for name in names if name not in inside]
    return [(place, part) for place, part in (("lesson", lesson), ("lab", lab)) if part]


def _counted(data: dict[str, Any], slug: str) -> str:
    """How many of a lesson's exercises pass, and of its lab's."""
    counts = {
        place: f"{len(_passed(data, names))} of {len(names)}" for place, names in _places(slug)
    }
    lab = f"lab {counts['lab']}" if "lab" in counts else ""
    return ", ".join(filter(None, (counts.get("lesson"), lab))) or "–"


def _of(slug: str, data: dict[str, Any], section: str) -> list[dict[str, Any]]:
    """The entries of one lesson and its lab."""
    return [entry for name, entry in data[section].items() if name.startswith(f"{slug}.")]


def rows() -> list[tuple[str, str, str, str]]:
    """Lesson, exercises passed, quizzes solved, predictions made: for lessons begun, in order."""
    data, table = load(), []
    for slug in course.order():
        names = exercises.ids(slug)
        predicted, answered = (_of(slug, data, section) for section in SECTIONS[1:])
        if predicted or answered or any(name in data["exercises"] for name in names):
            solved = sum(bool(entry.get("solved")) for entry in answered)
            asked = len(load_file(slug))
            table.append(
                (
                    f"{course.number(slug)} · {course.title(slug)}",
                    _counted(data, slug),
                    f"{solved} of {asked}" if asked else "–",
                    str(sum("guess" in entry for entry in predicted)),
                )
            )
    return table


def progress(part: str | None = None) -> None:
    """Show what you have done so far: a table, or one lesson and its lab: `progress("masked_lm")`.

    It is read from the progress file (see the top of `helpers/checking/progress.py`), which you
    may copy to another machine.
    """
    if part is not None:
        if not exercises.ids(part):
            known = ", ".join(dict.fromkeys(exercises.index().values()))
            raise CourseError(f"{part!r} has no exercises. These have: {known}.")
        data = load()
        for place, names in _places(part):
            passed = _passed(data, names)
            missing = [name for name in names if name not in passed]
            rest = f" Not yet: {', '.join(missing)}." if missing else ""
            said = f"In the {place}, {len(passed)} of {len(names)} exercises pass.{rest}"
            print(textwrap.fill(said, 75))
        return
    head = ("Lesson", "Exercises passed", "Quiz questions solved", "Predictions made")
    table = rows()
    if not table:
        display.box("note", "Nothing is recorded yet. It begins with your first check.")
        return
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in table]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    html = f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
    widths = [max(map(len, column)) for column in zip(head, *table)]
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
        for row in [head, *table]
    )
    display.show_html(html, "\n".join(lines))
