"""Where the course was tried, and with what result: rooms.json, and the README's table of it.

`python -m tools.rooms` writes a line after each whole run; `python -m tools.build` makes the table.
Standard library only, because the rooms are made before anything is installed.
"""

import json
import platform
import subprocess
import time
import xml.etree.ElementTree
from pathlib import Path

from helpers.files import read_json, root, write_json

FILE = "rooms.json"
SHOWN = ("torch", "transformers", "datasets", "numpy", "ipywidgets", "ipython")
COUNTS = ("passed", "failed", "skipped")
# Places that nobody has run the course in: what stands for them, with the files that do it.
ONLY_READ = {
    "Google Colab itself": "its versions, its first cell and an empty folder stand above;"
    " `tests/test_colab.py`, `tools/alone.py`",
    "mybinder.org itself": "the steps of its image; `tests/test_binder.py`",
    "Windows": "read, and simulated in `tests/test_systems.py`; docs/systems.md says what",
    "macOS": "read, and simulated in `tests/test_systems.py`; docs/systems.md says what",
}


def installed(python: str, names: list[str]) -> dict[str, str]:
    """The system, and the versions that an environment has there, Python's first."""
    code = (
        "import json, sys, platform, importlib.metadata as m; print(json.dumps({'Python':"
        " platform.python_version(), **{n: m.version(n) for n in sys.argv[1:]}}))"
    )
    found = subprocess.check_output([python, "-c", code, *sorted(set(names))])
    return {"system": f"{platform.system()} {platform.machine()}", **json.loads(found)}


def counts(report: Path) -> dict[str, int]:
    """How many tests passed, failed and were skipped, from pytest's JUnit report."""
    suites = xml.etree.ElementTree.parse(report).getroot().iter("testsuite")
    found = dict.fromkeys(COUNTS, 0)
    for suite in suites:
        ran, *others = (int(suite.get(k, 0)) for k in ("tests", "failures", "errors", "skipped"))
        found["failed"] += others[0] + others[1]
        found["skipped"] += others[2]
        found["passed"] += ran - sum(others)
    return found


def keep(arguments: list[str], versions: dict[str, str], report: Path) -> None:
    """Note a whole run: its command, its versions, and what pytest counted.

    A line takes the place of the one with the same command and the same Python, x.y.
    """
    path = root() / FILE
    command = " ".join(["python -m tools.rooms", *(a for a in arguments if a != "--anew")])
    minor = ".".join(versions["Python"].split(".")[:2])
    line = {"date": time.strftime("%Y-%m-%d"), **counts(report), "versions": versions}
    old = read_json(path) if path.exists() else {}
    write_json(path, dict(sorted((old | {f"{command} # {minor}": line}).items())))
    print(f"Kept in {FILE}. `python -m tools.build` writes it into README.md.")


def table(folder: Path | None = None) -> str:
    """The README's table: a row a run, then the places that were only read about."""
    path = (folder or root()) / FILE
    rows = ["| Where | How | Result | When |", "|---|---|---|---|"]
    for key, line in read_json(path).items():
        versions, command = line["versions"], key.partition(" # ")[0]
        shown = ", ".join(f"{name} {versions[name].partition('+')[0]}" for name in SHOWN)
        result = ", ".join(f"{line[name]} {name}" for name in COUNTS if line[name])
        where = f"{versions['system']}, Python {versions['Python']}, {shown}"
        rows.append(f"| {where} | `{command}` | {result} | {line['date']} |")
    rows += [f"| {where} | {how} | only read, not run | – |" for where, how in ONLY_READ.items()]
    return "\n".join(rows)
