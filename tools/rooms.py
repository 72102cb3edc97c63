"""Try the course with other versions of its packages.

    python -m tools.rooms oldest             every lower bound of pyproject.toml, exactly
    python -m tools.rooms colab              what Google Colab has
    python -m tools.rooms newest             the newest that the ranges allow, today
    python -m tools.rooms colab -x tests     the rest of the line goes to pytest

Each makes an environment in .cache/rooms (some GB, once; it is used again until the versions it
asks for change) and runs the tests and the notebooks in it, all of them if nothing else is said.
The summary at the end is pytest's, and so is the exit code. This takes as long as the whole test,
so it is not part of it.
"""

import argparse
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from tools import installation
from tools.installation import ROOT, Problem

# https://colab.research.google.com, autumn 2026. Packages that are not named here are left to pip.
COLAB_PYTHON = "python3.13"
COLAB = {
    "accelerate": "1.14.0",
    "datasets": "4.0.0",
    "huggingface-hub": "1.27.0",
    "ipykernel": "6.17.1",
    "ipython": "7.34.0",
    "ipywidgets": "7.7.1",
    "matplotlib": "3.10.0",
    "numpy": "2.1.3",
    "pandas": "2.2.3",
    "peft": "0.20.0",
    "pyarrow": "18.1.0",
    "scikit-learn": "1.6.1",
    "tokenizers": "0.22.2",
    "torch": "2.11.0",
    "tqdm": "4.67.3",
    "traitlets": "5.7.1",
    "transformers": "5.15.0",
}
NAMES = ("colab", "oldest", "newest")


def lowest(requirements: Sequence[str]) -> dict[str, str]:
    """The lower bound of each range.

    >>> lowest(["torch>=2.9,<3", "pytest-timeout>=2.3.1,<3"])
    {'torch': '2.9', 'pytest-timeout': '2.3.1'}
    """
    found = {}
    for requirement in requirements:
        match = re.fullmatch(r"([\w.-]+)>=([\d.]+),<[\d.]+", requirement)
        if not match:
            raise Problem(
                f'pyproject.toml asks for "{requirement}": write it as name>=lowest,<too-new.'
            )
        found[match[1]] = match[2]
    return found


def constraints(room: str, requirements: Sequence[str], torch: str | None = None) -> list[str]:
    """What pip must keep to in this room, a line each. `torch`: this version instead of the room's.

    Raises `Problem` if a version lies outside the range that the course allows.

    >>> constraints("oldest", ["torch>=2.9,<3", "tqdm>=4.66.3,<5"], torch="2.13.0")
    ['torch==2.13.0', 'tqdm==4.66.3']
    >>> constraints("newest", ["torch>=2.9,<3"])
    []
    """
    exact = {"oldest": lowest(requirements), "colab": dict(COLAB), "newest": {}}[room]
    exact |= {"torch": torch} if torch else {}
    for requirement in requirements:
        name, ranges = re.fullmatch(r"([\w.-]+)(.*)", requirement).groups()
        if name in exact and not installation.satisfies(exact[name], ranges):
            raise Problem(f"{name} {exact[name]} is outside of pyproject.toml's range {ranges}.")
    return sorted(f"{name}=={version}" for name, version in exact.items())


def choose_python(room: str, wanted: str | None = None) -> str:
    """The Python to build the room on: the one asked for, Colab's if it is here, or this one."""
    if wanted:
        if not installation.runs([wanted, "-c", "import venv"]):
            raise Problem(f"{wanted} does not run, or it lacks the module venv. Name another.")
        return wanted
    found = shutil.which(COLAB_PYTHON) if room == "colab" else None
    return found if found and installation.runs([found, "-c", "import venv"]) else sys.executable


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


def furnish(room: str, torch: str | None, base: str, anew: bool) -> str:
    """Make or complete the room's environment. Returns its Python."""
    folder = ROOT / ".cache" / "rooms" / room
    requirements = installation.requirements(["test"])
    exact = constraints(room, requirements, torch)
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
    listed.write_text("".join(line + "\n" for line in exact), encoding="utf-8")
    options = ["--extra-index-url", installation.CPU_INDEX] if reachable else []
    options += ["--upgrade", "--upgrade-strategy", "eager"] if room == "newest" else []
    pip(python, [*options, "--constraint", str(listed), *requirements], folder)
    installation.write_stamp(folder, wanted)
    return python


def show(python: str) -> None:
    """Say which versions were found, for the record of the run."""
    names = sorted({"torch", *COLAB})
    code = (
        "import sys, importlib.metadata as m;"
        "print('Python', sys.version.split()[0] + ':', ', '.join(f'{n} {m.version(n)}'"
        " for n in sys.argv[1:]))"
    )
    subprocess.run([python, "-c", code, *names], check=True)


def run(python: str, arguments: list[str]) -> int:
    """pytest in the room, with a cache of its own: it holds texts of the packages installed."""
    room = Path(python).parent.parent
    environment = os.environ | {
        "PATH": str(Path(python).parent) + os.pathsep + os.environ.get("PATH", ""),
        "VIRTUAL_ENV": str(room),
        "COURSE_CACHE": str(room / "course-cache"),
    }
    child = subprocess.Popen([python, "-m", "pytest", *arguments], cwd=ROOT, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:  # the child got Ctrl-C too, and shows its summary
            pass


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.rooms",
        allow_abbrev=False,
        description="Run the tests and the notebooks with other versions of the packages.",
        epilog="Everything else is passed on to pytest, e.g. `-k tokens` or `-x tests`.",
    )
    parser.add_argument("room", choices=NAMES)
    parser.add_argument("--torch", metavar="VERSION", help="this torch instead of the room's own")
    parser.add_argument("--python", metavar="PROGRAM", help="the Python to build the room on")
    parser.add_argument("--anew", action="store_true", help="make the environment again")
    parser.add_argument("--only-make", action="store_true", help="make it and run nothing")
    options, for_pytest = parser.parse_known_args(arguments)
    try:
        base = choose_python(options.room, options.python)
        python = furnish(options.room, options.torch, base, options.anew)
        show(python)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again, and it continues.", file=sys.stderr)
        return 130
    return 0 if options.only_make else run(python, for_pytest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
