"""Files as people bring them: what each is read as, or the sentence that says why it cannot be.

The files lie in tests/files, and tests/files/expected.toml says what each must come to. Below,
Hypothesis writes tables in every dialect, and they must come back, or what was read must be said.
"""

import csv
import io
import json
import os
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.files import CourseError, root
from helpers.text import data, letters, own_files, table_files
from helpers.text.encodings import decode, read_bytes
from helpers.text.json_tables import from_json
from helpers.text.tables import from_csv

FILES = root() / "tests" / "files"
EXPECTED = tomllib.loads((FILES / "expected.toml").read_text(encoding="utf-8"))
HEADER = ["text", "label"]
tried = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file(name):
    wanted = EXPECTED[name]
    columns = wanted.get("columns", HEADER)
    if "error" in wanted:
        with pytest.raises(CourseError) as caught:
            table_files.read(FILES / name, columns, wanted.get("names"))
        assert wanted["error"] in str(caught.value)
        return
    found = table_files.read(FILES / name, columns, wanted.get("names"))
    assert [list(row) for row in zip(*found.columns.values())] == wanted["rows"]
    said, notes = " ".join(found.notes), wanted.get("notes", [])
    assert all(note in said for note in notes), said
    assert bool(said) == bool(notes), said


def test_every_file_is_tried():
    assert {path.name for path in FILES.iterdir()} == {*EXPECTED, "expected.toml"}
    assert len(EXPECTED) >= 60


SIGNS = st.sampled_from('ab cdé日😀\'.!\\-#0\u200b\n\n""""')
CELLS = st.text(SIGNS | st.sampled_from(",;\t|,;"), max_size=12)
LABELS = st.sampled_from(["good", "bad", "so, so", 'a "b"'])
ROWS = st.lists(st.tuples(CELLS, LABELS | CELLS), min_size=1, max_size=12)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]


def seen(rows) -> list[tuple[str, ...]]:
    """The rows that are not blank."""
    return [tuple(row) for row in rows if any(map(letters.shown, row))]


def read(data: bytes, name: str = "a.csv") -> tuple[list[tuple[str, ...]], str]:
    """The rows of a CSV file, and what is said about it."""
    text, notes = decode(data, name, last_resort="windows-1252")
    columns = from_csv(text, name, HEADER, None, notes)
    return list(zip(columns["text"], columns["label"])), " ".join(notes)


@tried
@given(
    rows=ROWS,
    separator=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
    told=st.booleans(),
    blank=st.integers(0, 2),
    more=st.booleans(),
)
def test_any_csv_comes_back(rows, separator, quoting, line_end, encoding, told, blank, more):
    stream = io.StringIO(newline="")
    stream.write(f"sep={separator}{line_end}" if told else "")
    writer = csv.writer(stream, delimiter=separator, quoting=quoting, lineterminator=line_end)
    ids = [["id"], *([str(i + 7)] for i in range(len(rows)))] if more else [[]] * (len(rows) + 1)
    ended = [[cell.replace("\n", line_end) for cell in row] for row in [HEADER, *rows]]
    writer.writerows([*i, *row, *[""] * blank] for i, row in zip(ids, ended))
    found, said = read(stream.getvalue().encode(encoding))
    wanted = list(rows) if more else seen(rows)
    # Some tables cannot be told from others: then it is said what was read, and no line is lost.
    assert found == wanted or ("can be one row or a row each" in said and len(found) > len(wanted))


@tried
@given(rows=st.lists(st.tuples(st.text('ab "\n', max_size=8), LABELS), min_size=1, max_size=9))
def test_backslashes_before_quotation_marks(rows):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\")
    writer.writerows([HEADER, *rows])
    found, said = read(stream.getvalue().encode())
    assert found == seen(rows) or "can be one row or a row each" in said


@tried
@given(rows=ROWS, separator=st.sampled_from(",;"))
def test_quotation_marks_never_swallow_a_row(rows, separator):
    """Rows without quoting, each on a line: every one of them comes back, whatever marks it has.

    Only a row of nothing but marks is a blank one.
    """
    plain = [
        tuple(cell.translate(dict.fromkeys(map(ord, ",;\t|\n\\"))) or "x" for cell in row)
        for row in rows
    ]
    lines = [separator.join(row) for row in [HEADER, *plain]]
    found, said = read("\n".join(lines).encode())
    some = seen([cell.replace('"', "") for cell in row] for row in plain)
    assert len(some) <= len(found) <= len(plain) or "were read as one row" in said


@tried
@given(rows=ROWS, kind=st.sampled_from("records columns index split values table lines".split()))
def test_any_json_of_pandas_comes_back(rows, kind):
    frame = pd.DataFrame(rows, columns=HEADER)
    text = (
        frame.to_json(orient="records", lines=True)
        if kind == "lines"
        else frame.to_json(orient=kind, force_ascii=len(rows) % 2 == 0)
    )
    columns = from_json(text, "a.json", HEADER if kind == "values" else None)
    assert list(zip(columns["text"], columns["label"])) == rows


@tried
@given(text=st.text(), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_any_text_comes_back(text, encoding):
    begun = f"It says: {text}"
    found, _ = decode(begun.replace("\0", "").encode(encoding), "a.txt")
    assert found == begun.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


@tried
@given(halves=st.text(st.sampled_from("a\ud83d\ude00é"), max_size=9))
def test_halves_of_characters_never_stay(halves):
    columns = from_json(json.dumps([{"text": halves}]), "a.json")
    found, count = letters.whole(columns["text"][0])
    found.encode("utf-8")
    assert count == found.count("\ufffd") == len(halves) - len(found) - found.count("😀") + count


@tried
@given(text=st.text(st.sampled_from("ab -!日本。ไทยမြန် \n"), max_size=20), count=st.integers(1, 9))
def test_words_of_any_script(text, count):
    begun = letters.first_words(text, count)
    assert letters.words(begun) == min(count, letters.words(text))
    assert " ".join(text.split()).startswith(begun)
    ascii_only = "".join(filter(str.isascii, text))
    assert letters.words(ascii_only) == len(ascii_only.split())


PATHS = {
    "": "Give the path of a file",
    "  ": "Give the path of a file",
    "a\0b.csv": "There is no file",
    "a" * 5000 + ".csv": "There is no file aaa",
    "~nobody-of-this-name/a.csv": "There is no file a.csv",
    "https://example.org/a.csv": "is an address. Download the file",
    "s3://example/a.csv": "is an address. Download the file",
}


@pytest.mark.parametrize("path", PATHS, ids=map(repr, range(len(PATHS))))
@pytest.mark.parametrize("door", [table_files.read, own_files.read_text])
def test_a_path_that_leads_nowhere(path, door):
    with pytest.raises(CourseError, match=PATHS[path]):
        door(path, ["text"] if door is table_files.read else "text")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_never_ends_is_not_begun(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(CourseError, match="is no file, but a device"):
        table_files.read(tmp_path / "pipe.csv", HEADER)


def test_a_folder_that_nobody_may_look_into(tmp_path, monkeypatch):
    def refuse(self, **how):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    for door in (own_files.read_text, own_files.read_lines, own_files.read_paragraphs):
        with pytest.raises(CourseError, match=r"a.csv cannot be read \(Permission denied\)"):
            door(tmp_path / "a.csv")


def test_a_file_that_grows_is_not_read_without_end(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"ab" * 9)
    with pytest.raises(CourseError, match="is larger than"):
        read_bytes(tmp_path / "a.txt", most=17)
    assert len(read_bytes(tmp_path / "a.txt", most=18)) == 18


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"text": []}, "Name a column with texts"),
        ({"text": ["text", "text\u200b"]}, "names the column 'text' twice"),
        ({"label": "text\u200b"}, "cannot be the text and the label"),
        ({"classes": {"good": "", "bad": "x"}}, "a class without a name for 'good'"),
        ({"classes": {"good": "x", "good ": "y", "bad": "z"}}, "two classes for 'good'"),
        ({"seed": -1}, "from 0 to"),
        ({"seed": 2**32}, "from 0 to"),
    ],
)
def test_what_is_asked_of_a_table(wrong, said, tmp_path):
    rows = [f"text {i},{'good' if i % 2 else 'bad'}" for i in range(24)]
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        data.load(tmp_path / "a.csv", **{"show": False, **wrong})


def test_a_long_class_name_is_cut_where_it_is_told(tmp_path, capsys):
    rows = [f"text {i},{'good' * 99 if i % 2 else 'bad'}" for i in range(24)]
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    assert "good" * 99 in data.load(tmp_path / "a.csv")["train"].features["label"].names
    assert "…" in (said := capsys.readouterr().out) and "good" * 12 not in said.replace("\n", "")
