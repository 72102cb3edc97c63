"""Measure what every notebook costs: `python -m tools.measure` (`--only masked_lm` for some).

Runs the notebooks as the tests do, one after another, and writes their seconds and peak memory to
`budgets.json`, from which the README's table is made. Close what else keeps the machine busy.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.files import CourseError, read_json, root, write_json, write_text
from tools import pages

FOLDERS = ("lessons", "labs", "solutions")


def notebooks(only: str) -> list[str]:
    """The notebooks whose slug begins with `only`, as paths below the course."""
    found = [
        path
        for folder in FOLDERS
        for path in sorted((root() / folder).glob("*.ipynb"))
        if key(f"{folder}/{path.name}").startswith(f"{folder}/{only}")
    ]
    if not found:
        raise CourseError(
            f"No notebook has a slug that begins with {only!r}."
            " Build them first: `python -m tools.build`."
        )
    return [path.relative_to(root()).as_posix() for path in found]


def measure(paths: list[str]) -> dict[str, dict[str, float]]:
    """Seconds and peak MB of each notebook; `CourseError` if one fails or passes a limit."""
    with tempfile.TemporaryDirectory() as folder:
        costs = Path(folder) / "costs.json"
        environment = {name: value for name, value in os.environ.items() if name != "COURSE_QUICK"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
        code = subprocess.call(command, cwd=root(), env={**environment, "COURSE_COSTS": str(costs)})
        if code:
            raise CourseError(
                "Not every notebook ran within its limits; see above. Nothing was written."
            )
        return {key(path): cost for path, cost in read_json(costs).items()}


def key(path: str) -> str:
    """A notebook's folder and slug, without its number.

    >>> key("solutions/solution_03_masked_lm.ipynb")
    'solutions/masked_lm'
    """
    folder, _, name = path.rpartition("/")
    return f"{folder}/{re.sub(r'^(lab_|solution_)?[0-9][0-9]_|[.]ipynb$', '', name)}"


def merged(old: dict[str, dict], new: dict[str, dict]) -> dict[str, dict]:
    """The old table with the new lines, in order, without notebooks that are gone."""
    both, there = {**old, **new}, {key(path) for path in notebooks("")}
    return {name: both[name] for name in sorted(both) if name in there}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.measure", description=__doc__.split(":")[0])
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only slugs that begin like this"
    )
    options = parser.parse_args(argv)
    path = root() / "budgets.json"
    try:
        costs = measure(notebooks(options.only))
        write_json(path, merged(read_json(path) if path.exists() else {}, costs))
        write_text(root() / "README.md", pages.readme(pages.load(root())))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return 130
    print("wrote budgets.json and the table in README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
