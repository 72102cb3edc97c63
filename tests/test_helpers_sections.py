"""Sections of docstrings, read from small libraries of our own."""

import errno
import inspect

import pytest

from helpers import files
from helpers.files import CourseError
from helpers.text import corpora, sections

NUMPY = '''
"""Add the rows.

Parameters
----------
a : int, optional
    The number of rows that are read at the same time.
b : {"x", "y"}
    The way in which the columns are put into their order.

Returns
-------
total : int
    The sum of all the rows that were read so far.

Notes
-----
The rows are read one after the other, and never two of them at once.

See Also
--------
other : The columns are added by this one, which nobody has written yet.

Examples
--------
We begin with a table that has two rows and three columns.

>>> add(1)
"""
'''
GOOGLE = '''
"""Add the rows.

Args:
    a (int): The number of rows that are read
        at the same time.

            The second paragraph of it stands below, and belongs to it too.
    b: The way in which the columns are put into their order.

Returns:
    int: The sum of all the rows that were read so far.

Raises:
    ValueError: If the table has no rows at all, or too many.

    Note: This sentence is no heading, although it begins like one here.

.. warning::
    The table is changed in place, so keep a copy of the rows.

This paragraph belongs to no section, and is not among the texts.
"""
'''


def found(source):
    return list(sections.texts(inspect.cleandoc(source.strip().strip('"'))))


def test_numpy_s_sections():
    kinds = dict(found(NUMPY))
    assert list(kinds.values()) == ["parameter"] * 2 + ["return value", "note", "example"]
    assert "The number of rows that are read at the same time." in kinds
    assert not any("nobody" in text or "total" in text for text in kinds)


def test_google_s_and_sphinx_s_sections():
    kinds = dict(found(GOOGLE))
    assert kinds["The number of rows that are read at the same time."] == "parameter"
    assert kinds["The sum of all the rows that were read so far."] == "return value"
    assert kinds["If the table has no rows at all, or too many."] == "error"
    assert kinds["The table is changed in place, so keep a copy of the rows."] == "warning"
    assert not any("no section" in text or "(int)" in text for text in kinds)


def test_no_text_holds_its_heading():
    for source in (NUMPY, GOOGLE):
        for text, kind in found(source):
            first = text.split()[0].lower().rstrip(":")
            assert first not in sections.HEADINGS[kind], text
            assert "---" not in text


def test_prose_alone_has_no_section():
    assert list(sections.texts("The number of rows that are read at the same time.")) == []


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A package with sections in modules of every split, and a cache of its own."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sections, "LIBRARIES", ("lib_of_sections",))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "lib_of_sections"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "broken.py").write_text("def (", encoding="utf-8")
    for number in range(60):
        source = NUMPY.replace("rows", f"{'abcdefghij'[number % 10] * (number + 2)}s")
        (folder / f"m{number}.py").write_text(source, encoding="utf-8")
    return folder


def test_whole_modules_are_held_out_and_labels_are_names(library):
    data = sections.load(["note", "parameter"])
    assert data["train"].features["label"].names == ["note", "parameter"]
    splits = sections.rows()
    for split, part in splits.items():
        assert all(corpora.split_of(row["module"]) == split for row in part)
    texts = [row["text"] for part in splits.values() for row in part]
    assert len(texts) == len(set(texts))
    assert len(data["train"]) == sum(r["kind"] in ("note", "parameter") for r in splits["train"])


def test_the_cache_is_used_and_a_damaged_one_made_again(library, capsys):
    first = sections.rows()
    (path,) = files.cache_dir().glob("sections-*.json")
    for module in library.glob("m*.py"):
        module.unlink()
    assert sections.rows() == first
    path.write_text('{"train":', encoding="utf-8")
    with pytest.raises(CourseError, match="is installed"):
        sections.rows()


def test_a_disk_that_refuses_keeps_nothing_and_says_so(library, monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sections, "write_text", full)
    assert sections.load(["note", "parameter"])["train"]
    assert "cannot be written" in capsys.readouterr().out
    assert not list(files.cache_dir().glob("sections-*.json"))


@pytest.mark.parametrize("kinds", [["note"], ["note", "note"], ["note", "see also"]])
def test_kinds_that_there_are_not(library, kinds):
    with pytest.raises(CourseError, match="Name two kinds or more, of these: parameter"):
        sections.load(kinds)
