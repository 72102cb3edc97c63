"""Ask for every page that the course links to: `python -m tools.links` (`--list` only lists them).

Looks in the documents and in the sources of the notebooks. Prints what does not answer, with the
files that link to it; the exit code is 1 then. Links within the course are a test's concern
(`tests/test_links.py`), which needs no network. Standard library only.
"""

import argparse
import re
import sys
import tomllib
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from helpers.files import root
from tools import commands

PLACES = ("*.md", "*.cff", "docs/**/*.md", "source/**/*.py", "helpers/checking/quiz_data/*.toml")
LINK = re.compile(r"https?://[^\s<>\"'`\]()}]+(?:\([^\s()]*\)[^\s<>\"'`\]()}]*)*")
SECONDS = 20  # for one page
# A page that answers so is there, and only does not speak to programs.
GUARDED = (401, 403, 405, 406, 429)


def found_in(text: str) -> set[str]:
    """The addresses in a text, without what ends a sentence and without their #part.

    >>> found_in("See [it](https://a.org/b_(c)), or https://d.org/e#f.") == {
    ...     "https://a.org/b_(c)", "https://d.org/e"}
    True
    """
    return {found.partition("#")[0].rstrip(".,;:*\\") for found in LINK.findall(text)}


def links(folder: Path) -> dict[str, list[str]]:
    """Every address with the files that name it; none that leads to a released version.

    The course's own pages carry the tag of a release, so they are there only after it.
    """
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    own = tomllib.loads(text)["tool"]["course"]["repository"]
    found: dict[str, list[str]] = {}
    for path in sorted(path for place in PLACES for path in folder.glob(place)):
        for link in found_in(path.read_text(encoding="utf-8")):
            if own not in link:
                found.setdefault(link, []).append(path.relative_to(folder).as_posix())
    return dict(sorted(found.items()))


def problem(link: str) -> str | None:
    """Why a page cannot be had, or None if it answers."""
    asked = urllib.request.Request(link, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return None if error.code in GUARDED else f"{error.code} {error.reason}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error)) or type(error).__name__


def main(argv: list[str] | None = None, folder: Path | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.links", description=__doc__.split(":")[0])
    parser.add_argument("--list", action="store_true", help="list the links and ask nobody")
    options = parser.parse_args(argv)
    found = links(folder or root())
    if options.list:
        print(*found, sep="\n")
        return 0
    with ThreadPoolExecutor(8) as several:
        broken = {link: why for link, why in zip(found, several.map(problem, found)) if why}
    for link, why in broken.items():
        print(f"{link}: {why} ({', '.join(found[link])})")
    print(f"{len(broken)} of {len(found)} links do not answer.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(commands.ended(main))
