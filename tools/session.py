"""A notebook as on Binder: JupyterLab's server and a kernel on one core, under a limit of memory.

Binder gives a session one core and 2 GB, and ends what passes the limit. Here processes are looked
at ten times a second and ended by us. A page of memory that several of them share counts once.
What a process held for a shorter time is known from the system, where it says so.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from queue import Empty
from urllib.parse import quote

import psutil
from jupyter_client import BlockingKernelClient

from helpers.files import CourseError, root
from tools.prepare import texts

LIMIT_MB = 2000  # server and kernel together
PATIENCE = 3600  # seconds by the clock after which a notebook hangs, on however busy a machine
UNWANTED = "COURSE_QUICK COURSE_BUDGET COURSE_BUILD COURSE_LIVE COURSE_RECORD COURSE_DEVICE".split()


class Watched:
    """A process with its children, pinned to one core and ended as soon as they hold too much.

    peak: most bytes held so far. seconds: computing so far, of those that have ended too.
    """

    def __init__(self, process: subprocess.Popen):
        self.process = psutil.Process(process.pid)
        self.peak, self.seconds, self.passed = 0, 0.0, False
        self.ended = threading.Event()
        if hasattr(self.process, "cpu_affinity"):  # not on a Mac
            self.process.cpu_affinity(self.process.cpu_affinity()[-1:])
        threading.Thread(target=self._sample, daemon=True).start()

    def family(self) -> list[psutil.Process]:
        try:
            return [self.process, *self.process.children(recursive=True)]
        except psutil.Error:
            return []

    def look(self) -> None:
        """Measure once; end everything if it is too much."""
        family, seconds, highest = self.family(), 0.0, []
        for one in family:
            try:
                own, spent = one.memory_full_info().uss, one.cpu_times()
            except psutil.Error:  # it has just ended
                continue
            highest.append(own if one == self.process else exact_peak(one))
            seconds += spent.user + spent.system
            seconds += getattr(spent, "children_user", 0) + getattr(spent, "children_system", 0)
        briefly = sum(highest[:1]) + max(highest[1:], default=0)  # the server and its largest child
        self.peak = max(self.peak, held(family), briefly)
        self.seconds = max(self.seconds, seconds)
        if self.peak > LIMIT_MB * 1e6:
            self.passed = True
            self.end()

    def is_over(self) -> bool:
        """Whether the process has ended; one that nobody has waited for yet has ended, too."""
        try:
            return self.process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    def _sample(self) -> None:
        while not self.ended.wait(0.1):
            self.look()

    def end(self) -> None:
        """End the process and its children."""
        self.ended.set()
        kill(self.family())


def kill(processes: list[psutil.Process]) -> None:
    """End processes at once, and wait until they are gone. Some may have ended by themselves."""
    for one in processes:
        try:
            one.kill()
        except psutil.Error:
            pass
    psutil.wait_procs(processes, timeout=30)


def held(family: list[psutil.Process]) -> int:
    """The bytes that processes hold together; a page that several of them share counts once."""
    own, shared = 0, 0
    for one in family:
        try:
            memory = one.memory_full_info()
        except psutil.Error:  # it has just ended
            continue
        own, shared = own + memory.uss, max(shared, memory.rss - memory.uss)
    return own + shared


def exact_peak(process: psutil.Process) -> int:
    """The most bytes a process ever held in memory; 0 where the system does not say."""
    try:
        if sys.platform == "linux":
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            return int(status.split("VmHWM:")[1].split()[0]) * 1024
        return getattr(process.memory_info(), "peak_wset", 0)  # Windows
    except (OSError, psutil.Error, IndexError):
        return 0


class Server:
    """A JupyterLab server on the course's folder, with files of its own below `scratch`.

    variables: of its environment, and so of its kernels'.
    """

    def __init__(self, scratch: Path, **variables: str):
        self.runtime, self.token = scratch / "runtime", secrets.token_hex(16)
        kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        own = {
            "COURSE_CACHE": "cache",
            "COURSE_PROGRESS": "progress.json",
            "IPYTHONDIR": "ipython",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
        }
        kept |= {name: str(scratch / value) for name, value in own.items()}
        kept |= {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONPATH": str(root()), **variables}
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += ["--ip=127.0.0.1", "--ServerApp.port=0"]
        command += [f"--IdentityProvider.token={self.token}"]
        self.log = open(scratch / "server.log", "w+", encoding="utf-8", newline="\n")
        self.process = subprocess.Popen(
            command, cwd=root(), env=kept, stdout=self.log, stderr=self.log
        )
        self.watched = Watched(self.process)

    def wait_for(self, pattern: str) -> Path:
        """The file in the runtime folder that tells how to reach the server or a kernel."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            for path in self.runtime.glob(pattern):
                if path.read_text(encoding="utf-8").endswith("}"):  # whole
                    return path
            time.sleep(0.1)
        self.log.seek(0)
        raise CourseError(f"JupyterLab did not start:\n{self.log.read()[-1500:]}")

    def ask(self, path: str, body: dict | None = None) -> dict:
        """An answer of the server's REST interface. With a body it is a POST."""
        url = json.loads(self.wait_for("jpserver-*.json").read_text(encoding="utf-8"))["url"]
        request = urllib.request.Request(
            f"{url}api/{path}",
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"token {self.token}"},
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while True:
            try:
                with direct.open(request, timeout=PATIENCE) as answer:
                    return json.load(answer)
            except urllib.error.URLError as error:  # its file is written before it listens
                if (
                    not isinstance(error.reason, ConnectionRefusedError)
                    or self.process.poll() is not None
                ):
                    raise CourseError(f"JupyterLab does not answer: {error}") from None
            time.sleep(0.1)

    def open(self, path: str) -> tuple[dict, BlockingKernelClient]:
        """Open a notebook as the browser does: its content, and a client of its new kernel."""
        content = self.ask(f"contents/{quote(path)}?content=1")["content"]
        kernel = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        session = self.ask("sessions", kernel)
        client = BlockingKernelClient()
        client.load_connection_file(self.wait_for(f"kernel-{session['kernel']['id']}.json"))
        client.start_channels()
        ready(client, self.watched)
        return content, client


def ready(client: BlockingKernelClient, watched: Watched) -> None:
    """Wait until the kernel listens: a cell that is sent sooner may end before we do."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return client.wait_for_ready(timeout=PATIENCE)
        except RuntimeError:  # on a busy machine a heart is not heard for a second, and beats
            if watched.is_over() or time.monotonic() > deadline:
                raise CourseError("The kernel did not start.") from None


def replied(client: BlockingKernelClient, asked: str) -> dict | None:
    """The kernel's reply to a cell, once it has come: what went wrong stands in it, too."""
    try:
        while True:
            message = client.get_shell_msg(timeout=0)
            if message["parent_header"].get("msg_id") == asked:
                return message["content"]
    except Empty:
        return None


def run_cell(client: BlockingKernelClient, code: str, watched: Watched) -> str:
    """Run a cell to its end; "" or what went wrong.

    The end is the message that the kernel is idle. If that was lost, it is the reply to the cell.
    """
    asked, wrong, deadline = client.execute(code), "", time.monotonic() + PATIENCE
    reply = None
    while True:
        try:
            message = client.get_iopub_msg(timeout=1)
        except Empty:
            if reply is not None:  # a second has passed since, and nothing more came
                failed = reply["status"] == "error"
                return f"{reply['ename']}: {reply['evalue']}" if failed else wrong
            reply = replied(client, asked)
            if watched.passed:
                return f"It needed more than {LIMIT_MB} MB with the server, and was ended."
            if watched.is_over() or time.monotonic() > deadline:
                return "Its server ended, or it hangs."
            continue
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "error":
            wrong = f"{content['ename']}: {content['evalue']}"
        if kind == "status" and content["execution_state"] == "idle":
            return wrong


def share_manuals(cache: Path, scratch: Path) -> None:
    """A cache of a server's own with the manuals, and without the runs a learner has begun."""
    (scratch / "cache").mkdir()
    for text in texts(cache):
        shutil.copy(text, scratch / "cache")


def run(path: str, cache: Path) -> dict[str, float]:
    """Run a notebook; `{"seconds": of computing, "peak_mb": ...}`, server and kernel together.

    path: below the course's folder. cache: where the manuals lie, which Binder's image holds too.
    With one core the seconds of computing are those of the clock, if nothing else runs there.
    Raises `CourseError` if a cell fails or the limit is passed.
    """
    with tempfile.TemporaryDirectory(prefix="session-", ignore_cleanup_errors=True) as scratch:
        share_manuals(cache, Path(scratch))
        server = Server(Path(scratch))
        try:
            content, client = server.open(path)
            for cell in content["cells"]:
                if cell["cell_type"] == "code" and cell["source"].strip():
                    wrong = run_cell(client, cell["source"], server.watched)
                    if wrong and "raises-exception" not in cell["metadata"].get("tags", []):
                        raise CourseError(f"{path}: {wrong}")
            server.watched.look()
            client.stop_channels()
        finally:
            server.watched.end()
            server.log.close()
    return {
        "seconds": round(server.watched.seconds, 1),
        "peak_mb": round(server.watched.peak / 1e6),
    }
