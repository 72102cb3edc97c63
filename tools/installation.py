"""Install the course's packages for start.py, and tell whether they are there.

Standard library only, and no syntax newer than Python 3.6, as there.
"""

import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import deque
from pathlib import Path
from typing import Callable, Dict, List, Optional

from tools.computers import MAC, MACHINE, SYSTEM, Problem, is_old_mac
from tools.pip_words import pip_problem

ROOT = Path(__file__).resolve().parent.parent
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
UNFINISHED = "unfinished"
# For macOS 12 and 13, the newest torch that goes with the other tested versions.
TORCH_FOR_OLD_MACS = "2.10.0"


# ---- what is installed -------------------------------------------------------------------------


def read_project(root: Path) -> dict:
    import tomllib  # here, because it is new in Python 3.11

    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(extras: List[str], root: Path = ROOT) -> List[str]:
    """pyproject.toml's dependencies with those of `extras`, such as `torch>=2.9,<3`."""
    project = read_project(root)["project"]
    optional = project["optional-dependencies"]
    return project["dependencies"] + [entry for extra in extras for entry in optional[extra]]


def satisfies(version: str, ranges: str) -> bool:
    """True if `version` meets all of `ranges`, e.g. `>=5,<6`. A label such as `+cpu` is ignored."""

    def numbers(text: str) -> List[int]:
        parts = [int(part) for part in re.match(r"\d+(?:\.\d+)*", text).group().split(".")]
        return parts + [0] * (6 - len(parts))  # so that 5 equals 5.0

    compare = {">=": lambda a, b: a >= b, "<": lambda a, b: a < b, "==": lambda a, b: a == b}
    for part in ranges.split(",") if ranges else []:
        sign, bound = re.match(r"\s*(>=|==|<)\s*(\d[\d.]*)\s*$", part).groups()
        if not compare[sign](numbers(version), numbers(bound)):
            return False
    return True


def installed_version(name: str) -> Optional[str]:
    from importlib import metadata  # new in Python 3.8

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def missing(wanted: List[str], installed: Callable = installed_version) -> List[str]:
    """Those of `wanted` that are not installed, or in a version outside their range."""
    unmet = []
    for requirement in wanted:
        name, ranges = re.match(r"([\w.-]+)(.*)", requirement).groups()
        version = installed(name)
        if version is None or not satisfies(version, ranges):
            unmet.append(requirement)
    return unmet


# ---- the course's own environment --------------------------------------------------------------


def python_of(venv: Path) -> str:
    return str(venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def runs(command: List[str]) -> bool:
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run(command, stdout=quiet, stderr=quiet, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def wait_for(child: subprocess.Popen) -> int:
    """The exit code of `child`, which decides what Ctrl-C means: a terminal sends it to both.

    SIGTERM is handed on. Nothing is raised while waiting: a KeyboardInterrupt between the child's
    end and the note that subprocess takes of it would lose the exit code, and 0 be taken for it.
    """
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: lambda *_: child.terminate()}
    before = {sent: signal.signal(sent, handler) for sent, handler in handlers.items()}
    try:
        code = child.wait()
    finally:
        for sent, handler in before.items():
            signal.signal(sent, handler)
    return code if code >= 0 else 128 - code


def stamp_file(prefix: Path) -> Path:
    return prefix / "course-installation.txt"


def read_stamp(prefix: Path) -> str:
    path = stamp_file(prefix)
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write_stamp(prefix: Path, text: str) -> None:
    new = stamp_file(prefix).with_suffix(".new")
    new.write_bytes(text.encode("utf-8"))
    os.replace(str(new), str(stamp_file(prefix)))


def full_stamp(extras: List[str], root: Path = ROOT) -> str:
    """A fingerprint of what decides an installation (not of tool settings), and its extras."""
    project = read_project(root)
    text = json.dumps([project["build-system"], project["project"]], sort_keys=True)
    text += (root / "constraints.txt").read_text(encoding="utf-8")
    return " ".join([hashlib.sha256(text.encode("utf-8")).hexdigest()] + extras)


def ready(venv: Path, extras: List[str]) -> bool:
    """True if an installation into `venv` was finished, is not outdated and still works."""
    if not set(full_stamp(extras).split()) <= set(read_stamp(venv).split()):
        return False
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tools import installation as i;"
        " sys.exit(bool(i.missing(i.requirements(sys.argv[2:]))))"
    )
    return runs([python_of(venv), "-c", code, str(ROOT)] + extras)


def make_venv(venv: Path) -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        output = done.stdout.decode("utf-8", "replace").strip()
        cure = (
            "Check that you may write to the course's folder and that no notebook is open, then"
            " run this command again."
        )
        if "ensurepip" in output:
            cure = (
                "This Python lacks the module that makes environments. On Debian and Ubuntu"
                " `sudo apt install python3-venv` adds it; then run this command again."
            )
        raise Problem("Could not make the folder .venv:\n%s\n%s" % (output[-800:], cure))


def pip_install(python: str, arguments: List[str]) -> None:
    """Run pip with its progress on the screen; `Problem` if it fails."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "install"]
    command += ["--no-input", "--constraint", constraint_file(python)] + arguments
    lines = deque(maxlen=200)  # type: deque
    with subprocess.Popen(command, cwd=str(ROOT), stderr=subprocess.PIPE) as child:
        for raw in child.stderr:
            lines.append(raw.decode("utf-8", "replace"))
            sys.stderr.write(lines[-1])
    if child.returncode:
        raise Problem(pip_problem("".join(lines)))


def answers(url: str, seconds: float = 3) -> bool:
    """True if `url` answers within `seconds`, name look-up and all, which urllib cannot bound."""
    result = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as answer:
                result.append(answer.status == 200)
        except (OSError, ValueError, http.client.HTTPException):
            pass

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return result == [True]


def cuda_packages(report: dict, machine: str) -> List[str]:
    """The parts of NVIDIA's CUDA (or AMD's ROCm) that pip's installation report would bring in."""
    found = []
    for package in (item["metadata"] for item in report["install"]):
        if re.search(r"\+(cu|rocm)", package["version"]):
            found.append(package["name"] + " " + package["version"])
        for name in [package["name"]] + package.get("requires_dist", []):
            optional = "extra ==" in name or ("x86_64" in name and machine != "x86_64")
            if re.match(r"nvidia|cuda|triton|pytorch-triton", name) and not optional:
                found.append(re.match(r"[\w.-]+", name).group())
    return found


def constraints() -> Dict[str, str]:
    """The version of each package that the course was last tested with."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def tested_torch() -> str:
    """`torch==` the tested version. Asked for by name, its absence has an error of its own."""
    return "torch==" + (TORCH_FOR_OLD_MACS if is_old_mac(SYSTEM, MAC) else constraints()["torch"])


def constraint_file(python: str) -> str:
    """constraints.txt; on an old Mac a copy that names another torch, beside its `python`."""
    if not is_old_mac(SYSTEM, MAC):
        return "constraints.txt"
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    path = Path(python).parent.parent / "constraints.txt"
    path.write_bytes(re.sub(r"(?m)^torch==.*$", tested_torch(), text).encode("utf-8"))
    return str(path)


def cpu_torch(python: str, report_file: Path) -> List[str]:
    """pip's arguments for a torch without CUDA. Refuses rather than bring in gigabytes of CUDA."""
    options = ["--extra-index-url", CPU_INDEX] if answers(CPU_INDEX + "/torch/") else []
    # Only torch itself is looked at: with its dependencies even a dry run would download them.
    dry = ["--dry-run", "--no-deps", "--report", str(report_file)]
    pip_install(python, dry + options + [tested_torch()])
    report = json.loads(report_file.read_text(encoding="utf-8"))
    cuda = cuda_packages(report, MACHINE)
    if cuda:
        raise Problem(
            "Without an NVIDIA GPU the course needs torch's CPU build, and pip would bring in"
            " several GB for GPUs instead (%s). Check that this computer can reach %s, then run"
            " this command again." % (", ".join(cuda[:3]), CPU_INDEX)
        )
    builds = ["torch==" + item["metadata"]["version"] for item in report["install"]]
    return options + (builds or [tested_torch()])  # none: it is installed already


def silence_lab(prefix: Path) -> None:
    """Keep JupyterLab from asking at its first start about news. Binder calls this too."""
    folder = prefix / "share" / "jupyter" / "lab" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    choice = {"fetchNews": "false", "checkForUpdates": False}
    overrides = json.dumps({"@jupyterlab/apputils-extension:notification": choice})
    (folder / "overrides.json").write_bytes(overrides.encode("utf-8"))


def explain_missing_names(prefix: Path) -> None:
    """Let kernels say, also before any cell ran, which cells come first. Binder calls this too."""
    folder = prefix / "etc" / "ipython"
    folder.mkdir(parents=True, exist_ok=True)
    line = 'c.InteractiveShellApp.extensions.append("helpers.show.missing_names")\n'
    (folder / "ipython_kernel_config.py").write_bytes(line.encode("utf-8"))


def install(venv: Path, extras: List[str], cuda: bool) -> None:
    """Complete or rebuild `venv`. Interrupted at any point, the next call puts it right."""
    python = python_of(venv)
    usable = runs([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
    usable = usable and runs([python, "-m", "pip", "--version"])  # half of a pip does not say it
    print("Installing into the folder .venv. The first time this takes a few minutes.", flush=True)
    if not usable:
        make_venv(venv)
    write_stamp(venv, UNFINISHED)
    report = venv / "pip-report.json"
    cpu = SYSTEM.startswith("linux") and not cuda  # everywhere else pip decides
    torch = cpu_torch(python, report) if cpu else [tested_torch()]
    here = ".[%s]" % ",".join(extras) if extras else "."
    pip_install(python, torch + ["--editable", here])
    silence_lab(venv)
    explain_missing_names(venv)
    write_stamp(venv, full_stamp(extras))
