"""The index of the teaching pages, and the syllabus of the longest route.

`source/teaching/syllabus.toml` has the syllabus's own words, in sections. One that names a `file`
is printed only if the course has that file.
"""

from collections.abc import Callable

from helpers.files import CourseError
from tools.pages import Course
from tools.teaching_routes import Route, Session, Step
from tools.teaching_sections import Parts, table
from tools.teaching_sheets import FOLDER, Sheet, read_toml

SYLLABUS = f"{FOLDER}/syllabus.toml"
INDEX = """\
# Teaching with the course

These pages are written by `python -m tools.teaching` from the notebooks and from `source/teaching`;
edit there. Minutes are those of the notebooks: reading, running and writing, for people with little
or no practice in machine learning. Try the room's computers the day before: `python -m
tools.preflight`.

- [Syllabus](syllabus.md): ten weeks, week by week.
- [Outcomes](outcomes.md): each objective, and the exercise, question or prediction that asks for
  it.
- [A hub for a full room](hub.md): memory and cores for so many learners, and what a trial found.
- Slides, hand-outs, papers for quiz and exam: `python -m tools.pack DIR`. The capstone's
  [rubric](rubric.md).
- Notebooks with the instructor's notes: `python -m tools.build --instructor DIR`.
"""


def index(course: Course, sheets: dict[str, Sheet], routes: list[Route]) -> str:
    """docs/teaching/README.md."""
    rows = [
        [f"[{r.title}](routes/{r.name}.md)", len(r.sessions), sum(s.minutes for s in r.sessions)]
        for r in routes
    ]
    listed = []
    for slug, sheet in sheets.items():
        lesson, lab = sheet.lesson.source, sheet.lab
        name = f"[{lesson.heading}](sheets/{slug}.md)"
        listed.append([name, lesson.minutes, lab.source.minutes if lab else "–"])
    blocks = [INDEX.strip(), "## Routes", table(["Route", "Sessions", "Minutes"], rows, "lrr")]
    blocks += ["## Run sheets", table(["Lesson", "Minutes", "Its lab"], listed, "lrr")]
    return "\n\n".join(blocks) + "\n"


def syllabus(course: Course, routes: list[Route], linked: Callable[[str], str]) -> str:
    """docs/teaching/syllabus.md."""
    raw = read_toml(course.root / SYLLABUS, SYLLABUS)
    route = next((route for route in routes if route.name == raw["route"]), None)
    if route is None:
        raise CourseError(f"{SYLLABUS}: there is no route {raw['route']!r}.")
    blocks = [f"# {raw['title']}", raw["opening"].strip()]
    blocks += ["## Week by week", weeks(route, raw["sessions_a_week"])]
    for section in raw["section"]:
        if "file" not in section or (course.root / section["file"]).exists():
            blocks += [f"## {section['title']}", section["text"].strip()]
    return linked("\n\n".join(blocks)) + "\n"


def weeks(route: Route, each: int) -> str:
    """A row for each week: what is done in class, and what is left for home."""
    rows = []
    for begin in range(0, len(route.sessions), each):
        some = route.sessions[begin : begin + each]
        later = route.sessions[begin + each :]
        home = [(p, left) for p, left in route.home if taught(p, some) and not taught(p, later)]
        minutes = round(sum(section.minutes for _, left in home for section in left))
        steps = [step for session in some for step in session.steps if worked(step)]
        done = "; ".join(dict.fromkeys(name(s.parts) if s.parts else s.text for s in steps))
        at_home = "; ".join(dict.fromkeys(name(parts) for parts, _ in home)) or "–"
        in_class = sum(step.minutes for step in steps)
        rows.append([begin // each + 1, done, in_class, at_home, minutes or "–"])
    return table(["Week", "In class", "Minutes", "At home: the rest of", "Minutes"], rows, "rlrlr")


def taught(parts: Parts, sessions: list[Session]) -> bool:
    return any(same(parts, step) for session in sessions for step in session.steps)


def same(parts: Parts, step: Step) -> bool:
    return step.parts is not None and step.parts.source == parts.source


def name(parts: Parts) -> str:
    kind = "Lesson" if parts.source.folder == "lessons" else "Lab"
    return f"[[{kind}:{parts.source.slug}]]"


def worked(step: Step) -> bool:
    """Whether a step is neither a break nor what is left for questions."""
    return step.kind not in ("break", "questions")
