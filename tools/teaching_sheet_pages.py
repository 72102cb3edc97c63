"""The page of a run sheet: the notebook's clock, and what to do at each mark."""

import re
from collections.abc import Callable

from tools import further
from tools import teaching_answers as answers
from tools.teaching_sections import Parts, Section, clock, notes, table
from tools.teaching_sheets import DOING, Sheet, message, output

LONGEST_OUTPUT = 250  # characters of a stored output's words
ABOUT = """\
The clock below is that of the way through. Run the setup cell first. In each section let people
read, run its cells, and do what is written here: say, draw and ask are for the room, expect is for
you, a note is from the instructor's copy of the notebook. Predictions are written down before the
cells below them run. For an exercise, pairs write for its minutes; then give the hint, show the
reference, and go on: a blank stops nothing. If a name is missing: Run > Run All Above Selected
Cell."""


def needed_later(sheet: Sheet, heading: str) -> bool:
    """Whether the way through uses what the code of a section makes."""
    cut = sheet.lesson.find(heading, sheet.where)
    marks = [part.further or part in cut for part in sheet.lesson.sections for _ in part.cells]
    return bool(further.missing(sheet.lesson.cells, marks))


def page(sheet: Sheet, linked: Callable[[str], str]) -> str:
    """The Markdown of a run sheet. linked: resolves references in a text."""
    source = sheet.lesson.source
    parts = [
        f"# Run sheet: {source.heading}",
        further.in_words(source),
        ABOUT,
        opening(sheet),
        "## On the clock",
        timetable(sheet.lesson),
        "## What to say, draw and ask",
        "\n\n".join(doing(sheet)),
        "## What should be on the screen",
        "\n".join(pictures(sheet)),
        "## Three common mistakes, and a question for each",
        mistakes(sheet),
        "## Behind schedule: what to cut first",
        "\n".join(cuts(sheet)),
        "## Plan B",
        "\n\n".join(plan_b(sheet)),
    ]
    if sheet.lab:
        lab = sheet.lab.source
        parts += [f"## The lab: {lab.title}", further.in_words(lab), timetable(sheet.lab)]
        if said := notes(lab):
            parts.append("\n".join(f"- “{heading}”: {text}" for heading, text in said))
    return linked("\n\n".join(parts)) + "\n"


def opening(sheet: Sheet) -> str:
    """What learners can do afterwards, and what they need."""
    source = sheet.lesson.source
    lines = ["Afterwards learners can:", "", *(f"- {text}" for text in source.objectives)]
    needs = "; ".join(map(reference, source.needs)) or "nothing"
    return "\n".join([*lines, "", f"They need: {needs}."])


def reference(need: str) -> str:
    """One item of `needs`: a reference if it names a notebook, otherwise its words.

    >>> reference("costs"), reference("labs/costs"), reference("some Python")
    ('[[lesson:costs]]', '[[lab:costs]]', 'some Python')
    """
    found = re.fullmatch(r"(labs/)?([a-z][a-z0-9_]*)", need)
    return f"[[{'lab' if found[1] else 'lesson'}:{found[2]}]]" if found else need


def timetable(parts: Parts) -> str:
    """The clock of a notebook's way through."""
    rows = [
        [clock(begin), clock(end), section.heading, len(section.code) or "–", asked(section)]
        for begin, end, section in parts.marks
    ]
    return table(["From", "To", "Section", "Code cells", "Asked and run"], rows, "rrlrl")


def asked(section: Section) -> str:
    """Exercises, questions and stored runs of a section, for a table."""
    return ", ".join(f"{task.kind} `{task.id}`" for task in section.tasks) or "–"


def doing(sheet: Sheet) -> list[str]:
    """What to do in each section, in clock order: own steps, the notebook's notes, its questions.
    A section to go further has only steps and notes."""
    begins = {section.heading: begin for begin, _, section in sheet.lesson.marks}
    said = notes(sheet.lesson.source)
    found = []
    for i, section in enumerate(sheet.lesson.sections):
        entries = [entry for entry in sheet.step if entry["at"] == section.heading]
        lines = [f"**{key.capitalize()}:** {e[key]}" for e in entries for key in DOING if key in e]
        lines += [f"**Note:** {text}" for heading, text in said if heading == section.heading]
        if not section.further:
            lines += answers.lines(section, sheet.lesson.sections[:i])
        if lines:
            at = "to go further" if section.further else clock(begins[section.heading])
            listed = "\n".join(f"- {line}" for line in lines)
            found.append(f"### {at} · {section.heading}\n\n{listed}")
    return found


def pictures(sheet: Sheet) -> list[str]:
    return [
        f"- **{entry['at']}** · {entry['look']} Stored output: “{short(output(sheet, entry))}”"
        for entry in sheet.picture
    ]


def short(text: str) -> str:
    """The begin of a long text."""
    return text if len(text) <= LONGEST_OUTPUT else f"{text[:LONGEST_OUTPUT].rsplit(' ', 1)[0]} …"


def mistakes(sheet: Sheet) -> str:
    """The mistakes as a table, with the check's own words."""
    own = [task.id for task in sheet.lesson.tasks()]
    rows = [
        [
            f"`{entry['exercise']}`{'' if entry['exercise'] in own else ' (lab)'}",
            message(sheet, entry),
            entry["ask"],
        ]
        for entry in sheet.mistake
    ]
    return table(["Exercise", "What the check says", "Ask"], rows)


def cuts(sheet: Sheet) -> list[str]:
    """Sections to leave out, in order, each with the minutes that it gives back."""
    found = []
    if aside := sheet.lesson.further:
        names = ", ".join(f"“{section.heading}”" for section in aside)
        found.append(f"Not on the clock at all: {names}. They are for the quick ones.\n")
    for number, entry in enumerate(sheet.cut, start=1):
        minutes = round(sum(part.minutes for part in sheet.lesson.find(entry["at"], sheet.where)))
        gain = "1 minute" if minutes <= 1 else f"{minutes} minutes"
        ran = " Run its cells all the same: later ones use what they make."
        also = ran if needed_later(sheet, entry["at"]) else ""
        found.append(f"{number}. “{entry['at']}” gives back {gain}. {entry['why']}{also}")
    return found


def plan_b(sheet: Sheet) -> list[str]:
    """What to do without network or when a run fails: the same for all, then the lesson's own."""
    source = sheet.lesson.source
    stored = [task.id for task in sheet.lesson.tasks(True) if task.kind == "stored run"]
    names = ", ".join(f"`results/{name}.json`" for name in stored)
    common = (
        "Nothing in the notebook needs the network once the course is installed; `python -m"
        " tools.preflight` says so the day before. All outputs are stored, so the notebook can be"
        f" shown without a kernel: [[lesson:{source.slug}]]."
    )
    read_only = [f"Read from disk, not run: {names}."] if stored else []
    return [common, *read_only, " ".join(sheet.plan_b.split())]
