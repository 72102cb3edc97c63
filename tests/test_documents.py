"""Files that learners bring: every kind of unfit file gets a sentence that says what to do."""

import pytest

from helpers import documents
from helpers.files import CourseError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_read(tmp_path, encoding):
    path = tmp_path / "notes.txt"
    path.write_text("Größe: 5 €\r\n\r\nZwei", encoding=encoding, newline="")
    assert documents.read_text(path) == "Größe: 5 €\n\nZwei"
    assert documents.read_text(str(path)).startswith("Größe")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "holds no text"),
        (b" \n\n", "holds no text"),
        ("Größe".encode("cp1252"), "not plain text in UTF-8. Save"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "not plain text"),
        (b"PK\x03\x04\x00\x00", "not plain text"),
    ],
)
def test_other_files_are_refused(tmp_path, data, message):
    path = tmp_path / "notes.txt"
    path.write_bytes(data)
    with pytest.raises(CourseError, match=f"notes.txt .*{message}"):
        documents.read_text(path)


def test_places_are_refused(tmp_path, monkeypatch):
    with pytest.raises(CourseError, match="is a folder"):
        documents.read_text(tmp_path)
    with pytest.raises(CourseError, match="There is no file a.txt"):
        documents.read_text(tmp_path / "a.txt")
    (tmp_path / "a.txt").write_text("too long", encoding="utf-8")
    monkeypatch.setattr(documents, "LARGEST", 3)
    with pytest.raises(CourseError, match="Give a part of it"):
        documents.read_text(tmp_path / "a.txt")
