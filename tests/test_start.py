"""start.py: what it checks, what it says, what it would install and run. Nothing is installed."""

import ast
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import start

ROOT = Path(start.__file__).resolve().parent
GB = 10**9
CPU_REPORT = {"install": [{"metadata": {"name": "torch", "version": "2.13.0+cpu"}}]}
CUDA_REPORT = {
    "install": [
        {
            "metadata": {
                "name": "torch",
                "version": "2.13.0",
                "requires_dist": [
                    "filelock",
                    'nvidia-cudnn-cu13==9.2; platform_system == "Linux"',
                    'triton~=3.9.0; platform_system == "Linux"',
                    'nvidia-nothing; extra == "nothing"',
                ],
            }
        }
    ]
}

# A stand-in for pip: it notes how it was called, writes the report given, and fails on demand.
FAKE_PIP = """
import json, os, sys
with open(os.environ["PIP_LOG"], "a", encoding="utf-8") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if "--report" in sys.argv:
    with open(sys.argv[sys.argv.index("--report") + 1], "w", encoding="utf-8") as report:
        report.write(os.environ["PIP_REPORT"])
elif "PIP_FAILS" in os.environ:
    sys.stderr.write(os.environ["PIP_FAILS"])
    sys.exit(1)
"""


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """Puts the stand-in in pip's place; calling it returns the command lines it was given."""
    package = tmp_path / "fake" / "pip"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(FAKE_PIP, encoding="utf-8")
    log = tmp_path / "pip.log"
    log.write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.setenv("PIP_LOG", str(log))
    monkeypatch.setenv("PIP_REPORT", json.dumps(CPU_REPORT))
    return lambda: [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An empty folder as .venv, with this test's own Python inside, on Linux without a GPU."""
    folder = tmp_path / ".venv"
    folder.mkdir()
    monkeypatch.setattr(start, "VENV", folder)
    monkeypatch.setattr(start, "python_of", lambda _: sys.executable)
    monkeypatch.setattr(start, "make_venv", lambda _: pytest.fail("the environment was rebuilt"))
    monkeypatch.setattr(start, "has_cuda_gpu", lambda: False)
    monkeypatch.setattr(start, "answers", lambda url: False)
    monkeypatch.setattr(start, "SYSTEM", "linux")
    monkeypatch.setattr(start, "MACHINE", "x86_64")
    return folder


# ---- plain sentences ---------------------------------------------------------------------------


def test_old_python_gets_far_enough_to_be_told():
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {a.name for node in tree.body if isinstance(node, ast.Import) for a in node.names}
    imported |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    in_python_3_6 = {"argparse", "collections", "hashlib", "json", "os", "pathlib", "platform"}
    in_python_3_6 |= {"re", "shutil", "signal", "subprocess", "sys", "threading", "typing"}
    assert imported <= in_python_3_6 | {"http.client", "urllib.request"}
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


@pytest.mark.parametrize(
    "output, says",
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError(': no", "internet"),
        ("urllib3 ... NameResolutionError: Failed to resolve 'somewhere'", "internet"),
        ("ERROR: No matching distribution found for torch==2.13.0\n", "finds no torch for"),
        ("ERROR: Cannot install torch==2.13.0 because these package", "finds no torch for"),
        ("one\ntwo\nERROR: puzzling\n", r"two\nERROR: puzzling\n\nRun this command again"),
    ],
)
def test_pip_failures(output, says):
    sentence = start.pip_problem(output)
    assert re.search(says, sentence)
    assert "this command" in sentence  # what to do


def test_pip_output_is_shown_live_and_explained(pip, monkeypatch, capsys):
    monkeypatch.setenv("PIP_FAILS", "WARNING: Retrying (NewConnectionError)\nERROR: gave up\n")
    with pytest.raises(start.Problem, match="cannot be reached"):
        start.pip_install(sys.executable, ["x"])
    assert "ERROR: gave up" in capsys.readouterr().err


def test_failure_to_make_an_environment(tmp_path, monkeypatch):
    script = tmp_path / "venv.py"
    script.write_text("import sys; sys.exit('ensurepip is not available')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(start.Problem, match="sudo apt install python3-venv"):
        start.make_venv(tmp_path / "new")
    script.write_text("import sys; sys.exit('Permission denied')", encoding="utf-8")
    with pytest.raises(start.Problem, match="Permission denied\nCheck that you may write"):
        start.make_venv(tmp_path / "new")


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


# ---- what is installed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "version, ranges, fits",
    [
        ("5.23.0", ">=5,<6", True),
        ("5", ">=5.0.0,<6", True),
        ("6.0.0rc1", ">=5,<6", False),
        ("4.9.9", ">=5,<6", False),
        ("2.13.0+cpu", ">=2.9,<3", True),
        ("2.13.0+cpu", "==2.13.0", True),
        ("7.7.1", ">=7.7.1,<9", True),
        ("7.7.0", ">=7.7.1, <9", False),
        ("1", "", True),
    ],
)
def test_ranges(version, ranges, fits):
    assert start.satisfies(version, ranges) is fits


def test_missing_names_what_is_absent_or_outside_its_range():
    wanted = ["torch>=2.9,<3", "scikit-learn>=1.5,<2", "pyyaml>=6,<7"]
    there = {"torch": "2.8.1", "pyyaml": "6.0.3"}
    assert start.missing(wanted, there.get) == wanted[:2]
    assert start.missing(wanted, {**there, "torch": "2.9", "scikit-learn": "1.9"}.get) == []


def test_an_environment_that_has_everything_is_used_as_it_is(venv, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "missing", lambda wanted: [])
    monkeypatch.setattr(start, "ready", lambda *_: pytest.fail("it looked further"))
    monkeypatch.setattr(start.sys, "prefix", str(tmp_path))
    assert start.find_python(["test"]) == sys.executable


def test_an_activated_but_unfinished_environment_is_completed(venv, monkeypatch, pip):
    monkeypatch.setattr(start, "missing", lambda wanted: [])
    monkeypatch.setattr(start.sys, "prefix", str(venv))
    start.write_stamp(venv, start.UNFINISHED)
    start.find_python([])
    assert len(pip()) == 2 and start.read_stamp(venv) == start.full_stamp([])


def test_the_check_is_quick():
    began = time.perf_counter()
    start.missing(start.requirements(["test"]))
    assert time.perf_counter() - began < 1


# ---- installing and repairing ------------------------------------------------------------------


def test_stamp_follows_dependencies_and_not_tool_settings(tmp_path):
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("torch==1\n", encoding="utf-8")
    before = start.full_stamp([], tmp_path)
    (tmp_path / "pyproject.toml").write_text(project + "\n[tool.other]\na = 1\n", encoding="utf-8")
    assert start.full_stamp([], tmp_path) == before
    (tmp_path / "constraints.txt").write_text("torch==2\n", encoding="utf-8")
    assert start.full_stamp([], tmp_path) != before


def test_ready_needs_a_full_stamp_a_python_that_runs_and_every_package(venv, monkeypatch):
    assert not start.ready(venv, [])  # nothing was ever finished
    start.write_stamp(venv, start.UNFINISHED)
    assert not start.ready(venv, [])
    start.write_stamp(venv, start.full_stamp([]) + "x")
    assert not start.ready(venv, [])  # made for other versions
    start.write_stamp(venv, start.full_stamp(["test"]))
    monkeypatch.setattr(start, "runs", lambda command: True)
    assert start.ready(venv, ["test"]) and start.ready(venv, [])
    start.write_stamp(venv, start.full_stamp([]))
    assert not start.ready(venv, ["test"])  # the tests' packages are not in it
    monkeypatch.undo()
    start.write_stamp(venv, start.full_stamp([]))
    assert not start.ready(venv, [])  # .venv/bin/python does not exist


def test_ready_asks_the_environment_itself(tmp_path):
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    start.write_stamp(bare, start.full_stamp([]))
    assert start.runs([start.python_of(bare), "-c", ""])
    assert not start.ready(bare, [])  # it runs, and holds no package


def test_install_leaves_a_stamp_only_when_it_is_finished(venv, pip, monkeypatch):
    monkeypatch.setenv("PIP_FAILS", "ERROR: puzzling")
    with pytest.raises(start.Problem, match="puzzling"):
        start.install(venv, ["test"])
    assert start.read_stamp(venv) == start.UNFINISHED
    monkeypatch.delenv("PIP_FAILS")
    start.install(venv, ["test"])
    assert start.read_stamp(venv) == start.full_stamp(["test"])
    assert pip()[-1][-2:] == ["--editable", ".[test]"]
    settings = venv / "share/jupyter/lab/settings/overrides.json"
    assert "fetchNews" in settings.read_text(encoding="utf-8")
    assert all("constraints.txt" in command for command in pip())


@pytest.mark.parametrize("broken", ["does not run", "no pip"])
def test_a_broken_environment_is_rebuilt(venv, tmp_path, pip, monkeypatch, broken):
    inside = tmp_path / "absent"
    if broken == "no pip":
        bare = tmp_path / "bare"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
        inside = bare / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        monkeypatch.delenv("PYTHONPATH")  # hides the stand-in, so that there is no pip at all

    made = []

    def make_venv(folder):
        made.append(folder)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "fake"))
        monkeypatch.setattr(start, "pip_install", lambda python, arguments: None)
        monkeypatch.setattr(start, "cpu_torch", lambda python, report: [])

    monkeypatch.setattr(start, "python_of", lambda _: str(inside))
    monkeypatch.setattr(start, "make_venv", make_venv)
    start.install(venv, [])
    assert made == [venv] and start.read_stamp(venv) == start.full_stamp([])


# ---- torch without CUDA ------------------------------------------------------------------------


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


def test_cpu_index_is_used_where_it_answers(venv, pip, monkeypatch):
    monkeypatch.setattr(start, "answers", lambda url: url.startswith(start.CPU_INDEX))
    start.install(venv, [])
    dry, real = pip()
    assert "--dry-run" in dry and "--no-deps" in dry and "--dry-run" not in real
    for command in (dry, real):
        assert command[command.index("--extra-index-url") + 1] == start.CPU_INDEX
    assert "torch==2.13.0+cpu" in real  # exactly the build that was looked at


def test_without_the_index_pip_is_asked_first(venv, pip):
    start.install(venv, [])
    dry, real = pip()
    assert "--dry-run" in dry and dry[-1] == start.tested_torch()
    assert "--extra-index-url" not in real and "torch==2.13.0+cpu" in real


def test_cuda_is_refused(venv, pip, monkeypatch):
    monkeypatch.setenv("PIP_REPORT", json.dumps(CUDA_REPORT))
    with pytest.raises(start.Problem, match=r"CPU build.*nvidia-cudnn-cu13, triton\)"):
        start.install(venv, [])
    assert len(pip()) == 1 and start.read_stamp(venv) == start.UNFINISHED


def test_cuda_is_recognised_in_reports():
    assert start.cuda_packages(CPU_REPORT, "x86_64") == []
    assert start.cuda_packages({"install": []}, "x86_64") == []  # torch is there already
    metadata = {"name": "torch", "version": "2.13.0+cu130"}
    assert start.cuda_packages({"install": [{"metadata": metadata}]}, "x86_64") == [
        "torch 2.13.0+cu130"
    ]
    arm = {"name": "torch", "version": "2.9", "requires_dist": ['triton; machine == "x86_64"']}
    assert start.cuda_packages({"install": [{"metadata": arm}]}, "aarch64") == []
    listed = [{"metadata": {"name": "nvidia-nccl-cu13", "version": "2"}}]
    assert start.cuda_packages({"install": listed}, "x86_64") == ["nvidia-nccl-cu13"]


@pytest.mark.parametrize("system, gpu", [("linux", True), ("darwin", False), ("win32", False)])
def test_elsewhere_pip_decides(venv, pip, monkeypatch, system, gpu):
    monkeypatch.setattr(start, "SYSTEM", system)
    monkeypatch.setattr(start, "MACHINE", "arm64")
    monkeypatch.setattr(start, "has_cuda_gpu", lambda: gpu)
    asked = []
    monkeypatch.setattr(start, "check_disk", lambda free, used, cuda: asked.append(cuda))
    start.install(venv, [])
    assert asked == [gpu]
    assert [command[-3:] for command in pip()] == [[start.tested_torch(), "--editable", "."]]


def test_probe_is_bounded_against_a_server_that_never_answers(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.perf_counter()
        assert start.answers("http://127.0.0.1:%d/" % silent.getsockname()[1]) is False
        assert time.perf_counter() - began < 3.5


def test_probe_is_bounded_against_a_slow_name_lookup(monkeypatch):
    def never_found(*_, **__):
        time.sleep(1)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", never_found)
    monkeypatch.setenv("NO_PROXY", "*")
    began = time.perf_counter()
    assert start.answers("http://nowhere.invalid/", seconds=0.2) is False
    assert time.perf_counter() - began < 0.8


def test_probe_hears_an_answer(monkeypatch):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/there" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setenv("NO_PROXY", "*")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = "http://127.0.0.1:%d" % server.server_port
        assert start.answers(address + "/there") is True
        assert start.answers(address + "/absent") is False
        server.shutdown()


# ---- command lines -----------------------------------------------------------------------------


def test_lab_command_opens_the_first_lesson_and_asks_the_network_nothing():
    command = start.lab_command("py", None, browser=True, is_root=False)
    assert command[:3] == ["py", "-m", "jupyterlab"]
    assert "--ServerApp.root_dir=" + str(ROOT) in command
    assert any(word.startswith("--LabApp.default_url=/lab") for word in command)
    assert "--LabApp.news_url=None" in command
    assert not {"--no-browser", "--allow-root"} & set(command)


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
    assert ran == [
        (["py test", "-m", "pytest", "-k", "tokens", "-x", "tests"], {"COURSE_QUICK": "1"}),
        (["py test", "-m", "pytest"], {}),
    ]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--help"], ["--port", "--no-browser", "start.py test"]),
        (["test", "--help"], ["--quick", "pytest"]),
    ],
)
def test_help(arguments, words):
    command = [sys.executable, str(ROOT / "start.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert all(word in done.stdout for word in words)


def test_run_passes_on_the_exit_code_folder_and_variables():
    code = "import os, sys; sys.exit(os.environ['A'] == 'b' and os.path.exists('start.py') and 7)"
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert start.run([sys.executable, "-c", code], A="b") == 7
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
@pytest.mark.parametrize("sent, code", [("SIGINT", 9), ("SIGTERM", 143)])
def test_the_child_decides_what_ctrl_c_means(sent, code):
    child = """
import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: sys.exit(9))
print("up", flush=True)
time.sleep(20)
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
        assert process.wait(10) == code
