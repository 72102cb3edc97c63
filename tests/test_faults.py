"""What disks do: full, read-only, in use, killed in between. Each fault is made here."""

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import files, systems
from helpers.files import CourseError, WriteError, root


def refuse(code):
    """A function that fails as the system does."""

    def fail(*_, **__):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.fixture
def old(tmp_path):
    """A file that is there already."""
    path = tmp_path / "kept.json"
    path.write_text('{"old": 1}', encoding="utf-8")
    return path


@pytest.mark.parametrize("call", ["replace", "fsync", "fdopen"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_refused_write_leaves_the_old_file_and_nothing_else(call, code, old, monkeypatch):
    monkeypatch.setattr(files.os, call, refuse(code))
    with pytest.raises(WriteError, match=r"kept.json cannot be written \(.*\)\. ") as error:
        files.write_json(old, {"new": 2})
    assert isinstance(error.value, CourseError) and isinstance(error.value, OSError)
    assert error.value.errno == code
    assert ("Free some space" in str(error.value)) == (code == errno.ENOSPC)
    monkeypatch.undo()
    assert files.read_json(old) == {"old": 1}
    assert list(old.parent.iterdir()) == [old]


def test_a_folder_that_cannot_be_made(old):
    with pytest.raises(WriteError, match="a.json cannot be written"):
        files.write_json(old / "a.json", {})


def test_replacing_waits_while_another_program_reads(old, monkeypatch):
    """Windows says PermissionError as long as the file is open anywhere."""
    real, tries, slept = os.replace, [], []

    def busy(source, target):
        tries.append(target)
        if len(tries) < 4:
            raise PermissionError(errno.EACCES, "used by another process")
        real(source, target)

    monkeypatch.setattr(files.os, "replace", busy)
    monkeypatch.setattr(systems.time, "sleep", slept.append)
    files.write_json(old, {"new": 2})
    assert files.read_json(old) == {"new": 2} and len(tries) == 4
    assert slept == sorted(slept) and 0 < sum(slept) < 1


def test_replacing_gives_up_in_the_end(old, monkeypatch):
    slept = []
    monkeypatch.setattr(files.os, "replace", refuse(errno.EACCES))
    monkeypatch.setattr(systems.time, "sleep", slept.append)
    with pytest.raises(WriteError, match="Permission denied"):
        files.write_json(old, {"new": 2})
    assert 1 < sum(slept) < 5 and files.read_json(old) == {"old": 1}


def test_a_disk_without_permissions(old, monkeypatch):
    monkeypatch.setattr(files.os, "chmod", refuse(errno.EPERM))
    files.write_json(old, {"new": 2})
    assert files.read_json(old) == {"new": 2}


def test_a_link_stays_a_link(old):
    link = old.with_name("link.json")
    try:
        link.symlink_to(old)
    except OSError:
        pytest.skip("no links here")
    files.write_json(link, {"new": 2})
    assert link.is_symlink() and files.read_json(old) == {"new": 2}


def test_what_killed_processes_left_goes_after_a_day(old):
    fresh, stale = (old.with_name(f".kept.json.{name}.part") for name in ("fresh", "stale"))
    others = [old.with_name(name) for name in (".kept.json.lock", ".other.json.x.part")]
    for path in (fresh, stale, *others):
        path.touch()
        if path != fresh:
            os.utime(path, (0, time.time() - 2 * files.A_DAY))
    files.write_json(old, {})
    assert set(old.parent.iterdir()) == {old, fresh, *others}


@pytest.mark.parametrize("call", ["os.fdopen", "os.fsync", "os.replace"])
def test_killed_at_any_point(call, old):
    """As by `kill -9`: no cleaning up. The old file stays whole, and the next write works."""
    code = f"import os; from helpers import files\n{call} = lambda *a, **b: os._exit(9)\n"
    code += f"files.write_json({str(old)!r}, {{'new': 2}})"
    assert python(code).returncode == 9
    assert files.read_json(old) == {"old": 1}
    files.write_json(old, {"new": 2})
    assert files.read_json(old) == {"new": 2}


def python(code, *before, **more):
    """Run code in a process of its own."""
    return subprocess.run(
        [*before, sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(root()), **more},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_json_that_an_editor_saved_again(encoding, old):
    old.write_text('{"é": 1}', encoding=encoding)
    assert files.read_json(old) == {"é": 1}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"a": \xe9}', b"[" * 100_000])
def test_json_that_is_damaged(content, old, capsys):
    old.write_bytes(content)
    with pytest.raises(CourseError, match="kept.json is damaged"):
        files.read_json(old)
    assert files.read_kept(old) == {} and files.read_kept(old) == {}
    assert capsys.readouterr().out.count("what it held is made again") == 1


def test_json_that_is_a_folder(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        files.read_json(tmp_path)


def test_half_a_letter_is_written_and_read_again(old):
    files.write_json(old, {"guess": "\ud83d"})
    assert files.read_json(old) == {"guess": "\ud83d"}


def test_what_can_be_made_again_is_not_in_the_way(old, monkeypatch, capsys):
    monkeypatch.setattr(files.os, "fsync", refuse(errno.ENOSPC))
    assert [files.keep(files.write_json, old, {}) for _ in range(3)] == [False] * 3
    said = capsys.readouterr().out
    assert said.count("kept.json cannot be written (No space left on device)") == 1
    assert "The work goes on" in said and max(map(len, said.splitlines())) <= 75
    monkeypatch.undo()
    assert files.keep(files.write_json, old, {"new": 2}) and files.read_json(old) == {"new": 2}


def test_a_cache_that_cannot_be_written_has_a_stand_in(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = files.cache_dir()
    assert folder == files.cache_dir() and folder.parent == tmp_path / "temporary"
    files.write_json(folder / "a.json", {})
    said = capsys.readouterr().out
    assert " ".join(said.split()).count("The folder cache cannot be written.") == 1


def test_a_cache_is_read_before_a_shared_one(tmp_path, monkeypatch, capsys):
    own, shared = tmp_path / "own", tmp_path / "shared"
    monkeypatch.setenv("COURSE_CACHE", str(own))
    assert files.cached("a.json") == [own / "a.json"]
    monkeypatch.setenv("COURSE_SHARED", str(shared))
    assert files.cached("a.json") == [own / "a.json"]
    assert "there is no such folder" in " ".join(capsys.readouterr().out.split())
    shared.mkdir()
    assert files.cached("a.json") == [own / "a.json", shared / "a.json"]


def can_mount() -> bool:
    """Whether a test may have a file system of its own, as root on Linux."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


REAL = """
import os, pathlib
from helpers import files, systems
folder = pathlib.Path(os.environ["FOLDER"])
try:
    files.write_bytes(folder / "a.bin", bytes(200_000))
except files.WriteError as error:
    print(error)
print(sorted(path.name for path in folder.iterdir()), (folder / "a.bin").read_bytes())
print(files.cache_dir().name)
"""


@pytest.mark.skipif(not can_mount(), reason="needs Linux and the right to mount")
@pytest.mark.parametrize("options", ["size=64k", "ro"])
def test_a_disk_that_is_really_full_or_read_only(options, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    fill = f"mount -t tmpfs -o size=64k tmpfs {disk}; printf old > {disk}/a.bin"
    again = f"mount -o remount,{options} {disk}" if options == "ro" else "true"
    shell = f'{fill} && {again} && exec "$0" "$@"'
    ran = python(REAL, "unshare", "-m", "sh", "-c", shell, FOLDER=str(disk), COURSE_CACHE=str(disk))
    why = "Read-only file system" if options == "ro" else "No space left on device"
    assert f"a.bin cannot be written ({why})." in ran.stdout, ran.stderr
    assert "['a.bin'] b'old'" in ran.stdout
    cache = ran.stdout.splitlines()[-1]
    assert cache.startswith("weights-and-context") if options == "ro" else cache == "disk"


def test_a_reader_never_sees_a_part(old):
    code = "from helpers import files\nfor i in range(200):"
    code += f" files.write_json({str(old)!r}, [i] * 500)"
    writer = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(root())}
    )
    seen = 0
    while writer.poll() is None:
        found = json.loads(old.read_text(encoding="utf-8"))
        assert found == {"old": 1} or len(found) == 500 and len(set(found)) == 1
        seen += 1
    assert seen and writer.returncode == 0
    assert [path.name for path in Path(old.parent).iterdir()] == ["kept.json"]


@pytest.mark.parametrize(
    "code, cure",
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EFBIG, "use another disk"),
        (errno.EISDIR, "a folder of that name"),
        (errno.EEXIST, "A file stands where its folder should be"),
        (errno.ENOTDIR, "A file stands where its folder should be"),
        (errno.EACCES, "Name a folder that you may write to"),
    ],
)
def test_what_to_do_about_a_disk_that_refuses(code, cure):
    assert cure in str(files.WriteError(Path("a.json"), OSError(code, os.strerror(code))))


def test_a_folder_and_a_file_in_the_way(tmp_path):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    for path in (tmp_path / "folder.json", tmp_path / "file" / "a.json"):
        with pytest.raises(files.WriteError):
            files.write_json(path, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.json"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"
