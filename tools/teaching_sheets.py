"""The run sheet of a lesson: what `source/teaching/SLUG.toml` says, put on the notebook's clock.

A toml has, for one lesson: `bridge`, a paragraph for people who skip it; `step`, what to say, draw
or ask, by heading; `picture`, what an output should look like; `mistake`, an exercise's own one
with the question that uncovers it; `cut`, what to leave out first; `plan_b`; and `outcomes`
(`tools/teaching_outcomes.py`). A heading is written without the mark "(to go further)".
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import course as order
from helpers import exercises
from helpers.files import CourseError
from tools.pages import Course
from tools.teaching_sections import Parts, read

FOLDER = "source/teaching"
LONGEST_BRIDGE = 80  # words
STEPS, MISTAKES = (3, 6), 3  # fewest and most of a sheet
DOING = ("say", "draw", "ask", "expect")  # expect: what to hope for, or to fear, when asked
KEYS = {
    "step": ({"at"}, set(DOING)),
    "picture": ({"at", "look"}, {"output"}),
    "mistake": ({"exercise", "name", "ask"}, set()),
    "cut": ({"at", "why"}, {"takes"}),  # takes: minutes to tell it in short
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
        return path_of(self.lesson.source.slug)


def load(course: Course) -> dict[str, Sheet]:
    """The sheets of all lessons, by slug. Of an instructor's own lessons only those that brought
    one. `CourseError` for the first thing that is wrong."""
    own = [slug for slug in order.own(course.root) if not (course.root / path_of(slug)).exists()]
    slugs = [source.slug for source in course.lessons if source.slug not in own]
    return {slug: load_one(course, slug) for slug in slugs}


def path_of(slug: str) -> str:
    """Where the sheet of a lesson is written, below the course."""
    return f"{FOLDER}/{slug}.toml"


def load_one(course: Course, slug: str) -> Sheet:
    """The sheet of one lesson, checked."""
    lesson, lab = course.find("lesson", slug), course.find("lab", slug)
    where = path_of(slug)
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
    cut = [part.heading for e in sheet.cut for part in sheet.lesson.find(e["at"], sheet.where)]
    if twice := {heading for heading in cut if cut.count(heading) > 1}:
        raise CourseError(f"{sheet.where}: two cuts leave out {sorted(twice)}.")
    for entry in sheet.picture:
        output(sheet, entry)
    for entry in sheet.mistake:
        message(sheet, entry)
    if not STEPS[0] <= len(sheet.step) <= STEPS[1]:
        raise CourseError(f"{sheet.where}: write {STEPS[0]} to {STEPS[1]} steps.")
    for entry in sheet.step:
        if len(entry) == 1 or ("ask" in entry) != ("expect" in entry):
            raise CourseError(
                f"{sheet.where}: the step at {entry['at']!r} needs a `say`, a `draw`, or an `ask`"
                " with what to `expect`."
            )
    if len(sheet.mistake) != MISTAKES or not sheet.picture or not sheet.cut:
        raise CourseError(f"{sheet.where}: write {MISTAKES} mistakes, and a picture and a cut.")
    if len(sheet.bridge.split()) > LONGEST_BRIDGE:
        raise CourseError(f"{sheet.where}: a bridge has {LONGEST_BRIDGE} words at most.")


def output(sheet: Sheet, entry: dict[str, Any]) -> str:
    """The alternative text or caption of the output that a picture means: the first one at its
    heading, or the first that holds the words `output`."""
    found = [text for part in sheet.lesson.find(entry["at"], sheet.where) for text in part.shown]
    fitting = [text for text in found if entry.get("output", "") in text]
    if not fitting:
        raise CourseError(f"{sheet.where}: at {entry['at']!r} no such output. There are: {found}.")
    return fitting[0]


def message(sheet: Sheet, entry: dict[str, Any]) -> str:
    """What the check says to a mistake. It is one of the lesson's exercises; of its lab's only if
    the lesson's have fewer than a sheet needs."""
    own = known_mistakes(sheet.lesson)
    lab = known_mistakes(sheet.lab) if sheet.lab and len(own) < MISTAKES else {}
    found = own | lab
    key = entry["exercise"], entry["name"]
    if key not in found:
        known = "; ".join(" ".join(pair) for pair in found)
        raise CourseError(
            f"{sheet.where}: there is no mistake {' '.join(key)!r}. There are: {known}."
        )
    return found[key]


def known_mistakes(parts: Parts) -> dict[tuple[str, str], str]:
    """The mistakes that a notebook's exercises know: exercise and name, and what the check says."""
    return {
        (task.id, mistake.function.__name__): mistake.message
        for task in parts.tasks()
        if task.kind == "exercise"
        for mistake in exercises.find(task.id).mistakes
    }
