"""From a file to its bytes, and to its text, in whatever encoding it is and however damaged."""

import codecs
import errno
import re
import stat
from pathlib import Path

from helpers.files import CourseError
from helpers.text import letters

MOST_BYTES = 20_000_000  # some three million words: a laptop reads that in seconds
MARKS = {  # the longer marks first: that of UTF-16 begins one of UTF-32
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# What begins a file that is something else than its name says.
PAGE = "a web page. Fetch the file itself; perhaps you have to log in first"
COMPRESSED = "compressed. Unpack it first"
OTHERS = {
    b"PK\x03\x04": "a zip archive or a spreadsheet. Unpack it, or save it as CSV (UTF-8)",
    b"PK\x05\x06": "a zip archive with nothing in it. Fetch it again",
    b"PAR1": "a Parquet file. Give its name the ending .parquet",
    b"\x1f\x8b": COMPRESSED,
    b"BZh91AY&SY": COMPRESSED,
    b"\xfd7zXZ": COMPRESSED,
    b"\x28\xb5\x2f\xfd": COMPRESSED,
    b"7z\xbc\xaf": COMPRESSED,
    b"%PDF": "a PDF. Open it and save the text in it as UTF-8",
    b"{\\rtf": "a document with its layout (RTF). Open it and save it as text (UTF-8)",
    b"\xd0\xcf\x11\xe0": "an old Office file. Open it and save it as CSV or text (UTF-8)",
    b"<!doctype html": PAGE,
    b"<html": PAGE,
    b"<table": "a table as a web page. Open it in a spreadsheet and save it as CSV (UTF-8)",
    b"<?xml": "XML. Open it in the program it is from and save it as CSV or text (UTF-8)",
    b"SQLite format 3": "a database. Export the table as CSV (UTF-8)",
    b"version https://git": "a pointer of Git LFS. Fetch the file itself with `git lfs pull`",
}
SAVE = "Open it in an editor and save it again with the encoding UTF-8."
FEW = 1 / 8  # of the bytes: so few zeros are damage; in UTF-16 a Latin letter has one of two
FILLED = bytes(8)  # no text of any encoding has so many in a row
FOREIGN = 0.3  # in Windows-1252 fewer of the letters are accented: it serves Western Europe


def located(path: str | Path) -> Path:
    """The path, with `~` replaced. There need be no file.

    Raises `CourseError` if it can be no file's, or if its folder may not be looked into.

    >>> located("https://example.org/a.csv")
    Traceback (most recent call last):
    helpers.files.CourseError: https://example.org/a.csv is an address. Download the file, and \
give the path where it is then.
    """
    if re.match(r"(?:https?|ftp|file|s3|gs|hdfs):/", str(path)):
        raise CourseError(
            f"{path} is an address. Download the file, and give the path where it is then."
        )
    if not str(path).strip():
        raise CourseError('Give the path of a file, for example "/home/me/manual.txt".')
    try:
        found = Path(path).expanduser()
        found.stat()
    except (FileNotFoundError, NotADirectoryError):
        return found
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _missing(Path(path)) from None
        raise _unreadable(found, error) from None
    except (ValueError, RuntimeError):  # a zero in it, or `~` and nobody's name
        raise _missing(Path(path)) from None
    return found


def _missing(path: Path) -> CourseError:
    shown = path.name if len(path.name) <= 80 else f"{path.name[:79]}…"
    name = f"manual{path.suffix if 1 < len(path.suffix) <= 9 else '.txt'}"
    return CourseError(
        f"There is no file {shown}. Give the whole path, for example"
        f' r"C:\\texts\\{name}" or "/home/me/{name}".'
    )


def _unreadable(path: Path, error: OSError) -> CourseError:
    return CourseError(
        f"{path.name} cannot be read ({error.strerror}). Close the program that has it open,"
        " or check who may read it."
    )


def read_bytes(path: str | Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file that is there, is no folder and has at most `most` bytes.

    Raises `CourseError` otherwise.

    >>> read_bytes("no-such-file.csv")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no file no-such-file.csv. Give the whole path, for example \
r"C:\\texts\\manual.csv" or "/home/me/manual.csv".
    """
    path = located(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CourseError(f"{path.name or path} is a folder. Name one file in it.")
        if not stat.S_ISREG(mode):  # such as a pipe, which may never end
            raise CourseError(f"{path.name} is no file, but a device. Name a file.")
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > most:
        raise CourseError(
            f"{path.name} is larger than {most // 1_000_000} MB. Cut out a part of it."
        )
    return data


def refuse_others(data: bytes, name: str, but: bytes = b"") -> None:
    """Raise `CourseError` if a file begins as one of another kind than its name says.

    but: how one of this kind begins.

    >>> refuse_others(b"PK\\x05\\x06", "a.csv")
    Traceback (most recent call last):
    helpers.files.CourseError: a.csv is not plain text: it is a zip archive with nothing in it. \
Fetch it again.
    """
    start = data[:24].lstrip(b"\xef\xbb\xbf \r\n").lower()
    for begin, what in OTHERS.items():
        if begin != but and start.startswith(begin.lower()):
            kind = "no Parquet file" if but else "not plain text"
            raise CourseError(f"{name} is {kind}: it is {what}.")


def decode(data: bytes, name: str, last_resort: str | None = None) -> tuple[str, list[str]]:
    """The text in `data`, with `\\n` line ends, and sentences about what was unusual.

    UTF-8, UTF-16 or UTF-32, with a mark at the beginning or without; or `last_resort`, for example
    "windows-1252", if it is none of them. A few damaged bytes become �, and a sentence says so.

    Raises `CourseError` about the file `name` if it is empty or no plain text.

    >>> decode(b"caf\\xe9", "menu.csv", last_resort="windows-1252")[0]
    'café'
    >>> decode("naïve".encode("utf-32"), "a.csv")
    ('naïve', ['a.csv is in UTF-32.'])
    """
    refuse_others(data, name)
    encoding = _encoding(data, name)
    if encoding == "utf-8":
        text, notes = _eight_bits(data, name, last_resort)
    else:
        notes = [f"{name} is in {encoding[:6].upper()}."]
        try:
            text = data.decode(encoding, "surrogatepass")
        except UnicodeDecodeError:
            kind = encoding[:6].upper()
            raise CourseError(
                f"{name} is not UTF-8, and as {kind} it is damaged or cut off. {SAVE}"
            ) from None
    text, halves = letters.whole(text.lstrip("\ufeff"))
    if halves:
        notes.append(f"Halves of characters in {name}: {halves:,}. � stands for each.")
    if not letters.shown(text):
        raise CourseError(f"{name} is empty. Choose a file with text in it.")
    if zeros := text.count("\0"):
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CourseError(
            f"{name} has zero bytes in its text: {zeros:,}, the first in line {line:,}. Perhaps it"
            " was cut off while it was written. Fetch it again, or take them out."
        )
    return re.sub(r"\r\n?", "\n", text), notes


def _encoding(data: bytes, name: str) -> str:
    """The encoding by the mark at the beginning, or by where the zeros are."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    few = data.count(b"\0") <= FEW * len(data) or FILLED in data
    if b"\0" not in data or (few and _is_utf_8(data)):
        return "utf-8"
    found: dict[str, int] = {}
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\0-\x08\x0e-\x1f]", text):
            found[encoding] = len(re.findall(r"[\t\n\r -~]", text))
    if not any(found.values()):
        raise CourseError(f"{name} is not plain text. Open it and save the text in it as UTF-8.")
    return max(found, key=found.get)


def _is_utf_8(data: bytes) -> bool:
    try:
        return bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _eight_bits(data: bytes, name: str, last_resort: str | None) -> tuple[str, list[str]]:
    """Text in UTF-8 with or without damage, or in the last resort, and what to say of it."""
    for errors in (
        "strict",
        "surrogatepass",
    ):  # some programs write halves of characters one by one
        try:
            return data.decode("utf-8", errors), []
        except UnicodeDecodeError as error:
            first = data.count(b"\n", 0, error.start) + 1
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if len(re.findall("[^\0-\x7f\ufffd]", text)) > damaged:
        return text, [
            f"{name} is damaged: places that are not UTF-8: {damaged:,}, the first in line"
            f" {first:,}. � stands for each."
        ]
    try:
        text = data.decode(last_resort or "ascii")
    except UnicodeDecodeError:
        raise CourseError(f"{name} is not UTF-8. {SAVE}") from None
    strange = re.findall(r"[^\W\d_a-zA-Z]", text)
    if len(strange) > FOREIGN * len(re.findall(r"[^\W\d_]", text)):
        raise CourseError(
            f"{name} is not UTF-8, and for Windows-1252 its letters are strange. {SAVE}"
        )
    sample = re.search(r"\w*[^\0-\x7f]\w*", text)[0]
    return text, [
        f"{name} is not UTF-8 and was read as Windows-1252, with words such as"
        f" {sample[:30]!r}. If that looks wrong, save it again as UTF-8."
    ]
