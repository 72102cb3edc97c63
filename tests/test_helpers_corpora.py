"""The manuals, read from small libraries of our own and, if the cache has them, for real."""

import errno
import sys
import warnings
from pathlib import Path

import pytest

from helpers import files
from helpers.files import CourseError, cache_dir
from helpers.text import corpora

PROSE = "The {} of the model is the number of {} that it reads in one step of its training."
NEARLY = "Note that the {} of the model is the number of {} that it reads in one step of training."


def library(folder, name, modules):
    """Write a package; `modules` maps a file's path to its text."""
    for path, text in {"__init__.py": "", **modules}.items():
        file = folder / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def documented(*paragraphs):
    return '"""' + "\n\n".join(paragraphs) + '"""\n'


@pytest.fixture
def libraries(tmp_path, monkeypatch):
    """A folder on Python's path in which packages can be written; the manuals are of "lib_one"."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(corpora, "LIBRARIES", ("lib_one",))
    return tmp_path


def module_in(split, prefix="lib_one"):
    """A module name that falls into `split`."""
    return next(f"m{i}" for i in range(999) if corpora.split_of(f"{prefix}.m{i}") == split)


def test_nothing_is_imported_or_run(libraries):
    library(libraries, "lib_one", {"m.py": documented(PROSE.format("width", "words")) + "1 / 0\n"})
    rows = corpora.read_library("lib_one")
    assert [row["module"] for row in rows] == ["lib_one.m"]
    assert rows[0]["text"] == PROSE.format("width", "words") and rows[0]["library"] == "lib_one"
    assert "lib_one" not in sys.modules


def test_a_file_that_is_not_python_or_not_text_is_passed_over(libraries):
    library(libraries, "lib_one", {"a.py": "def (", "b.py": documented(PROSE.format("a", "b"))})
    (libraries / "lib_one" / "c.py").write_bytes(b'"""\xff\xfe"""\x00')
    assert len(corpora.read_library("lib_one")) == 1
    assert corpora.read_library("no_such_library") == []


def test_tests_and_vendored_code_are_left_out(libraries):
    text = documented(PROSE.format("width", "words"))
    paths = ["tests/a.py", "sub/testing/b.py", "_vendor/c.py", "sub/d.py"]
    library(libraries, "lib_one", {path: text for path in paths})
    assert [row["module"] for row in corpora.read_library("lib_one")] == ["lib_one.sub.d"]


def test_where_docstrings_stand():
    source = '''"""Module."""
class A:
    """Class."""
    def f(self):
        """Method."""
        text = """No docstring."""
        return text
    async def g(self):
        """Async."""
if A:
    def h():
        """Under if."""
add_docstr(h, """%s""")
add_docstr(h, "short")
''' % ("Long enough to be text. " * 20)
    found = list(corpora.docstrings(source))
    assert len(found) == 6
    assert {"Module.", "Class.", "Method.", "Async.", "Under if."} < set(found)


def test_other_people_s_warnings_are_not_shown():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(corpora.docstrings('"""A \\d digit."""')) == ["A \\d digit."]


@pytest.mark.parametrize(
    "text",
    [
        "Too short to be kept.",
        "no capital letter at the beginning of this sentence with many words in it.",
        "This sentence has many words in it and ends without any mark at all",
        "This one has 1234 5678 9012 3456 7890 1234 5678 9012 many numbers in it.",
        "Look at the example >>> print(x) that stands in the middle of this sentence here.",
        "This | is | a | table | row | with | many | cells | in | it | all.",
        " ".join(["Word"] * 90) + ".",
    ],
)
def test_what_is_no_prose(text):
    assert list(corpora.paragraphs(text)) == []


def test_markup_goes_and_lines_join():
    text = "- Returns the :func:`~torch.sum` of\n  all the ``values`` in the `rows`\tof the table."
    assert list(corpora.paragraphs(text)) == [
        "Returns the torch.sum of all the values in the rows of the table."
    ]


def test_splits_are_by_module_and_cross_no_copies(libraries):
    train, held = module_in("train"), module_in("test")
    known = PROSE.format("width", "words")
    unrelated = (
        "Every library that is installed here has a folder of its own with its files inside."
    )
    library(
        libraries,
        "lib_one",
        {
            f"{train}.py": documented(known, known, known.upper().capitalize()),
            f"{held}.py": documented(known, NEARLY.format("width", "words"), unrelated),
        },
    )
    manuals = corpora.manuals()
    assert set(manuals) == {"train", "validation", "test"}
    assert manuals["train"]["text"] == [known]
    assert manuals["test"]["text"] == [unrelated]
    assert manuals["test"]["module"] == [f"lib_one.{held}"]
    for name, part in manuals.items():
        assert all(corpora.split_of(module) == name for module in part["module"])


def test_the_second_time_comes_from_the_cache(libraries, monkeypatch):
    library(libraries, "lib_one", {"m.py": documented(PROSE.format("width", "words"))})
    first = corpora.manuals()
    monkeypatch.setattr(corpora, "read_library", lambda name: pytest.fail("read again"))
    again = corpora.manuals()
    assert {k: v.to_list() for k, v in first.items()} == {k: v.to_list() for k, v in again.items()}
    assert len(list(cache_dir().glob("manuals-*.json"))) == 1


def test_a_damaged_cache_is_read_anew(libraries):
    library(libraries, "lib_one", {"m.py": documented(PROSE.format("width", "words"))})
    first = corpora.manuals()
    (path,) = cache_dir().glob("manuals-*.json")
    path.write_text("{", encoding="utf-8")
    again = corpora.manuals()
    assert first["train"].to_list() == again["train"].to_list()


@pytest.mark.parametrize("content", ["null", "[]", '{"train": [{}]}', '{"train": 3}', "[" * 99_999])
def test_a_cache_that_holds_something_else_is_read_anew(content, libraries):
    library(libraries, "lib_one", {"m.py": documented(PROSE.format("width", "words"))})
    first = corpora.manuals()
    (path,) = cache_dir().glob("manuals-*.json")
    whole = path.read_bytes()
    path.write_text(content, encoding="utf-8")
    assert first["train"].to_list() == corpora.manuals()["train"].to_list()
    assert path.read_bytes() == whole


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_disk_that_refuses_does_not_stop_it(call, libraries, monkeypatch, capsys):
    def refuse(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    library(libraries, "lib_one", {"m.py": documented(PROSE.format("width", "words"))})
    monkeypatch.setattr(files.os, call, refuse)
    first, again = corpora.manuals(), corpora.manuals()
    assert first["train"].to_list() == again["train"].to_list()
    assert " ".join(capsys.readouterr().out.split()).count("(Read-only file system)") == 1


def test_a_shared_cache_is_read_and_left_alone(libraries, monkeypatch, tmp_path):
    """An instructor fills it once; learners, who may only read it, have one of their own."""
    library(libraries, "lib_one", {"m.py": documented(PROSE.format("width", "words"))})
    shared, own = tmp_path / "shared", tmp_path / "own"
    monkeypatch.setenv("COURSE_CACHE", str(shared))
    first = corpora.manuals()
    before = {path.name: path.stat().st_mtime_ns for path in shared.iterdir()}
    monkeypatch.setenv("COURSE_CACHE", str(own))
    monkeypatch.setenv("COURSE_SHARED", str(shared))
    with monkeypatch.context() as patch:
        patch.setattr(corpora, "read_library", lambda name: pytest.fail("read again"))
        assert corpora.manuals()["train"].to_list() == first["train"].to_list()
    assert list(own.iterdir()) == []
    assert {path.name: path.stat().st_mtime_ns for path in shared.iterdir()} == before
    (damaged,) = shared.glob("manuals-*.json")
    damaged.write_text("{", encoding="utf-8")
    assert corpora.manuals()["train"].to_list() == first["train"].to_list()
    assert [path.name for path in own.iterdir()] == [damaged.name]


def test_a_source_file_that_cannot_be_read_is_passed_over(libraries, monkeypatch):
    text = documented(PROSE.format("width", "words"))
    library(libraries, "lib_one", {"a.py": text, "b.py": text})
    real = Path.read_text

    def refuse(path, *args, **options):
        if path.name == "a.py":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "read_text", refuse)
    assert [row["module"] for row in corpora.read_library("lib_one")] == ["lib_one.b"]


def test_no_library_is_said(monkeypatch):
    monkeypatch.setattr(corpora, "LIBRARIES", ("nothing_here",))
    with pytest.raises(CourseError, match="None of nothing_here is installed. Run `python start"):
        corpora.manuals()


def test_every_library_is_named_once_and_most_are_here():
    assert len(set(corpora.LIBRARIES)) == len(corpora.LIBRARIES)
    found = [name for name in corpora.LIBRARIES if corpora.library_folder(name)]
    assert {"python", "numpy", "torch", "transformers", "sklearn", "datasets"} <= set(found)


def test_the_real_manuals(shared_cache):
    """Enough to train on, in every split, without doubles, and the splits apart."""
    if not list(shared_cache.glob("manuals-*.json")):
        pytest.skip("nobody has read the manuals here yet; the notebooks will")
    manuals = corpora.manuals()
    sizes = {name: len(part) for name, part in manuals.items()}
    assert sizes["train"] > 30_000 and sizes["validation"] > 1000 and sizes["test"] > 1000
    texts = [text for part in manuals.values() for text in part["text"]]
    assert len(set(map(corpora.fingerprint, texts))) == len(texts)
    modules = [set(part["module"]) for part in manuals.values()]
    assert not modules[0] & (modules[1] | modules[2]) and not modules[1] & modules[2]
    assert len(set(manuals["train"]["library"])) >= 8
