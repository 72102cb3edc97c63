"""Try a room of twelve three times in a row: `python -m tools.hub_trial`.

Runs the heavy test `tests/test_hub_room.py`, some minutes each time, and writes
workshop/trial.json, from which `python -m tools.teaching` makes docs/teaching/hub.md.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.files import CourseError, read_json, root, write_json
from tools import hub_page

TIMES = 3
TEST = "tests/test_hub_room.py"


def run(path: Path) -> int:
    """The test once; what it measured goes to `path`. Its exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    variables = {"COURSE_ALL": "1", "COURSE_HUB_TRIAL": str(path)}
    return subprocess.call([*command, TEST], cwd=root(), env=os.environ | variables)


def trial(times: int, kept: Path) -> None:
    """Write what so many runs measured. Raises `CourseError`, and writes nothing, if one fails."""
    found = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for number in range(1, times + 1):
            path = Path(folder) / f"{number}.json"
            if run(path) or not path.exists():
                raise CourseError(f"In run {number} of {times} not everything came through.")
            found.append(read_json(path))
    write_json(kept, found)


def main(argv: list[str] | None = None) -> int:
    argparse.ArgumentParser(
        "python -m tools.hub_trial", description=__doc__.split(":")[0], allow_abbrev=False
    ).parse_args(argv)
    try:
        trial(TIMES, root() / hub_page.TRIAL)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return 130
    print(f"wrote {hub_page.TRIAL}; now `python -m tools.teaching` and commit both.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
