"""Environments for what the course works with and does not need: nbgrader, JupyterHub.

    python -m tools.extra_rooms             make all of them, or complete them
    python -m tools.extra_rooms nbgrader    only this one

Each has the course's own requirements in the tested versions and the packages below, in
.cache/rooms. `python start.py test --all` makes them, then the tests that are marked `all` use
them. Standard library only, as tools/rooms.py.
"""

import argparse
import sys

from tools import installation, rooms
from tools.installation import Problem
from tools.room_versions import constraints

# Room: what is installed there beside the course's requirements, as in pyproject.toml.
ROOMS = {
    "nbgrader": ["nbgrader>=0.9,<1"],
    "hub": (installation.ROOT / "workshop" / "requirements.txt")
    .read_text(encoding="utf-8")
    .split(),
}


def wanted(room: str) -> tuple[list[str], list[str]]:
    """What is installed into a room, and the versions that pip keeps to."""
    requirements = [*installation.requirements([]), *ROOMS[room]]
    return requirements, constraints("tested", requirements)


def furnish(room: str) -> str:
    """Make or complete a room on this Python. Returns its Python."""
    requirements, exact = wanted(room)
    return rooms.furnish(room, requirements, exact, sys.executable, anew=False)


def python_of(room: str) -> str:
    """The Python of a room that was made. `Problem` if it was not, or if it is out of date."""
    folder = rooms.folder_of(room, sys.executable)
    if installation.read_stamp(folder) != rooms.stamp(sys.executable, *wanted(room)):
        raise Problem(f"Run `python -m tools.extra_rooms {room}` first: {folder} is not complete.")
    return installation.python_of(folder)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.extra_rooms",
        allow_abbrev=False,
        description="Make the environments that `python start.py test --all` uses.",
    )
    parser.add_argument("room", nargs="*", help=f"default: all; there are: {', '.join(ROOMS)}")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.room) - set(ROOMS)):
        parser.error(f"there is no room {unknown[0]!r}, but there are: {', '.join(ROOMS)}")
    try:
        for room in options.room or ROOMS:
            furnish(room)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again, and it continues.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
