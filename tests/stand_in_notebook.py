"""Run notebooks at small size with the stand-in device: `python tests/stand_in_notebook.py FILE...`

Prints the first cell of each that fails, and why. The exit code is the number of notebooks that do.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = {"COURSE_QUICK": "1", "COURSE_DEVICE": "mps", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}


def run(path: Path) -> str:
    """Run all code cells here, in one process and one namespace; "" or what went wrong."""
    import nbformat
    import torch
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from stand_in import StandIn

    torch.backends.mps.is_available = lambda: True
    shell, number = InteractiveShell.instance(), 0
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type != "code":
            continue
        number += 1
        with capture_output() as said, StandIn():
            result = shell.run_cell(cell.source, silent=False)
        if not result.success:
            return f"cell {number}:\n{cell.source}\n{said.stdout[-3500:]}"
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
            command = [sys.executable, __file__, "--here", path]
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
