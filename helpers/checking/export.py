"""What a learner may hand in: progress under a pseudonym, shown before it is written.

It holds no code, no text of the learner's, no time and no name of the machine: which exercises pass
and after how many tries, which mistakes were made by name, hints, predictions and quiz choices.
`python -m tools.class_report FOLDER` makes one page of many such files.
"""

import hashlib
import json
import re
import unicodedata
from html import escape
from pathlib import Path
from typing import Any

from helpers import __version__
from helpers.checking import progress
from helpers.checking.stored import SECTIONS
from helpers.checking.transfer import as_link, counts
from helpers.files import CourseError, write_text
from helpers.setup import building
from helpers.show.display import box, show_html
from helpers.systems import safe

KIND, FORM = "progress of weights-and-context", 1
PSEUDONYM = re.compile(r"[^\W_](?:[^\W_]|[ '-](?=[^\W_])){1,38}")
TAKEN = {  # what is taken over of an entry, and of which type
    "exercises": {"status": str, "attempts": int, "hints": int, "mistakes": dict, "last": str},
    "predictions": {"guess": object, "measured": object, "right": bool, "seen": bool},
    "quizzes": {"choice": int, "right": bool, "solved": bool},
}
MOST = 60  # letters of a text that is taken over: a choice's name, a mistake's name
LARGEST = 1e15  # a number that is taken over; one beyond was never meant
CONSENT = (
    "You decide whether you hand it in. Whoever collects it should say what for, and delete it when"
    " the class is over."
)


def checked_pseudonym(name: object) -> str:
    """The pseudonym without blanks at its ends. Raises `CourseError` if it may not be one.

    >>> checked_pseudonym(" blue heron ")
    'blue heron'
    """
    found = " ".join(unicodedata.normalize("NFC", name).split()) if isinstance(name, str) else ""
    marks = [sign for sign in found if unicodedata.category(sign).startswith("M")]
    letters = "".join(sign for sign in found if sign not in marks)  # vowels are marks in Hindi
    if not PSEUDONYM.fullmatch(letters) or len(marks) > len(letters) or found[0] in marks:
        raise CourseError(
            "Choose a pseudonym of 2 to 40 letters, digits and single blanks, such as"
            ' `progress.export("blue heron")`. Not your name: nobody else should know you by it.'
        )
    return found


def _plain(value: Any) -> bool:
    """Whether a value may stand in an export: a truth value, a number, or a short text."""
    if isinstance(value, bool | int | float):
        return abs(value) <= LARGEST  # neither NaN nor infinite
    return isinstance(value, str) and len(value) <= MOST and value.isprintable()


def _entry(section: str, entry: dict[str, Any]) -> dict[str, Any]:
    """What is handed in of one entry."""
    found = {}
    for name, kind in TAKEN[section].items():
        value = entry.get(name)
        if kind is dict and isinstance(value, dict):
            value = {key: n for key, n in value.items() if _plain(key) and type(n) is int}
        elif not _plain(value):
            continue
        if kind is object or type(value) is kind:  # True is no count
            found[name] = value
    return found


def checksum(data: dict[str, Any]) -> str:
    """A fingerprint of an export, without that fingerprint: it tells a changed file from a whole.

    It is no signature: who can read this function can make another one.
    """
    rest = {name: value for name, value in data.items() if name != "sum"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def collect(pseudonym: str, data: dict[str, Any], version: str) -> dict[str, Any]:
    """An export from progress.

    >>> data = {"exercises": {"count_words": {"status": "passed", "code": "…"}}}
    >>> collect("blue heron", data | {"predictions": {}, "quizzes": {}}, "1.0")["exercises"]
    {'count_words': {'status': 'passed'}}
    """
    made = {
        "kind": KIND,
        "form": FORM,
        "pseudonym": checked_pseudonym(pseudonym),
        "course": version,
        **{
            section: {
                name: _entry(section, entry)
                for name, entry in data[section].items()
                if _plain(name)
            }
            for section in SECTIONS
        },
    }
    return {**made, "sum": checksum(made)}


def _show(made: dict[str, Any], text: str, after: str) -> None:
    """The whole text, folded, with what it is above."""
    numbers = ", ".join(f"{what} {number}" for what, number in counts(made).items())
    first = f"As {made['pseudonym']!r}: {numbers}."
    lines = [first, "Nothing else than the text below is in the file.", CONSENT, after]
    folded = f"<details><summary>All of it</summary><pre>{escape(text)}</pre></details>"
    html = "".join(f"<p>{line if '<a ' in line else escape(line)}</p>" for line in lines)
    show_html(html + folded, "\n".join([*lines[:3], re.sub("<[^>]+>", "", after), text]))


def export(pseudonym: str, write: bool = False) -> Path | None:
    """Show what you could hand in to your teacher; write it with `write=True`.

    pseudonym: 2 to 40 letters, digits and blanks that you choose; take the same one each time.
    Returns the file's path when it was written, beside your progress file. Raises `CourseError`
    for what cannot be a pseudonym.
    """
    name = checked_pseudonym(pseudonym)
    if building():  # a stored output must not hold somebody's progress
        box("note", "When you run this cell, what you could hand in stands here.")
        return None
    made = collect(name, progress.load(), __version__)
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if not write:
        _show(made, text, f"To write it, run `progress.export({name!r}, write=True)`.")
        return None
    path = progress.progress_file().with_name(safe(f"export-{name.replace(' ', '-')}.json"))
    write_text(path, text)
    _show(made, text, f"It is in {escape(path.name)}. {as_link(text, path.name)}")
    return path
