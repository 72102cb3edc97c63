"""Where the course lives on disk, and writing files so that a crash never leaves half of one.

A disk may be full, read-only, or in use by another notebook. What a learner wants written raises
`WriteError`, which says what to do; what can be made again is kept with `keep`, which says it once
and lets the work go on.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from helpers.errors import sentence_first
from helpers.systems import contents, refused, replace, write_cure

A_DAY = 86_400  # seconds; a part of a file that is older was left by a process that was killed
_said: set[str] = set()
_writable: dict[Path, bool] = {}


class CourseError(Exception):
    """Something the learner can put right. The message says what is wrong and what to do."""

    _render_traceback_ = sentence_first  # how a notebook shows it


class WriteError(CourseError, OSError):
    """A file that the disk does not take, and what to do about it.

    >>> print(WriteError(Path("a.json"), OSError(28, "No space left on device")))
    a.json cannot be written (No space left on device). Free some space on the disk.
    """

    def __init__(self, path: Path, error: OSError):
        why = error.strerror or str(error)
        super().__init__(f"{path.name} cannot be written ({why}). {write_cure(error)}")
        self.errno, self.strerror = error.errno, why

    def __str__(self) -> str:
        return str(self.args[0])


def say_once(key: str, text: str) -> None:
    """Print a sentence, unless one was printed for this key before."""
    if key not in _said:
        _said.add(key)
        print(textwrap.fill(text, 75, break_on_hyphens=False))


def root() -> Path:
    """The folder that holds `lessons/`, `labs/` and `helpers/`.

    >>> (root() / "helpers" / "files.py").exists()
    True
    """
    return Path(__file__).resolve().parent.parent


def _takes_files(folder: Path) -> bool:
    """Make a folder, and try once in this process whether a file can be put into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder not in _writable:
            with tempfile.TemporaryFile(dir=folder):
                _writable[folder] = True
    except OSError:
        _writable[folder] = False
    return _writable[folder]


def cache_dir() -> Path:
    """A folder for things that can be made again; `COURSE_CACHE` moves it elsewhere.

    If it cannot be written, it is one among the system's temporary files, and that is said. Runs
    with the class's budget are not those of the whole course, and have a folder below it.
    """
    wanted = Path(os.environ.get("COURSE_CACHE") or root() / ".cache") / _part()
    user = getattr(os, "getuid", lambda: "user")()
    spare = Path(tempfile.gettempdir()) / f"weights-and-context-{user}"
    if _takes_files(wanted) or not _takes_files(spare):
        return wanted
    say_once(
        str(wanted),
        f"The folder {wanted.name} cannot be written. What can be made again is kept in {spare},"
        " until the system clears it. Set COURSE_CACHE to a folder of yours to keep it.",
    )
    return spare


def _part() -> str:
    return "class" if os.environ.get("COURSE_BUDGET") == "class" else ""


def cached(name: str) -> list[Path]:
    """Where a file of the cache may be: in your own, or in one that many share, read only.

    The environment variable `COURSE_SHARED` names that folder: a cache that somebody filled.
    """
    places, shared = [cache_dir()], os.environ.get("COURSE_SHARED")
    places += [cache_dir().parent] if _part() else []
    if shared and Path(shared).is_dir():
        places.append(Path(shared))
    elif shared:
        say_once(shared, f"COURSE_SHARED is {shared}, and there is no such folder. It is left out.")
    return [place / name for place in places]


def part_of(name: str) -> str:
    """What the names of unfinished parts of a file begin with.

    >>> part_of("a.json")
    '.a.json.'
    """
    return f".{name if len(name.encode()) < 230 else name[:50]}."


def clear_parts(folder: Path, prefix: str, now: float = math.inf) -> None:
    """Remove what killed processes left behind: unfinished parts, a day older than `now`."""
    for path in folder.iterdir():
        if path.name.startswith(prefix) and path.name.endswith(".part"):
            with suppress(OSError):
                if now - path.stat().st_mtime > A_DAY:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def write_bytes(path: Path | str, data: bytes) -> Path:
    """Write `data` to `path` in one step: readers see the old file or the new one, never a part.

    Raises `WriteError` if the disk is full or the folder read-only; the old file is still there.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder) / "a" / "b.bin", b"abc").read_bytes()
    b'abc'
    """
    path = Path(path)
    target = Path(os.path.realpath(path))  # a link stays a link
    if wrong := refused(target):
        raise CourseError(wrong)
    prefix, temporary = part_of(target.name), ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Same folder, so that the final rename never crosses a file system.
        handle, temporary = tempfile.mkstemp(".part", prefix, target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(OSError):  # mkstemp makes files that only their owner can read
            os.chmod(temporary, 0o644)
        clear_parts(target.parent, prefix, os.stat(temporary).st_mtime)
        replace(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise WriteError(path, error) from None
        raise
    return path


def write_text(path: Path | str, text: str) -> Path:
    """Like `write_bytes`, in UTF-8 with Unix line ends on every system."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: Path | str, value: object) -> Path:
    """Like `write_text`, as indented JSON that keeps accents and ends with a line break.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_json(Path(folder) / "a.json", {"é": 1}).read_text(encoding="utf-8")
    '{\\n "é": 1\\n}\\n'
    """
    try:
        return write_text(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")
    except UnicodeEncodeError:  # half of a pair of UTF-16 is no text; JSON can escape it
        return write_text(path, json.dumps(value, indent=1) + "\n")


def keep(write: Callable, path: Path, value: object) -> bool:
    """write(path, value), for what can be made again. If the disk refuses, that is said once.

    >>> keep(write_json, root() / "README.md" / "a.json", [])  # doctest: +ELLIPSIS
    a.json cannot be written (...
    False
    """
    try:
        write(path, value)
    except OSError as error:
        cause = error if isinstance(error, WriteError) else WriteError(path, error)
        say_once(str(path), f"{cause} The work goes on, and this file is not kept.")
        return False
    return True


def read_kept(path: Path) -> dict:
    """A dict that `keep` wrote as JSON; nothing if there is none, or if it is damaged.

    >>> read_kept(Path("no-such.json"))
    {}
    """
    if not path.exists():
        return {}
    found = None
    with suppress(CourseError):
        found = read_json(path)
    if isinstance(found, dict):
        return found
    say_once(str(path), f"{path.name} in the cache is damaged; what it held is made again.")
    return {}


def read_json(path: Path | str) -> object:
    """Read JSON, or raise `CourseError` that names the file and the cure.

    >>> read_json("no-such.json")
    Traceback (most recent call last):
    helpers.files.CourseError: no-such.json is missing. Check the name and the folder.
    """
    path = Path(path)
    try:
        return json.loads(contents(path))  # in UTF-8, with or without a mark, or UTF-16
    except FileNotFoundError:
        raise CourseError(f"{path.name} is missing. Check the name and the folder.") from None
    except OSError as error:
        raise CourseError(
            f"{path.name} cannot be read ({error.strerror}). Check who may read it."
        ) from None
    except (ValueError, RecursionError) as error:  # no JSON, or no text at all
        raise CourseError(
            f"{path.name} is damaged ({error}). Delete it, or fetch it again."
        ) from None


def sha256(path: Path | str) -> str:
    """The file's fingerprint, as 64 hexadecimal digits."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
