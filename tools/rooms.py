"""Try the course with other versions of its packages, and of Python.

    python -m tools.rooms tested             the versions of constraints.txt
    python -m tools.rooms oldest             every lower bound of pyproject.toml, exactly
    python -m tools.rooms newest             the newest that the ranges allow, today
    python -m tools.rooms colab              what Google Colab has
    python -m tools.rooms colab --alone      each notebook alone in an empty folder, as there
    python -m tools.rooms oldest --python 3.12 --quick
    python -m tools.rooms oldest --short     the notebooks, and the tests that tell most
    python -m tools.rooms colab -x tests     the rest of the line goes to pytest

Each makes an environment in .cache/rooms (some GB, once; it is used again until the versions it
asks for change) and runs the tests and the notebooks in it, all of them if nothing else is said.
The summary at the end is pytest's, and so is the exit code. What a whole run found is kept in
rooms.json, from which the README's table is made. This takes as long as the whole test, so it is
not part of it.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path

from helpers.files import write_text
from start import SIDE_BY_SIDE
from tools import installation, room_record
from tools.installation import ROOT, Problem
from tools.room_versions import COLAB, COLAB_PYTHON, NAMES, TELLING, constraints


def find_python(version: str) -> str | None:
    """A Python such as "3.12" that can make environments: on the path, or one of pyenv's."""
    name = f"python{version}"
    there = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/{name}")
    for found in [shutil.which(name), *map(str, there)]:
        if found and installation.runs([found, "-c", "import venv"]):
            return found
    return None


def choose_python(room: str, wanted: str | None = None) -> str:
    """The Python to build the room on: the one asked for, Colab's if it is here, or this one.

    wanted: a version such as "3.12", or a program.
    """
    if wanted is None:
        return (find_python(COLAB_PYTHON) if room == "colab" else None) or sys.executable
    if found := find_python(wanted):
        return found
    if not installation.runs([wanted, "-c", "import venv"]):
        raise Problem(f"{wanted} does not run, or it lacks the module venv. Name another.")
    return wanted


def version_of(python: str) -> str:
    """The version of a Python, as in "3.11.7"."""
    if python == sys.executable:
        return platform.python_version()
    code = "import platform; print(platform.python_version())"
    return subprocess.check_output([python, "-c", code], text=True, encoding="utf-8").strip()


def check_disk(folder: Path, cpu_builds: bool) -> None:
    free, needed = shutil.disk_usage(folder).free, 4e9 if cpu_builds else 12e9
    if free < needed:
        raise Problem(
            f"A room needs {needed / 1e9:.0f} GB of disk space, and {free / 1e9:.1f} GB are free."
            " Make room, or delete older ones in .cache/rooms."
        )


def explain(output: str, folder: Path) -> str:
    """What to do about a failure of pip, from what it wrote to its error stream."""
    if "ResolutionImpossible" in output or "No matching distribution" in output:
        lines = [line for line in output.splitlines() if not line.startswith("WARNING")]
        return "No set of packages has these versions:\n\n" + "\n".join(lines[-15:])
    said = installation.pip_problem(output)
    return said.replace("the folder .venv and run this command with Python 3.12", str(folder))


def pip(python: str, arguments: list[str], folder: Path) -> None:
    """Run pip with its progress on the screen; `Problem` if it fails."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    lines = deque(maxlen=300)
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as child:
        for line in child.stderr:
            lines.append(line)
            sys.stderr.write(line)
    if child.returncode:
        raise Problem(explain("".join(lines), folder))


def stamp(base: str, requirements: list[str], exact: list[str]) -> str:
    """A fingerprint of all that decides what is installed."""
    return hashlib.sha256("\n".join([base, *requirements, "", *exact]).encode()).hexdigest()


def folder_of(room: str, base: str) -> Path:
    """Where the room's environment is, on this Python."""
    return ROOT / ".cache" / "rooms" / f"{room}-{'.'.join(version_of(base).split('.')[:2])}"


def furnish(room: str, requirements: list[str], exact: list[str], base: str, anew: bool) -> str:
    """Make or complete the room's environment. Returns its Python.

    exact: what pip keeps to, a line each, such as `torch==2.13.0`. base: the Python to build on.
    """
    folder = folder_of(room, base)
    python, wanted = installation.python_of(folder), stamp(base, requirements, exact)
    if not anew and room != "newest" and installation.read_stamp(folder) == wanted:
        print(f"The room {room} is ready: {folder}", flush=True)
        return python
    folder.parent.mkdir(parents=True, exist_ok=True)
    linux = installation.SYSTEM.startswith("linux")
    reachable = linux and installation.answers(installation.CPU_INDEX + "/torch/")
    check_disk(folder.parent, reachable or not linux)
    print(f"Making the room {room} in {folder}. This takes a few minutes.", flush=True)
    if anew or not installation.runs([python, "-c", "import pip"]):
        done = subprocess.run([base, "-m", "venv", "--clear", str(folder)])
        if done.returncode:
            raise Problem(f"{base} could not make the environment {folder}.")
    installation.write_stamp(folder, installation.UNFINISHED)
    listed = folder / "constraints.txt"
    write_text(listed, "".join(line + "\n" for line in exact))
    options = ["--extra-index-url", installation.CPU_INDEX] if reachable else []
    options += ["--upgrade", "--upgrade-strategy", "eager"] if room == "newest" else []
    pip(python, [*options, "--constraint", str(listed), *requirements], folder)
    installation.write_stamp(folder, wanted)
    return python


def run(python: str, command: list[str], quick: bool) -> int:
    """A command in the room, with a cache of its own: it holds texts of the packages installed."""
    room = Path(python).parent.parent
    environment = os.environ | {
        "PATH": str(Path(python).parent) + os.pathsep + os.environ.get("PATH", ""),
        "VIRTUAL_ENV": str(room),
        "COURSE_CACHE": str(room / "course-cache"),
    }
    environment |= {"COURSE_QUICK": "1"} if quick else {}
    return installation.wait_for(subprocess.Popen([python, *command], cwd=ROOT, env=environment))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.rooms",
        allow_abbrev=False,
        description="Run the tests and the notebooks with other versions of the packages.",
        epilog="Everything else is passed on to pytest, e.g. `-k tokens` or `-x tests`; with"
        " --alone it goes to `python -m tools.alone`.",
    )
    parser.add_argument("room", choices=NAMES)
    parser.add_argument("--torch", metavar="VERSION", help="this torch instead of the room's own")
    parser.add_argument("--python", metavar="WHICH", help="3.12, say, or a program; default: this")
    parser.add_argument("--anew", action="store_true", help="make the environment again")
    parser.add_argument("--only-make", action="store_true", help="make it and run nothing")
    parser.add_argument("--quick", action="store_true", help="run notebooks at small sizes")
    parser.add_argument(
        "--alone", action="store_true", help="each notebook alone in an empty folder"
    )
    parser.add_argument(
        "--short", action="store_true", help="the notebooks, and the tests that tell most"
    )
    options, others = parser.parse_known_args(arguments)
    if options.alone and options.short:
        parser.error("--alone runs each notebook and no tests: it cannot be shorter.")
    try:
        base = choose_python(options.room, options.python)
        requirements = installation.requirements(["test", "site"])
        exact = constraints(options.room, requirements, options.torch)
        python = furnish(options.room, requirements, exact, base, options.anew)
        versions = room_record.installed(python, ["torch", *COLAB])
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again, and it continues.", file=sys.stderr)
        return 130
    print(", ".join(f"{name} {version}" for name, version in versions.items()), flush=True)
    if options.only_make:
        return 0
    report = Path(python).parent.parent / "report.xml"
    report.unlink(missing_ok=True)
    usual = [*SIDE_BY_SIDE, *(TELLING if options.short else ())]
    command = ["-m", "tools.alone" if options.alone else "pytest", *(others or usual)]
    code = run(python, [*command, f"--junitxml={report}"], options.quick)
    if not others and report.exists():
        room_record.keep(arguments, versions, report)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
