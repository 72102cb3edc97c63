"""start.py: what it checks, what it says, what it would install and run. Nothing is installed."""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_pip import pip, venv  # noqa: F401

import start
from helpers.course import HOME
from tools import installation

ROOT = Path(start.__file__).resolve().parent
GB = 10**9


# ---- plain sentences ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["start.py", "tools/__init__.py", "tools/installation.py", "tools/computers.py"]
    + ["tools/pip_words.py", "helpers/__init__.py"],
)
def test_old_python_gets_far_enough_to_be_told(path):
    source = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {a.name for node in tree.body if isinstance(node, ast.Import) for a in node.names}
    imported |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    in_python_3_6 = {"argparse", "collections", "hashlib", "json", "os", "pathlib", "platform"}
    in_python_3_6 |= {"re", "shutil", "signal", "subprocess", "sys", "sysconfig"}
    in_python_3_6 |= {"textwrap", "threading", "typing"}
    ours = {"helpers", "tools", "tools.computers", "tools.installation", "tools.pip_words"}
    assert imported <= in_python_3_6 | {"http.client", "urllib.request"} | ours
    for node in ast.walk(tree):  # `list[str]` and `X | None` fail when such a Python defines them
        if isinstance(node, ast.arg) and node.annotation:
            text = ast.unparse(node.annotation)
            assert "list[" not in text and "|" not in text, text


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (2, 7, 18)])
def test_too_old_python(version):
    with pytest.raises(start.Problem, match=r"needs 3\.11 or newer\. Install Python"):
        start.check_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 2), (3, 19, 0), (4, 0, 0)])
def test_newer_pythons_are_not_forbidden(version):
    start.check_python(version)


@pytest.mark.parametrize(
    "facts, says",
    [
        (("win32", "x86", 32), "32-bit Python.*Install the 64-bit"),
        (("linux", "armv7l", 32), "32-bit Python"),
        (("darwin", "x86_64", 64), "Intel processors.*Binder or Colab.*arm64"),
    ],
)
def test_unsupported_computers(facts, says):
    with pytest.raises(start.Problem, match=says):
        start.check_platform(*facts)


@pytest.mark.parametrize(
    "facts", [("darwin", "arm64", 64), ("linux", "aarch64", 64), ("win32", "AMD64", 64)]
)
def test_supported_computers(facts):
    start.check_platform(*facts)


@pytest.mark.parametrize(
    "free, used, cuda", [(2.9, 0, False), (9, 0, True), (0.5, 4, False), (1.9, 1, False)]
)
def test_full_disk(free, used, cuda):
    with pytest.raises(start.Problem, match=rf"{free:.1f} GB are free\. Make room"):
        start.check_disk(int(free * GB), int(used * GB), cuda)


def test_an_interrupted_installation_needs_only_the_rest_of_the_space():
    start.check_disk(3 * GB, 0, cuda=False)
    start.check_disk(int(1.4 * GB), int(1.7 * GB), cuda=False)


def test_gpu_is_believed_only_when_it_can_be_used():
    def lists(code, output):
        return lambda *_, **__: subprocess.CompletedProcess([], code, output)

    def absent(*_, **__):
        raise FileNotFoundError("nvidia-smi")

    driver_only = {"/proc/driver/nvidia"}.__contains__  # a container without the GPU in it
    both = {"/proc/driver/nvidia", "/dev/nvidia0"}.__contains__
    nothing = set().__contains__
    assert start.has_cuda_gpu(both, absent)
    assert start.has_cuda_gpu(nothing, lists(0, b"GPU 0: Model (UUID: GPU-1)\n"))
    assert not start.has_cuda_gpu(nothing, lists(9, b"NVIDIA-SMI has failed: no driver, no GPU\n"))
    assert not start.has_cuda_gpu(driver_only, absent)


def test_problems_and_ctrl_c_end_in_a_sentence(monkeypatch, capsys):
    def stop(error):
        def find(extras):
            raise error

        monkeypatch.setattr(start, "find_python", find)
        return start.main([]), capsys.readouterr().err.strip()

    assert stop(start.Problem("Do this.")) == (1, "Do this.")
    assert stop(KeyboardInterrupt()) == (
        130,
        "Stopped. Run the same command again, and it continues.",
    )


# ---- which Python ------------------------------------------------------------------------------


def test_an_environment_that_has_everything_is_used_as_it_is(venv, tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "missing", lambda wanted: [])
    monkeypatch.setattr(installation, "ready", lambda *_: pytest.fail("it looked further"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert start.find_python(["test"]) == sys.executable


def test_an_activated_but_unfinished_environment_is_completed(venv, monkeypatch, pip):
    monkeypatch.setattr(installation, "missing", lambda wanted: [])
    monkeypatch.setattr(sys, "prefix", str(venv))
    installation.write_stamp(venv, installation.UNFINISHED)
    start.find_python([])
    assert len(pip()) == 2 and installation.read_stamp(venv) == installation.full_stamp([])


@pytest.mark.parametrize("system, gpu", [("linux", True), ("darwin", False), ("win32", False)])
def test_elsewhere_pip_decides(venv, pip, monkeypatch, system, gpu):
    monkeypatch.setattr(installation, "SYSTEM", system)
    monkeypatch.setattr(installation, "MACHINE", "AMD64" if system == "win32" else "arm64")
    monkeypatch.setattr(start.computers, "long_paths", lambda: True)
    monkeypatch.setattr(start, "has_cuda_gpu", lambda: gpu)
    asked = []
    monkeypatch.setattr(start, "check_disk", lambda free, used, cuda: asked.append(cuda))
    monkeypatch.setattr(installation, "missing", lambda wanted: wanted)
    start.find_python([])
    assert asked == [gpu]
    assert [command[-3:] for command in pip()] == [[installation.tested_torch(), "--editable", "."]]


def test_nothing_is_installed_where_torch_cannot_be(venv, pip, monkeypatch):
    monkeypatch.setattr(installation, "SYSTEM", "darwin")  # with the fixture's x86_64
    monkeypatch.setattr(installation, "missing", lambda wanted: wanted)
    with pytest.raises(start.Problem, match="Intel processors"):
        start.find_python([])
    assert pip() == [] and not list(venv.iterdir())


# ---- command lines -----------------------------------------------------------------------------


def test_lab_command_opens_the_home_page_and_asks_the_network_nothing(tmp_path, monkeypatch):
    command = start.lab_command("py", None, browser=True, is_root=False)
    assert command[:3] == ["py", "-m", "jupyterlab"]
    assert "--ServerApp.root_dir=" + str(ROOT) in command
    assert any(word.startswith("--LabApp.default_url=/lab") for word in command)
    assert "--LabApp.news_url=None" in command
    assert not {"--no-browser", "--allow-root"} & set(command)
    assert start.HOME == HOME
    monkeypatch.setattr(start, "ROOT", tmp_path)
    assert "--LabApp.default_url=/lab" in start.lab_command("py", None, True, False)
    (tmp_path / "lessons").mkdir()
    (tmp_path / HOME).write_text("{}", encoding="utf-8")
    command = start.lab_command("py", None, True, False)
    assert "--LabApp.default_url=/lab/tree/lessons/home.ipynb" in command


@pytest.mark.parametrize(
    "system, environment, expected",
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_display(system, environment, expected):
    assert start.has_display(system, environment) is expected


@pytest.mark.parametrize(
    "arguments, user, display, expected",
    [
        ([], 1000, True, []),
        (["--port", "8899"], 1000, True, ["--port=8899"]),
        (["--no-browser"], 1000, True, ["--no-browser"]),
        ([], 1000, False, ["--no-browser"]),
        ([], 0, True, ["--no-browser", "--allow-root"]),
    ],
)
def test_root_display_and_port(monkeypatch, capsys, arguments, user, display, expected):
    ran = []
    monkeypatch.setattr(start, "find_python", lambda extras: "py")
    monkeypatch.setattr(start, "has_display", lambda *_: display)
    monkeypatch.setattr(start.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(start, "run", lambda command: ran.append(command) or 0)
    assert start.main(arguments) == 0
    switches = [w for w in ran[0] if w.startswith(("--port", "--no-b", "--allow"))]
    assert switches == expected
    where = "at the address" if "--no-browser" in expected else "in your browser"
    assert where in capsys.readouterr().out


def test_tests_pass_on_arguments_mode_and_exit_code(monkeypatch):
    ran = []
    monkeypatch.setattr(start, "find_python", lambda extras: "py " + " ".join(extras))
    monkeypatch.setattr(start, "run", lambda command, **env: ran.append((command, env)) or 5)
    assert start.main(["test", "-k", "tokens", "--quick", "-x", "tests"]) == 5
    assert start.main(["test"]) == 5
    usual = ["py test site", "-m", "pytest", "-n", "auto", "--dist", "loadfile"]
    usual += ["--no-loadscope-reorder", "--durations=10"]
    assert ran == [
        (usual + ["-k", "tokens", "-x", "tests"], {"COURSE_QUICK": "1"}),
        (usual, {}),
    ]


def test_all_makes_the_environments_first_and_ends_if_one_cannot_be_made(monkeypatch):
    ran, codes = [], iter([0, 5, 1])
    monkeypatch.setattr(start, "find_python", lambda extras: "py " + " ".join(extras))
    monkeypatch.setattr(
        start, "run", lambda *command, **env: ran.append((*command, env)) or next(codes)
    )
    assert start.main(["test", "--all", "-m", "all"]) == 5
    assert ran[0] == (["py test site exhibits", "-m", "tools.extra_rooms"], {})
    assert ran[1][0][-2:] == ["-m", "all"] and ran[1][1] == {"COURSE_ALL": "1"}
    ran.clear()
    assert start.main(["test", "--all"]) == 1 and len(ran) == 1


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--help"], ["--port", "--no-browser", "start.py test"]),
        (["test", "--help"], ["--quick", "--all", "pytest"]),
    ],
)
@pytest.mark.parametrize("safe_path", ["", "1"])  # with it, Python looks in no script's folder
def test_help_from_another_folder(tmp_path, arguments, words, safe_path):
    command = [sys.executable, str(ROOT / "start.py"), *arguments]
    options = {"cwd": tmp_path, "env": dict(os.environ, PYTHONSAFEPATH=safe_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, **options)
    assert all(word in done.stdout for word in words)


def test_run_passes_on_the_exit_code_folder_and_variables():
    code = "import os, sys; sys.exit(os.environ['A'] == 'b' and os.path.exists('start.py') and 7)"
    before = [signal.getsignal(sent) for sent in (signal.SIGINT, signal.SIGTERM)]
    assert start.run([sys.executable, "-c", code], A="b") == 7
    assert [signal.getsignal(sent) for sent in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
def test_ctrl_c_at_the_child_s_very_end_loses_no_exit_code(monkeypatch):
    """The signal arrives when the system has given the exit code, and nobody has noted it yet."""
    real = os.waitpid

    def interrupted(*arguments):
        found = real(*arguments)
        signal.raise_signal(signal.SIGINT)
        return found

    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(9)"])
    monkeypatch.setattr(os, "waitpid", interrupted)
    assert installation.wait_for(child) == 9


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
@pytest.mark.parametrize("sent, code", [("SIGINT", 9), ("SIGTERM", 143)])
def test_the_child_decides_what_ctrl_c_means(sent, code):
    child = """
import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: sys.exit(9))
print("up", flush=True)
time.sleep(60)
"""
    parent = "import sys, start; sys.exit(start.run([sys.executable, '-c', sys.argv[1]]))"
    command = [sys.executable, "-c", parent, child]
    options = {"cwd": ROOT, "stdout": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(command, **options) as process:
        process.stdout.readline()
        if sent == "SIGINT":  # a terminal sends Ctrl-C to parent and child
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.terminate()
        assert process.wait(120) == code
