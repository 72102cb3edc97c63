"""What the course consists of: each notebook with its link, its minutes, and what it asks for."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from helpers import course, outline, published
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
    return [
        _page(part.title, slug, kind, folder)
        for part in course.parts(folder)
        for slug in part.slugs
        for kind in ("lesson", "lab")
        if kind == "lesson" or outline.of(slug, kind, folder)
    ]


def _page(part: str, slug: str, kind: str, folder: Path | None) -> Page:
    number, found = course.number(slug, folder), outline.of(slug, kind, folder)
    if found is None:
        raise course.missing(slug, outline.written(kind, folder), kind)
    place, prefix = course.KINDS[kind]
    return Page(
        part=part,
        slug=slug,
        kind=kind,
        heading=course.heading(number, found.title, kind),
        path=course.told(f"{place}/{prefix}{number}_{slug}.ipynb", folder),
        minutes=found.minutes,
        asks={
            "predictions": found.predictions,
            "quizzes": found.quizzes,
            "exercises": found.exercises,
        },
    )


def address(path: str) -> str:
    """Where a file of the course opens from the notebook that runs, as a link relative to it.

    In a copy of the notebooks elsewhere it is the copy's own file; on Colab, the file's page there,
    or that of the course's host, if Colab does not open its files.
    """
    place = published.read()
    if "google.colab" in sys.modules and place.repository:
        return place.colab(path) or place.file(path)
    beside = Path("..") / path
    if beside.exists():
        return quote(beside.as_posix())
    try:
        return quote(Path(os.path.relpath(root() / path)).as_posix())
    except ValueError:  # Windows: the notebook lies on another drive
        return (root() / path).as_uri()
