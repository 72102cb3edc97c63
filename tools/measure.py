"""Run every notebook and write what it costs to budgets.json: `python -m tools.measure`.

Seconds and peak memory are taken by the tests' own meter, so the README's table, which is made
from this file, shows what the tests enforce. Build afterwards to renew the table.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.files import read_json, root, write_json


def main() -> int:
    """Exit code 0 if every notebook ran and kept its budget; otherwise nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        costs = Path(folder) / "costs.json"
        command = [sys.executable, "-m", "pytest", "-q", "lessons", "labs", "solutions"]
        environment = {**os.environ, "COURSE_COSTS": str(costs)}
        code = subprocess.run(command, cwd=root(), env=environment, check=False).returncode
        if code == 0:
            write_json(root() / "budgets.json", read_json(costs))
            print("budgets.json is written. Run `python -m tools.build` to renew the README.")
    return code


if __name__ == "__main__":
    sys.exit(main())
