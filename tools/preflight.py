"""Try a computer the day before a class: `python -m tools.preflight`.

Versions, disk, memory, cores, models, widgets, the seconds of a training step, and the first lesson
in a kernel that is cut off from the network. Each line is green or says what to do; the same stands
in `preflight.html`, which you can collect from many computers. The exit code is 1 if a line is red.
"""

import argparse
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from helpers.files import CourseError, write_text
from tools import commands, offline_page
from tools.preflight_checks import CHECKS, RED, Found


def run(check: Callable[[], Found]) -> Found:
    """What a check finds; whatever goes wrong in it is a red line with its sentence."""
    try:
        return check()
    except CourseError as error:
        return Found(RED, str(error), "Do what the sentence says, then run this again.")
    except Exception as error:  # a broken installation may raise anything
        cure = "Delete the folder .venv and run `python start.py`."
        return Found(RED, f"{type(error).__name__}: {error}", cure)


def page(found: dict[str, Found], name: str) -> str:
    """The results as an offline page. name: the computer's, as its owner gave it."""
    rows = [[what, one.state, one.text, one.cure] for what, one in found.items()]
    heads = ["What", "State", "Found", "To do"]
    return offline_page.page(
        f"Preflight: {name}", offline_page.table(platform.platform(), heads, rows, strong=RED)
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.preflight",
        allow_abbrev=False,
        description="Say whether this computer is ready for a class, and what to do if it is not.",
    )
    parser.add_argument("--name", default="this computer", help="what the page calls it")
    parser.add_argument("--to", type=Path, default=Path("preflight.html"), help="the page's file")
    options = parser.parse_args(arguments)
    found = {}
    for what, check in tqdm(CHECKS.items(), unit="check", leave=False):
        found[what] = run(check)
        one = found[what]
        tqdm.write(f"{what}: {one.state}. {one.text}." + f" {one.cure}".rstrip(), file=sys.stdout)
    try:
        print(f"The page is in {write_text(options.to, page(found, options.name))}.")
    except OSError as error:
        print(f"The page could not be written: {error}", file=sys.stderr)
    return int(any(one.state == RED for one in found.values()))


if __name__ == "__main__":
    sys.exit(commands.ended(lambda: main(sys.argv[1:])))
