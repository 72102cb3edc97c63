"""Your own texts: of a text file, or of a column in a table. An error says what to do about it."""

import re
from pathlib import Path

from helpers import arguments
from helpers.files import CourseError
from helpers.show import display
from helpers.text import letters, table_files
from helpers.text.encodings import MOST_BYTES, decode, located, read_bytes

NOT_TEXT = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".ppt", ".pptx"}


@arguments.checked
def read_text(path: str | Path, column: str = "text") -> str:
    """The text of a file, with `\\n` line ends, in UTF-8 or what else can be told.

    Of a table (.csv, .tsv, .json, .jsonl, .parquet) it is the texts of one `column`, with a blank
    line between them. What was unusual is said.

    Raises `CourseError` if the file is missing, empty, too large, or no plain text, or if a table
    has no such column.

    >>> read_text("no-such-file.txt")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no file no-such-file.txt. Give the whole path, for example \
r"C:\\texts\\manual.txt" or "/home/me/manual.txt".
    """
    path = located(path)
    if is_table(path):
        return "\n\n".join(_of_table(path, column))
    if path.suffix.lower() in NOT_TEXT and not path.is_dir():
        raise CourseError(f"{path.name} is not plain text. Open it and save it as a .txt file.")
    text, notes = decode(read_bytes(path, MOST_BYTES), path.name)
    _say(notes)
    return text


@arguments.checked
def is_table(path: str | Path) -> bool:
    """Whether a file's ending is that of a table or of a spreadsheet.

    >>> is_table("notes.CSV"), is_table("notes.txt")
    (True, False)
    """
    return Path(path).suffix.lower() in (*table_files.ENDINGS, *table_files.SPREADSHEETS)


def _of_table(path: Path, column: str) -> list[str]:
    """The texts of a column, without rows in which it is blank."""
    found = table_files.read(path, [column])
    values = found.columns[column]
    texts = [str(value).strip() for value in values if value is not None and value == value]
    texts = [text for text in texts if letters.shown(text)]
    if not texts:
        raise CourseError(f"No row of {path.name} has a text in the column {column!r}.")
    _say([*found.notes, f"Read {len(texts):,} of {len(values):,} rows of {path.name}."])
    return texts


def _say(notes: list[str]) -> None:
    if notes:
        display.say("\n".join(notes))


@arguments.checked
def read_lines(path: str | Path, column: str = "text") -> list[str]:
    """The lines of a text file, or the rows of a table's `column`, without blank ones.

    Raises `CourseError` like `read_text`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "notes.txt"
    ...     _ = file.write_text(" One.\\n\\nTwo.", encoding="utf-8")
    ...     read_lines(file)
    ['One.', 'Two.']
    """
    path = located(path)
    found = _of_table(path, column) if is_table(path) else read_text(path).split("\n")
    return [" ".join(line.split()) for line in found if letters.shown(line)]


@arguments.checked
def read_paragraphs(path: str | Path, least_words: int = 0, column: str = "text") -> list[str]:
    """The paragraphs of a text file, each on one line, without white space around it.

    Blank lines separate paragraphs. A file without blank lines has one paragraph a line. Of a table
    each row of `column` is one. Words are counted as `letters.words` does.

    Raises `CourseError` like `read_text`, and if there are fewer than `least_words` words.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "notes.txt"
    ...     _ = file.write_text("One\\nparagraph.\\n\\n\\nAnother.\\n", encoding="utf-8")
    ...     read_paragraphs(file)
    ['One paragraph.', 'Another.']
    """
    path = located(path)
    if is_table(path):
        found = read_lines(path, column)
    else:
        text = read_text(path)
        blocks = [block for block in re.split(r"\n\s*\n", text) if letters.shown(block)]
        blocks = text.split("\n") if len(blocks) == 1 else blocks
        found = [" ".join(block.split()) for block in blocks if letters.shown(block)]
    words = sum(map(letters.words, found))
    if words < least_words:
        raise CourseError(
            f"{path.name} has {words:,} words; this needs {least_words:,}"
            " or more. Choose a longer text, or join several files."
        )
    return found
