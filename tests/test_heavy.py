"""Tests that are marked `all`: skipped with a reason, run on request, in rooms of their own."""

import os
import subprocess
import sys

import pytest

from helpers.files import root
from tools import extra_rooms, installation, rooms
from tools.installation import Problem

FILE = """
import pytest

@pytest.mark.all
def test_heavy():
    pass

def test_light():
    pass
"""
INI = "[pytest]\naddopts = --strict-markers -p no:cacheprovider -p no:nbval -p heavy\n"


@pytest.mark.parametrize(
    "asked, found", [("1", "2 passed"), ("0", "1 passed, 1 skipped"), ("", "1 passed, 1 skipped")]
)
def test_a_heavy_test_runs_only_on_request_and_says_how(tmp_path, asked, found):
    (tmp_path / "pytest.ini").write_text(INI, encoding="utf-8")
    (tmp_path / "test_one.py").write_text(FILE, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(root() / "tests"), "COURSE_ALL": asked}
    command = [sys.executable, "-m", "pytest", "-rs", "-n", "0"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and found in done.stdout, done.stdout
    assert ("`python start.py test --all` runs it" in done.stdout) == (asked != "1")


@pytest.fixture
def made(tmp_path, monkeypatch):
    """What pip is asked for, with environments in a folder of the test's own."""
    asked = []
    monkeypatch.setattr(rooms, "ROOT", tmp_path)
    monkeypatch.setattr(rooms, "check_disk", lambda *_: None)
    monkeypatch.setattr(installation, "answers", lambda url: False)
    monkeypatch.setattr(installation, "runs", lambda command: True)
    monkeypatch.setattr(rooms, "pip", lambda python, words, folder: asked.append(words))
    for room in extra_rooms.ROOMS:
        rooms.folder_of(room, sys.executable).mkdir(parents=True)
    return asked


def test_every_room_is_made_once_with_the_tested_versions(made, tmp_path, capsys):
    assert extra_rooms.main([]) == 0
    assert len(made) == len(extra_rooms.ROOMS)
    for room, words in zip(extra_rooms.ROOMS, made):
        assert set(extra_rooms.ROOMS[room]) <= set(words)
        assert set(installation.requirements([])) <= set(words)
        folder = rooms.folder_of(room, sys.executable)
        listed = (folder / "constraints.txt").read_text(encoding="utf-8").splitlines()
        assert f"torch=={installation.constraints()['torch']}" in listed
        assert extra_rooms.python_of(room) == installation.python_of(folder)
    assert extra_rooms.main([]) == 0 and len(made) == len(extra_rooms.ROOMS)


def test_a_room_that_is_not_there_or_older_than_what_it_needs(made, monkeypatch, capsys):
    room = next(iter(extra_rooms.ROOMS))
    with pytest.raises(Problem, match=f"python -m tools.extra_rooms {room}` first"):
        extra_rooms.python_of(room)
    assert extra_rooms.main([room]) == 0
    extra_rooms.python_of(room)
    monkeypatch.setitem(extra_rooms.ROOMS, room, ["another>=1,<2"])
    with pytest.raises(Problem, match="is not complete"):
        extra_rooms.python_of(room)
    with pytest.raises(SystemExit):
        extra_rooms.main(["attic"])
    assert "there is no room 'attic'" in capsys.readouterr().err


def test_a_room_that_cannot_be_made_ends_with_its_cure(made, monkeypatch, capsys):
    def fail(*_):
        raise Problem("The disk is full.")

    monkeypatch.setattr(rooms, "pip", fail)
    assert extra_rooms.main([]) == 1
    assert capsys.readouterr().err.strip() == "The disk is full."


def test_they_are_made_before_anything_is_installed():
    """-I -S: a Python that has no packages at all."""
    code = f"import sys; sys.path.insert(0, {str(root())!r}); import tools.extra_rooms"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
