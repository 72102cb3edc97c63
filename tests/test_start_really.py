"""start.py run as learners run it: real processes, old Pythons, odd folders, a real JupyterLab.

Nothing is downloaded: pip has no index, or is a stand-in that ends its parent half-way.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from meter import computed
from test_faults import can_mount
from tiny_pip import FAKE_PIP

import start
from tools import computers, installation

ROOT = Path(start.__file__).resolve().parent
PARTS = ("start.py", "pyproject.toml", "constraints.txt", "helpers/__init__.py")
PARTS += ("tools/__init__.py", "tools/installation.py", "tools/computers.py", "tools/pip_words.py")
NAME = "mein Kurs für 課程 (1)"
SECONDS = 300  # ends what hangs
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="as on Linux")


@pytest.fixture
def course(tmp_path) -> Path:
    """What start.py needs, in a folder whose name has blanks and letters of other scripts."""
    folder = tmp_path / NAME
    for part in (*PARTS, "lessons/home.ipynb", "lessons/00_start_here.ipynb"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> str:
    """A Python that has no package."""
    made = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    return installation.python_of(made)


def environment(**more: str) -> dict[str, str]:
    own = ("PYTHON", "PIP_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    kept.pop("CONDA_PREFIX", None)
    return kept | {"COLUMNS": "80", "NO_PROXY": "*"} | more


def run(command: list, folder: Path, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
    )


def sentence(done: subprocess.CompletedProcess) -> str:
    """What was said at the end, in one line. It had no traceback, and fitted 80 columns."""
    assert "Traceback" not in done.stderr and done.returncode == 1, done.stderr
    said = done.stderr.rstrip().rpartition("\n\n")[2]
    assert max(map(len, said.splitlines())) < 80, said
    return " ".join(said.split())


# ---- Pythons, folders, indexes -----------------------------------------------------------------


def old_pythons() -> list[str]:
    """Pythons that are too old for the course, as far as there are any here."""
    names = [shutil.which(f"python3.{minor}") for minor in range(6, 11)]
    places = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))
    found = [str(path) for path in [*filter(None, names), *places]]
    ask = "import sys; sys.exit(not (3, 6) <= sys.version_info < (3, 11))"
    return [python for python in found if installation.runs([python, "-c", ask])]


def test_every_old_python_here_is_told(course):
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no Python from 3.6 to 3.10 here")
    for python in pythons:
        said = sentence(run([python, "start.py"], course))
        assert re.match(r"This is Python 3\.\d+, and the course needs 3\.11 or newer\. Ins", said)


@linux
def test_without_a_network_it_says_so_and_goes_on_later(course, bare):
    """A real environment and the real pip, with an index that nobody answers."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
        offline = {"PIP_INDEX_URL": index, "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}
        offline |= {"HTTPS_PROXY": index, "HTTP_PROXY": index, "NO_PROXY": "127.0.0.1"}
        done = run([bare, "start.py"], course, **offline)
    assert "The package index cannot be reached. Connect to the internet" in sentence(done)
    venv = course / ".venv"
    assert installation.read_stamp(venv) == installation.UNFINISHED
    assert installation.runs([installation.python_of(venv), "-m", "pip", "--version"])


@pytest.mark.skipif(not can_mount(), reason="needs Linux and the right to mount")
@pytest.mark.parametrize("unfinished", [False, True])
def test_a_folder_that_cannot_be_written(course, bare, tmp_path, unfinished):
    more = {}
    if unfinished:
        shutil.copytree(Path(bare).parent.parent, course / ".venv", symlinks=True)
        more["PYTHONPATH"] = stand_in(tmp_path, FAKE_PIP)
    shell = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && "$0" start.py'
    done = run(["unshare", "-m", "sh", "-c", shell, bare, course], tmp_path, **more)
    assert re.search("Read-only file system.* Check that you may write to", sentence(done))


def stand_in(tmp_path: Path, code: str) -> str:
    """A folder to look for modules in that holds another pip."""
    package = tmp_path / "fake" / "pip"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(code, encoding="utf-8")
    return str(package.parent)


KILLER = """
import os, sys
if os.environ["KILL_AT"] in sys.argv:
    os.kill(os.getppid(), 9)
    os._exit(9)
"""


@linux
@pytest.mark.parametrize("moment", ["--dry-run", "--editable"])
def test_killed_in_the_middle_of_an_installation(moment, course, bare, tmp_path):
    """As by a closed window. The next start completes what there is."""
    code = "import start; print(start.find_python([]))"
    more = {"PYTHONPATH": f"{course}:{stand_in(tmp_path, KILLER + FAKE_PIP)}"}
    more |= {"PIP_LOG": str(tmp_path / "log"), "PIP_REPORT": '{"install": []}', "PATH": ""}
    more |= {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    command = [bare, "-c", code]
    killed = run(command, course, KILL_AT=moment, **more)
    venv = course / ".venv"
    assert killed.returncode == -9 and installation.read_stamp(venv) == "unfinished"
    done = run(command, course, KILL_AT="never", **more)
    assert done.stdout.splitlines()[-1] == installation.python_of(venv), done.stderr
    assert installation.read_stamp(venv) == installation.full_stamp([], course)


@linux
def test_an_environment_that_was_killed_while_it_was_made_is_made_again(course, tmp_path):
    """Half of a pip can be imported; it cannot install."""
    venv = course / ".venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    (half,) = venv.glob("lib/python3*/site-packages/pip/_internal/cli/main.py")
    half.unlink()
    python = installation.python_of(venv)
    assert installation.runs([python, "-c", "import pip"])
    code = "from tools import installation as i; from pathlib import Path; import sys\n"
    code += "i.pip_install = lambda *_: None; i.cpu_torch = lambda *_: []\n"
    code += "i.install(Path(sys.argv[1]), [], cuda=False)"
    done = run([sys.executable, "-c", code, venv], course, PYTHONPATH=str(course))
    assert done.returncode == 0 and half.exists(), done.stderr
    assert installation.runs([python, "-m", "pip", "--version"])


# ---- a real JupyterLab -------------------------------------------------------------------------


def ask(address: str, token: str) -> bytes:
    """What a server answers; one that has said its address may need a moment to listen there."""
    request = urllib.request.Request(address, headers={"Authorization": f"token {token}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for left in reversed(range(60)):
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.URLError:
            if not left:
                raise
            time.sleep(0.5)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent in another way there")
def test_the_second_start_is_quick_wherever_the_course_lies(course, tmp_path):
    """Everything is installed; the port is taken; the folder's name is no plain one."""
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "start.py", "--no-browser", "--port", str(port)]
        child = subprocess.Popen(
            command,
            cwd=course,
            env=environment(**own),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        said = []
        for line in child.stdout:
            said.append(line)
            if found := re.search(
                r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab\S*token=(\w+)", line
            ):
                break
        else:
            pytest.fail("".join(said))
        seconds = computed(psutil.Process(child.pid))
        try:
            assert int(found[1]) != port and "/lab/tree/lessons/home.ipynb" in found[0]
            listed = ask(f"http://127.0.0.1:{found[1]}/api/contents/{quote('lessons')}", found[2])
            assert b"00_start_here.ipynb" in listed
        finally:
            child.terminate()
            child.communicate(timeout=SECONDS)
    assert child.returncode in (0, 143) and seconds < 5


# ---- Windows and macOS -------------------------------------------------------------------------


def test_a_folder_whose_name_is_too_long_for_windows(monkeypatch, tmp_path):
    long = tmp_path / ("x" * 120) / ("x" * 120) / ".venv"
    monkeypatch.setattr(installation, "SYSTEM", "win32")
    monkeypatch.setattr(installation, "MACHINE", "amd64")
    monkeypatch.setattr(installation, "install", lambda *_, **__: pytest.fail("it installed"))
    monkeypatch.setattr(installation, "missing", lambda wanted: wanted)
    monkeypatch.setattr(start, "VENV", long)
    with pytest.raises(start.Problem, match=r"has \d+ letters, and may have 64\. Move the folder"):
        start.find_python([])
    monkeypatch.setattr(computers, "long_paths", lambda: True)
    assert start.check_computer(long) is False
    computers.check_folder("C:\\" + "x" * 61, long_paths=False)


def test_no_package_has_a_longer_name_than_windows_is_asked_for():
    """Where this environment keeps packages, each name is as long as below \\.venv\\Lib there."""
    from importlib.metadata import distributions

    below = len("\\.venv\\Lib\\site-packages\\")
    names = [str(file).replace("+cpu", "") for d in distributions() for file in d.files or []]
    longest = max((name for name in names if not name.startswith("..")), key=len)
    assert 0 <= computers.LONGEST - below - len(longest) < 20, longest
    outside = max(len(re.sub(r"^(\.\./)+", "", n)) for n in names if n.startswith(".."))
    assert len("\\.venv\\") + outside <= computers.LONGEST


@pytest.mark.skipif(os.name == "nt", reason="there it is asked of the registry")
def test_only_windows_has_a_registry():
    assert computers.long_paths() is False


@pytest.mark.parametrize("value, long", [(1, True), (0, False), (None, False)])
def test_long_paths_are_read_from_the_registry(value, long, monkeypatch):
    class Key:
        HKEY_LOCAL_MACHINE = 0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def OpenKey(self, root, place):  # noqa: N802
            assert place.endswith("Control\\FileSystem")
            if value is None:
                raise FileNotFoundError(2, "no such key")
            return self

        def QueryValueEx(self, key, name):  # noqa: N802
            return (value, 4) if name == "LongPathsEnabled" else None

    monkeypatch.setitem(sys.modules, "winreg", Key())
    assert computers.long_paths() is long


def test_a_python_for_arm_on_windows(monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "SYSTEM", "win32")
    monkeypatch.setattr(installation, "MACHINE", "arm64")
    with pytest.raises(start.Problem, match="not made for Windows on ARM. Install the .*64-bit"):
        start.check_computer(tmp_path)


@pytest.mark.parametrize("release, number", [("11.7", 11), ("13.6.1", 13), ("10.16", 99), ("", 99)])
def test_versions_of_macos(release, number):
    assert computers.mac_version(release) == number
    assert computers.is_old_mac("darwin", release) == (number < 14)
    assert not computers.is_old_mac("linux", release)


@pytest.mark.parametrize("release", ["10.15.7", "11.7.10"])
def test_a_mac_that_no_package_is_made_for(release, monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "SYSTEM", "darwin")
    monkeypatch.setattr(installation, "MACHINE", "arm64")
    monkeypatch.setattr(installation, "MAC", release)
    with pytest.raises(start.Problem, match=rf"macOS {release}, .* 12 and newer\. Update macOS"):
        start.check_computer(tmp_path)


@pytest.mark.parametrize("release", ["12.7", "13.6"])
def test_an_old_mac_gets_the_torch_that_is_made_for_it(release, monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "SYSTEM", "darwin")
    monkeypatch.setattr(installation, "MAC", release)
    assert installation.tested_torch() == "torch==2.10.0"
    (allowed,) = [r for r in installation.requirements([]) if r.startswith("torch>")]
    assert installation.satisfies("2.10.0", allowed[5:])
    (tmp_path / "bin").mkdir()
    file = installation.constraint_file(str(tmp_path / "bin" / "python"))
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    usual = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert Path(file).parent == tmp_path and set(lines) - set(usual) == {"torch==2.10.0"}
    monkeypatch.setattr(installation, "MAC", "14.0")
    assert installation.constraint_file("python") == "constraints.txt"
    assert installation.tested_torch() == "torch==" + installation.constraints()["torch"]


@pytest.mark.parametrize(
    "output, says",
    [
        ("OSError: [WinError 112] There is not enough space on the disk", "disk is full"),
        ("HINT: ... system does not have Windows Long Path support enabled", "Move the course's"),
        ("OSError: [WinError 206] The filename or extension is too long", "Move the course's"),
        ("OSError: [WinError 5] Access is denied: 'c:\\\\torch_cpu.dll'", "Close JupyterLab"),
        ("OSError: [WinError 32] The process cannot access the file", "Close JupyterLab"),
    ],
)
def test_what_pip_says_on_windows(output, says):
    said = installation.pip_problem(output)
    assert says in said and "this command" in said


def test_every_problem_fits_80_columns(capsys, monkeypatch):
    long = "Could not make the folder .venv:\nError: " + "a word " * 40 + "/a/path" * 20
    monkeypatch.setattr(start, "check_python", lambda _: (_ for _ in ()).throw(start.Problem(long)))
    assert start.main([]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert all(len(line) < 80 or " " not in line for line in lines) and len(lines) > 4
    monkeypatch.setattr(start, "check_python", lambda _: (_ for _ in ()).throw(OSError(30, "Full")))
    assert start.main(["test"]) == 1
    assert "Full.\nCheck that you may write" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["test", "--help"]])
def test_help_fits_80_columns(arguments, tmp_path):
    done = run([sys.executable, ROOT / "start.py", *arguments], tmp_path)
    assert done.returncode == 0 and max(map(len, done.stdout.splitlines())) <= 80
