"""Run lessons and labs at small size with the stand-in device, from their source files:

    python tests/stand_in_notebook.py source/lessons/*.py source/labs/*.py

Prints the first cell of each that fails, and why. The exit code is the number of those that do.
A minute or two for each file, so it is not part of the whole test.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = {"COURSE_QUICK": "1", "COURSE_DEVICE": "mps", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}


def code_cells(text: str) -> list[str]:
    """The code of a source file, cell by cell, exercises solved.

    >>> code_cells("# ---\\n# title: A\\n# ---\\n# %% [markdown]\\n# B\\n# %%\\nx = 1\\n")
    ['x = 1']
    """
    parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)
    return [body.strip() for kind, body in zip(parts[1::2], parts[2::2]) if "[" not in kind[:4]]


def run(path: Path) -> str:
    """Run all code cells here, in one process and one namespace; "" or what went wrong."""
    import torch
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from stand_in import StandIn

    torch.backends.mps.is_available = lambda: True
    shell = InteractiveShell.instance()
    setup = "from helpers.setup import start\nstart()"
    for code in [setup, *code_cells(path.read_text(encoding="utf-8"))]:
        with capture_output() as said, StandIn():
            result = shell.run_cell(code, silent=False)
        if not result.success:
            return f"{code}\n{said.stdout[-3500:]}"
    return ""


def main(paths: list[str]) -> int:
    if len(paths) == 2 and paths[0] == "--here":
        problem = run(Path(paths[1]).resolve())
        print(problem)
        return bool(problem)
    failed = 0
    for path in paths:
        with tempfile.TemporaryDirectory() as cache:
            own = OWN | {"COURSE_PROGRESS": str(Path(cache) / "progress.json")}
            command = [sys.executable, __file__, "--here", str(Path(path).resolve())]
            began = time.monotonic()
            done = subprocess.run(
                command,
                env=os.environ | own | {"PYTHONPATH": str(ROOT)},
                cwd=Path(path).resolve().parent,
                capture_output=True,
                text=True,
            )
        failed += bool(done.returncode)
        took = f"{time.monotonic() - began:.0f} s"
        print(f"{path}: {'FAILED' if done.returncode else 'passed'}, {took}", flush=True)
        if done.returncode:
            print(done.stdout[-4000:], done.stderr[-1500:])
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
