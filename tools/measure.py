"""Measure what every notebook costs: `python -m tools.measure` (`--only masked_lm` for some).

Runs the notebooks as the tests do, one after another, and writes their seconds and peak memory to
`budgets.json`, from which the README's table is made. Close what else keeps the machine busy.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers import course
from helpers.files import CourseError, read_json, root, write_json, write_text
from tools import pages


def notebooks(only: str) -> list[str]:
    """The notebooks of the slug `only`, or of those that begin so, as paths below the course."""
    paths = [
        f"{folder}/{path.name}"
        for folder, _ in course.KINDS.values()
        for path in sorted((root() / folder).glob("*.ipynb"))
    ]
    found = {path: slug for path in paths if (slug := course.slug_of(path))}
    slugs = course.chosen(only, dict.fromkeys(found.values()))
    if not slugs:
        raise CourseError(
            f"No notebook has a slug that begins with {only!r}."
            " Build them first: `python -m tools.build`."
        )
    return [path for path, slug in found.items() if slug in slugs]


def measure(paths: list[str]) -> dict[str, dict[str, float]]:
    """Seconds and peak MB of each notebook; `CourseError` if one fails or passes a limit."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
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

    >>> key("solutions/solution_03_one.ipynb")
    'solutions/one'
    """
    return f"{path.partition('/')[0]}/{course.slug_of(path)}"


def merged(old: dict[str, dict], new: dict[str, dict]) -> dict[str, dict]:
    """The old table with the new lines, in order, without notebooks that are gone."""
    both, there = {**old, **new}, {key(path) for path in notebooks("")}
    return {name: both[name] for name in sorted(both) if name in there}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.measure", description=__doc__.split(":")[0])
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this slug, or slugs that begin so"
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
