"""The parts no one writes by hand: first and last cells, links, and the README's table."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from helpers.course import HOME, KINDS, resolve, title
from helpers.files import CourseError, write_text
from tools import further, room_record
from tools.source import Source, read_all

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
    get = f"{git} --branch <TAG> https://github.com/<REPOSITORY>"
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
    """Everything a build needs to know. `root` and `setup` are replaced in tests."""

    root: Path
    repository: str
    tag: str
    lessons: tuple[Source, ...]
    labs: tuple[Source, ...]
    setup: str
    exercise: Callable[[str], tuple[int, int]]

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
    """Read the sources and the public repository's name below `root`."""
    try:
        text = (root / "pyproject.toml").read_text(encoding="utf-8")
        place = tomllib.loads(text)["tool"]["course"]
        repository, tag = place["repository"], place["tag"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        raise CourseError(
            "pyproject.toml needs a section [tool.course] with `repository` and `tag`."
        ) from None
    setup = setup.replace("<REPOSITORY>", repository).replace("<TAG>", tag)
    lessons, labs = read_all(root, "lessons"), read_all(root, "labs")
    return Course(root, repository, tag, lessons, labs, setup, exercise)


def set_target(root: Path, repository: str, tag: str | None) -> None:
    """Write the repository's name (and tag) to its one place, and to links in hand-written text.

    Those stand in Markdown files, in CITATION.cff, and in pyproject.toml's own links.
    """
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise CourseError(f"{repository!r} is not of the form OWNER/NAME.")
    if tag is not None and not re.fullmatch(r"[\w.-]+", tag):
        raise CourseError(f"{tag!r} cannot be a tag: use letters, digits, '.', '-' and '_'.")
    path = root / "pyproject.toml"
    before, mark, section = path.read_text(encoding="utf-8").partition("[tool.course]")
    old = tomllib.loads(mark + section)["tool"]["course"]
    for key, value in (("repository", repository), ("tag", tag or old["tag"])):
        line = re.compile(rf'^{key}\s*=\s*"[^"]*"', re.MULTILINE)
        section = line.sub(lambda _, new=f'{key} = "{value}"': new, section, count=1)
    write_text(path, before + mark + section)
    linking = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("CITATION.cff"), path]
    for text_path in linking:
        text = text_path.read_text(encoding="utf-8")
        host = r"(github\.com/|com/github/|mybinder\.org/v2/gh/)"
        new = after_clone(text, old["repository"], repository)
        new = re.sub(
            rf"{host}{re.escape(old['repository'])}(?![\w-])(/blob/{re.escape(old['tag'])}/)?",
            lambda found: (
                found[1] + repository + (found[2] and f"/blob/{tag or old['tag']}/" or "")
            ),
            new,
        )
        if new != text:
            write_text(text_path, new)


def after_clone(text: str, old: str, new: str) -> str:
    """A text in which `cd` after `git clone` goes to the folder that the new repository makes.

    >>> after_clone("git clone https://github.com/a/b.git\\ncd b\\n", "a/b", "c/d")
    'git clone https://github.com/a/b.git\\ncd d\\n'
    """
    before, after = (re.escape(old), new.partition("/")[2])
    name = re.escape(old.partition("/")[2])
    clone = rf"(git clone \S*{before}(?:\.git)?\ncd ){name}(?=\n)"
    return re.sub(clone, lambda found: found[1] + after, text)


def at_home(setup: str, course: Path) -> str:
    """A setup cell that also finds the course in the folder that built it, wherever it runs."""
    last = 'new.with_suffix("") / "here"]'
    return setup.replace(last, f'{last[:-1]}, Path({str(course)!r}) / "here"]')


def colab_url(course: Course, path: str) -> str:
    base = "https://colab.research.google.com/github"
    return f"{base}/{course.repository}/blob/{course.tag}/{path}"


def binder_url(course: Course, path: str) -> str:
    return f"https://mybinder.org/v2/gh/{course.repository}/{course.tag}?urlpath=lab/tree/{path}"


def link(source: Source, folder: str, label: str | None = None) -> str:
    """A link to a notebook from a notebook in another or the same folder."""
    return f"[{label or source.heading}](../{source.built(folder)})"


def neighbours(course: Course, source: Source) -> tuple[Source | None, Source | None]:
    """The lessons before and after a lesson or a lab."""
    before = [lesson for lesson in course.lessons if lesson.number < source.number]
    after = [lesson for lesson in course.lessons if lesson.number > source.number]
    return (before[-1] if before else None), (after[0] if after else None)


def need(course: Course, word: str) -> str:
    """One item of `needs`: a link if it names a notebook, otherwise the words themselves.

    A notebook that course.toml leaves out is named by its title.
    """
    if not re.fullmatch(r"(labs/)?[a-z][a-z0-9_]*", word):
        return with_links(course, word)
    folder, _, slug = word.rpartition("/")
    kind = "lab" if folder else "lesson"
    found = course.find(kind, slug)
    return link(found, found.folder) if found else title(slug, kind, course.root)


def with_links(course: Course, text: str) -> str:
    """`text` with its references, such as [[lesson:SLUG]], as number, title and link."""

    def linked(words: str, kind: str, slug: str) -> str:
        found = course.find(kind, slug)
        return f"[{words}, *{found.title}*](../{found.built(KINDS[kind][0])})"

    return resolve(text, linked, course.root)


def head(course: Course, source: Source, folder: str) -> str:
    """The first cell: title, badges for this very file, minutes, objectives, needs, navigation."""
    path = source.built(folder)
    solution = " (solution)" if folder == "solutions" else ""
    before, after = neighbours(course, source)
    twin = course.twin(source)
    ways = [f"[Home](../{HOME})"]
    ways += [f"← {link(before, 'lessons')}"] if before and folder == "lessons" else []
    ways += [link(twin, twin.folder)] if twin else []
    if folder == "solutions":
        ways.append(link(source, "labs", f"Lab {source.number} to fill in"))
    ways += [f"{link(after, 'lessons')} →"] if after else []
    # Words, not pictures: a badge's picture would be fetched each time the notebook is opened.
    lines = [
        f"# {source.heading}{solution}",
        f"[Open in Colab]({colab_url(course, path)})"
        f" · [Open on Binder]({binder_url(course, path)})",
        *aims(course, source),
    ]
    return "\n\n".join([*lines, " · ".join(ways)])


def aims(course: Course, source: Source) -> list[str]:
    """The paragraphs that say how long a notebook takes, what for, and what it needs."""
    lines = [
        f"{further.in_words(source)} Objectives:",
        "\n".join(f"- {with_links(course, objective)}" for objective in source.objectives),
    ]
    if source.needs:
        needs = "; ".join(need(course, word) for word in source.needs)
        lines.append(f"**You need:** {needs}")
    return lines


def key_points(course: Course, source: Source) -> list[str]:
    """The paragraphs of a notebook's key points."""
    points = (f"- {with_links(course, point)}" for point in source.key_points)
    return ["## Key points", "\n".join(points)]


def tail(course: Course, source: Source, folder: str) -> str:
    """The last cell: key points, and where to go from here."""
    lines = key_points(course, source)
    if folder == "labs":
        lines.append(f"When you have tried: {link(source, 'solutions', 'the solution')}.")
    twin, after = course.twin(source), neighbours(course, source)[1]
    ways = [link(twin, "labs")] if twin and folder == "lessons" else []
    ways += [link(after, "lessons")] if after else []
    lines.append(f"**What next:** {', then '.join(ways) or 'this is the last notebook'}.")
    return "\n\n".join(lines)


def exercise_line(course: Course, exercise_id: str, number: int) -> str:
    """What stands in a notebook for the line `@exercise ID`."""
    minutes, difficulty = course.exercise(exercise_id)
    dots = "●" * difficulty + "○" * (3 - difficulty)
    unit = "minute" if minutes == 1 else "minutes"
    return f"*Exercise {number} · {minutes} {unit} · difficulty {dots}*"


def readme(course: Course) -> str:
    """README.md with its generated parts, between `<!-- NAME -->` and `<!-- /NAME -->`, renewed."""
    path = course.root / "README.md"
    if not path.exists():
        raise CourseError("README.md is missing. Fetch it again.")
    text = path.read_text(encoding="utf-8")
    parts = {"badges": badges(course), "lessons": table(course)}
    if (course.root / room_record.FILE).exists():
        parts["rooms"] = room_record.table(course.root)
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise CourseError(f"README.md lacks the lines <!-- {name} --> and <!-- /{name} -->.")
        text = pattern.sub(lambda found, part=part: f"{found[1]}{part}\n{found[2]}", text)
    return text


def badges(course: Course) -> str:
    """The README's two badges: Colab opens the first lesson, Binder the home page."""
    if not course.lessons:
        return "(no lessons yet)"
    path = course.lessons[0].built("lessons")
    colab = "https://colab.research.google.com/assets/colab-badge.svg"
    binder = "https://mybinder.org/badge_logo.svg"
    return (
        f"[![Open in Colab]({colab})]({colab_url(course, path)})\n"
        f"[![Open on Binder]({binder})]({binder_url(course, HOME)})"
    )


def table(course: Course) -> str:
    """The README's table; seconds and memory come from budgets.json if it is there."""
    path = course.root / "budgets.json"
    budgets = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    rows = [
        "| Notebook | Minutes for you | Seconds to run | Peak memory | On Binder | Open in |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for source in sorted(
        [*course.lessons, *course.labs], key=lambda s: (s.number, s.folder == "labs")
    ):
        path = source.built(source.folder)
        # A lab costs what it costs when every exercise is filled in.
        ran = "lessons" if source.folder == "lessons" else "solutions"
        cost = budgets.get(f"{ran}/{source.slug}", {})
        seconds, memory = spent(cost)
        on_binder = ", ".join(spent(cost["binder"])) if "binder" in cost else "–"
        ways = f"[Colab]({colab_url(course, path)}), [Binder]({binder_url(course, path)})"
        heading, takes = source.heading.replace("|", r"\|"), further.in_short(source)
        costs = f"{takes} | {seconds} | {memory} | {on_binder}"
        rows.append(f"| [{heading}]({path}) | {costs} | {ways} |")
    return "\n".join(rows)


def spent(cost: dict[str, float]) -> tuple[str, str]:
    """Seconds and peak memory, as they stand in the table.

    >>> spent({"seconds": 12.3, "peak_mb": 700}), spent({})
    (('12 s', '700 MB'), ('–', '–'))
    """
    seconds = f"{cost['seconds']:.0f} s" if "seconds" in cost else "–"
    return seconds, f"{cost['peak_mb']:.0f} MB" if "peak_mb" in cost else "–"
