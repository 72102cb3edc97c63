"""What the course consists of: each notebook with its link, its minutes, and what it asks for."""

import os
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from helpers import course
from helpers.exercises import announced
from helpers.files import root


@dataclass(frozen=True)
class Page:
    """A lesson or a lab.

    path: below the course. minutes: those that its front matter states. asks: the ids of its
    predictions, quiz questions and exercises, under the names of `stored.SECTIONS`.
    """

    part: str
    slug: str
    kind: str
    heading: str
    path: str
    minutes: int
    asks: dict[str, tuple[str, ...]]


def pages(folder: Path | None = None) -> list[Page]:
    """All notebooks in order, each lab after its lesson; what course.toml leaves out is left out.

    folder: that of another course.

    >>> first = pages()[0]
    >>> first.heading.partition(" · ")[2], first.asks["exercises"]
    ('Start here', ('count_words',))
    """
    sources = (folder or root()) / "source"
    return [
        _page(part.title, slug, kind, folder)
        for part in course.parts(folder)
        for slug in part.slugs
        for kind in ("lesson", "lab")
        if kind == "lesson" or (sources / "labs" / f"{slug}.py").exists()
    ]


def _page(part: str, slug: str, kind: str, folder: Path | None) -> Page:
    number = course.number(slug, folder)
    place, prefix = course.KINDS[kind]
    return Page(
        part=part,
        slug=slug,
        kind=kind,
        heading=f"{'Lab ' * (kind == 'lab')}{number} · {course.title(slug, kind, folder)}",
        path=f"{place}/{prefix}{number}_{slug}.ipynb",
        minutes=course.minutes(slug, kind, folder),
        asks={
            "predictions": asked("predict", slug, kind, folder),
            "quizzes": asked("quiz", slug, kind, folder),
            "exercises": tuple(announced(slug, kind, folder)),
        },
    )


def asked(function: str, slug: str, kind: str, folder: Path | None = None) -> tuple[str, ...]:
    """The ids with which a source calls `predict` or `quiz`, in order.

    >>> asked("quiz", "start_here", "lesson")
    ('start_here.chance', 'start_here.seeds')
    """
    text = course.source(slug, kind, folder).read_text(encoding="utf-8")
    found = re.findall(rf"(?m)^[ \t]*{function}\(\s*[\"']([\w.]+)[\"']", text)
    return tuple(dict.fromkeys(found))


def address(path: str) -> str:
    """Where a file of the course opens from the notebook that runs, as a link relative to it.

    In a copy of the notebooks elsewhere it is the copy's own file; on Colab, the file's page there.
    """
    if "google.colab" in sys.modules:
        project = tomllib.loads((root() / "pyproject.toml").read_text(encoding="utf-8"))
        place = project["tool"]["course"]
        base = "https://colab.research.google.com/github"
        return f"{base}/{place['repository']}/blob/{place['tag']}/{path}"
    beside = Path("..") / path
    if beside.exists():
        return quote(beside.as_posix())
    try:
        return quote(Path(os.path.relpath(root() / path)).as_posix())
    except ValueError:  # Windows: the notebook lies on another drive
        return (root() / path).as_uri()
