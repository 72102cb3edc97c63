"""The page of a run sheet: the notebook's clock, and what to do at each mark."""

import re
from collections.abc import Callable, Mapping, Sequence

from tools import further, teaching_cuts
from tools import teaching_answers as answers
from tools import teaching_words as words
from tools.glossary import Term
from tools.teaching_sections import Parts, Section, clock, notes, table
from tools.teaching_sheets import DOING, Sheet, message, output

LONGEST_OUTPUT = 250  # characters of a stored output's words
MOST_ROWS = 14  # of a table
ABOUT = """\
The clock below is that of the way through. Begin with what the lesson is in few words and run the
setup cell. In each section let people read, run its cells, and do what is written here. *Say*,
*draw* and *ask* are for the room; *expect* is for you. *Screen* is what the cells show, with the
stored numbers; *the notebook says* is what it concludes from them, for you to tell in your own
words. Predictions are written down before anybody says or shows what came out. For an exercise,
pairs write for its minutes; then give the hint, show the reference, and go on: a blank stops
nothing. If a name is missing: Run > Run All Above Selected Cell."""


def page(
    sheet: Sheet,
    linked: Callable[[str], str],
    bridges: Mapping[str, str] | None = None,
    terms: Sequence[Term] = (),
) -> str:
    """The Markdown of a run sheet. linked: resolves references in a text. bridges: a paragraph on
    each lesson, by slug. terms: the words that the course defines."""
    source = sheet.lesson.source
    own = [term for term in terms if term.lesson == source.slug and not term.lab]
    others = [term for term in terms if term.lesson != source.slug]
    begin, told = in_few_words(sheet, bridges or {}), doing(sheet, own)
    used = words.known("\n".join([*begin, *told]), others)
    parts = [
        f"# Run sheet: {source.heading}",
        further.in_words(source),
        ABOUT,
        opening(sheet),
        "## In few words",
        "\n\n".join(begin),
        *listed("## Before the class: notes from the instructor's copy", remarks(sheet.lesson)),
        "## On the clock",
        timetable(sheet.lesson),
        "## What to say, draw and ask",
        "\n\n".join(told),
        "## Three common mistakes, and a question for each",
        mistakes(sheet),
        "## Behind schedule: what to cut first",
        "\n".join(teaching_cuts.cuts(sheet)),
        "## Plan B",
        "\n\n".join(plan_b(sheet)),
        *listed("## Words from other lessons", [f"**{t.name}:** {t.text}" for t in used]),
    ]
    if sheet.lab:
        lab = sheet.lab.source
        parts += [f"## The lab: {lab.title}", further.in_words(lab), timetable(sheet.lab)]
        parts += listed("", remarks(sheet.lab))
    return linked("\n\n".join(parts)) + "\n"


def listed(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading and a list below it; nothing if there are no lines."""
    below = "\n".join(f"- {line}" for line in lines)
    return [part for part in (heading, below) if part] if lines else []


def remarks(parts: Parts) -> list[str]:
    """What the instructor's copy of a notebook has to say, each with the section it stands in."""
    return [f"“{heading}”: {text}" for heading, text in notes(parts.source)]


def in_few_words(sheet: Sheet, bridges: Mapping[str, str]) -> list[str]:
    """The lessons that this one needs and this one itself, a paragraph each."""
    needs = [need for need in sheet.lesson.source.needs if need in bridges]
    before = [f"**From [[lesson:{need}]]:** {plainly(bridges[need])}" for need in needs]
    return [*before, f"**This lesson:** {plainly(sheet.bridge)}"]


def plainly(text: str) -> str:
    return " ".join(text.split())


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


def doing(sheet: Sheet, terms: Sequence[Term]) -> list[str]:
    """What to do in each section, in clock order. A section to go further has only own steps."""
    begins = {section.heading: begin for begin, _, section in sheet.lesson.marks}
    found = []
    for i, section in enumerate(sheet.lesson.sections):
        lines = steps(sheet, section) if section.further else in_order(sheet, i, terms)
        if lines:
            at = "to go further" if section.further else clock(begins[section.heading])
            found += [f"### {at} · {section.heading}", *listed("", lines)]
    return found


def steps(sheet: Sheet, section: Section) -> list[str]:
    """What the sheet's own source says, draws and asks in a section."""
    entries = [entry for entry in sheet.step if entry["at"] == section.heading]
    return [f"**{key.capitalize()}:** {e[key]}" for e in entries for key in DOING if key in e]


def in_order(sheet: Sheet, i: int, terms: Sequence[Term]) -> list[str]:
    """The lines of a section: new words, what is to be guessed before anybody says anything of it,
    own steps, exercises, what the screen shows and the notebook says of it, and the quiz."""
    section, sections = sheet.lesson.sections[i], sheet.lesson.sections
    asked = answers.lines(section, sections[:i])
    guesses = [line for line in asked if line.startswith(answers.PREDICTION)]
    quizzes = [line for line in asked if line.startswith(answers.QUIZ)]
    told = words.said(sections, i)
    return [
        *(f"**New word, {term.name}:** {term.text}" for term in words.new(sections, i, terms)),
        *guesses,
        *steps(sheet, section),
        *(line for line in asked if line not in (*guesses, *quizzes)),
        *screen(sheet, section),
        *([f"**The notebook says:** {told}"] if told else []),
        *quizzes,
    ]


def screen(sheet: Sheet, section: Section) -> list[str]:
    """What a section's cells show, with the stored numbers, and what to look for in it."""
    looks = {output(sheet, e): e["look"] for e in sheet.picture if e["at"] == section.heading}
    lines = []
    for name, below in words.shown(section, MOST_ROWS):
        told = [looks.get(name, ""), f"“{short(name)}”" if name else ""]
        line = " ".join(["**Screen:**", *filter(None, told)])
        lines.append(f"{line}\n\n{below}" if below else line)
    return [re.sub(r"\n(?=[^\n])", "\n  ", line) for line in lines]


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
