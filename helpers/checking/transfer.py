"""Carry progress to another machine, or past the end of a session on Binder or Colab.

`download_progress` shows a link that holds the file, `upload_progress` a button that takes one and
adds what is in it. Both work wherever outputs are shown: nothing is sent to a server of ours.
"""

import base64
import json
from html import escape
from typing import Any

from helpers.checking import progress
from helpers.checking.stored import SECTIONS, Damaged, Newer, parse
from helpers.files import CourseError
from helpers.setup import building
from helpers.show.display import box, box_html, show_bundle, show_html
from helpers.words import message, spoken

NAME = "progress.json"
MOST = 5_000_000  # bytes; a progress file with everything in it has a hundredth of that
RANKS = ("not attempted", "failed", "passed")


def as_link(text: str, name: str) -> str:
    """A link that holds a JSON text, to download under a name."""
    held = base64.b64encode(as_bytes(text)).decode("ascii")
    return (
        f'<a download="{escape(name)}" href="data:application/json;base64,{held}">'
        f"{escape(spoken('Download {name}', name=name))}</a>"
    )


def as_bytes(text: str) -> bytes:
    r"""A JSON text in UTF-8, where a half of a character is escaped.

    >>> as_bytes('"\ud83d é"') == b'"\\ud83d \xc3\xa9"'
    True
    """
    return text.encode("utf-8", "backslashreplace")


def download_progress() -> None:
    """Show a link to a file with all that is recorded. Keep that file on your own computer."""
    data = progress.load()
    if building():  # a stored output must not hold somebody's progress
        box("note", spoken("When you run this cell, a link to your {name} stands here.", name=NAME))
        return
    if not any(data[section] for section in SECTIONS):
        box("note", spoken("Nothing is recorded yet, so there is nothing to download."))
        return
    link = as_link(json.dumps(data, indent=1, ensure_ascii=False), NAME)
    place = spoken("Your progress is in {file}.", file=progress.progress_file())
    show_html(f"<p>{link}</p>", place)


def read(raw: bytes, name: str = NAME) -> dict[str, Any]:
    """Progress from an uploaded file. Raises `CourseError` if it holds none.

    >>> read(b"PK", "lesson.zip")
    Traceback (most recent call last):
    helpers.files.CourseError: lesson.zip holds no progress, or was damaged. Nothing was changed.
    """
    try:
        if len(raw) > MOST:
            raise Damaged
        return parse(raw)
    except Damaged:
        why = message("{name} holds no progress, or was damaged. Nothing was changed.")
    except Newer:
        why = message(
            "{name} was written by a newer version of the course than this one. Nothing was"
            " changed."
        )
    raise CourseError(spoken(why, name=name))


def joined_exercise(here: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    """One exercise's entry from two: what went better, and the larger numbers.

    >>> joined_exercise({"status": "failed", "attempts": 3}, {"status": "passed", "attempts": 1})
    {'status': 'passed', 'attempts': 3}
    """
    both = {**there, **here}
    states = [one.get("status") for one in (here, there)]
    both["status"] = max((s for s in states if s in RANKS), key=RANKS.index, default=RANKS[0])
    for name in ("attempts", "hints"):
        if name in both:
            both[name] = max(here.get(name, 0), there.get(name, 0))
    if counted := {**there.get("mistakes", {}), **here.get("mistakes", {})}:
        both["mistakes"] = {
            name: max(one.get("mistakes", {}).get(name, 0) for one in (here, there))
            for name in counted
        }
    if both["status"] == "passed":
        both.pop("last", None)
    return both


def joined(here: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    """All progress from two. A first prediction and a first answer are those recorded here.

    It does not matter how often the same file is joined.
    """
    both = {**here, **{section: dict(here[section]) for section in SECTIONS}}
    for name, entry in there["exercises"].items():
        both["exercises"][name] = joined_exercise(here["exercises"].get(name, {}), entry)
    for name, entry in there["predictions"].items():
        if "guess" not in here["predictions"].get(name, {}):
            both["predictions"][name] = entry
    for name, entry in there["quizzes"].items():
        known = here["quizzes"].get(name, {})
        solved = bool(entry.get("solved") or known.get("solved"))
        both["quizzes"][name] = {**entry, **known, "solved": solved}
    return both


def counts(data: dict[str, Any]) -> dict[str, int]:
    """How many exercises pass, and how many predictions and quiz answers there are."""
    passed = [entry for entry in data["exercises"].values() if entry.get("status") == "passed"]
    guesses = [entry for entry in data["predictions"].values() if "guess" in entry]
    return {
        message("exercises passed"): len(passed),
        message("predictions"): len(guesses),
        message("quiz questions answered"): len(data["quizzes"]),
    }


def add(raw: bytes, name: str = NAME) -> str:
    """Add an uploaded file to your progress; a sentence that says what came with it.

    Raises `CourseError` if the file holds no progress.
    """
    there = read(raw, name)

    def change(data: dict[str, Any]) -> dict[str, int]:
        before, both = counts(data), joined(data, there)
        data.update(both)
        return {what: number - before[what] for what, number in counts(both).items()}

    new = [f"{spoken(what)} {number}" for what, number in progress.update(change).items() if number]
    what = ", ".join(new) or spoken("nothing")
    return spoken("{name} was added. New: {what}.", name=name, what=what)


def chosen(value: Any) -> tuple[str, bytes]:
    """Name and content of the file in a FileUpload, as ipywidgets 8 or 7 gives it.

    >>> chosen(({"name": "a.json", "content": memoryview(b"{}")},))
    ('a.json', b'{}')
    >>> chosen({"a.json": {"metadata": {"name": "a.json"}, "content": b"{}"}})
    ('a.json', b'{}')
    """
    one = next(iter(value.values())) if isinstance(value, dict) else value[-1]
    return one.get("metadata", one)["name"], bytes(one["content"])


def as_widget() -> Any:
    """A button that opens the browser's choice of files, and a place for what came of it."""
    import ipywidgets

    button = ipywidgets.FileUpload(
        accept=".json",
        multiple=False,
        description=spoken("Choose a {name}", name=NAME),
        layout=ipywidgets.Layout(width="16em"),
    )
    reply = ipywidgets.HTML()

    def take(change: dict[str, Any]) -> None:
        if not change["new"]:
            return
        try:
            reply.value = box_html("good", add(*reversed(chosen(change["new"]))))
        except CourseError as error:
            reply.value = box_html("bad", str(error))

    button.observe(take, names="value")
    return ipywidgets.VBox([button, reply])


def upload_progress() -> None:
    """Show a button that takes a progress file which you downloaded, and adds what is in it."""
    text = spoken("A button to choose a {name} stands here when a kernel runs.", name=NAME)
    show_bundle(as_widget(), html=f"<p>{text}</p>", text=text)
