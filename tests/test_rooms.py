"""The rooms with other versions: what is asked of pip, and what is said when it cannot be had."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import installation, room_record, room_versions, rooms
from tools.installation import Problem
from tools.room_versions import TELLING

ALL = installation.requirements(["test"])
MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
REPORT = """<testsuites><testsuite tests="9" failures="1" errors="1" skipped="3"/></testsuites>"""
VERSIONS = {"system": "Linux x86_64", "Python": f"{MINOR}.4"} | dict.fromkeys(
    room_record.SHOWN, "7.1"
)


def test_the_oldest_room_has_every_lower_bound_and_nothing_else():
    lines = room_versions.constraints("oldest", ALL)
    assert lines == sorted(lines) and len(lines) == len(ALL)
    for entry in ALL:
        name, oldest = entry.partition(",")[0].split(">=")
        assert f"{name}=={oldest}" in lines


def test_colab_s_room_has_colab_s_versions():
    lines = room_versions.constraints("colab", ALL)
    assert dict(line.split("==") for line in lines) == room_versions.COLAB
    for version in ("transformers==5.15.0", "torch==2.11.0", "ipython==7.34.0"):
        assert version in lines


def test_the_tested_room_is_bound_by_all_of_constraints_txt():
    lines = room_versions.constraints("tested", ALL)
    assert dict(line.split("==") for line in lines) == installation.constraints()


def test_the_newest_room_is_bound_by_nothing_but_torch_on_request():
    assert room_versions.constraints("newest", ALL) == []
    assert room_versions.constraints("newest", ALL, torch="2.13.0") == ["torch==2.13.0"]
    assert "torch==2.13.0" in room_versions.constraints("oldest", ALL, torch="2.13.0")


@pytest.mark.parametrize("room", room_versions.NAMES)
def test_a_version_that_the_course_does_not_allow(room):
    with pytest.raises(Problem, match="torch 1.13 is outside of pyproject.toml's range >=2.9,<3"):
        room_versions.constraints(room, ALL, torch="1.13")


def test_a_range_that_has_no_lower_end():
    with pytest.raises(Problem, match='asks for "numpy<3": write it as'):
        room_versions.lowest(["torch>=2,<3", "numpy<3"])


def test_the_python_of_a_room(monkeypatch, tmp_path):
    monkeypatch.setattr(rooms.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(rooms.Path, "home", lambda: tmp_path)
    monkeypatch.setattr(installation, "runs", lambda command: True)
    assert rooms.choose_python("colab") == "/usr/bin/python3.13"
    assert rooms.choose_python("oldest") == rooms.choose_python("newest") == sys.executable
    assert rooms.choose_python("newest", "3.12") == "/usr/bin/python3.12"
    monkeypatch.setattr(installation, "runs", lambda command: False)  # there, and does not run
    assert rooms.choose_python("colab") == sys.executable
    with pytest.raises(Problem, match="python3.12 does not run"):
        rooms.choose_python("newest", "python3.12")


def test_a_python_of_pyenv_s_is_found(monkeypatch, tmp_path):
    """Its python3.12 on the path only says that another version is chosen."""
    program = tmp_path / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3.12"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(rooms.Path, "home", lambda: tmp_path)
    monkeypatch.setattr(rooms.shutil, "which", lambda name: f"/shims/{name}")
    monkeypatch.setattr(installation, "runs", lambda command: not command[0].startswith("/shims"))
    assert rooms.choose_python("tested", "3.12") == str(program)
    assert rooms.find_python("3.13") is None


@pytest.mark.parametrize("free, cpu", [(3e9, True), (11e9, False)])
def test_a_full_disk_is_noticed_before(free, cpu, tmp_path, monkeypatch):
    monkeypatch.setattr(rooms.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(Problem, match="GB are free. Make room"):
        rooms.check_disk(tmp_path, cpu)
    monkeypatch.setattr(rooms.shutil, "disk_usage", lambda _: SimpleNamespace(free=free + 2e9))
    rooms.check_disk(tmp_path, cpu)


@pytest.mark.parametrize(
    "output, said",
    [
        ("WARNING: x\nERROR: ResolutionImpossible: see", "No set of packages has these versions"),
        ("ERROR: No matching distribution found for pytest==99", "pytest==99"),
        ("NameResolutionError: failed", "index cannot be reached"),
        ("[Errno 28] No space left on device", "disk is full"),
        ("something else", "delete /rooms/colab"),
    ],
)
def test_what_pip_s_failures_mean(output, said, tmp_path):
    found = rooms.explain(output, "/rooms/colab")
    assert said in found and "WARNING" not in found and ".venv" not in found


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """The commands that would be run, in a course folder of its own."""
    commands = []

    def note(command, **options):
        commands.append(list(map(str, command)))
        return SimpleNamespace(returncode=0)

    def ran(python, command, quick):
        (report,) = [part for part in command if part.startswith("--junitxml=")]
        Path(report.partition("=")[2]).write_text(REPORT)
        note([*command[1:], "quick" if quick else ""])
        return 5

    monkeypatch.setattr(rooms, "ROOT", tmp_path)
    monkeypatch.setattr(rooms.subprocess, "run", note)
    monkeypatch.setattr(rooms, "pip", lambda python, arguments, folder: note(["pip", *arguments]))
    monkeypatch.setattr(rooms, "run", ran)
    monkeypatch.setattr(room_record, "root", lambda: tmp_path)
    monkeypatch.setattr(room_record, "installed", lambda python, names: dict(VERSIONS))
    monkeypatch.setattr(installation, "answers", lambda url: False)
    monkeypatch.setattr(rooms.shutil, "disk_usage", lambda _: SimpleNamespace(free=99e9))
    monkeypatch.setattr(installation, "runs", lambda command: (tmp_path / ".cache/rooms").exists())
    for name in ("oldest", "newest"):
        (tmp_path / f".cache/rooms/{name}-{MINOR}/bin").mkdir(parents=True)
    return commands


def test_a_room_is_made_once_and_its_code_is_pytest_s(tried, tmp_path, capsys):
    assert rooms.main(["oldest", "--torch", "2.13.0", "-x", "tests"]) == 5
    folder = tmp_path / f".cache/rooms/oldest-{MINOR}"
    assert "torch==2.13.0" in (folder / "constraints.txt").read_text().splitlines()
    assert tried[0][:3] == ["pip", "--constraint", str(folder / "constraints.txt")]
    assert set(ALL) <= set(tried[0])
    report = f"--junitxml={folder / 'report.xml'}"
    assert tried[-1] == ["pytest", "-x", "tests", report, ""]
    assert "Making the room oldest" in capsys.readouterr().out
    tried.clear()
    assert rooms.main(["oldest", "--torch", "2.13.0", "--only-make"]) == 0
    assert not any(command[0] in ("pip", "pytest") for command in tried)
    assert "is ready" in capsys.readouterr().out
    rooms.main(["oldest", "--only-make"])  # another torch: it is completed
    assert tried[-1][0] == "pip"
    tried.clear()
    rooms.main(["oldest", "--anew", "--only-make"])
    assert tried[0][1:4] == ["-m", "venv", "--clear"] and tried[1][0] == "pip"


def test_the_newest_room_is_brought_up_to_date_every_time(tried):
    for _ in range(2):
        tried.clear()
        assert rooms.main(["newest", "--only-make"]) == 0
        assert tried[0][:2] == ["pip", "--upgrade"]


def test_a_whole_run_is_kept_and_becomes_a_row(tried, tmp_path):
    """Whatever its result; a run of some tests says nothing about the course."""
    kept = tmp_path / "rooms.json"
    rooms.main(["oldest", "-k", "tokens"])
    rooms.main(["oldest", "--only-make"])
    assert not kept.exists()
    assert rooms.main(["oldest", "--anew", "--quick"]) == 5
    rooms.main(["newest", "--alone"])
    rooms.main(["newest", "--alone"])
    rooms.main(["newest", "--short"])
    lines = json.loads(kept.read_text())
    first = next(iter(lines.values()))
    assert (first["passed"], first["failed"], first["skipped"]) == (4, 2, 3)
    assert set(lines) == {
        f"python -m tools.rooms oldest --quick # {MINOR}",
        f"python -m tools.rooms newest --alone # {MINOR}",
        f"python -m tools.rooms newest --short # {MINOR}",
    }
    pytests = [command for command in tried if command[0] in ("pytest", "tools.alone")]
    assert [command[-1] for command in pytests] == ["", "quick", "", "", ""]
    assert set(TELLING) <= set(pytests[-1]) and not set(TELLING) & set(pytests[1])
    assert all(c[1:3] == ["-n", "auto"] for c in pytests[1:])
    assert [command[0] for command in pytests[1:]] == [
        *("pytest", "tools.alone", "tools.alone", "pytest")
    ]
    table = room_record.table(tmp_path).splitlines()
    assert table[2].count("|") == 5 and "4 passed, 2 failed, 3 skipped" in table[2]
    assert f"Linux x86_64, Python {MINOR}.4, torch 7.1" in table[2]
    unread = [row for row in table if "only read, not run" in row]
    assert len(unread) == len(room_record.ONLY_READ) and "Windows" in "".join(unread)


def test_a_short_run_is_of_files_that_are_there_and_not_alone():
    assert [path for path in TELLING if not (rooms.ROOT / path).exists()] == []
    with pytest.raises(SystemExit):
        rooms.main(["newest", "--short", "--alone"])


def test_the_readme_s_table_is_made_of_what_was_kept():
    text = (rooms.ROOT / "README.md").read_text(encoding="utf-8")
    assert f"<!-- rooms -->\n{room_record.table()}\n<!-- /rooms -->" in text


@pytest.mark.parametrize("name", room_record.ONLY_READ)
def test_what_stands_for_places_that_were_only_read_is_there(name):
    for path in room_record.ONLY_READ[name].split("`")[1::2]:
        assert (rooms.ROOT / path).exists(), path


def test_rooms_are_made_before_anything_is_installed():
    """-I -S: a Python that has no packages at all."""
    code = f"import sys; sys.path.insert(0, {str(rooms.ROOT)!r}); import tools.rooms"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_failure_ends_with_its_cure(tried, monkeypatch, capsys):
    def fail(*_):
        raise Problem("The disk is full.")

    monkeypatch.setattr(rooms, "pip", fail)
    assert rooms.main(["oldest"]) == 1
    assert capsys.readouterr().err.strip() == "The disk is full."
    monkeypatch.setattr(rooms, "pip", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert rooms.main(["oldest"]) == 130


def test_pip_s_own_words_are_shown_and_explained(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(rooms, "ROOT", tmp_path)
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'Max retries exceeded' >&2\nexit 1\n")
    python.chmod(0o755)
    with pytest.raises(Problem, match="Connect to the internet"):
        rooms.pip(str(python), ["torch"], tmp_path)
    assert "Max retries exceeded" in capsys.readouterr().err


def test_an_unknown_room_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "tools.rooms", "attic"],
        capture_output=True,
        text=True,
        cwd=rooms.ROOT,
    )
    assert done.returncode == 2 and "colab" in done.stderr
