"""Text files that learners bring: read one, or say plainly why it cannot be read."""

from pathlib import Path

from helpers.files import CourseError

LARGEST = 5_000_000  # bytes; a book has about a million
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def read_text(path: Path | str) -> str:
    """The text of a plain text file (UTF-8, or UTF-16 as some editors on Windows write it).

    A relative path starts at the notebook's folder; "~" is your home folder. Raises `CourseError`
    for a file that is missing, a folder, empty, too large, or not plain text.

    >>> read_text("no-such-notes.txt")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no file no-such-notes.txt. Check the name and the folder.
    """
    path = Path(path).expanduser()
    if path.is_dir():
        raise CourseError(f"{path.name} is a folder. Give the path of one text file in it.")
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise CourseError(f"{path.name} has {size / 1e6:.0f} MB; this notebook reads up to"
                              f" {LARGEST / 1e6:.0f} MB. Give a part of it.")  # fmt: skip
        data = path.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"There is no file {path.name}. Check the name and the folder.") from None
    except OSError as error:
        raise CourseError(f"{path.name} cannot be read: {error.strerror or error}.") from None
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # PDF, Word and pictures hold such bytes; so do old encodings
        raise CourseError(f"{path.name} is not plain text in UTF-8. Save the document as plain"
                          " text (.txt) with the encoding UTF-8, and give that file.")  # fmt: skip
    if not text.strip():
        raise CourseError(f"{path.name} holds no text. Give a file with a few sentences.")
    return text.replace("\r\n", "\n")
