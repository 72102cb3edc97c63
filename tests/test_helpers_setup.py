"""What the first cell checks and sets, and files that are never left half-written."""

import os
import random
import subprocess
import sys
import warnings
from pathlib import Path

import numpy
import pytest
import torch

from helpers import files, setup
from helpers.files import CourseError


@pytest.mark.parametrize(
    "value, meant", [(None, False), ("", False), ("0", False), ("1", True), ("yes", True)]
)
def test_switches(value, meant, monkeypatch):
    for name in ("COURSE_QUICK", "COURSE_BUILD"):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert setup.quick() is meant and setup.building() is meant
    assert setup.size(400, 10) == (10 if meant else 400)


@pytest.mark.parametrize(
    "installed, problem",
    [
        ("2.9.0", None),
        ("2.13.0+cpu", None),
        ("2.10.0rc1", None),
        ("2.9", None),
        ("2.8.9", "too old"),
        ("1.13", "too old"),
        ("3.0.0", "newer than the course knows"),
        ("10.0", "newer than the course knows"),
        (None, "not installed"),
    ],
)
def test_versions_are_compared_as_numbers(installed, problem):
    found = setup.version_problem("torch", installed, "2.9", "3")
    assert found is None if problem is None else problem in found


def test_all_unmet_needs_are_named_with_one_cure(monkeypatch):
    unmet = {"torch": ("99", "100"), "no-such-thing": ("1", "2")}
    monkeypatch.setattr(setup, "needs", lambda: unmet)
    with pytest.raises(CourseError) as caught:
        setup.check_versions()
    said = str(caught.value)
    assert "torch" in said and "no-such-thing is not installed" in said
    assert said.count("python start.py") == 1


def test_a_seed_repeats_all_three_generators():
    def draw():
        return random.random(), numpy.random.rand(), torch.rand(1).item()

    setup.seed_everything(3)
    first = draw()
    setup.seed_everything(3)
    assert draw() == first
    setup.seed_everything(4)
    assert not set(draw()) & set(first)


@pytest.mark.parametrize(
    "variable, threads",
    [("1", 1), ("3", 3), ("2,1", 2), (" 2 ", 2), ("", 8), ("0", 8), ("-1", 8), ("many", 8)],
)
def test_threads(variable, threads, monkeypatch):
    monkeypatch.setattr(setup, "available_cpus", lambda: 8)
    monkeypatch.setenv("OMP_NUM_THREADS", variable)
    assert setup.threads() == threads
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert setup.threads() == 8


GNU_OPENMP = sorted((Path(torch.__file__).parent / "lib").glob("libgomp*.so*"))


@pytest.mark.skipif(not GNU_OPENMP, reason="torch brings GNU's OpenMP on Linux")
@pytest.mark.parametrize("package", ["helpers", "tools", "benchmarks"])
def test_threads_hardly_spin(package):
    """Whatever stands in such a package is imported later. OpenMP says what it was told."""

    def told(**variables: str) -> str:
        code = f"import {package}, ctypes, sys; ctypes.CDLL(sys.argv[1])"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP", "GOMP"))}
        environment |= {"OMP_DISPLAY_ENV": "VERBOSE", "PYTHONPATH": str(files.root()), **variables}
        command = [sys.executable, "-c", code, str(GNU_OPENMP[0])]
        options = {"env": environment, "capture_output": True, "text": True, "check": True}
        return subprocess.run(command, **options).stderr

    said = told()
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in said and "GOMP_SPINCOUNT = '2000'" in said
    said = told(GOMP_SPINCOUNT="7", OMP_WAIT_POLICY="ACTIVE")
    assert "OMP_WAIT_POLICY = 'ACTIVE'" in said and "GOMP_SPINCOUNT = '7'" in said


@pytest.fixture
def untouched(monkeypatch):
    """Threads, filters, seeds and variables as they were before."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    threads = torch.get_num_threads()
    with warnings.catch_warnings():
        yield
    torch.set_num_threads(threads)


def test_starting_twice_says_the_same(untouched, monkeypatch, capsys, tmp_path):
    (tmp_path / "lessons").mkdir()
    monkeypatch.setattr(setup, "root", lambda: tmp_path)
    monkeypatch.delenv("COURSE_QUICK", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    setup.start()
    first = torch.rand(1)
    setup.start()
    assert torch.rand(1) == first and torch.get_num_threads() == 1
    one, two = capsys.readouterr().out.splitlines()
    assert one == two and one.startswith("Ready: running on the ")
    monkeypatch.setenv("COURSE_QUICK", "1")
    setup.start()
    assert "Quick mode" in capsys.readouterr().out


def test_helpers_without_their_course(untouched, monkeypatch, tmp_path):
    monkeypatch.setattr(setup, "root", lambda: tmp_path)
    with pytest.raises(CourseError, match="Clone the whole repository"):
        setup.start()


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    files.write_json(path, {"é": 1})
    with pytest.raises(TypeError):
        files.write_json(path, {"é": object()})
    monkeypatch.setattr(files.os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        files.write_json(path, {"é": 2})
    assert files.read_json(path) == {"é": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_written_text_is_the_same_on_every_system(tmp_path):
    path = files.write_text(tmp_path / "new" / "a.txt", "é\nb\n")
    assert path.read_bytes() == "é\nb\n".encode()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe{}"])
def test_damaged_json_is_named(content, tmp_path):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(CourseError, match="a.json is damaged .*Delete it, or fetch it again"):
        files.read_json(tmp_path / "a.json")


def test_the_cache_can_stand_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "deep" / "cache"))
    assert files.cache_dir() == tmp_path / "deep" / "cache" and files.cache_dir().is_dir()


def test_fingerprints(tmp_path):
    path = files.write_bytes(tmp_path / "a", b"abc")
    assert files.sha256(path).startswith("ba7816bf8f01cfea") and len(files.sha256(path)) == 64
