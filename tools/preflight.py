"""Try a computer the day before a class: `python -m tools.preflight`.

Versions, disk, memory, cores, models, widgets, the seconds of a training step, and the first lesson
in a kernel that is cut off from the network. Each line is green or says what to do; the same stands
in `preflight.html`, which you can collect from many computers. The exit code is 1 if a line is red.
"""

import argparse
import platform
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

from tqdm import tqdm

from helpers.files import CourseError, write_text
from tools.preflight_checks import CHECKS, GREEN, RED, YELLOW, Found

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem; color-scheme: light dark; }
td, th { padding: .2rem .6rem; text-align: left; vertical-align: top; }
td, th { border-bottom: 1px solid #8886; }
.red td:nth-child(2) { font-weight: bold; }
"""
COLOURS = {GREEN: "green", YELLOW: "yellow", RED: "red"}


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
    rows = "".join(
        f'<tr class="{COLOURS[one.state]}">'
        f'<th scope="row">{escape(what)}</th><td>{escape(one.state)}</td>'
        f"<td>{escape(one.text)}</td><td>{escape(one.cure)}</td></tr>"
        for what, one in found.items()
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("What", "State", "Found", "To do"))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Preflight</title>'
        f"<style>{STYLE}</style></head><body><main><h1>Preflight: {escape(name)}</h1>"
        f"<table><caption>{escape(platform.platform())}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></main></body></html>\n"
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
    sys.exit(main(sys.argv[1:]))
