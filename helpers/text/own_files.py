"""Your own files as data. Whatever is wrong with a file, the error says what to do about it."""

import re
from pathlib import Path

from helpers import arguments
from helpers.files import CourseError

MOST_BYTES = 20_000_000  # some three million words: a laptop reads that in seconds
NOT_TEXT = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".xls", ".xlsx", ".ppt", ".pptx"}


@arguments.checked
def read_bytes(path: str | Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file that is there, is no folder and has at most `most` bytes.

    Raises `CourseError` otherwise.

    >>> read_bytes("no-such-file.csv")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no file no-such-file.csv. Give the whole path, for example \
r"C:\\texts\\manual.csv" or "/home/me/manual.csv".
    """
    path = Path(path).expanduser()
    if path.is_dir():
        raise CourseError(f"{path.name or path} is a folder. Name one file in it.")
    try:
        if path.stat().st_size > most:
            raise CourseError(
                f"{path.name} is larger than {most // 1_000_000} MB. Cut out a part of it."
            )
        return path.read_bytes()
    except FileNotFoundError:
        name = f"manual{path.suffix or '.txt'}"
        raise CourseError(
            f"There is no file {path.name}. Give the whole path, for example"
            f' r"C:\\texts\\{name}" or "/home/me/{name}".'
        ) from None
    except OSError as error:
        raise CourseError(f"{path.name} cannot be read ({error.strerror}).") from None


def decode(data: bytes, name: str, last_resort: str | None = None) -> tuple[str, str]:
    """The text in `data`, with `\\n` line ends, and the encoding it was in.

    UTF-8, or UTF-16 if the first bytes say so, or `last_resort` if it is neither.

    Raises `CourseError` about the file `name` if it is empty or no plain text.

    >>> decode(b"caf\\xe9", "menu.csv", last_resort="windows-1252")
    ('café', 'windows-1252')
    """
    utf_16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data and not utf_16:
        raise CourseError(f"{name} is not plain text. Open it and save the text in it as UTF-8.")
    encodings = ["utf-16"] if utf_16 else ["utf-8-sig", last_resort]  # "sig": without its mark
    for encoding in filter(None, encodings):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CourseError(
            f"{name} is not UTF-8. Open it in an editor and save it again with the encoding UTF-8."
        )
    if not text.strip():
        raise CourseError(f"{name} is empty. Choose a file with text in it.")
    return re.sub(r"\r\n?", "\n", text), encoding.removesuffix("-sig")


@arguments.checked
def read_text(path: str | Path) -> str:
    """The text of a file, with `\\n` line ends. UTF-8, or UTF-16 if the file says so.

    Raises `CourseError` if the file is missing, empty, too large, or no plain text.

    >>> read_text("no-such-file.txt")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no file no-such-file.txt. Give the whole path, for example \
r"C:\\texts\\manual.txt" or "/home/me/manual.txt".
    """
    path = Path(path)
    if path.suffix.lower() in NOT_TEXT and not path.expanduser().is_dir():
        raise CourseError(f"{path.name} is not plain text. Open it and save it as a .txt file.")
    return decode(read_bytes(path), path.name)[0]


@arguments.checked
def read_paragraphs(path: str | Path, least_words: int = 0) -> list[str]:
    """The paragraphs of a text file, each on one line, without white space around it.

    Blank lines separate paragraphs. A file without blank lines has one paragraph a line.

    Raises `CourseError` like `read_text`, and if there are fewer than `least_words` words.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "notes.txt"
    ...     _ = file.write_text("One\\nparagraph.\\n\\n\\nAnother.\\n", encoding="utf-8")
    ...     read_paragraphs(file)
    ['One paragraph.', 'Another.']
    """
    text = read_text(path).strip()
    blocks = re.split(r"\n\s*\n", text)
    if len(blocks) == 1:
        blocks = text.split("\n")
    found = [" ".join(block.split()) for block in blocks if block.strip()]
    words = sum(len(paragraph.split()) for paragraph in found)
    if words < least_words:
        raise CourseError(
            f"{Path(path).name} has {words:,} words; this needs {least_words:,}"
            " or more. Choose a longer text, or join several files."
        )
    return found
