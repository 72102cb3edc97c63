"""A learner's copy of the course: `python -m tools.build --student DIR`.

It has lessons, blank labs, checks and progress, and neither solutions nor sources nor the
instructor's notes. `TAKEN` lists all that goes into it; what it does not name stays out. The
exercises are packed (`helpers/packed.py` says why), and what the sources say of the notebooks
stands in outline.json. Every text of the copy is searched for lines of solutions before it is
written.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat

from helpers import outline, packed
from helpers.course import HOME
from helpers.files import CourseError, write_bytes
from helpers.published import Place
from tools import editions, folders, home, pages, readme, retarget
from tools.build import contents, plan
from tools.notebook import render, stored
from tools.pages import Course
from tools.source import Source, telling

# All that is copied. Folders that hold answers are not here, whatever they will be called.
TAKEN = """
    .gitattributes .gitignore CHANGELOG.md CITATION.cff LICENSE LICENSE-TEXT start.py
    claims.toml constraints.txt course.toml environment.yml pyproject.toml binder/*
    checkpoints/**/* helpers/**/* results/**/* docs/glossary.md docs/picture.png docs/systems.md
    docs/reproduction.md locale/*/course.mo
    tools/__init__.py tools/commands.py tools/computers.py tools/installation.py tools/pip_words.py
    tools/prepare.py tools/preflight.py tools/preflight_checks.py tools/execute.py
    tools/offline_page.py tests/guard/*.py
""".split()  # the last three lines: what `start.py`, Binder and the day before a class need
LEFT = ("__pycache__", ".ipynb_checkpoints", ".part")
PACKED = re.compile(r"helpers/exercises/\w+/(?!__init__)\w+\.py")
BINARY = (".png", ".safetensors", ".parquet", ".mo")
# Parts of README.md for others than learners, and lines that name what is not in the copy.
FOR_OTHERS = re.compile(r"<!-- (whole|rooms) -->\n.*?<!-- /\1 -->\n+", re.DOTALL)
MARKS = re.compile(r"(?m)^<!-- /?(badges|online|start|picture|lessons) -->\n")
NAMED = re.compile(r"(?m)^(\w+(?:/|\.\w+)) {2,}.*\n")
INTRO = (
    "This is a learner's copy: it has no solutions. Checks, hints and progress work as usual.\n\n"
)


def copy(course: Course, folder: Path, place: Place) -> list[str]:
    """Write the learner's copy, whose links lead to `place`; a sentence about it.

    A copy that is there is renewed; what learners put beside it stays. Raises `CourseError`, and
    writes nothing, if a line of a solution would stand in it or the folder holds something else.
    """
    refuse(course, folder)
    editions.must_be_built(course)
    course = replace(pages.published_at(course, place), solutions=False)
    made = dict(texts(course))
    if found := leaks(course, made):
        raise CourseError(f"A line of a solution would stand in the copy, in {found[0]}.")
    for path in editions.stale(folder, set(made)):
        path.unlink()
    binary = [name for name in taken(course.root) if name.endswith(BINARY)]
    for name in binary:
        made[name] = (course.root / name).read_bytes()
    for name, data in made.items():
        if contents(folder / name) != data:
            write_bytes(folder / name, data)
        if name.startswith("binder/"):  # Binder runs one of them
            shutil.copymode(course.root / name, folder / name)
    said = "" if place.repository else " It names no place on the web: --retarget gives it one."
    return [f"Wrote a learner's copy of {len(made)} files to {folder}.{said}"]


def refuse(course: Course, folder: Path) -> None:
    """Raise `CourseError` for a folder that would not be a learner's copy alone."""
    if (folder / "source").exists() or (folder / "solutions").exists():
        raise CourseError("The learner's copy needs a folder of its own, not the course's.")
    folders.must_fit(folder, outline.FILE)


def taken(root: Path) -> list[str]:
    """The files that are copied, below the course."""
    found = {path for pattern in TAKEN for path in root.glob(pattern) if path.is_file()}
    names = sorted(path.relative_to(root).as_posix() for path in found)
    return [name for name in names if not any(part in name for part in LEFT)]


def texts(course: Course) -> Iterator[tuple[str, bytes]]:
    """Every file of the copy that is not binary, by its name: first what says that it is one."""
    yield outline.FILE, outline.as_json(course.root).encode("utf-8")
    for target, notebook in plan(course):
        if target.folder != "solutions":
            text = render(target, notebook, stored(course, target, notebook)[0])
            yield target.path, text.encode("utf-8")
    yield HOME, home.page(course).encode("utf-8")
    yield "README.md", for_learners(readme.readme(course), course).encode("utf-8")
    for name in taken(course.root):
        if not name.endswith(BINARY):
            data = contents(course.root / name) or b""
            yield name, changed(name, data.decode("utf-8"), course.place).encode("utf-8")


def changed(name: str, text: str, place: Place) -> str:
    """A file's text in the copy."""
    if name == retarget.PROJECT:
        return retarget.in_project(text, place)
    return packed.pack(text) if PACKED.fullmatch(name) else text


def for_learners(text: str, course: Course) -> str:
    """README.md without what is for others, and without names of what is not there."""
    text = FOR_OTHERS.sub("", text)
    names = {name.partition("/")[0] for name in taken(course.root)} | {"lessons", "labs"}
    names -= {"tools", "tests"}  # of which there is little

    def kept(found: re.Match[str]) -> str:
        return found[0] if found[1].rstrip("/") in names else ""

    title, rest = NAMED.sub(kept, MARKS.sub("", text)).split("\n\n", 1)
    return f"{title}\n\n{INTRO}{rest}"


def leaks(course: Course, made: dict[str, bytes]) -> list[str]:
    """Where a line of a solution stands that the course does not show anyhow: file and line.

    Lines that lessons show, or that the library consists of, are there to be read.
    """
    sources = [*course.lessons, *course.labs]
    secret = {line for source in sources for line in telling(source)}
    secret -= {line for source in sources for line in given(source)}
    for name, data in made.items():
        if name.startswith("helpers/") and name.endswith(".py") and "/exercises/" not in name:
            secret -= lines_of(name, data)
    return [
        f"{name}: {line!r}"
        for name, data in made.items()
        for line in sorted(secret & lines_of(name, data))
    ]


def given(source: Source) -> set[str]:
    """The lines of code that a notebook gives to its learners."""
    cells = [cell for cell in source.cells if not {"solution", "instructor"} & set(cell.tags)]
    return {
        line.strip() for cell in cells if cell.kind == "code" for line in cell.text.splitlines()
    }


def lines_of(name: str, data: bytes) -> set[str]:
    """The lines of a text, or of the cells and outputs of a notebook."""
    text = data.decode("utf-8")
    if name.endswith(".ipynb"):
        cells = nbformat.reads(text, as_version=4).cells
        shown = [output for cell in cells for output in cell.get("outputs", [])]
        told = [
            one.get("text", "") or "\n".join(map(str, one.get("data", {}).values()))
            for one in shown
        ]
        text = "\n".join([*(cell.source for cell in cells), *told])
    return {line.strip() for line in text.splitlines()}
