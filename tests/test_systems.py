"""Windows and macOS: code that takes nothing for granted, and what those systems do, made here.

docs/systems.md lists what was decided, and which of these tests holds it.
"""

import ast
import errno
import ntpath
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import filelock
import psutil
import pytest
import torch
from accelerate.state import AcceleratorState, PartialState
from system_rules import RULES, breaches

from helpers import files, setup, systems
from helpers.checking import progress, stored
from helpers.files import CourseError, WriteError, root
from helpers.text import table_files
from helpers.weights import finetuning, models, run_files, saved_folders, training
from tools import claim_runs, computers, pages, result_runs

CODE = ("start.py", "conftest.py", "helpers/**/*.py", "tools/*.py", "benchmarks/*.py")
# What a rule finds and is right here: the file, words of the sentence, and why.
ALLOWED = [
    ("start.py", "nvidia", "asks whether Linux's driver is there; elsewhere it is not"),
    ("helpers/colab.py", "is a place on one system", "Colab's own folder"),
    ("helpers/checking/contents.py", "os.path.relpath", "a drive of its own is caught"),
    ("tools/hub_settings.py", "is a place on one system", "a hub's server has Linux"),
    ("tools/execute.py", "is a place on one system", "folders that many systems share, left out"),
    ("tools/claim_measures.py", "refuse to clear", "what it saves is read whole and closed"),
    ("tools/installation.py", "os.replace", "standard library only; nobody else has the file"),
]
COPY = (root() / ".git").exists()
IN_GIT = pytest.mark.skipif(not COPY, reason="a copy without its history")
MAPS = Path("/proc/self/maps")


def course_files() -> list[Path]:
    patterns = [*CODE, "source/*/*.py"]
    return [path for pattern in patterns for path in sorted(root().glob(pattern))]


# ---- code ------------------------------------------------------------------------------------


def test_code_takes_nothing_for_granted():
    found, used = [], set()
    for path in course_files():
        name = path.relative_to(root()).as_posix()
        for said in breaches(path.read_text(encoding="utf-8")):
            known = [one for one in ALLOWED if one[0] == name and one[1] in said]
            used |= set(known)
            found += [] if known else [f"{name}, {said}"]
    assert found == [] and used == set(ALLOWED)


@pytest.mark.parametrize(
    "code, says",
    [
        ("open('a')", "open names no encoding"),
        ("Path('a').open()", "open names no encoding"),
        ("path.read_text()", "read_text names no encoding"),
        ("(folder / 'a').write_text(text)", "write_text names no encoding"),
        ("subprocess.run(c, text=True)", "read without naming an encoding"),
        ("open('a', 'w', encoding='utf-8')", "other line ends"),
        ("path.write_text(text, encoding='utf-8')", "other line ends"),
        ("os.rename(a, b)", "use `files.replace`"),
        ("path.rename(new)", "use `files.replace`"),
        ("path.replace(new)", "use `files.replace`"),
        ("shutil.move(a, b)", "use `files.replace`"),
        ("tempfile.TemporaryDirectory()", "refuse to clear"),
        ("import fcntl", "the module fcntl"),
        ("from resource import getrusage", "the module resource"),
        ("signal.alarm(3)", "has signal.alarm"),
        ("os.kill(pid, signal.SIGKILL)", "has signal.SIGKILL"),
        ("os.killpg(1, 2)", "has os.killpg"),
        ("os.getuid()", "has os.getuid"),
        ("subprocess.Popen(c, preexec_fn=f)", "knows preexec_fn"),
        ("link.symlink_to(path)", "makes no links"),
        ("subprocess.run('ls', shell=True)", "needs a shell"),
        ("os.system('clear')", "needs a shell"),
        ("get_ipython().system('ls')", "needs a shell"),
        ("subprocess.run(['python', '-m', 'x'])", "use `sys.executable`"),
        ("open('/tmp/a', 'rb')", "a place on one system"),
        ("Path('C:/course')", "a place on one system"),
        ("str(path).split('/')", "cut at /"),
        ("str(path.relative_to(folder))", "other strokes"),
        ("os.path.relpath(a, b)", "between two drives"),
        ("multiprocessing.get_context('fork')", "get_context"),
        ("multiprocessing.Pool(2)", "Pool: use"),
        ("ProcessPoolExecutor(2)", "needs get_context"),
        ("pool.submit(lambda: 1)", "cannot be handed"),
        ("DataLoader(d, num_workers=2)", "Loader processes"),
        ("now.strftime('%-d')", "not known everywhere"),
    ],
)
def test_a_breach_is_found(code, says):
    found = [said for rule in RULES for said in breaches(code, (rule,))]
    assert any(says in said for said in found), found


@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'rb')",
        "open('a', encoding='utf-8')",
        "path.read_text(encoding='utf-8')",
        "open('a', 'w', encoding='utf-8', newline='')",
        "files.write_text(path, text)",
        "'a/b'.replace('/', '-')",
        "frame.rename(columns={})",
        "hasattr(os, 'geteuid') and os.geteuid() == 0",
        "try:\n    import winreg\nexcept ImportError:\n    winreg = None",
        "subprocess.run([sys.executable, '-m', 'x'], encoding='utf-8')",
        "path.relative_to(folder).as_posix()",
        "partial(ProcessPoolExecutor, 1, get_context('spawn'))",
    ],
)
def test_what_is_right_is_left_alone(code):
    assert breaches(code) == []


def test_the_first_cell_asks_a_shell_on_colab_only(tmp_path):
    """Colab is Linux. Elsewhere the line is not reached."""
    assert len(breaches(pages.SETUP)) == 2
    on_colab = next(n for n in ast.walk(ast.parse(pages.SETUP)) if isinstance(n, ast.If))
    assert "'google.colab' in sys.modules" in ast.unparse(on_colab.test)
    inside = ast.unparse(on_colab)
    assert inside.count("os.system(") == pages.SETUP.count("os.system(") == 1
    code = "import os\nos.system = None\n" + pages.SETUP.replace("from helpers.setup import", "#")
    code = code.rpartition("\nstart()")[0] + "\nimport helpers\nprint(course == Path.cwd().parent)"
    options = {"cwd": root() / "lessons", "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], **options)
    assert done.stdout == "True\n", done.stderr


def test_what_is_handed_to_other_processes_can_be():
    """Windows and macOS spawn: functions go by their names, and the module is imported again."""
    for value in (result_runs.attempt, claim_runs.attempt, claim_runs.begin):
        assert pickle.loads(pickle.dumps(value)) is value
    job = claim_runs.Job(None, {"labels": 16}, 1)
    assert pickle.loads(pickle.dumps(claim_runs.Outcome(job, {}, "", 1.0))).job == job
    for path in root().glob("tools/*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Expr)]
        assert not [call for call in calls if re.match(r"(sys\.exit|main)\(", call)], path


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp932"])
def test_tools_print_in_any_console(encoding):
    code = "import tools; print('2 ≥ 1 → ±3 % · 課程')"
    options = {"env": {**os.environ, "PYTHONIOENCODING": encoding}, "cwd": root()}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, **options)
    assert done.returncode == 0 and done.stdout.startswith(b"2 "), done.stderr


def test_start_prints_ascii_only():
    """It speaks before anything is known about the console."""
    for name in ("start.py", "tools/installation.py", "tools/computers.py", "tools/pip_words.py"):
        assert (root() / name).read_text(encoding="utf-8").isascii(), name


# ---- names and line ends -----------------------------------------------------------------------


def tracked() -> list[str]:
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=root(), encoding="utf-8")
    return listed.strip("\0").split("\0")


@IN_GIT
def test_every_system_takes_the_course_s_own_names():
    names = tracked()
    folders = {parent.as_posix() for name in names for parent in Path(name).parents}
    everything = [*names, *folders]
    assert len({name.casefold() for name in everything}) == len(everything)
    wrong = [name for name in everything for part in Path(name).parts if systems.problem(part)]
    assert not [name for name in wrong if name != "."]
    assert max(map(len, names)) < computers.LONGEST


@IN_GIT
def test_windows_checks_out_the_same_bytes(tmp_path):
    """Git for Windows writes other line ends unless .gitattributes says how each file ends."""
    for place, change in (("windows", "true"), ("plain", "false")):
        settings = ["-c", f"core.autocrlf={change}", "-c", "core.eol=crlf", "-c", "core.symlinks=0"]
        command = ["git", *settings, "checkout-index", "-a", f"--prefix={tmp_path / place}{os.sep}"]
        subprocess.run(command, cwd=root(), check=True)
    names = tracked()
    for name in names:
        there = (tmp_path / "windows" / name).read_bytes()
        assert there == (tmp_path / "plain" / name).read_bytes(), name
        if name.endswith((".py", ".ipynb", ".md", ".toml", ".txt", ".yml")):
            assert b"\r\n" not in there or name.startswith("tests/files/"), name
    assert any(name.endswith(".safetensors") for name in names)


BAD = ["con", "NUL", "aux.json", "com1", "LPT9.txt", "prn .x", "a:b", "why?", "x*", "a|b", 'a"b']
BAD += ["<a>", "end.", "end ", "tab\t", "back\\slash", "CONIN$", "com²"]


@pytest.mark.parametrize("name", BAD)
def test_names_that_windows_does_not_take(name):
    assert systems.problem(name)
    safe = systems.safe(name) + ".safetensors"
    assert systems.problem(safe) == "" and safe != ".safetensors"


@pytest.mark.parametrize(
    "name", ["console", "nul-2", "com10", "été.json", "課程", ".cache", "a b.c"]
)
def test_names_that_every_system_takes(name):
    assert systems.problem(name) == "" == systems.refused(Path(name))


@pytest.mark.parametrize("name", ["CON", "nul.txt", "COM1", "lpt3.a.b", "aux ", "CONOUT$", "con"])
def test_python_says_the_same_of_kept_names(name):
    known = getattr(ntpath, "isreserved", lambda one: PureWindowsPath(one).is_reserved())
    assert known(name) and systems.problem(name)


@pytest.fixture
def windows(monkeypatch):
    """What `helpers.systems` does there; the file system stays this one."""
    monkeypatch.setattr(systems, "WINDOWS", True)
    slept = []
    monkeypatch.setattr(systems.time, "sleep", slept.append)
    return slept


@pytest.mark.parametrize("name", ["nul.json", "a:b.json", "aux/a.json", "end./a.json"])
def test_nothing_is_written_under_a_name_that_would_lose_it(name, tmp_path, windows):
    with pytest.raises(CourseError, match="Windows .*Choose another name"):
        files.write_json(tmp_path / name, {})
    with pytest.raises(CourseError, match="Windows .*Choose another name"):
        with saved_folders.whole_folder(tmp_path / name):
            pytest.fail("it began")
    assert list(tmp_path.iterdir()) == []
    assert systems.refused(PureWindowsPath("C:\\Users\\ann\\course\\a.json")) == ""


# ---- files in use ------------------------------------------------------------------------------


def in_use(real, times, number=32):
    """`real`, after it was refused so many times as Windows does it."""

    def call(*arguments):
        if times:
            times.pop()
            error = PermissionError(errno.EACCES, "The process cannot access the file")
            error.winerror = number
            raise error
        return real(*arguments)

    return call


def test_reading_waits_while_another_notebook_replaces_the_file(tmp_path, windows, monkeypatch):
    path = files.write_json(tmp_path / "progress.json", stored.empty() | {"quizzes": {"a": {}}})
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    for read in (
        lambda: files.read_json(path)["quizzes"],
        lambda: progress.load()["quizzes"],
        lambda: files.read_kept(path)["quizzes"],
    ):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", in_use(Path.read_bytes, [1, 1, 1]))
            assert read() == {"a": {}}
    assert len(windows) == 9 and max(windows) < 0.1


def test_a_saved_run_is_read_a_moment_later(tmp_path, windows, monkeypatch):
    state = {"a": torch.ones(2)}
    path = files.write_bytes(tmp_path / "run.safetensors", run_files.whole({"0": state["a"]}, {}))
    monkeypatch.setattr(Path, "read_bytes", in_use(Path.read_bytes, [1, 1]))
    notes, tensors = run_files.read(path)
    assert notes == {} and torch.equal(tensors["0"], state["a"])


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_stays_in_use_is_named_with_its_cure(number, tmp_path, windows, monkeypatch):
    path = files.write_json(tmp_path / "a.json", [1])
    monkeypatch.setattr(os, "replace", in_use(os.replace, [1] * 99, number))
    with pytest.raises(WriteError, match="a.json cannot be written .* Close the program or noteb"):
        files.write_json(path, [2])
    assert files.read_json(path) == [1] and list(tmp_path.iterdir()) == [path]
    assert 1 < sum(windows) < 3


def test_elsewhere_a_file_that_may_not_be_read_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(systems, "WINDOWS", False)
    monkeypatch.setattr(systems.time, "sleep", lambda _: pytest.fail("it waited"))
    monkeypatch.setattr(Path, "read_bytes", in_use(Path.read_bytes, [1]))
    with pytest.raises(CourseError, match="cannot be read"):
        files.read_json(tmp_path / "a.json")


@pytest.mark.skipif(not MAPS.exists(), reason="only Linux lists what is mapped")
def test_nothing_stays_open_once_it_is_loaded(tmp_path):
    """Windows replaces and deletes no file that is open or mapped into memory."""
    model = finetuning.classifier("town-encoder", ["a", "b"])
    folder = model.save(tmp_path / "mine")
    table = root() / "tests" / "files" / "category.parquet"
    kept = [
        finetuning.load(folder),
        models.load_checkpoint("town-lm"),
        model,
        table_files.read(table, ["text", "label"], None),
    ]
    mapped = MAPS.read_text(encoding="utf-8")
    held = [file.path for file in psutil.Process().open_files()]
    for place in (folder, root() / "checkpoints", table):
        assert str(place) not in mapped and not [one for one in held if one.startswith(str(place))]
    assert len(kept) == 4 and finetuning.load(model.save(folder))  # replaced while it is loaded


def test_progress_is_kept_where_the_system_has_no_locks_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.delenv("COURSE_RECORD", raising=False)
    monkeypatch.setattr(filelock, "FileLock", filelock.SoftFileLock)
    progress.record_answer("costs.bytes", 1, True)
    assert progress.load()["quizzes"]["costs.bytes"]["solved"]
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]


# ---- libraries ---------------------------------------------------------------------------------


@pytest.fixture
def apple(monkeypatch):
    """A Mac whose GPU torch can use, as far as anybody asks; and a fresh accelerate."""
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr("accelerate.state.is_mps_available", lambda *_, **__: True)
    monkeypatch.delenv("COURSE_DEVICE", raising=False)
    monkeypatch.setenv("ACCELERATE_TORCH_DEVICE", "")  # so that it is put back
    monkeypatch.delenv("ACCELERATE_TORCH_DEVICE")
    AcceleratorState._reset_state(True)
    yield
    AcceleratorState._reset_state(True)


def test_on_a_mac_everything_stays_on_the_cpu(apple, monkeypatch):
    """Left alone, accelerate takes Apple's GPU, while helpers leave tensors where they are."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert PartialState().default_device.type == "mps"  # the fixture is believed
    AcceleratorState._reset_state(True)
    assert setup.device().type == training.make_accelerator().device.type == "cpu"


@pytest.mark.parametrize("on, says", [(True, "vc_redist.x64.exe"), (False, "Delete the folder")])
def test_a_torch_that_cannot_be_loaded(on, says, monkeypatch):
    """As on a Windows without Microsoft's runtime: WinError 126, from within torch."""
    real = __import__

    def refuse(name, *rest, **more):
        if name == "torch":
            raise OSError("[WinError 126] Error loading c10.dll or one of its dependencies")
        return real(name, *rest, **more)

    monkeypatch.setattr(systems, "WINDOWS", on)
    with monkeypatch.context() as patch:
        patch.setattr("builtins.__import__", refuse)
        with pytest.raises(CourseError, match=rf"torch cannot be loaded \(.*c10.dll.*{says}"):
            setup.load_torch()
    setup.load_torch()


# ---- the list ----------------------------------------------------------------------------------


def test_each_decision_names_tests_that_exist():
    page = (root() / "docs" / "systems.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", page)
    for path, name in named:
        assert re.search(rf"(?m)^def {name}\(", (root() / path).read_text(encoding="utf-8")), name
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(named) >= 20 and len(rows) >= 20
