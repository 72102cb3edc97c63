"""Built notebooks whose lesson has another number now, or none: renames and removes them.

A notebook's slug and the ids of its cells never change, only the number in its name. So the outputs
of a lesson that was moved are found again, and nothing is executed.
"""

from pathlib import Path

import nbformat

from helpers.course import HOME, KINDS, slug_of
from helpers.files import replace
from tools.notebook import identity, targets
from tools.pages import Course

TRANSLATED = "[a-z][a-z]/*.ipynb"  # below one of the built folders


def renumber(course: Course) -> list[str]:
    """Rename built notebooks whose lesson has another number now, and remove those of lessons
    that course.toml leaves out; a sentence for each."""
    said = []
    for path, new in moves(course).items():
        if new and not (course.root / new).exists():
            replace(course.root / path, course.root / new)
            said.append(f"renamed {path} to {new}")
        else:
            (course.root / path).unlink()
            said.append(f"removed {path}")
    return said


def moves(course: Course) -> dict[str, str | None]:
    """Built notebooks under a number that is not theirs, with their new path; None if course.toml
    leaves them out. A slug never changes, so that no two of them can change places."""
    wanted = {place(target.path): target.path for target in targets(course)}
    return {
        path: wanted.get(place(path)) for path in strangers(course) if is_built(course.root / path)
    }


def orphans(course: Course) -> list[str]:
    """Notebooks in the built folders that no source makes, and that no build made."""
    return [path for path in strangers(course) if path not in moves(course)]


def strangers(course: Course) -> list[str]:
    """Notebooks in the built folders with other paths than a build gives."""
    wanted = {HOME, *(target.path for target in targets(course))}
    found = [
        path.relative_to(course.root).as_posix()
        for folder, _ in KINDS.values()
        for pattern in ("*.ipynb", TRANSLATED)
        for path in sorted((course.root / folder).glob(pattern))
    ]
    return [path for path in found if path not in wanted]


def place(path: str) -> tuple[str, str | None]:
    """The folder of a built notebook, and the slug in its name.

    >>> place("lessons/es/00_start_here.ipynb")
    ('lessons/es', 'start_here')
    """
    folder, _, name = path.rpartition("/")
    return folder, slug_of(f"{folder.partition('/')[0]}/{name}")


def is_built(path: Path) -> bool:
    """Whether a build made this file of a source with the slug in its name: the ids of its cells
    say so. A learner's own copy has another name, and is never touched."""
    above = path.parent if path.parent.name in dict(KINDS.values()) else path.parent.parent
    slug = slug_of(f"{above.name}/{path.name}")
    if slug is None:
        return False
    try:
        first = nbformat.read(path, as_version=4).cells[0]["id"]
    except (OSError, ValueError, AttributeError, KeyError, IndexError, nbformat.ValidationError):
        return False
    folder = "lessons" if above.name == "lessons" else "labs"
    return first == identity(folder, slug, "head")
