"""What a learner has done, in one small JSON file beside the course.

The file is `progress.json` in the course's folder, or where `COURSE_PROGRESS` points. To move your
progress to another machine, copy the file; to start over, delete it. It never leaves the machine.

Whatever is wrong with the file, a lesson goes on: what is done is then kept until the kernel ends,
and written as soon as the file can be. In a solution and in an instructor's copy of a notebook
(`COURSE_RECORD` is 0 there) nothing is written.
"""

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock

from helpers.checking.stored import Damaged, Newer, empty, parse
from helpers.files import replace, root, write_json
from helpers.show import display
from helpers.systems import contents

Change = Callable[[dict[str, Any]], Any]  # alters progress; gives what its caller wants to know
# By file, the changes that it does not hold yet. They are written with the next one that can be.
_memory: dict[Path, list[Change]] = {}
_told: set[Path] = set()  # files whose trouble was shown


def progress_file() -> Path:
    """Where progress is kept."""
    return Path(os.environ.get("COURSE_PROGRESS") or root() / "progress.json").absolute()


class _Unusable(Exception):
    """Why the file is left alone, in a sentence."""


def _read(path: Path) -> dict[str, Any]:
    """The file's content. Raises `Damaged`, or `_Unusable` if it is newer or cannot be read."""
    try:
        return parse(contents(path))  # in UTF-8, with or without a mark, or UTF-16
    except FileNotFoundError:
        return empty()
    except OSError as error:
        raise _Unusable(f"{path.name} cannot be read ({error.strerror}).") from None
    except Newer:
        raise _Unusable(
            f"{path.name} was written by a newer version of the course and is left as it is."
        ) from None


def _move_aside(path: Path) -> None:
    """Give a damaged file another name; one that an earlier damaged file has is not taken."""
    aside = path.with_name(f"{path.stem}.damaged.json")
    for number in itertools.count(2):
        if not os.path.lexists(aside):
            break
        aside = path.with_name(f"{path.stem}.damaged-{number}.json")
    replace(path, aside)
    display.box("open", f"{path.name} was damaged. It is now {aside.name}; a new one is begun.")


def _write(path: Path, changes: list[Change]) -> Any:
    """Apply changes to the file, alone; what the last one gives. Raises OSError or `_Unusable`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Another notebook has it for milliseconds; if it hangs, nobody waits for it for long.
    wait = 5 if len(changes) < 4 else 1
    with filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=wait):
        try:
            data = _read(path)
        except Damaged:
            _move_aside(path)
            data = empty()
        result = [change(data) for change in changes]
        write_json(path, data)
    return result[-1] if result else None


GOES_ON = "The lesson goes on; your progress is kept until the kernel ends."


def _tell(path: Path, trouble: str) -> None:
    if path not in _told:
        _told.add(path)
        display.box("open", trouble)


def look() -> tuple[dict[str, Any], str]:
    """All that is recorded, and what is wrong with the file: two lines, or nothing."""
    path, data, trouble = progress_file(), empty(), ""
    try:
        data = _read(path)
    except Damaged:  # the next change moves it aside, while it has the file to itself
        trouble = f"{path.name} is damaged.\nIt will be kept beside a new one."
    except _Unusable as error:
        trouble = f"{error}\n{GOES_ON}"
    for change in _memory.get(path, []):
        change(data)
    return data, trouble


def load() -> dict[str, Any]:
    """All that is recorded: `{"version", "exercises", "predictions", "quizzes"}`."""
    data, trouble = look()
    if trouble:
        _tell(progress_file(), trouble)
    return data


def update(change: Change) -> Any:
    """Read the file, let `change` alter it, write it back; returns what `change` returns.

    A lock makes this safe for several notebooks at once. If the file cannot be written, a box says
    so once, and the change is kept to be written with a later one.
    """
    path = progress_file()
    waiting = _memory.get(path, [])
    if os.environ.get("COURSE_RECORD") != "0":
        try:
            result = _write(path, [*waiting, change])
            _memory.pop(path, None)
            return result
        except _Unusable as error:
            _tell(path, f"{error}\n{GOES_ON}")
        except (OSError, NotImplementedError):  # read-only, full, no locks; Timeout is an OSError
            _tell(path, f"{path.name} cannot be written.\n{GOES_ON}")
    result = change(load())
    _memory[path] = [*waiting, change]
    return result


def record_check(exercise_id: str, status: str, mistake: str = "") -> bool:
    """Note a check, and say whether the exercise was passed before. An earned pass stays.

    mistake: what a failed one did, as `kinds.kind_of` names it. Before the first pass these are
    counted, and the last one is kept as `"last"`.
    """

    def change(data: dict[str, Any]) -> bool:
        entry = data["exercises"].setdefault(exercise_id, {})
        passed = entry.get("status") == "passed"
        if status != "not attempted" and not passed:
            entry["attempts"] = entry.get("attempts", 0) + 1
        if not passed:
            entry["status"] = status
            note_mistake(entry, mistake)
        return passed

    return update(change)


def note_mistake(entry: dict[str, Any], mistake: str) -> None:
    """Count a mistake in an exercise's entry; with "" the try went well, or there was none."""
    if mistake:
        counts = entry.setdefault("mistakes", {})
        counts[mistake] = counts.get(mistake, 0) + 1
        entry["last"] = mistake
    elif entry["status"] == "passed":
        entry.pop("last", None)


def next_hint(exercise_id: str) -> int:
    """Which hint to show now: 1, 2, then 3 ever after."""

    def change(data: dict[str, Any]) -> int:
        entry = data["exercises"].setdefault(exercise_id, {"status": "not attempted"})
        entry["hints"] = min(entry.get("hints", 0) + 1, 3)
        return entry["hints"]

    return update(change)


def record_prediction(prediction_id: str, entry: dict[str, Any]) -> bool:
    """Note a prediction. Only the first one counts: the next ones have seen the result.

    True if it was made after `record_seen`; then the entry has `"seen": True`.
    """

    def change(data: dict[str, Any]) -> bool:
        known = data["predictions"].setdefault(prediction_id, {})
        if "guess" not in known:
            known.update(entry)
        return bool(known.get("seen"))

    return update(change)


def record_seen(prediction_id: str) -> None:
    """Note that a result was shown before anything was predicted."""
    update(lambda data: data["predictions"].setdefault(prediction_id, {"seen": True}))


def record_answer(quiz_id: str, choice: int, right: bool) -> None:
    """Note an answer. The first choice (counted from 0) stays; `solved` says if any was right."""

    def change(data: dict[str, Any]) -> None:
        entry = data["quizzes"].setdefault(quiz_id, {"choice": choice, "right": right})
        entry["solved"] = bool(entry.get("solved") or right)

    update(change)
