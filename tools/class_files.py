"""Read what learners handed in: `progress.export` files in a folder, whatever else lies there.

Files are read as data and nothing else: too large, damaged, foreign, newer, changed and duplicate
ones are named with a reason. What is in a file is checked by form here; `tools/class_page.py` shows
it as text only.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.checking.export import FORM, KIND, checked_pseudonym, checksum, collect
from helpers.checking.stored import SECTIONS, is_sound
from helpers.files import CourseError

LARGEST = 2_000_000  # bytes; an export with everything in it has a hundredth of that
STATES = ("not attempted", "failed", "passed")
VERSION = re.compile(r"(?a:\w[\w.+-]{0,39})")


class Refused(Exception):
    """Why a file is not counted, in a sentence."""


@dataclass(frozen=True)
class Learner:
    """One export that counts. name: the pseudonym, with a number where two learners took one."""

    name: str
    file: str
    course: str
    data: dict[str, Any]

    def passed(self, exercise: str) -> bool:
        return self.data["exercises"].get(exercise, {}).get("status") == "passed"


@dataclass
class Handed:
    """A folder's learners, and (file, reason) for all that is not counted or is noteworthy."""

    learners: list[Learner] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def parse(raw: bytes) -> dict[str, Any]:
    """An export from a file's bytes. Raises `Refused`.

    >>> parse(b"PK")
    Traceback (most recent call last):
    tools.class_files.Refused: is damaged, or no JSON file
    """
    try:
        data = json.loads(raw)  # in UTF-8, with or without a mark, or UTF-16
    except (ValueError, RecursionError):
        raise Refused("is damaged, or no JSON file") from None
    if isinstance(data, dict) and "version" in data and "kind" not in data:
        raise Refused("is a progress file; ask for what `progress.export` writes")
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise Refused("is no export of this course")
    form = data.get("form")
    if not isinstance(form, int) or form < 1:
        raise Refused("is damaged: it does not say its form")
    if form > FORM:
        raise Refused("was written by a newer version of the course than this one")
    if data.get("sum") != _sum(data):
        raise Refused("was changed after it was written, or is damaged")
    return checked(data)


def _sum(data: dict[str, Any]) -> str:
    try:
        return checksum(data)
    except (ValueError, RecursionError):
        return ""


def checked(data: dict[str, Any]) -> dict[str, Any]:
    """An export whose fingerprint fits, if its values can be true. Raises `Refused`.

    It can be if it is what `collect` makes of it: no other entries, types, lengths or signs.
    """
    try:
        right_name = checked_pseudonym(data.get("pseudonym")) == data["pseudonym"]
    except CourseError:
        right_name = False
    version = data.get("course")
    if not right_name or not isinstance(version, str) or not VERSION.fullmatch(version):
        raise Refused("has a pseudonym or a version that the course never writes")
    whole = is_sound(data) and collect(data["pseudonym"], data, version) == data
    if not whole or not all(map(possible, entries(data))):
        raise Refused("holds what the course never writes")
    return data


def entries(data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(section, entry) for section in SECTIONS for entry in data[section].values()]


def possible(pair: tuple[str, dict[str, Any]]) -> bool:
    """Whether the course could have written an entry.

    >>> possible(("exercises", {"status": "passed", "attempts": 1}))
    True
    >>> possible(("exercises", {"status": "passed", "attempts": -1}))
    False
    """
    section, entry = pair
    if section == "exercises":
        counts = [entry.get("attempts", 0), entry.get("hints", 0)]
        counts += entry.get("mistakes", {}).values()
        tried = entry.get("status") in STATES[:1] or entry.get("attempts", 0) > 0
        return entry.get("status") in STATES and tried and all(0 <= n < 10**6 for n in counts)
    if section == "quizzes":
        return 0 <= entry.get("choice", 0) < 20
    return not any(isinstance(entry.get(key), bool) for key in ("guess", "measured"))


def covers(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether `one` can be a later export of the same learner: nothing of `other` is lost in it."""
    return all(
        name in one[section] and later(section, one[section][name], entry)
        for section in SECTIONS
        for name, entry in other[section].items()
    )


def later(section: str, new: dict[str, Any], old: dict[str, Any]) -> bool:
    """Whether an entry can have become another: tries grow, first guesses and choices stay."""
    if section == "exercises":
        grown = all(new.get(key, 0) >= old.get(key, 0) for key in ("attempts", "hints"))
        return grown and (old["status"] != "passed" or new["status"] == "passed")
    key = "guess" if section == "predictions" else "choice"
    return key not in old or new.get(key) == old[key]


def read(folder: Path) -> Handed:
    """All exports of a folder, in the order of their names. Raises `CourseError` without one."""
    if not folder.is_dir():
        raise CourseError(f"{folder} is no folder. Name the one with the files of your class.")
    handed = Handed()
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or (path.is_dir() and not holds_exports(path)):
            continue
        try:
            add(handed, shown(path.name), parse(contents(path)))
        except Refused as reason:
            handed.left_out.append((shown(path.name), f"{reason}."))
    return handed


def shown(name: str) -> str:
    """A file's name as it may be shown: without signs that turn, hide or end a line.

    >>> shown("a\\u202eb.json")
    'a�b.json'
    """
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def holds_exports(folder: Path) -> bool:
    """Whether a folder may hold what a learner handed in; the report's own does not."""
    try:
        return any(path.suffix == ".json" for path in folder.rglob("*"))
    except OSError:
        return True


def contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("is a folder: put the files in it beside the others")
        if not path.is_file():
            raise Refused("is no file that can be read")
        if path.stat().st_size > LARGEST:
            raise Refused(f"is larger than {LARGEST // 1_000_000} MB, as no export is")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror})") from None


def add(handed: Handed, file: str, data: dict[str, Any]) -> None:
    """Count an export once: of two by the same learner the one that holds more."""
    name = data["pseudonym"]
    same = [one for one in handed.learners if one.data["pseudonym"].casefold() == name.casefold()]
    for known in same:
        if covers(known.data, data):
            what = "is a copy of" if covers(data, known.data) else "is older than"
            handed.left_out.append((file, f"{what} {known.file}."))
            return
        if covers(data, known.data):
            handed.left_out.append((known.file, f"is older than {file}."))
            place = handed.learners.index(known)
            handed.learners[place] = Learner(known.name, file, data["course"], data)
            return
    if same:
        handed.notes.append((file, f"another learner has the pseudonym {name!r}, too."))
        name = f"{name} ({len(same) + 1})"
    handed.learners.append(Learner(name, file, data["course"], data))
