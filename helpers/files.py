"""Where the course lives on disk, and writing files so that a crash never leaves half of one."""

import hashlib
import json
import os
import tempfile
from pathlib import Path


class CourseError(Exception):
    """Something the learner can put right. The message says what is wrong and what to do."""


def root() -> Path:
    """The folder that holds `lessons/`, `labs/` and `helpers/`.

    >>> (root() / "helpers" / "files.py").exists()
    True
    """
    return Path(__file__).resolve().parent.parent


def cache_dir() -> Path:
    """A folder for things that can be made again; `COURSE_CACHE` moves it elsewhere."""
    folder = Path(os.environ.get("COURSE_CACHE") or root() / ".cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_bytes(path: Path | str, data: bytes) -> Path:
    """Write `data` to `path` in one step: readers see the old file or the new one, never a part.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder) / "a" / "b.bin", b"abc").read_bytes()
    b'abc'
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Same folder, so that the final rename never crosses a file system.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)  # mkstemp makes files that only their owner can read
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
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
    return write_text(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def read_json(path: Path | str) -> object:
    """Read JSON, or raise `CourseError` that names the file and the cure.

    >>> read_json("no-such.json")
    Traceback (most recent call last):
    helpers.files.CourseError: no-such.json is missing. Check the name and the folder.
    """
    path = Path(path)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path.name} is missing. Check the name and the folder.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CourseError(
            f"{path.name} is damaged ({error}). Delete it, or fetch it again."
        ) from None


def sha256(path: Path | str) -> str:
    """The file's fingerprint, as 64 hexadecimal digits."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
