"""The guard that cuts notebooks off from the network, and the meter of what they cost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from meter import Meter, exact_peak
from notebook_items import PEAK_MB, SECONDS, UNWANTED, over_budget

from helpers import course
from helpers.real import listed
from tools.session import held

GUARD = Path(__file__).parent / "guard"
# Tries each line of its argument, and prints what became of it.
DRIVER = """
import asyncio, json, multiprocessing, os, socket, subprocess, sys, urllib.request
import _socket
tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
six = socket.socket(socket.AF_INET6) if socket.has_ipv6 else tcp

def windows():  # as in the standard library on Windows
    text = "def socketpair(a, b, address):\\n    a.connect(address)\\n    return b.accept()"
    space = {}
    exec(compile(text, socket.__file__, "exec"), space)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    space["socketpair"](socket.socket(), listener, listener.getsockname())

def serve():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()

def child(code):
    return subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)

results = {}
for line in json.loads(sys.argv[1]):
    try:
        eval(line)
        results[line] = "passed"
    except Exception as error:
        results[line] = type(error).__name__
print(json.dumps(results))
"""
STOPPED = {
    "socket.create_connection(('127.0.0.1', 9))": "127.0.0.1",
    "tcp.connect(('127.0.0.1', 9))": "127.0.0.1:9",
    "tcp.connect_ex(('192.0.2.1', 443))": "192.0.2.1:443",
    "_socket.socket().connect(('192.0.2.2', 80))": "192.0.2.2:80",
    "six.connect(('::1', 9))" if os.name != "nt" else "tcp.connect(('::1', 9))": "::1:9",
    "udp.sendto(b'x', ('192.0.2.3', 53))": "192.0.2.3:53",
    "udp.connect(('192.0.2.4', 53))": "192.0.2.4:53",
    "socket.getaddrinfo('huggingface.co', 443)": "huggingface.co",
    "socket.gethostbyname('localhost')": "localhost",
    "urllib.request.urlopen('http://example.org/x')": "example.org",
    "asyncio.run(asyncio.open_connection('pypi.org', 443))": "pypi.org",
    "child('import socket; socket.create_connection((\"192.0.2.5\", 1))')": "192.0.2.5",
}
ALLOWED = [
    "socket.socketpair()",
    "windows()",
    "serve()",
    "socket.gethostname()",
    "asyncio.run(asyncio.sleep(0))",
    "multiprocessing.Pipe()",
    "child('print(1)')",
]


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """What became of every line, and the lines of the log."""
    log = tmp_path_factory.mktemp("guard") / "log"
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {"PYTHONPATH": str(GUARD), "COURSE_GUARD_LOG": str(log)}
    output = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps([*STOPPED, *ALLOWED])],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return json.loads(output.splitlines()[-1]), log.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", STOPPED)
def test_what_is_stopped_and_written_down(line, tried):
    results, log = tried
    assert results[line] in ("NetworkUsed", "CalledProcessError")
    assert any(f"opened a connection to {STOPPED[line]} (" in entry for entry in log)


@pytest.mark.parametrize("line", ALLOWED)
def test_what_a_kernel_needs_is_allowed(line, tried):
    assert tried[0][line] == "passed"


def test_nothing_else_is_written_down(tried):
    assert len(tried[1]) == len(STOPPED)


def test_without_a_log_there_is_no_guard():
    """The variable decides, so that the folder on a path does no harm by itself."""
    code = "import sitecustomize, sys; sys.exit('guard' not in sitecustomize.__file__)"
    environment = {k: v for k, v in os.environ.items() if k != "COURSE_GUARD_LOG"}
    script = code + "\nimport socket\nassert socket.socket().connect_ex(('127.0.0.1', 9))"
    environment["PYTHONPATH"] = str(GUARD)
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0
    script = script.replace("sys.exit(", "print(")
    assert subprocess.run([sys.executable, "-c", script], env=environment).returncode == 0


def test_offline_switches_would_hide_attempts():
    assert {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"} <= set(UNWANTED)


def test_limits(monkeypatch):
    monkeypatch.setattr("torch.version.cuda", None)
    assert (SECONDS, PEAK_MB) == (180, 1200)
    assert over_budget(180, 1200) == []
    assert over_budget(181.2, 900) == ["It took 181 s. At most 180 s are allowed."]
    assert over_budget(1, 1300) == ["It needed 1300 MB. At most 1200 MB are allowed."]
    real, other = (Path(course.notebook(slug, "lesson")).name for slug in ("real_encoder", "costs"))
    monkeypatch.setattr(listed, "installed", lambda name: False)
    assert over_budget(1, 1200, real) == [] and over_budget(1, 1201, real) != []
    monkeypatch.setattr(listed, "installed", lambda name: "MiniLM" in name)
    assert over_budget(1, 1600, real) == [] and over_budget(1, 1601, real) != []
    assert over_budget(1, 1201, other) != []
    monkeypatch.setattr("torch.version.cuda", "13.0")
    assert over_budget(1, 1600) == [] and over_budget(1, 1601) != []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count a file's pages otherwise")
def test_what_processes_share_counts_once(tmp_path):
    """Two that hold the same file in memory, as two Pythons hold torch's code."""
    file = tmp_path / "code"
    file.write_bytes(b"1" * 10**8)
    code = "import mmap, sys; file = open(sys.argv[1], 'rb');"
    code += "code = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ);"
    code += "print(code.find(b'2'), flush=True); input()"
    command = [sys.executable, "-c", code, file]
    both = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True) for _ in range(2)]
    try:
        assert [process.stdout.readline() for process in both] == ["-1\n"] * 2
        family = [psutil.Process(process.pid) for process in both]
        assert 10**8 < held(family) < 1.5 * 10**8
        assert sum(one.memory_info().rss for one in family) > 2 * 10**8
    finally:
        for process in both:
            process.communicate("\n")


def test_the_meter_sees_a_child_and_a_peak_that_is_over():
    code = "import subprocess, sys; x = bytearray(10**8); del x; print(1, flush=True);"
    code += "subprocess.run([sys.executable, '-c', 'x = bytearray(2 * 10**8); print(2, flush=True);"
    code += "input()'])"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True)
    meter = Meter()
    try:
        meter.watch(process.pid)
        assert process.stdout.readline() == "1\n"
        if sys.platform in ("linux", "win32"):
            assert exact_peak(psutil.Process(process.pid)) > 10**8
        assert process.stdout.readline() == "2\n"
        seconds, computed, peak_mb = meter.read()
        assert 200 < peak_mb < 400 and seconds > 0 and 0 < computed < 20
    finally:
        process.communicate("\n")
        meter.stop()
    assert meter.read()[2] == peak_mb, "the end of the process changes nothing"
