"""Reads the only notebook text that people edit: source/lessons/*.py and source/labs/*.py.

A source is a Python file in jupytext's percent format. Its front matter (YAML between two `# ---`
lines) says title, minutes, objectives, needs and key points; `further` says the minutes of its
sections to go further (`tools/further.py`), if it has any.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers import course
from helpers.files import CourseError
from tools import roles, solutions

try:
    import jupytext
except ModuleNotFoundError:  # the environment of someone who only reads lessons
    raise SystemExit(
        "This tool needs packages that the lessons do not need. `python start.py test"
        " --quick` installs them."
    ) from None

TAGS = {"solution", "instructor", "nbval-check-output", "raises-exception"}
KEYS = {"title": str, "minutes": int, "objectives": list, "needs": list, "key_points": list}
OPTIONAL = {"further": int}
# jupytext would turn the comment "# copy the weights" into a shell command.
FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}


def names_notebook(need: str) -> bool:
    """Whether an item of `needs` is a notebook's slug, or words of its own.

    >>> names_notebook("labs/prompts"), names_notebook("Python, enough to read a function")
    (True, False)
    """
    return re.fullmatch(r"(labs/)?[a-z][a-z0-9_]*", need) is not None


@dataclass(frozen=True)
class Cell:
    """One cell. `position` counts from 0 in the source and never depends on edition.

    text: as learners get it, with exercises left blank. filled: with their solutions.
    roles: what its headings are to the tools (`tools/roles.py`), whatever language they are in.
    """

    kind: str
    text: str
    tags: tuple[str, ...]
    position: int
    filled: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One lesson or lab. folder: "lessons" or "labs".

    number: its place in course.toml, "03"; "" if course.toml leaves it out.
    minutes: of the way through. further: of the sections to go further; 0 if it has none.
    language: that of a translation (`tools/translations.py`).
    """

    folder: str
    slug: str
    number: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    needs: tuple[str, ...]
    key_points: tuple[str, ...]
    cells: tuple[Cell, ...]
    further: int = 0
    language: str = ""

    @property
    def path(self) -> str:
        """The source below the course, as it is named in messages."""
        return f"source/{self.folder}/{self.slug}.py"

    def built(self, folder: str) -> str:
        """The notebook made of it in "lessons", "labs" or "solutions", below the course."""
        prefix = dict(course.KINDS.values())[folder]
        place = f"{folder}/{self.language}" if self.language else folder
        return f"{place}/{prefix}{self.number}_{self.slug}.ipynb"

    @property
    def heading(self) -> str:
        return course.heading(self.number, self.title, self.folder.removesuffix("s"))


def read_all(root: Path, folder: str) -> tuple[Source, ...]:
    """Every source of one folder, in the order of course.toml.

    Sources that course.toml does not name are left out. Raises `CourseError` for the first thing
    that is wrong: a lesson that it names and nobody has written, or a fault in a source.
    """
    slugs = course.order(root)
    written = {path.stem: path for path in sorted((root / "source" / folder).glob("*.py"))}
    if folder == "lessons" and (missing := [slug for slug in slugs if slug not in written]):
        raise CourseError(
            f"course.toml names {missing[0]!r}, but there is no source/lessons/{missing[0]}.py."
        )
    return tuple(
        read(written[slug], f"{place:02d}") for place, slug in enumerate(slugs) if slug in written
    )


def read(path: Path, number: str = "") -> Source:
    """Read and check one source file, also of a lesson that course.toml leaves out."""
    folder, where = path.parent.name, f"source/{path.parent.name}/{path.name}"
    cells = jupytext.reads(path.read_text(encoding="utf-8"), FORMAT).cells
    if not cells or cells[0].cell_type != "raw":
        raise CourseError(f"{where} has no front matter. CONTRIBUTING.md shows how to begin.")
    front = front_matter(cells[0].source, where)
    kept = []
    for position, cell in enumerate(cells[1:]):
        tags = tuple(sorted(cell.metadata.get("tags", [])))
        if unknown := set(tags) - TAGS:
            raise CourseError(
                f"{where}: unknown tag {sorted(unknown)[0]!r}. Known: {', '.join(sorted(TAGS))}."
            )
        if cell.source.strip():
            text = filled = cell.source
            check_markers(cell.cell_type, text, tags, folder, where)
            if cell.cell_type == "code":
                home = path.parents[2] / "helpers" / "exercises" / path.stem
                said = f"{where}, cell {text.strip().splitlines()[0]!r}"
                text, filled = solutions.split(text, home, said)
            found = roles.of_text(text) if cell.cell_type == "markdown" else ()
            kept.append(Cell(cell.cell_type, text, tags, position, filled, found))
    check_exercises([cell.source for cell in cells], where)
    return Source(folder, path.stem, number, cells=tuple(kept), **front)


def front_matter(text: str, where: str) -> dict:
    """The checked front matter of one source."""
    try:
        front = yaml.safe_load(text.strip().strip("-"))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise CourseError(
            f"{where}: line {line} of the front matter is not YAML. Quote text that holds ': '."
        ) from None
    if not isinstance(front, dict):
        raise CourseError(f"{where}: the front matter must be lines of `key: value`.")
    for key, kind in {**KEYS, **OPTIONAL}.items():
        if key not in front:
            if key in OPTIONAL:
                continue
            raise CourseError(f"{where}: the front matter lacks `{key}`.")
        value = front[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            word = {str: "text", int: "a whole number", list: "a list"}[kind]
            raise CourseError(f"{where}: `{key}` in the front matter must be {word}.")
        if kind is list and not all(isinstance(item, str) for item in value):
            raise CourseError(f"{where}: put quotes around every item of `{key}` that holds ': '.")
    if unknown := set(front) - set(KEYS) - set(OPTIONAL):
        raise CourseError(f"{where}: unknown key `{sorted(unknown)[0]}` in the front matter.")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in front.items()}


def check_markers(kind: str, text: str, tags: tuple[str, ...], folder: str, where: str) -> None:
    """Raise `CourseError` if a solution's line or tag stands where it cannot work."""
    first = text.strip().splitlines()[0]
    if folder == "lessons" and "solution" in tags:
        raise CourseError(f"{where}: a lesson has no solutions, but the cell {first!r} is one.")
    if kind == "markdown" and re.search("@solution|(BEGIN|END) SOLUTION", text):
        raise CourseError(f"{where}: a solution's line stands in the text cell {first!r}.")


def check_exercises(texts: list[str], where: str) -> None:
    """Raise `CourseError` unless the exercises announced are those filled in, in one order."""
    whole = "\n".join(texts)
    announced = re.findall(r"@exercise (\w+)", whole)
    filled = list(dict.fromkeys(exercise for exercise, _ in solutions.LINE.findall(whole)))
    if announced != filled:
        raise CourseError(
            f"{where}: `@exercise` announces {announced}, `# @solution` fills in {filled}."
        )


def telling(source: Source) -> set[str]:
    """The lines of a notebook's solutions that would give something away.

    Short lines (fewer than 12 characters without spaces), imports and comments do not.
    """
    hidden: set[str] = set()
    for cell in source.cells:
        if cell.kind == "code":
            whole = "solution" in cell.tags
            lines = cell.text.splitlines() if whole else solutions.hidden(cell.text, cell.filled)
            hidden.update(lines)
    return {
        line
        for line in map(str.strip, hidden)
        if len(line.replace(" ", "")) >= 12 and not line.startswith(("#", "import ", "from "))
    }


def leaks(source: Source, visible: list[str]) -> list[str]:
    """Telling lines of a lab that also stand in the text its learners see."""
    return sorted(
        telling(source) & {line.strip() for text in visible for line in text.splitlines()}
    )
