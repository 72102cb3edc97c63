"""The run sheet of a lesson: what `source/teaching/SLUG.toml` says, put on the notebook's clock.

A toml has, for one lesson: `bridge`, a paragraph for people who skip it; `step`, what to say, draw
or ask, by heading; `picture`, what an output should look like; `mistake`, an exercise's own one with
the question that uncovers it; `cut`, what to leave out first; `plan_b`; and `outcomes`
(`tools/teaching_outcomes.py`). A heading is written without the mark "(to go further)".
"""

import tomllib
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import exercises
from helpers.files import CourseError
from tools import further
from tools.pages import Course
from tools.teaching_sections import Parts, Section, clock, notes, read

FOLDER = "source/teaching"
LONGEST_BRIDGE = 80  # words
STEPS, MISTAKES = (3, 6), 3  # fewest and most of a sheet
DOING = ("say", "draw", "ask")
KEYS = {
    "step": ({"at"}, set(DOING)),
    "picture": ({"at", "look"}, {"output"}),
    "mistake": ({"exercise", "name", "ask"}, set()),
    "cut": ({"at", "why"}, set()),
}


@dataclass(frozen=True)
class Sheet:
    """One toml, checked against its notebooks. Entries keep the toml's keys."""

    lesson: Parts
    lab: Parts | None
    bridge: str
    plan_b: str
    step: list[dict[str, Any]]
    picture: list[dict[str, Any]]
    mistake: list[dict[str, Any]]
    cut: list[dict[str, Any]]
    outcomes: dict[str, dict[str, list[str]]]

    @property
    def where(self) -> str:
        return f"{FOLDER}/{self.lesson.source.slug}.toml"


def load(course: Course) -> dict[str, Sheet]:
    """The sheets of all lessons, by slug. `CourseError` for the first thing that is wrong."""
    return {source.slug: load_one(course, source.slug) for source in course.lessons}


def load_one(course: Course, slug: str) -> Sheet:
    """The sheet of one lesson, checked."""
    lesson, lab = course.find("lesson", slug), course.find("lab", slug)
    where = f"{FOLDER}/{slug}.toml"
    raw = read_toml(course.root / where, where)
    wanted = {"bridge", "plan_b", "outcomes", *KEYS}
    if wrong := wanted.symmetric_difference(raw):
        raise CourseError(f"{where} must have exactly {sorted(wanted)}. Look at {sorted(wrong)}.")
    for kind, (needed, allowed) in KEYS.items():
        for entry in raw[kind]:
            if not needed <= set(entry) <= needed | allowed:
                raise CourseError(f"{where}: a `{kind}` has {sorted(needed)}, not {sorted(entry)}.")
    sheet = Sheet(read(course, lesson), read(course, lab) if lab else None, **raw)
    check(sheet)
    return sheet


def read_toml(path: Path, where: str) -> dict[str, Any]:
    """A toml's content; `CourseError` if it is missing or damaged."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise CourseError(f"{where} is missing. CONTRIBUTING.md says what it holds.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{where} is no TOML: {error}.") from None


def check(sheet: Sheet) -> None:
    """Raise `CourseError` for what does not fit the notebook."""
    for entry in (*sheet.step, *sheet.picture, *sheet.cut):
        sheet.lesson.find(entry["at"], sheet.where)
    for entry in sheet.picture:
        output(sheet, entry)
    for entry in sheet.mistake:
        message(sheet, entry)
    if not STEPS[0] <= len(sheet.step) <= STEPS[1]:
        raise CourseError(f"{sheet.where}: write {STEPS[0]} to {STEPS[1]} steps.")
    if any(not set(DOING) & set(entry) for entry in sheet.step):
        raise CourseError(f"{sheet.where}: every step has a `say`, a `draw` or an `ask`.")
    if len(sheet.mistake) != MISTAKES or not sheet.picture or not sheet.cut:
        raise CourseError(f"{sheet.where}: write {MISTAKES} mistakes, and a picture and a cut.")
    if len(sheet.bridge.split()) > LONGEST_BRIDGE:
        raise CourseError(f"{sheet.where}: a bridge has {LONGEST_BRIDGE} words at most.")


def output(sheet: Sheet, entry: dict[str, Any]) -> str:
    """The alternative text or caption of the output that a picture means: the first one at its
    heading, or the first that begins as `output` says."""
    found = [text for part in sheet.lesson.find(entry["at"], sheet.where) for text in part.shown]
    fitting = [text for text in found if text.startswith(entry.get("output", ""))]
    if not fitting:
        raise CourseError(f"{sheet.where}: at {entry['at']!r} no such output. There are: {found}.")
    return fitting[0]


def message(sheet: Sheet, entry: dict[str, Any]) -> str:
    """What the check says to a mistake, which must be one of the lesson's or its lab's."""
    own = [task.id for task in sheet.lesson.tasks()]
    lab = [task.id for task in sheet.lab.tasks()] if sheet.lab else []
    if entry["exercise"] not in own + lab:
        raise CourseError(f"{sheet.where}: no exercise {entry['exercise']!r} in lesson or lab.")
    known = {m.function.__name__: m.message for m in exercises.find(entry["exercise"]).mistakes}
    if entry["name"] not in known:
        raise CourseError(
            f"{sheet.where}: {entry['exercise']} has no mistake {entry['name']!r}."
            f" It has: {', '.join(known)}."
        )
    return known[entry["name"]]


def needed_later(sheet: Sheet, heading: str) -> bool:
    """Whether the way through uses what the code of a section makes."""
    cells = deepcopy(sheet.lesson.cells)
    first = sheet.lesson.find(heading, sheet.where)[0].cells[0]
    cell = cells[sheet.lesson.cells.index(first)]
    line, *rest = cell.source.split("\n")
    cell.source = "\n".join([line + further.MARK, *rest])
    return bool(further.missing(cells))


def page(sheet: Sheet, linked) -> str:
    """The Markdown of a run sheet. linked: resolves references in a text."""
    source = sheet.lesson.source
    parts = [
        f"# Run sheet: {source.heading}",
        f"{further.in_words(source)} The marks below are those of the way through.",
        opening(sheet, linked),
        "## On the clock",
        timetable(sheet.lesson),
        "## What to say, draw and ask",
        "\n\n".join(doing(sheet)),
        "## What should be on the screen",
        "\n".join(pictures(sheet)),
        "## Three common mistakes, and a question for each",
        "\n".join(mistakes(sheet)),
        "## Behind schedule: what to cut first",
        "\n".join(cuts(sheet)),
        "## Plan B",
        "\n\n".join(plan_b(sheet)),
    ]
    if sheet.lab:
        lab = sheet.lab.source
        parts += [f"## The lab: {lab.title}", further.in_words(lab), timetable(sheet.lab)]
        if said := notes(lab):
            parts.append("\n".join(f"- *{heading}.* {text}" for heading, text in said))
    return linked("\n\n".join(parts)) + "\n"


def opening(sheet: Sheet, linked) -> str:
    """What learners can do afterwards, and what they need."""
    source = sheet.lesson.source
    lines = ["Afterwards learners can:", "", *(f"- {text}" for text in source.objectives)]
    needs = [f"[[lesson:{need}]]" if need.isidentifier() else need for need in source.needs]
    return "\n".join([*lines, "", f"They need: {'; '.join(needs) or 'nothing'}."])


def timetable(parts: Parts) -> str:
    """The clock of a notebook's way through."""
    rows = ["| From | To | Section | Code cells | Asked and run |", "|--:|--:|---|--:|---|"]
    for begin, end, section in parts.marks:
        row = f"{clock(begin)} | {clock(end)} | {section.heading} | {len(section.code) or '–'}"
        rows.append(f"| {row} | {asked(section)} |")
    return "\n".join(rows).replace(" | 0:00 | ", " | 0:00 | ")


def asked(section: Section) -> str:
    """Exercises, questions and stored runs of a section, for a table."""
    return ", ".join(f"{task.kind} `{task.id}`" for task in section.tasks) or "–"


def doing(sheet: Sheet) -> list[str]:
    """A paragraph for each heading that has a step or an instructor's note, in clock order."""
    begins = {section.heading: begin for begin, _, section in sheet.lesson.marks}
    said = notes(sheet.lesson.source)
    found = []
    for section in sheet.lesson.sections:
        entries = [entry for entry in sheet.step if entry["at"] == section.heading]
        lines = [f"- **{key.capitalize()}:** {e[key]}" for e in entries for key in DOING if key in e]
        lines += [f"- **Note:** {text}" for heading, text in said if heading == section.heading]
        if lines:
            at = "to go further" if section.further else clock(begins[section.heading])
            found.append("\n".join([f"### {at} · {section.heading}", "", *lines]))
    return found


def pictures(sheet: Sheet) -> list[str]:
    return [
        f"- **{entry['at']}.** {entry['look']} The stored output says: “{output(sheet, entry)}”"
        for entry in sheet.picture
    ]


def mistakes(sheet: Sheet) -> list[str]:
    own = [task.id for task in sheet.lesson.tasks()]
    rows = ["| Exercise | What the check says | Ask |", "|---|---|---|"]
    for entry in sheet.mistake:
        place = "" if entry["exercise"] in own else " (lab)"
        said = message(sheet, entry)
        rows.append(f"| `{entry['exercise']}`{place} | {said} | {entry['ask']} |")
    return rows


def cuts(sheet: Sheet) -> list[str]:
    """Sections to leave out, in order, each with the minutes that it gives back."""
    found = []
    if aside := sheet.lesson.further:
        names = ", ".join(f"*{section.heading}*" for section in aside)
        found.append(f"- Not on the clock at all: {names}. They are for the quick ones.")
    for number, entry in enumerate(sheet.cut, start=1):
        minutes = round(sum(part.minutes for part in sheet.lesson.find(entry["at"], sheet.where)))
        gain = "1 minute" if minutes <= 1 else f"{minutes} minutes"
        ran = " Run its cells all the same: later ones use what they make."
        also = ran if needed_later(sheet, entry["at"]) else ""
        found.append(f"- Cut {number}, {gain}: *{entry['at']}*. {entry['why']}{also}")
    return found


def plan_b(sheet: Sheet) -> list[str]:
    """What to do without network or when a run fails: the same for all, then the lesson's own."""
    source = sheet.lesson.source
    stored = [task.id for task in sheet.lesson.tasks(True) if task.kind == "stored run"]
    names = ", ".join(f"`results/{name}.json`" for name in stored)
    common = (
        "Nothing in the notebook needs the network once the course is installed; `python -m"
        " tools.preflight` says so the day before. All outputs are stored in"
        f" [the notebook](../../{source.built(source.folder)}), so it can be shown without a kernel."
    )
    return [common, f"Read from disk, not run: {names}." if stored else "", sheet.plan_b]
