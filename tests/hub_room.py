"""A hub on the loopback, as a room would run it: the course's own configuration, on free ports.

Learners' files lie below a folder that is removed at the end.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from hub_learner import PATIENCE, Learner

from helpers.files import root, write_text
from tools import extra_rooms, session
from tools.prepare import texts

PROXY = "configurable-http-proxy@5.3.0"
PASSWORD = "a long word for all"
FIRST = 61_000  # users of the system that have no account: the learners'
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
# What differs from a real room: ports, and a spawner for a machine without systemd, whose learners
# share /tmp.
TRIAL = """\
import sys
sys.path.insert(0, {tests!r})
from hub_spawner import KeptApart
load_subconfig({config!r})
c.JupyterHub.spawner_class = KeptApart
c.KeptApart.home_dir_template = {homes!r}
c.Spawner.environment["JUPYTER_RUNTIME_DIR"] = lambda spawner: spawner.home_dir + "/.run"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
"""
# In a view of the disk of its own ($1 is closed to others): what learners need of it is let
# through, $2 and what follows up to "--", and then the hub is started.
LET_THROUGH = """
set -e
closed=$1; shift; mkdir -p "$SCRATCH"; mount --bind "$closed" "$SCRATCH"
mount -t tmpfs -o mode=711 none "$closed"
while [ "$1" != -- ]; do
  mkdir -p "$1"; mount --bind "$SCRATCH${1#"$closed"}" "$1"; shift
done
umount "$SCRATCH"; shift; exec "$@"
"""


def proxy_program(environment: Path) -> Path:
    """The proxy's program, beside the room's Python; npm installs it once."""
    folder = environment / "npm"
    program = folder / "node_modules" / ".bin" / "configurable-http-proxy"
    if not program.exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PROXY]
        subprocess.run([*command, "--prefix", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return program


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def closed_folder(path: Path) -> Path | None:
    """The outermost folder above `path` that only its owner may enter."""
    above = [folder for folder in path.resolve().parents if not folder.stat().st_mode & 0o001]
    return above[-1] if above else None


class Room:
    """A hub, its folder, the learners' homes. apart: whether the system keeps learners apart."""

    def __init__(self, learners: int, **variables: str):
        self.folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self.folder.chmod(0o711)
        self.python, self.apart = extra_rooms.python_of("hub"), IS_ROOT
        self.variables = variables  # of the hub, such as COURSE_QUICK
        port, hub, api = free_ports(3)
        self.address, self.process = f"http://127.0.0.1:{port}", None
        self.names = [f"learner-{number:02}" for number in range(1, learners + 1)]
        write_text(self.folder / "learners.txt", "\n".join(self.names))
        for number, name in enumerate(self.names):
            home = self.folder / "homes" / name
            home.mkdir(parents=True)
            home.chmod(0o700)
            if IS_ROOT:
                os.chown(home, FIRST + number, FIRST + number)
        text = TRIAL.format(
            tests=str(root() / "tests"),
            config=str(root() / "workshop" / "jupyterhub_config.py"),
            homes=str(self.folder / "homes" / "{username}"),
            hub=hub,
            api=api,
            proxy=str(proxy_program(Path(self.python).parent.parent)),
        )
        write_text(self.folder / "trial_config.py", text)

    # ---- what an instructor prepares ------------------------------------------------------------

    def prepare(self) -> None:
        """The learners' edition in a bare repository, and the manuals in a cache for all."""
        self.edition, self.bare = self.folder / "edition", self.folder / "course.git"
        self.call(sys.executable, "-m", "tools.build", "--student", str(self.edition))
        self.git("init", "--quiet", "--initial-branch", "main")
        self.publish("The course for learners")
        self.call("git", "clone", "--quiet", "--bare", str(self.edition), str(self.bare))
        self.git("remote", "add", "hub", str(self.bare))
        cache, kept = self.folder / "cache", Path(self.python).parent.parent / "course-cache"
        own = {"COURSE_CACHE": str(kept), "MPLCONFIGDIR": str(kept / "fonts")}
        self.call(self.python, "-m", "tools.prepare", **own)  # of which the next run has less to do
        cache.mkdir()
        for text in texts(kept):
            shutil.copy(text, cache)
        self.call("chmod", "-R", "u=rwX,go=rX", str(cache), str(self.bare))

    def call(self, *command: str, **variables: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(root())} | variables
        subprocess.run(command, cwd=root(), env=environment, check=True, stdout=subprocess.DEVNULL)

    def git(self, *words: str) -> None:
        who = ["-c", "user.name=A teacher", "-c", "user.email=teacher@example.org"]
        self.call("git", "-C", str(self.edition), *who, *words)

    def publish(self, said: str) -> None:
        """A commit of the edition as it is now."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", said)

    # ---- running it -----------------------------------------------------------------------------

    def start(self) -> None:
        """Start the hub, as its unit would, and wait for its login page."""
        variables = {
            "COURSE_HUB_LOGIN": "shared-password",
            "COURSE_HUB_PASSWORD": PASSWORD,
            "COURSE_HUB_USERS": str(self.folder / "learners.txt"),
            "COURSE_HUB_URL": self.address,
            "COURSE_HUB_SPAWNER": "simple",
            "COURSE_HUB_REPO": str(self.bare),
            "COURSE_HUB_STATE": str(self.folder / "state"),
            "COURSE_SHARED": str(self.folder / "cache"),
            "HOME": str(self.folder),
            "PATH": f"{Path(self.python).parent}{os.pathsep}{os.environ['PATH']}",
            "SCRATCH": str(self.folder / "closed"),
        }
        ours = {n: v for n, v in os.environ.items() if not n.startswith(("COURSE_", "PYTEST_"))}
        ours |= variables | self.variables
        ours.pop("PYTHONPATH", None)
        log = open(self.folder / "hub.log", "a", encoding="utf-8", newline="\n")
        self.process = subprocess.Popen(
            [*self.view(), self.python, "-m", "jupyterhub", "--config", "trial_config.py"],
            cwd=self.folder,
            env=ours,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.wait(lambda: Learner(self.address, "nobody").ask("/hub/login").status == 200, "hub")

    def view(self) -> list[str]:
        """How the hub is started where Python lies in a folder that is closed to learners."""
        base = Path(sys.base_prefix).resolve()
        closed = closed_folder(base / "bin")
        if not (IS_ROOT and closed):
            return []
        through = [str(p) for p in (base, root()) if p.is_relative_to(closed)]
        return ["unshare", "--mount", "sh", "-c", LET_THROUGH, "sh", str(closed), *through, "--"]

    def wait(self, done: Callable[[], bool], what: str) -> float:
        """Until `done()`: the seconds it took."""
        began = time.monotonic()
        while not done():
            if time.monotonic() - began > PATIENCE or self.process.poll() is not None:
                raise AssertionError(f"{what} does not come:\n{self.log()[-6000:]}")
            time.sleep(0.1)
        return time.monotonic() - began

    def log(self) -> str:
        return (self.folder / "hub.log").read_text(encoding="utf-8")

    # ---- what runs in it ------------------------------------------------------------------------

    def proxy(self) -> psutil.Process:
        """The process of configurable-http-proxy."""
        return psutil.Process(self.proxy_pid())

    def proxy_pid(self) -> int:
        """Its number, 0 while there is none."""
        try:
            said = (self.folder / "state" / "proxy.pid").read_text(encoding="utf-8")
        except FileNotFoundError:
            return 0
        return int(said or 0)

    def processes(self, name: str) -> list[psutil.Process]:
        """A learner's processes: the server first, then its kernels."""
        found = []
        for one in psutil.process_iter():
            try:
                if one.environ().get("JUPYTERHUB_USER") == name and self.ours(one):
                    found.append(one)
            except psutil.Error:  # it has just ended
                continue
        return sorted(found, key=lambda one: one.create_time())

    def ours(self, process: psutil.Process) -> bool:
        return process.environ().get("HOME", "").startswith(str(self.folder))

    def held(self, name: str) -> int:
        """MB that a learner's processes hold together; a page of several of them counts once."""
        return round(session.held(self.processes(name)) / 1e6)

    def computed(self, name: str) -> float:
        """Seconds of computing of a learner's processes, of those that have ended too."""
        total = 0.0
        for one in self.processes(name):
            spent = one.cpu_times()
            total += spent.user + spent.system
        server = self.processes(name)[0].cpu_times()
        return total + server.children_user + server.children_system

    def kill_hub(self) -> None:
        """End the hub and its service at once, as a crash would. The proxy and servers go on."""
        servers = {one.pid for name in self.names for one in self.processes(name)}
        hub, *others = [one for one in self.family() if one.pid not in servers]
        gone = [hub, *(one for one in others if "jupyterhub_idle_culler" in one.cmdline())]
        for one in gone:
            one.kill()
        self.process.wait()
        psutil.wait_procs(gone, timeout=30)

    def culler(self) -> psutil.Process:
        """The service that ends idle servers."""
        return next(one for one in self.family() if "jupyterhub_idle_culler" in one.cmdline())

    def home(self, name: str) -> Path:
        return self.folder / "homes" / name

    def end(self) -> None:
        """End everything that runs below the folder, and remove it."""
        ours = [one for name in self.names for one in self.processes(name)]
        ours += [self.proxy()] if psutil.pid_exists(self.proxy_pid() or -1) else []
        ours += self.family()
        session.kill(ours)
        shutil.rmtree(self.folder, ignore_errors=True)

    def family(self) -> list[psutil.Process]:
        """The hub with what it started, such as the service that ends idle servers."""
        if self.process is None or self.process.poll() is not None:
            return []
        hub = psutil.Process(self.process.pid)
        return [hub, *hub.children(recursive=True)]
