"""The parts of a notebook that no one writes by hand: first and last cells, and links."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers import published
from helpers.course import HOME, KINDS, resolve, title
from helpers.published import Place
from helpers.words import language, spoken
from tools import further, translations
from tools.source import Source, names_notebook, read_all

# The first code cell of every notebook. It searches upwards from the working folder, then asks
# Python for an installed copy, then (only on Colab) clones to a temporary name and renames, so that
# an interrupted clone never counts as the course. A foreign package called `helpers` is put aside.
# The first line is what front ends show of the folded cell (`notebook.FOLDED`); Colab reads it.
SETUP = """\
# @title Setup: run this first
import os
import sys
from importlib.util import find_spec
from pathlib import Path

spec, new = find_spec("helpers"), Path("/content/weights-and-context.part")
at = [Path.cwd() / "here", Path(spec and spec.origin or "nowhere"), new.with_suffix("") / "here"]
course = next((p for a in at for p in a.parents if (p / "helpers/setup.py").exists()), None)
if course is None and "google.colab" in sys.modules:  # on Colab: fetch the course, once
    git = "git -c advice.detachedHead=false clone --depth 1"
    get = f"{git} --branch <TAG> <URL>"
    failed = os.system(f"rm -rf {new}; {get} {new}")
    course = None if failed else new.rename(new.with_suffix(""))
assert course, "Course not found. Open this notebook in its folder, or on Colab check the network."
if at[1].parent != course / "helpers":
    for module in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
        del sys.modules[module]
sys.path.insert(0, str(course))
from helpers.setup import start

start()"""


@dataclass(frozen=True)
class Course:
    """Everything a build needs to know. `root` and `setup` are replaced in tests.

    translations: by language, the lessons that were translated, by slug.
    """

    root: Path
    place: Place
    lessons: tuple[Source, ...]
    labs: tuple[Source, ...]
    setup: str
    exercise: Callable[[str], tuple[int, int]]
    solutions: bool = True  # whether there are any: a learner's copy has none
    translations: Mapping[str, Mapping[str, Source]] = field(default_factory=dict)

    def twin(self, source: Source) -> Source | None:
        """The lab of a lesson, or the lesson of a lab; they have the same slug."""
        return self.find("lab" if source.folder == "lessons" else "lesson", source.slug)

    def find(self, kind: str, slug: str) -> Source | None:
        """The source of a lesson, or of a lab and its solution."""
        sources = self.lessons if kind == "lesson" else self.labs
        return next((source for source in sources if source.slug == slug), None)


def exercise_facts(exercise_id: str) -> tuple[int, int]:
    """Minutes and difficulty (1 to 3) of an exercise; `CourseError` if there is none."""
    from helpers.exercises import find

    found = find(exercise_id)
    return found.minutes, found.difficulty


def load(
    root: Path,
    setup: str = SETUP,
    exercise: Callable[[str], tuple[int, int]] = exercise_facts,
) -> Course:
    """Read the sources below `root`, and where they are published."""
    place = published.read(root)
    lessons, labs = read_all(root, "lessons"), read_all(root, "labs")
    told = translations.read(root, lessons)
    return Course(root, place, lessons, labs, setup_of(setup, place), exercise, translations=told)


def published_at(course: Course, place: Place) -> Course:
    """The same course with all links to another place."""
    was, now = (f"--branch {one.tag} {one.url}" for one in (course.place, place))
    return replace(course, place=place, setup=setup_of(course.setup.replace(was, now), place))


def setup_of(setup: str, place: Place) -> str:
    """The setup cell of a course that is published there; one that is nowhere fetches nothing."""
    if not place.repository:
        setup = re.sub(r"(?m)^if course is None and .*\n(    .*\n)+", "", setup)
    return setup.replace("<URL>", place.url).replace("<TAG>", place.tag)


def at_home(setup: str, course: Path) -> str:
    """A setup cell that uses the course in the folder that built it, wherever it runs.

    Only a course around the notebook is nearer; one that is installed is not.
    """
    found = re.search(r"(?m)^at = .*\n", setup)
    if not found:
        return setup
    home = f'at.insert(1, Path({str(course)!r}) / "here")  # the course that made this copy\n'
    return setup[: found.end()] + home + setup[found.end() :].replace("at[1]", "at[2]")


def link(source: Source, folder: str, label: str | None = None) -> str:
    """A link to a notebook from a notebook in another or the same folder."""
    return f"[{label or source.heading + elsewhere(source)}](../{source.built(folder)})"


def elsewhere(source: Source) -> str:
    """What is said of a notebook that is not in the reader's language."""
    return "" if source.language == language() else spoken(" (in English)")


def neighbours(course: Course, source: Source) -> tuple[Source | None, Source | None]:
    """The lessons before and after a lesson or a lab."""
    before = [lesson for lesson in course.lessons if lesson.number < source.number]
    after = [lesson for lesson in course.lessons if lesson.number > source.number]
    return (before[-1] if before else None), (after[0] if after else None)


def need(course: Course, word: str) -> str:
    """One item of `needs`: a link if it names a notebook, otherwise the words themselves.

    A notebook that course.toml leaves out is named by its title.
    """
    if not names_notebook(word):
        return with_links(course, word)
    folder, _, slug = word.rpartition("/")
    kind = "lab" if folder else "lesson"
    found = course.find(kind, slug)
    return link(found, found.folder) if found else title(slug, kind, course.root)


def with_links(course: Course, text: str) -> str:
    """`text` with its references, such as [[lesson:SLUG]], as number, title and link."""

    def linked(words: str, kind: str, slug: str) -> str:
        found = course.find(kind, slug)
        said = f"{words}, *{spoken(found.title)}*{elsewhere(found)}"
        if kind == "solution" and not course.solutions:
            return said
        return f"[{said}](../{found.built(KINDS[kind][0])})"

    return resolve(text, linked, course.root)


def head(course: Course, source: Source, folder: str) -> str:
    """The first cell: title, badges for this very file, minutes, objectives, needs, navigation."""
    path = source.built(folder)
    solution = spoken(" (solution)") if folder == "solutions" else ""
    before, after = neighbours(course, source)
    twin = course.twin(source)
    ways = [f"[{spoken('Home')}](../{HOME})"]
    ways += [f"← {link(before, 'lessons')}"] if before and folder == "lessons" else []
    ways += [link(twin, twin.folder)] if twin else []
    if folder == "solutions":
        ways.append(link(source, "labs", f"Lab {source.number} to fill in"))
    ways += translations.links(course, source) if folder == "lessons" else []
    ways += [f"{link(after, 'lessons')} →"] if after else []
    # Words, not pictures: a badge's picture would be fetched each time the notebook is opened.
    lines = [
        f"# {source.heading}{solution}",
        *online(course, path),
        *aims(course, source),
    ]
    return "\n\n".join([*lines, " · ".join(ways)])


def aims(course: Course, source: Source) -> list[str]:
    """The paragraphs that say how long a notebook takes, what for, and what it needs."""
    lines = [
        f"{further.in_words(source)} {spoken('Objectives:')}",
        "\n".join(f"- {with_links(course, objective)}" for objective in source.objectives),
    ]
    if source.needs:
        needs = "; ".join(need(course, word) for word in source.needs)
        lines.append(f"**{spoken('You need:')}** {needs}")
    return lines


def key_points(course: Course, source: Source) -> list[str]:
    """The paragraphs of a notebook's key points."""
    points = (f"- {with_links(course, point)}" for point in source.key_points)
    return [f"## {spoken('Key points')}", "\n".join(points)]


def online(course: Course, path: str) -> list[str]:
    """The line of links that open a file on the web; none if the course is published nowhere."""
    said = {"Colab": spoken("Open in Colab"), "Binder": spoken("Open on Binder")}
    ways = [f"[{said[name]}]({link})" for name, link in course.place.ways(path)]
    return [" · ".join(ways)] if ways else []


def tail(course: Course, source: Source, folder: str) -> str:
    """The last cell: key points, and where to go from here."""
    lines = key_points(course, source)
    if folder == "labs" and course.solutions:
        lines.append(f"When you have tried: {link(source, 'solutions', 'the solution')}.")
    twin, after = course.twin(source), neighbours(course, source)[1]
    ways = [link(twin, "labs")] if twin and folder == "lessons" else []
    ways += [link(after, "lessons")] if after else []
    then = spoken(", then ").join(ways) or spoken("this is the last notebook")
    lines.append(f"**{spoken('What next:')}** {then}.")
    return "\n\n".join(lines)


def exercise_line(course: Course, exercise_id: str, number: int) -> str:
    """What stands in a notebook for the line `@exercise ID`."""
    minutes, difficulty = course.exercise(exercise_id)
    dots = "●" * difficulty + "○" * (3 - difficulty)
    values = {"number": number, "minutes": minutes, "dots": dots}
    if minutes == 1:
        return spoken("*Exercise {number} · {minutes} minute · difficulty {dots}*", **values)
    return spoken("*Exercise {number} · {minutes} minutes · difficulty {dots}*", **values)
