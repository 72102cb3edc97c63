"""What the sources say of their notebooks: titles, minutes, and the ids of what they ask for.

It is read from `source/`. A learner's copy of the course has no sources: there `outline.json` says
the same, which the build wrote.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.files import read_json, root

FILE = "outline.json"
KINDS = ("lesson", "lab")


@dataclass(frozen=True)
class Outline:
    """One lesson or lab. minutes: those that its front matter states; 0 if it states none.

    predictions, quizzes, exercises: their ids, in order.
    """

    title: str
    minutes: int
    predictions: tuple[str, ...]
    quizzes: tuple[str, ...]
    exercises: tuple[str, ...]


def of(slug: str, kind: str = "lesson", folder: Path | None = None) -> Outline | None:
    """The outline of a lesson or a lab, also of one that course.toml leaves out; None if nobody
    wrote it. folder: that of another course.

    >>> of("start_here").exercises, of("start_here", "lab")
    (('count_words',), None)
    """
    folder = folder or root()
    path = folder / "source" / f"{kind}s" / f"{slug}.py"
    if path.exists():
        return parse(path.read_text(encoding="utf-8"), slug)
    listed = _listed(folder).get(kind, {}).get(slug)
    return listed and Outline(
        **{key: tuple(value) if isinstance(value, list) else value for key, value in listed.items()}
    )


def written(kind: str = "lesson", folder: Path | None = None) -> list[str]:
    """The slugs of all lessons, or of all labs, in the order of the alphabet.

    >>> "start_here" in written(), "start_here" in written("lab")
    (True, False)
    """
    folder = folder or root()
    sources = (folder / "source" / f"{kind}s").glob("*.py")
    return sorted([path.stem for path in sources] or _listed(folder).get(kind, {}))


def _listed(folder: Path) -> dict:
    """What outline.json holds; nothing where there are sources."""
    path = folder / FILE
    return {} if (folder / "source").exists() or not path.exists() else read_json(path)


def parse(text: str, slug: str = "") -> Outline:
    """The outline in a source's text.

    >>> parse("# title: One\\n# minutes: 5\\nquiz('one.a')\\n# @exercise double")
    Outline(title='One', minutes=5, predictions=(), quizzes=('one.a',), exercises=('double',))
    """
    title = re.search(r"""(?m)^# title: *(["']?)(.*?)\1 *$""", text)
    minutes = re.search(r"(?m)^# minutes: *(\d+) *$", text)
    return Outline(
        title=title[2] if title else slug.replace("_", " "),
        minutes=int(minutes[1]) if minutes else 0,
        predictions=asked("predict", text),
        quizzes=asked("quiz", text),
        exercises=tuple(re.findall(r"(?m)^# @exercise (\w+)[ \t]*$", text)),
    )


def asked(function: str, text: str) -> tuple[str, ...]:
    """The ids with which a source calls `predict` or `quiz`, in order."""
    found = re.findall(rf"(?m)^[ \t]*{function}\(\s*[\"']([\w.]+)[\"']", text)
    return tuple(dict.fromkeys(found))


def as_json(folder: Path) -> str:
    """The text of outline.json for the course in `folder`."""
    listed = {
        kind: {slug: asdict(of(slug, kind, folder)) for slug in written(kind, folder)}
        for kind in KINDS
    }
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
