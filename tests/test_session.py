"""A notebook as on Binder: one core, server and kernel together, ended above the limit."""

import subprocess
import sys
import time
from queue import Empty

import nbformat
import psutil
import pytest

from helpers.files import CourseError
from tools import session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Binder is Linux")


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A function that runs a notebook of these cells; a cell that begins with # raises may fail."""
    monkeypatch.setattr(session, "root", lambda: tmp_path)
    (tmp_path / "labs").mkdir()
    (tmp_path / "manuals").mkdir()
    (tmp_path / "manuals" / "manuals-1.json").write_text("{}", encoding="utf-8")

    def run(*cells: str) -> dict[str, float]:
        book = nbformat.v4.new_notebook()
        for text in cells:
            cell = nbformat.v4.new_code_cell(text)
            cell.metadata["tags"] = ["raises-exception"] if text.startswith("# raises") else []
            book.cells.append(cell)
        nbformat.write(book, tmp_path / "labs" / "a.ipynb")
        return session.run("labs/a.ipynb", tmp_path / "manuals")

    return run


def test_it_runs_on_one_core_with_files_of_its_own(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_QUICK", "1")
    cost = notebook(
        "import os\nfrom pathlib import Path\nassert len(os.sched_getaffinity(0)) == 1",
        "assert Path.cwd().name == 'labs' and 'COURSE_QUICK' not in os.environ",
        "assert list(Path(os.environ['COURSE_CACHE']).iterdir()), 'no manuals'",
        "# raises\n1 / 0",
        "held = b'1' * 100_000_000",
    )
    assert 150 < cost["peak_mb"] < 500 and 0 < cost["seconds"] < 60
    assert [path.name for path in (tmp_path / "labs").iterdir()] == ["a.ipynb"]


def test_a_failing_cell_ends_it(notebook):
    with pytest.raises(CourseError, match="labs/a.ipynb: ZeroDivisionError: division by zero"):
        notebook("1 / 0", "raise SystemExit")


def test_above_the_limit_it_is_ended(notebook, monkeypatch):
    monkeypatch.setattr(session, "LIMIT_MB", 400)
    before = set(psutil.pids())
    with pytest.raises(CourseError, match="more than 400 MB with the server, and was ended"):
        notebook("held = b'1' * 500_000_000\nimport time\ntime.sleep(600)")
    mine = {child.pid for child in psutil.Process().children(recursive=True)}
    assert not mine - before


SHARING = """
import os, time
held = b"1" * 100_000_000
for _ in range(3):
    if not os.fork():
        break
time.sleep(60)
"""


def test_what_processes_share_counts_once():
    with subprocess.Popen([sys.executable, "-c", SHARING]) as process:
        watched = session.Watched(process)
        try:
            while len(watched.family()) < 4 and process.poll() is None:
                time.sleep(0.05)
            time.sleep(0.5)
            watched.look()
        finally:
            watched.end()
    assert 100 < watched.peak / 1e6 < 200


class Deaf:
    """A client that never hears that the kernel is idle; the reply to a cell comes."""

    def __init__(self, content):
        self.replies = [{"parent_header": {"msg_id": "a"}, "content": content}]

    def execute(self, code):
        return "a"

    def get_iopub_msg(self, timeout):
        raise Empty

    def get_shell_msg(self, timeout):
        if not self.replies:
            raise Empty
        return self.replies.pop()


class Calm:
    passed = False

    def is_over(self):
        return False


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"status": "ok"}, ""),
        ({"status": "error", "ename": "ValueError", "evalue": "no"}, "ValueError: no"),
    ],
)
def test_a_lost_message_does_not_hang_a_notebook(content, said):
    assert session.run_cell(Deaf(content), "1", Calm()) == said


def test_a_server_that_ended_is_noticed():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        watched = session.Watched(process)
        deadline = time.monotonic() + 60
        while not watched.is_over() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert watched.is_over()  # nobody has waited for it yet
        watched.end()
    assert watched.is_over()
