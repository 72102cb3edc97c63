"""Which room of `helpers` may import which, and the page that says so: helpers/README.md.

`python -m tools.build` writes that page from the first lines of the docstrings; a test reads every
import and holds the list. **Weights and context never import each other**: that is what the course
compares.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.files import CourseError, root

# These files lie beside the rooms, and every room may import them.
SHARED = (
    *("errors", "files", "systems", "arguments", "budget", "colab", "cores", "course"),
    *("outline", "packed", "published", "setup", "words"),
)
# Room or file: the rooms it may import. A file with a list of its own stands as ROOM/FILE.
ARROWS = {
    "errors": "",
    "files": "errors systems",
    "systems": "",
    "arguments": "files",
    "budget": "files",
    "colab": "files",
    "cores": "",
    "course": "files outline words",
    "outline": "files",
    "packed": "",
    "published": "files",
    # It asks weights, inside a function, to make an encoder with a version that was not tried. Of
    # show it has what listens for missing names.
    "setup": "files systems cores budget colab words weights show",
    "words": "files",
    "show": "",
    "measure": "show",
    "text": "show",
    "weights": "text show",
    "context": "text show",
    "inside": "weights show",
    "icl": "weights context measure text show",
    "facts": "icl weights context measure text show",
    "real": "weights context measure text show",
    "checking": "show",
    "checking/overview": "exercises show",
    "exercises": "checking measure",
    "checks": "checking exercises show",
}
INTRO = """\
# Helpers

<!-- Written by `python -m tools.build` from the docstrings' first lines, and tools/arrows.py. -->

The library that the notebooks import. A room is a folder; what it may import is a decision, listed
in `tools/arrows.py` and held by `tests/test_arrows.py`. Everyone may import {shared}.
**Weights and context never import each other**: which of the two a model learns in is what the
course compares.
"""


def imports(path: Path, folder: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name, below `helpers`, of each of its modules that a file imports.

    Imports inside functions count, those in the docstrings' examples do not.
    """
    here = path.relative_to(folder.parent).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith(f"{folder.name}."):
                yield node.lineno, name.partition(".")[2]


def room_of(path: Path, folder: Path) -> str:
    """The room a file lies in, or its own name if it lies beside the rooms."""
    first = path.relative_to(folder).parts[0]
    return first.removesuffix(".py")


def breaches(folder: Path | None = None) -> list[str]:
    """A sentence for each import against the list, and for each room or file that is not in it."""
    folder = folder or root() / "helpers"
    found = []
    for path in sorted(folder.rglob("*.py")):
        if path == folder / "__init__.py":
            continue
        room, place = room_of(path, folder), path.relative_to(folder.parent).as_posix()
        if room not in ARROWS:
            found.append(f"{place} lies in no room. Move it into one, or add it to ARROWS.")
            continue
        own = f"{room}/{path.stem}" if path.parent != folder else room
        allowed = {room, *ARROWS.get(own, ARROWS[room]).split()}
        allowed |= set() if room in SHARED else set(SHARED)
        for line, name in imports(path, folder):
            if (other := name.partition(".")[0]) not in allowed and other in ARROWS:
                found.append(f"{place}, line {line}: {own} may not import helpers.{name}.")
    return found


def first_line(path: Path) -> str:
    """The first sentence or line of a module's docstring, as one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise CourseError(f"{path.name} begins without a docstring. Say in a line what it is for.")
    return re.sub(r"\s+", " ", text.partition("\n\n")[0])


def readme() -> str:
    """helpers/README.md: a section a room with its arrows, a line a file."""
    folder = root() / "helpers"
    shared = ", ".join(f"`{name}`" for name in SHARED[:-1]) + f" and `{SHARED[-1]}`"
    lines = [INTRO.format(shared=shared)]
    top = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    lines += [listed(path, f"{path.name}") for path in top]
    for room in (name for name in ARROWS if (folder / name).is_dir()):
        lines += ["", f"## {room}/", "", first_line(folder / room / "__init__.py"), ""]
        lines += [f"May import: {', '.join(ARROWS[room].split()) or 'no other room'}.", ""]
        paths = sorted(p for p in (folder / room).rglob("*.py") if p.name != "__init__.py")
        lines += [listed(path, path.relative_to(folder / room).as_posix()) for path in paths]
    return "\n".join(lines) + "\n"


def listed(path: Path, name: str) -> str:
    """One file's line, with what it alone may import."""
    own = ARROWS.get(f"{path.parent.name}/{path.stem}")
    alone = f" It alone may also import: {', '.join(own.split())}." if own else ""
    return f"- `{name}` {first_line(path)}{alone}"
