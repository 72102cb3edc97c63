"""Files side by side: how many processes, in which order, what they share, and how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psutil
import pytest
import side_by_side

from helpers.files import root

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:nbval"]
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# Small files to test, with our plugin. Each test writes down its process, its threads, its time.
CONFTEST = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
pytest_plugins = ["side_by_side"]
"""
FILE = """
import json, os, pathlib, time
import pytest

@pytest.mark.parametrize("number", range(3))
def test_one(number):
    line = [pathlib.Path(__file__).stem, os.getpid(), os.environ["OMP_NUM_THREADS"]]
    with open("log", "a") as stream:
        print(json.dumps(line), file=stream)
    time.sleep({seconds})
"""


@pytest.fixture
def course(tmp_path):
    """A folder with four test files, and how to run pytest in it."""
    text = CONFTEST.format(tests=str(root() / "tests"), root=str(root()))
    (tmp_path / "conftest.py").write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "OMP"))}

    def start(*arguments, seconds=0.01):
        for name in "abcd":
            path = tmp_path / f"test_{name}.py"
            path.write_text(FILE.format(seconds=seconds), encoding="utf-8")
        return subprocess.Popen(
            [*PYTEST, *SIDE_BY_SIDE, *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    return SimpleNamespace(start=start, log=tmp_path / "log")


@pytest.mark.parametrize(
    "cores, gigabytes, processes", [(2, 16, 2), (1, 16, 0), (8, 6.5, 3), (8, 3, 0), (4, 0.5, 0)]
)
def test_as_many_as_there_are_cores_and_memory_for(cores, gigabytes, processes, monkeypatch):
    monkeypatch.setattr(side_by_side, "available_cpus", lambda: cores)
    memory = SimpleNamespace(available=gigabytes * 1e9)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    assert side_by_side.pytest_xdist_auto_num_workers(None) == processes


def test_the_longest_files_come_first_and_keep_their_own_order(tmp_path, monkeypatch):
    monkeypatch.setattr(side_by_side, "root", lambda: tmp_path)
    names = ["tests/a.py::x", "tests/a.py::y", "short.ipynb::1", "long.ipynb::1", "long.ipynb::2"]
    heavy = set()  # nodes that are marked `all`
    items = [
        SimpleNamespace(nodeid=name, get_closest_marker=lambda _, name=name: name in heavy)
        for name in names
    ]
    budgets = {"long.ipynb": {"seconds": 99}, "short.ipynb": {"seconds": 3}}

    def order(config):
        some = list(items)
        side_by_side.pytest_collection_modifyitems(config, some)
        return [names.index(item.nodeid) for item in some]

    assert order(SimpleNamespace(workerinput={})) == [0, 1, 2, 3, 4]
    (tmp_path / "budgets.json").write_text(json.dumps(budgets), encoding="utf-8")
    assert order(SimpleNamespace(workerinput={})) == [3, 4, 0, 1, 2]
    heavy.add(names[1])
    assert order(SimpleNamespace(workerinput={})) == [0, 1, 3, 4, 2], "a heavy file, as a whole"
    assert order(SimpleNamespace()) == [0, 1, 2, 3, 4], "in a single process, as pytest has it"


def test_manuals_read_in_one_process_serve_the_others(tmp_path):
    def process(name):
        base = tmp_path / name
        (base / "cache").mkdir(parents=True)
        factory = SimpleNamespace(getbasetemp=lambda: base)
        return SimpleNamespace(workerinput={}, _tmp_path_factory=factory), base / "cache"

    (one, cache), (other, its_cache) = process("gw0"), process("gw1")
    (cache / "manuals-1.json").write_text("{}", encoding="utf-8")
    (cache / "run.pt").write_text("", encoding="utf-8")
    side_by_side.share(one, cache)
    side_by_side.share(other, its_cache)
    assert [path.name for path in its_cache.iterdir()] == ["manuals-1.json"]
    assert len(list((tmp_path / "manuals").iterdir())) == 1


def test_a_file_stays_in_one_process_with_one_thread(course):
    process = course.start()
    output = process.communicate(timeout=300)[0]
    assert process.returncode == 0, output
    assert "12 passed" in output.splitlines()[-1]
    lines = [json.loads(line) for line in course.log.read_text(encoding="utf-8").splitlines()]
    assert {threads for *_, threads in lines} == {"1"}
    homes = {name: {pid for other, pid, _ in lines if other == name} for name, *_ in lines}
    assert len(homes) == 4 and all(len(pids) == 1 for pids in homes.values())
    assert len(set.union(*homes.values())) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
def test_ctrl_c_ends_all_of_them_with_one_line(course):
    process = course.start(seconds=60)
    family = []
    while not course.log.exists():
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.1)
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to parent and children
    output = process.communicate(timeout=300)[0]
    assert process.returncode == 2 and "KeyboardInterrupt" in output
    assert "INTERNALERROR" not in output and "gw0] node down" not in output, output
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
