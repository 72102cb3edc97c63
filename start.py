"""Install what the course needs and open it; or, with `test`, run its tests.

Standard library only, and no syntax newer than Python 3.6, so that a Python that is too old
still gets far enough to say so. An environment that already has everything is used as it is;
otherwise the course keeps its own in .venv, and a half-finished one is completed or rebuilt:
tools/installation.py does that, under the same restrictions.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Callable, List, Optional

sys.path.insert(0, str(Path(__file__).resolve().parent))  # with `-P` Python does not do it itself

from tools import computers, installation
from tools.computers import ELSEWHERE, Problem
from tools.installation import ROOT

VENV = ROOT / ".venv"
HOME = "lessons/home.ipynb"  # as in helpers/course.py, which an old Python cannot read
# A file stays in one process; tests/side_by_side.py has the number of processes and the order.
SIDE_BY_SIDE = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=10"]


# ---- what can be wrong with the computer -------------------------------------------------------


def check_python(version: tuple) -> None:
    if tuple(version[:2]) < (3, 11):
        raise Problem(
            "This is Python %d.%d, and the course needs 3.11 or newer. Install Python 3.12,"
            " then run this command with it. %s" % (version[0], version[1], ELSEWHERE)
        )


def check_platform(system: str, machine: str, bits: int) -> None:
    """Only asked before an installation: where everything is already there, nothing is wrong."""
    if bits < 64:
        raise Problem(
            "This is a 32-bit Python, and torch needs a 64-bit one. Install the 64-bit Python 3.12,"
            " then run this command with it. " + ELSEWHERE
        )
    if system == "darwin" and machine == "x86_64":
        raise Problem(
            "torch is no longer made for Macs with Intel processors. Use the course on Binder or"
            " Colab; README.md has the links. If this Mac has Apple's own processor, install"
            " Python for arm64 and run this command with it."
        )


def check_disk(free: int, used: int, cuda: bool) -> None:
    """`free` bytes must do for the packages, of which `used` bytes are already there."""
    needed = max(1e9, (10e9 if cuda else 3e9) - used)
    if free < needed:
        raise Problem(
            "The installation needs %.1f GB of disk space, and %.1f GB are free. Make room,"
            " then run this command again." % (needed / 1e9, free / 1e9)
        )


def has_cuda_gpu(exists: Callable = os.path.exists, run: Callable = subprocess.run) -> bool:
    """True if NVIDIA's driver shows a GPU to this machine or container, or its tool lists one."""
    if exists("/proc/driver/nvidia") and exists("/dev/nvidia0"):
        return True
    pipe = subprocess.PIPE
    try:
        answer = run(["nvidia-smi", "-L"], stdout=pipe, stderr=pipe, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"GPU" in answer.stdout


def check_computer(venv: Path) -> bool:
    """`Problem` if nothing can be installed into `venv` here. True if torch may be for a GPU."""
    system, machine = installation.SYSTEM, installation.MACHINE
    check_platform(system, machine, 64 if sys.maxsize > 2**32 else 32)
    if system == "win32":
        computers.check_arm(machine)
        computers.check_folder(str(venv.parent), computers.long_paths())
    if system == "darwin":
        computers.check_mac(installation.MAC)
    cuda = system.startswith("linux") and has_cuda_gpu()
    used = sum(path.lstat().st_size for path in venv.rglob("*"))
    check_disk(shutil.disk_usage(str(ROOT)).free, used, cuda)
    return cuda


def say(text: str, stream=None) -> None:
    """Print `text` in lines that fit a window of 80 columns. Names and addresses stay whole."""
    for line in text.split("\n"):
        whole = {"break_long_words": False, "break_on_hyphens": False}
        print(textwrap.fill(line, 79, **whole), file=stream or sys.stdout, flush=True)


# ---- what to run -------------------------------------------------------------------------------


def find_python(extras: List[str]) -> str:
    """The Python to run the course with: this one if it has everything, else .venv's."""
    lacking = installation.missing(installation.requirements(extras))
    if not lacking and installation.read_stamp(Path(sys.prefix)) != installation.UNFINISHED:
        return sys.executable
    activated = sys.prefix != sys.base_prefix or "CONDA_PREFIX" in os.environ
    if lacking and activated and Path(sys.prefix).resolve() != VENV.resolve():
        say("The active environment lacks %s; using .venv instead." % ", ".join(lacking))
    if not installation.ready(VENV, extras):
        installation.install(VENV, extras, cuda=check_computer(VENV))
    return installation.python_of(VENV)


def lab_command(python: str, port: Optional[int], browser: bool, is_root: bool) -> List[str]:
    page = "/lab/tree/" + HOME if (ROOT / HOME).exists() else "/lab"
    command = [python, "-m", "jupyterlab", "--log-level=WARN", "--LabApp.default_url=" + page]
    command += ["--ServerApp.root_dir=" + str(ROOT)]
    # Nothing asks the network: not for news, a newer JupyterLab, or extensions.
    command += ["--LabApp.news_url=None", "--LabApp.extension_manager=readonly"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--port=%d" % port] if port else []
    command += [] if browser else ["--no-browser"]
    return command + (["--allow-root"] if is_root else [])


def has_display(system: str, environment: dict) -> bool:
    """Only on Linux can there be none: a server, a container, a session over ssh."""
    if not system.startswith("linux"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def run(command: List[str], **variables: str) -> int:
    """Run `command` in the course's folder until it ends; its exit code."""
    path = os.path.dirname(command[0]) + os.pathsep + os.environ.get("PATH", "")
    environment = dict(os.environ, PATH=path, **variables)
    # The child gets Ctrl-C too, and decides what it means. Said before there is a child, so that
    # there is no moment in which it would end this process alone.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return installation.wait_for(subprocess.Popen(command, cwd=str(ROOT), env=environment))
    finally:
        signal.signal(signal.SIGINT, before)


def open_lab(arguments: List[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Install what is missing, then open JupyterLab at the course's home page.",
        epilog="`start.py test` runs the tests; `start.py test --help` says how.",
    )
    parser.add_argument("--port", type=int, help="JupyterLab's port (default 8888, or the next)")
    parser.add_argument(
        "--no-browser", action="store_true", help="open no browser, only print the address"
    )
    options = parser.parse_args(arguments)
    check_python(sys.version_info)
    python = find_python([])
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    display = has_display(installation.SYSTEM, dict(os.environ))
    browser = display and not (options.no_browser or is_root)
    where = "in your browser" if browser else "at the address it prints"
    print("Starting JupyterLab %s. Ctrl-C here stops it." % where, flush=True)
    return run(lab_command(python, options.port, browser, is_root))


def run_tests(arguments: List[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="start.py test",
        allow_abbrev=False,
        description="Install what the tests need, then run them all, as many files at once as there"
        " are cores.",
        epilog="Everything else is passed on to pytest, e.g. `-k tokens` or `-x tests`;"
        " `-n 0` runs one file after the other.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="run notebooks at small sizes, judging no results"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="the heavy tests too, marked `all`, in environments that are made in .cache/rooms",
    )
    options, for_pytest = parser.parse_known_args(arguments)
    check_python(sys.version_info)
    if not (ROOT / "conftest.py").exists():
        raise Problem(
            "This is a learner's copy of the course, which has no tests. `python -m"
            " tools.preflight` says whether this computer is ready."
        )
    python = find_python(["test", "site"] + (["exhibits"] if options.all else []))
    asked = {"COURSE_QUICK": options.quick, "COURSE_ALL": options.all}
    if options.all:
        code = run([python, "-m", "tools.extra_rooms"])
        if code:
            return code
    chosen = {name: "1" for name in asked if asked[name]}
    return run([python, "-m", "pytest"] + SIDE_BY_SIDE + for_pytest, **chosen)


def main(arguments: List[str]) -> int:
    try:
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        return open_lab(arguments)
    except Problem as problem:
        say("\n%s" % problem, sys.stderr)
        return 1
    except OSError as error:  # a disk that is read-only, full or gone
        cure = "Check that you may write to the course's folder and that its disk is not full, then"
        say("\n%s.\n%s run this command again." % (error, cure), sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again, and it continues.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
