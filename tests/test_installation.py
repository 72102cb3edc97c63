"""tools/installation.py: what it finds, would install and says. Nothing is installed."""

import http.server
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from tiny_pip import CPU_REPORT, CUDA_REPORT, pip, venv  # noqa: F401

from tools import installation

# ---- plain sentences ---------------------------------------------------------------------------


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
    sentence = installation.pip_problem(output)
    assert re.search(says, sentence)
    assert "this command" in sentence  # what to do


def test_pip_output_is_shown_live_and_explained(pip, monkeypatch, capsys):
    monkeypatch.setenv("PIP_FAILS", "WARNING: Retrying (NewConnectionError)\nERROR: gave up\n")
    with pytest.raises(installation.Problem, match="cannot be reached"):
        installation.pip_install(sys.executable, ["x"])
    assert "ERROR: gave up" in capsys.readouterr().err


def test_failure_to_make_an_environment(tmp_path, monkeypatch):
    script = tmp_path / "venv.py"
    script.write_text("import sys; sys.exit('ensurepip is not available')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(installation.Problem, match="sudo apt install python3-venv"):
        installation.make_venv(tmp_path / "new")
    script.write_text("import sys; sys.exit('Permission denied')", encoding="utf-8")
    with pytest.raises(installation.Problem, match="Permission denied\nCheck that you may write"):
        installation.make_venv(tmp_path / "new")


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
    assert installation.satisfies(version, ranges) is fits


def test_missing_names_what_is_absent_or_outside_its_range():
    wanted = ["torch>=2.9,<3", "scikit-learn>=1.5,<2", "pyyaml>=6,<7"]
    there = {"torch": "2.8.1", "pyyaml": "6.0.3"}
    assert installation.missing(wanted, there.get) == wanted[:2]
    assert installation.missing(wanted, {**there, "torch": "2.9", "scikit-learn": "1.9"}.get) == []


def test_the_check_is_quick():
    began = time.process_time()
    installation.missing(installation.requirements(["test"]))
    assert time.process_time() - began < 1


# ---- installing and repairing ------------------------------------------------------------------


def test_stamp_follows_dependencies_and_not_tool_settings(tmp_path):
    project = (installation.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("torch==1\n", encoding="utf-8")
    before = installation.full_stamp([], tmp_path)
    (tmp_path / "pyproject.toml").write_text(project + "\n[tool.other]\na = 1\n", encoding="utf-8")
    assert installation.full_stamp([], tmp_path) == before
    (tmp_path / "constraints.txt").write_text("torch==2\n", encoding="utf-8")
    assert installation.full_stamp([], tmp_path) != before


def test_ready_needs_a_full_stamp_a_python_that_runs_and_every_package(venv, monkeypatch):
    assert not installation.ready(venv, [])  # nothing was ever finished
    installation.write_stamp(venv, installation.UNFINISHED)
    assert not installation.ready(venv, [])
    installation.write_stamp(venv, installation.full_stamp([]) + "x")
    assert not installation.ready(venv, [])  # made for other versions
    installation.write_stamp(venv, installation.full_stamp(["test"]))
    monkeypatch.setattr(installation, "runs", lambda command: True)
    assert installation.ready(venv, ["test"]) and installation.ready(venv, [])
    installation.write_stamp(venv, installation.full_stamp([]))
    assert not installation.ready(venv, ["test"])  # the tests' packages are not in it
    monkeypatch.undo()
    installation.write_stamp(venv, installation.full_stamp([]))
    assert not installation.ready(venv, [])  # .venv/bin/python does not exist


def test_ready_asks_the_environment_itself(tmp_path):
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    installation.write_stamp(bare, installation.full_stamp([]))
    assert installation.runs([installation.python_of(bare), "-c", ""])
    assert not installation.ready(bare, [])  # it runs, and holds no package


def test_ready_where_everything_is(venv):
    installation.write_stamp(venv, installation.full_stamp([]))
    assert installation.ready(venv, [])  # it asks this test's own Python


def test_install_leaves_a_stamp_only_when_it_is_finished(venv, pip, monkeypatch):
    monkeypatch.setenv("PIP_FAILS", "ERROR: puzzling")
    with pytest.raises(installation.Problem, match="puzzling"):
        installation.install(venv, ["test"], cuda=False)
    assert installation.read_stamp(venv) == installation.UNFINISHED
    monkeypatch.delenv("PIP_FAILS")
    installation.install(venv, ["test"], cuda=False)
    assert installation.read_stamp(venv) == installation.full_stamp(["test"])
    assert pip()[-1][-2:] == ["--editable", ".[test]"]
    settings = venv / "share/jupyter/lab/settings/overrides.json"
    assert "fetchNews" in settings.read_text(encoding="utf-8")
    kernels = venv / "etc/ipython/ipython_kernel_config.py"
    assert "helpers.show.missing_names" in kernels.read_text(encoding="utf-8")
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
        monkeypatch.setattr(installation, "pip_install", lambda python, arguments: None)
        monkeypatch.setattr(installation, "cpu_torch", lambda python, report: [])

    monkeypatch.setattr(installation, "python_of", lambda _: str(inside))
    monkeypatch.setattr(installation, "make_venv", make_venv)
    installation.install(venv, [], cuda=False)
    assert made == [venv] and installation.read_stamp(venv) == installation.full_stamp([])


# ---- torch without CUDA ------------------------------------------------------------------------


def test_cpu_index_is_used_where_it_answers(venv, pip, monkeypatch):
    monkeypatch.setattr(installation, "answers", lambda url: url.startswith(installation.CPU_INDEX))
    installation.install(venv, [], cuda=False)
    dry, real = pip()
    assert "--dry-run" in dry and "--no-deps" in dry and "--dry-run" not in real
    for command in (dry, real):
        assert command[command.index("--extra-index-url") + 1] == installation.CPU_INDEX
    assert "torch==2.13.0+cpu" in real  # exactly the build that was looked at


def test_without_the_index_pip_is_asked_first(venv, pip):
    installation.install(venv, [], cuda=False)
    dry, real = pip()
    assert "--dry-run" in dry and dry[-1] == installation.tested_torch()
    assert "--extra-index-url" not in real and "torch==2.13.0+cpu" in real


def test_cuda_is_refused(venv, pip, monkeypatch):
    monkeypatch.setenv("PIP_REPORT", json.dumps(CUDA_REPORT))
    with pytest.raises(installation.Problem, match=r"CPU build.*nvidia-cudnn-cu13, triton\)"):
        installation.install(venv, [], cuda=False)
    assert len(pip()) == 1 and installation.read_stamp(venv) == installation.UNFINISHED


def test_cuda_is_recognised_in_reports():
    assert installation.cuda_packages(CPU_REPORT, "x86_64") == []
    assert installation.cuda_packages({"install": []}, "x86_64") == []  # torch is there already
    metadata = {"name": "torch", "version": "2.13.0+cu130"}
    assert installation.cuda_packages({"install": [{"metadata": metadata}]}, "x86_64") == [
        "torch 2.13.0+cu130"
    ]
    arm = {"name": "torch", "version": "2.9", "requires_dist": ['triton; machine == "x86_64"']}
    assert installation.cuda_packages({"install": [{"metadata": arm}]}, "aarch64") == []
    listed = [{"metadata": {"name": "nvidia-nccl-cu13", "version": "2"}}]
    assert installation.cuda_packages({"install": listed}, "x86_64") == ["nvidia-nccl-cu13"]


def test_probe_is_bounded_against_a_server_that_never_answers(monkeypatch):
    """Unbounded, it would wait for ever. How long it waits is asked of the calls that wait."""
    monkeypatch.setenv("NO_PROXY", "*")
    waits, join, urlopen = [], threading.Thread.join, urllib.request.urlopen

    def noted(thread, seconds=None):
        waits.append(seconds)
        join(thread, seconds)

    def opened(url, timeout):
        waits.append(timeout)
        return urlopen(url, timeout=0.2)

    monkeypatch.setattr(threading.Thread, "join", noted)
    monkeypatch.setattr(urllib.request, "urlopen", opened)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert installation.answers(address) is False and sorted(waits) == [3, 3]


def test_probe_is_bounded_against_a_slow_name_lookup(monkeypatch):
    given_up, answers = threading.Event(), []

    def never_found(*_, **__):
        given_up.wait(300)
        answers.append("at last")
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", never_found)
    monkeypatch.setenv("NO_PROXY", "*")
    assert installation.answers("http://nowhere.invalid/", seconds=0.2) is False
    assert answers == [], "it waited for the look-up"
    given_up.set()


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
        address = f"http://127.0.0.1:{server.server_port}"
        assert installation.answers(address + "/there") is True
        assert installation.answers(address + "/absent") is False
        server.shutdown()
