"""Folders that tools fill: never one that is somebody else's, and finished after a stop."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from tiny_course import built, run, tree  # noqa: F401 — fixtures

from helpers.files import CourseError
from tools import editions, pack, site, student


def of_files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def fill(tree, monkeypatch):  # noqa: F811
    """What fills a folder, by name; pack and website are of two files."""
    made = {"slides/00_one.html": "x", "exams/00_one.html": "a question"}
    monkeypatch.setattr(pack, "files", lambda *_: made)
    monkeypatch.setattr(pack, "index", lambda *_: "first")
    nothing = SimpleNamespace(load=lambda _: SimpleNamespace(lessons=[]))
    monkeypatch.setattr(pack, "pages", nothing)
    monkeypatch.setattr(site, "stage_all", lambda stage, live: None)
    monkeypatch.setattr(site, "missing", list)

    def sphinx(command):
        Path(command[-1]).mkdir(parents=True)
        (Path(command[-1]) / "index.html").write_text("site", encoding="utf-8")
        return SimpleNamespace(returncode=0)

    whole = site.build
    monkeypatch.setattr(site, "build", lambda to, live: whole(to, live, run=sphinx))
    return {
        "student": lambda folder: run(tree, "--student", str(folder)),
        "instructor": lambda folder: run(tree, "--instructor", str(folder)),
        "pack": lambda folder: pack.main([str(folder)]),
        "site": lambda folder: site.main([str(folder), "--no-exhibits"]),
    }


KINDS = ("student", "instructor", "pack", "site")


@pytest.mark.parametrize("first", KINDS)
def test_a_folder_stays_what_it_is(first, fill, tmp_path, capsys):
    folder = tmp_path / "a b ü"
    assert fill[first](folder) == 0
    before = of_files(folder)
    for other in KINDS:
        assert fill[other](folder) == (0 if other == first else 1), other
        assert of_files(folder) == before, other
    said = capsys.readouterr().err
    assert "holds other files" in said


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_no_folder_and_other_things_stay_alone(kind, fill, tmp_path, capsys):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert fill[kind](tmp_path / "file") == 1
    assert "is a file" in capsys.readouterr().err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("my own page", encoding="utf-8")
    before = of_files(tmp_path)
    assert fill[kind](tmp_path / "mine") == 1 and of_files(tmp_path) == before


WRITERS = {  # by kind: what writes its files, after how many of them it is stopped
    "student": (student, "write_bytes", 2),
    "instructor": (editions, "write_text", 1),
    "pack": (pack, "write_text", 1),
    "site": (site.shutil, "copytree", 0),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_stopped_is_finished_by_the_same_command(kind, fill, tmp_path, monkeypatch):
    folder, (module, name, written) = tmp_path / "stopped", WRITERS[kind]
    assert fill[kind](tmp_path / "whole") == 0
    left = iter(range(written))

    write = getattr(module, name)

    def stops(*arguments, **options):
        if next(left, None) is None:
            raise CourseError("It stopped.")
        return write(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, stops)
        assert fill[kind](folder) == 1
    whole = of_files(tmp_path / "whole")
    assert of_files(folder) != whole
    assert fill[kind](folder) == 0 and of_files(folder) == whole


def test_pages_of_lessons_that_are_gone_leave_the_pack(fill, tmp_path):
    assert fill["pack"](tmp_path / "pack") == 0
    old = tmp_path / "pack" / "slides" / "07_gone.html"
    old.write_text("x", encoding="utf-8")
    assert fill["pack"](tmp_path / "pack") == 0 and not old.exists()
