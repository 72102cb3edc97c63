"""Reading a learner's own file: any encoding that can be told, and a cure for everything else."""

import pytest

from helpers.files import CourseError
from helpers.text.own_files import MOST_BYTES, read_lines, read_paragraphs, read_text

TEXT = "Ärger im\nersten Absatz.\n\nZweiter — Absatz."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_reads_the_same_from_every_system(tmp_path, encoding, line_end):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", line_end).encode(encoding))
    assert read_text(path) == TEXT
    assert read_paragraphs(str(path)) == ["Ärger im ersten Absatz.", "Zweiter — Absatz."]


def test_without_blank_lines_each_line_is_a_paragraph(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("  one line\nanother  line \n", encoding="utf-8")
    assert read_paragraphs(path) == ["one line", "another line"]


@pytest.mark.parametrize(
    "name, data, message",
    [
        ("empty.txt", b" \n\t\n", "is empty"),
        ("latin.txt", "Ärger".encode("latin-1"), "encoding UTF-8"),
        ("half.txt", b"\xff\xfea", "encoding UTF-8"),
        ("binary.bin", b"a\0b", "is not plain text"),
        ("zip.txt", b"PK\x03\x04\x00\x00", "is not plain text"),
        ("paper.PDF", b"%PDF-1.7", "save it as a .txt file"),
        ("big.txt", b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_a_file_that_will_not_do_names_the_cure(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CourseError, match=message) as caught:
        read_paragraphs(path)
    assert name in str(caught.value)


def test_missing_folder_and_short(tmp_path):
    with pytest.raises(CourseError, match="There is no file gone.txt"):
        read_paragraphs(tmp_path / "gone.txt")
    with pytest.raises(CourseError, match="is a folder"):
        read_paragraphs(tmp_path)
    path = tmp_path / "short.txt"
    path.write_text("three words only", encoding="utf-8")
    with pytest.raises(CourseError, match=r"short.txt has 3 words; this needs 2,000 or more"):
        read_paragraphs(path, least_words=2000)


def test_home_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "mine.txt").write_text("Mine.", encoding="utf-8")
    assert read_text("~/mine.txt") == "Mine."


def test_a_table_gives_the_texts_of_a_column(tmp_path, capsys):
    path = tmp_path / "notes.csv"
    path.write_text('id;note\n1;One, two.\n2;\u200b\n3;"Three\n\nlines."\n', encoding="utf-16")
    assert read_paragraphs(path, column="note") == ["One, two.", "Three lines."]
    assert read_lines(path, "note") == ["One, two.", "Three lines."]
    assert read_text(path, "note") == "One, two.\n\nThree\n\nlines."
    assert "Read 2 of 3 rows of notes.csv." in capsys.readouterr().out
    with pytest.raises(CourseError, match="has no column 'text'. It has: 'id', 'note'"):
        read_paragraphs(path)
    path.write_text("text,id\n ,1\n", encoding="utf-8")
    with pytest.raises(CourseError, match="No row of notes.csv has a text"):
        read_lines(path)


def test_words_are_counted_without_spaces(tmp_path):
    path = tmp_path / "zh.txt"
    path.write_text("我很喜欢这本书。" * 300, encoding="utf-8")
    assert len(read_paragraphs(path, least_words=2000)) == 1
    path.write_text("我很喜欢这本书。" * 100, encoding="utf-8")
    with pytest.raises(CourseError, match="zh.txt has 700 words; this needs 2,000 or more"):
        read_paragraphs(path, least_words=2000)


def test_damage_is_told(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_bytes("Größe aus Köln\n".encode() + b"x\xff")
    assert read_text(path) == "Größe aus Köln\nx�"
    assert "places that are not UTF-8: 1" in " ".join(capsys.readouterr().out.split())
