"""Routes through the course for a given time: `source/teaching/routes/NAME.toml`.

A route has sessions of so many minutes; a session has steps: a lesson or a lab, whole or only some
of its sections (each without those below it), a break, or something to `bring`, in words of its
own. The minutes are those of the notebooks. Where a route skips what a notebook needs, the bridge
of the skipped lesson (`source/teaching/SLUG.toml`) is read aloud before it. A lesson that
course.toml leaves out is left out here, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from helpers.files import CourseError
from tools.minutes import WORDS_A_MINUTE, words
from tools.pages import Course
from tools.teaching_sections import OPENING, Parts, Section, clock, table
from tools.teaching_sheets import Sheet, read_toml

FOLDER = "source/teaching/routes"
KEYS = {"title", "goal", "before", "session"}
STEPS = {"lesson", "lab", "parts", "break", "bring"}
LONGEST = 70  # minutes of work without a break
SPARE = 0.15  # of a session's minutes may be left for questions, at most


@dataclass(frozen=True)
class Step:
    """kind: "lesson", "lab", "break", "bridge", "talk" or "questions". text: of a bridge or talk.
    chosen: the sections of a notebook that is not taken whole."""

    kind: str
    minutes: int
    parts: Parts | None = None
    chosen: tuple[Section, ...] = ()
    text: str = ""
    slug: str = ""  # the lesson that a bridge stands for
    begun: bool = False  # whether the notebook, or that lesson, was begun earlier on the route


@dataclass
class Session:
    title: str
    minutes: int
    steps: list[Step] = field(default_factory=list)


@dataclass
class Route:
    """home: sections of notebooks that were begun and not finished, in the order of the route."""

    name: str
    title: str
    goal: str
    before: list[str]
    sessions: list[Session]
    complete: bool  # whether course.toml has all that it names
    home: list[tuple[Parts, list[Section]]] = field(default_factory=list)


def load(course: Course, sheets: dict[str, Sheet]) -> list[Route]:
    """All routes, the shortest first. `CourseError` for the first thing that is wrong."""
    paths = sorted((course.root / FOLDER).glob("*.toml"))
    found = [Maker(sheets, path).route() for path in paths]
    return sorted(found, key=lambda route: sum(s.minutes for s in route.sessions))


class Maker:
    """Reads one route, and remembers what it has covered so far."""

    def __init__(self, sheets: dict[str, Sheet], path: Path):
        self.sheets, self.path, self.where = sheets, path, f"{FOLDER}/{path.name}"
        self.seen: dict[str, tuple[Parts, list[Section]]] = {}  # sections covered, by notebook
        self.bridged: set[str] = set()
        self.complete = True

    def route(self) -> Route:
        raw = read_toml(self.path, self.where)
        if set(raw) != KEYS:
            raise CourseError(f"{self.where} must have exactly {sorted(KEYS)}.")
        sessions = [self.session(one) for one in raw.pop("session")]
        left = [(parts, rest(parts, covered)) for parts, covered in self.seen.values()]
        home = [(parts, some) for parts, some in left if some]
        return Route(self.path.stem, sessions=sessions, complete=self.complete, home=home, **raw)

    def session(self, raw: dict[str, Any]) -> Session:
        """One session: its steps, and what is left of its time as questions."""
        session = Session(raw["title"], raw["minutes"])
        for entry in raw["steps"]:
            if not set(entry) <= STEPS:
                raise CourseError(f"{self.where}: a step has {sorted(STEPS)}, not {entry}.")
            session.steps += self.steps(entry)
        spare = session.minutes - sum(step.minutes for step in session.steps)
        if spare < 0:
            raise CourseError(f"{self.where}: {session.title!r} takes {-spare} minutes too many.")
        if spare:
            session.steps.append(Step("questions", spare))
        return session

    def steps(self, entry: dict[str, Any]) -> list[Step]:
        """A step, with the bridges that must come before it; none if course.toml leaves it out."""
        if "break" in entry:
            return [Step("break", entry["break"])]
        if "bring" in entry:
            return [Step("talk", entry["bring"]["minutes"], text=entry["bring"]["text"])]
        kind = "lesson" if "lesson" in entry else "lab"
        sheet = self.sheets.get(entry[kind])
        parts = sheet and (sheet.lesson if kind == "lesson" else sheet.lab)
        if parts is None:
            self.complete = False
            return []
        before = [step for need in parts.source.needs for step in self.bridge(need)]
        return [*before, self.notebook(kind, parts, entry.get("parts"))]

    def bridge(self, need: str) -> list[Step]:
        """The bridge for what was not covered as a whole: a lesson, or a lab as `labs/SLUG`. None
        for other things."""
        folder, _, slug = need.rpartition("/")
        sheet = self.sheets.get(slug)
        if sheet is None or slug in self.bridged or self.covered(folder or "lessons", slug):
            return []
        self.bridged.add(slug)
        minutes = max(1, round(words(sheet.bridge) / WORDS_A_MINUTE))
        begun = f"lessons/{slug}" in self.seen
        return [Step("bridge", minutes, text=sheet.bridge.strip(), slug=slug, begun=begun)]

    def covered(self, folder: str, slug: str) -> bool:
        """Whether the whole way through a notebook was on the route so far."""
        parts, covered = self.seen.get(f"{folder}/{slug}", (None, []))
        return parts is not None and not rest(parts, covered)

    def notebook(self, kind: str, parts: Parts, names: list[str] | None) -> Step:
        """A whole notebook, or some sections of it; its opening comes with the first of them."""
        key = f"{parts.source.folder}/{parts.source.slug}"
        covered = self.seen.setdefault(key, (parts, []))[1]
        begun = bool(covered)
        if names is None:
            chosen = rest(parts, covered)
        else:
            chosen = [parts.find(name, self.where)[0] for name in names]
            chosen = ([] if covered else parts.find(OPENING, self.where)[:1]) + chosen
        if any(section in covered for section in chosen):
            raise CourseError(f"{self.where}: a section of {key} stands there twice.")
        covered += chosen
        minutes = round(sum(section.minutes for section in chosen))
        return Step(kind, minutes, parts, () if names is None else tuple(chosen), begun=begun)


def rest(parts: Parts, covered: list[Section]) -> list[Section]:
    """What is left of the way through a notebook."""
    return [section for section in parts.way if section not in covered]


def page(route: Route, linked: Callable[[str], str]) -> str:
    """The Markdown of a route."""
    blocks = [f"# {route.title}", route.goal.strip()]
    blocks.append("## Before\n\n" + "\n".join(f"- {line}" for line in route.before))
    bridges: list[Step] = []
    for session in route.sessions:
        many = len(route.sessions) > 1
        blocks.append(f"## {session.title}" if many else "## On the clock")
        blocks.append(timetable(session))
        bridges += [step for step in session.steps if step.kind == "bridge"]
    if bridges:
        blocks.append("## Bridges: read aloud where they stand in the table")
        blocks += [f"**{bridge_name(step)}.** {' '.join(step.text.split())}" for step in bridges]
    if any(step.chosen for session in route.sessions for step in session.steps):
        blocks.append(ABOUT_PARTS)
    if route.home:
        blocks.append("## What is left of the notebooks: homework, or reading")
        blocks.append("\n".join(homework(*left) for left in route.home))
    return linked("\n\n".join(blocks)) + "\n"


ABOUT_PARTS = """\
## Parts of notebooks

Where the table names sections, the others are not shown, but their cells may have to run. Before
the step, select the last section's heading and choose Run > Run All Above Selected Cell; then go
up again. Predictions that nobody made stay empty, and exercises take the reference's answer. Where
a cell above trains (run sheet, plan B), do this in the break before."""


def bridge_name(step: Step) -> str:
    return (
        f"[[Lesson:{step.slug}]] in short" if step.begun else f"Instead of [[lesson:{step.slug}]]"
    )


def timetable(session: Session) -> str:
    """A session on the clock."""
    ends = list(accumulate(step.minutes for step in session.steps))
    rows = [
        [clock(end - step.minutes), clock(end), step.minutes, what(step)]
        for step, end in zip(session.steps, ends, strict=True)
    ]
    return table(["From", "To", "Minutes", "What"], rows, "rrrl")


def what(step: Step) -> str:
    """A step in words."""
    if step.parts is None:
        if step.kind == "bridge":
            return f"Bridge, below: {bridge_name(step)}"
        plain = {"break": "**Break**", "questions": "Questions, and what took longer"}
        return plain.get(step.kind, step.text)
    slug = step.parts.source.slug
    named = f"[[{step.kind.capitalize()}:{slug}]]"
    if step.chosen:
        names = "; ".join(f"“{section.heading}”" for section in step.chosen)
        named = f"{named}, only: {names}"
    elif step.begun:
        named = f"{named}, the rest of it"
    return f"{named} ([run sheet](../sheets/{slug}.md))" if step.kind == "lesson" else named


def homework(parts: Parts, left: list[Section]) -> str:
    """A line for what a route leaves of a notebook."""
    kind = "lesson" if parts.source.folder == "lessons" else "lab"
    minutes = round(sum(section.minutes for section in left))
    names = "; ".join(f"“{section.heading}”" for section in left)
    return f"- [[{kind.capitalize()}:{parts.source.slug}]], {minutes} minutes: {names}"
