"""What a learner has done, in one small JSON file beside the course.

The file is `progress.json` in the course's folder, or where `COURSE_PROGRESS` points. To move your
progress to another machine, copy the file; to start over, delete it. It never leaves the machine.

Whatever is wrong with the file, a lesson goes on: progress is then kept until the kernel ends.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock

from helpers import exercises
from helpers.files import CourseError, root, write_json
from helpers.show import display

VERSION = 1
SECTIONS = ("exercises", "predictions", "quizzes")

# Progress by file, for files that cannot be written: kept until the kernel ends.
_memory: dict[Path, dict[str, Any]] = {}


def progress_file() -> Path:
    """Where progress is kept."""
    return Path(os.environ.get("COURSE_PROGRESS") or root() / "progress.json").absolute()


def _empty() -> dict[str, Any]:
    return {"version": VERSION, **{section: {} for section in SECTIONS}}


def _is_sound(data: Any) -> bool:
    """True if every entry has the form that the rest of this file relies on."""
    if not isinstance(data, dict) or not all(isinstance(data.get(s), dict) for s in SECTIONS):
        return False
    entries = [entry for section in SECTIONS for entry in data[section].values()]
    if not all(isinstance(entry, dict) for entry in entries):
        return False
    counts = [entry.get(key, 0) for entry in entries for key in ("attempts", "hints")]
    return all(isinstance(count, int) for count in counts)


def _keep_in_memory(path: Path, data: dict[str, Any], why: str) -> dict[str, Any]:
    _memory[path] = data
    display.box("open", f"{why}\nThe lesson goes on; your progress is kept until the kernel ends.")
    return data


def _read(path: Path) -> dict[str, Any]:
    """The file's content. A damaged file is moved aside, a newer one is left alone."""
    if path in _memory:
        return _memory[path]
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _empty()
    except OSError as error:
        return _keep_in_memory(path, _empty(), f"{path.name} cannot be read ({error.strerror}).")
    except (ValueError, RecursionError):
        data = None
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > VERSION:
        why = f"{path.name} was written by a newer version of the course and is left as it is."
        return _keep_in_memory(path, _empty(), why)
    if _is_sound(data):
        return data
    aside = path.with_name("progress.damaged.json")
    try:
        os.replace(path, aside)
    except OSError as error:
        return _keep_in_memory(path, _empty(), f"{path.name} is damaged ({error.strerror}).")
    display.box("open", f"{path.name} was damaged. It is now {aside.name}; a new one is begun.")
    return _empty()


def load() -> dict[str, Any]:
    """All that is recorded: `{"version", "exercises", "predictions", "quizzes"}`."""
    return _read(progress_file())


def update(change: Callable[[dict[str, Any]], Any]) -> Any:
    """Read the file, let `change` alter it, write it back; returns what `change` returns.

    A lock makes this safe for several notebooks at once. In a folder that cannot be written, a
    box says so once and progress stays in memory.
    """
    path = progress_file()
    if path not in _memory:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=5):
                data = _read(path)
                result = change(data)
                if path not in _memory:
                    write_json(path, data)
                return result
        except (OSError, NotImplementedError):  # read-only, full, no locks; Timeout is an OSError
            data = _read(path)
            if path not in _memory:
                _keep_in_memory(path, data, f"{path.name} cannot be written.")
    return change(_memory[path])


def record_check(exercise_id: str, status: str) -> None:
    """Note a check. A blank does not undo a pass: a fresh copy of the lab is no step back."""

    def change(data: dict[str, Any]) -> None:
        entry = data["exercises"].setdefault(exercise_id, {})
        passed = entry.get("status") == "passed"
        if status != "not attempted" and not passed:
            entry["attempts"] = entry.get("attempts", 0) + 1
        if status != "not attempted" or not passed:
            entry["status"] = status

    update(change)


def next_hint(exercise_id: str) -> int:
    """Which hint to show now: 1, 2, then 3 ever after."""

    def change(data: dict[str, Any]) -> int:
        entry = data["exercises"].setdefault(exercise_id, {"status": "not attempted"})
        entry["hints"] = min(entry.get("hints", 0) + 1, 3)
        return entry["hints"]

    return update(change)


def record_prediction(prediction_id: str, entry: dict[str, Any]) -> None:
    """Note a prediction. Only the first one counts: the next ones have seen the result."""
    update(lambda data: data["predictions"].setdefault(prediction_id, entry))


def record_answer(quiz_id: str, choice: int, right: bool) -> None:
    """Note an answer. The first choice (counted from 0) stays; `solved` says if any was right."""

    def change(data: dict[str, Any]) -> None:
        entry = data["quizzes"].setdefault(quiz_id, {"choice": choice, "right": right})
        entry["solved"] = bool(entry.get("solved") or right)

    update(change)


def _passed(data: dict[str, Any], names: list[str]) -> list[str]:
    return [name for name in names if data["exercises"].get(name, {}).get("status") == "passed"]


def _lesson(number: str) -> str:
    names = sorted((root() / "lessons").glob(f"{number}_*.ipynb"))
    return names[0].stem if names else number


def rows() -> list[tuple[str, str, str, str]]:
    """Lesson, exercises passed, quizzes solved, predictions made: for lessons begun, in order."""
    from helpers.checking.quizzes import load_file

    data, table = load(), []
    numbers = {part[-2:] for part in exercises.index().values()}
    numbers |= {name[:2] for section in SECTIONS[1:] for name in data[section]}
    for number in sorted(numbers):
        names = [name for name, part in exercises.index().items() if part.endswith(number)]
        solved = [
            bool(entry.get("solved"))
            for name, entry in data["quizzes"].items()
            if name.startswith(f"{number}.")
        ]
        predicted = sum(name.startswith(f"{number}.") for name in data["predictions"])
        if predicted or solved or any(name in data["exercises"] for name in names):
            asked = len(load_file(number))
            table.append(
                (
                    _lesson(number),
                    f"{len(_passed(data, names))} of {len(names)}" if names else "–",
                    f"{sum(solved)} of {asked}" if asked else "–",
                    str(predicted),
                )
            )
    return table


def progress(part: str | None = None) -> None:
    """Show what you have done so far: a table, or one sentence for one lab (`progress("lab03")`).

    It is read from the progress file (see the top of `helpers/checking/progress.py`), which you may copy
    to another machine.
    """
    if part is not None:
        names = exercises.ids(part)
        if not names:
            known = ", ".join(dict.fromkeys(exercises.index().values()))
            raise CourseError(f"{part!r} has no exercises. These have: {known}.")
        passed = _passed(load(), names)
        print(f"{len(passed)} of {len(names)} exercises pass.")
        if missing := [name for name in names if name not in passed]:
            print(f"Not yet: {', '.join(missing)}.")
        return
    head = ("Lesson", "Exercises passed", "Quiz questions solved", "Predictions made")
    table = rows()
    if not table:
        display.box("note", "Nothing is recorded yet. It begins with your first check.")
        return
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in table]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    html = f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
    widths = [max(map(len, column)) for column in zip(head, *table)]
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
        for row in [head, *table]
    )
    display.show_html(html, "\n".join(lines))
