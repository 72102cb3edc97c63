"""Make once what every session would make for itself: `python -m tools.prepare`.

Binder's image is built with it (`binder/postBuild`), and so may be that of a hub. It lets `helpers`
be imported everywhere, reads the manuals, looks for matplotlib's fonts and compiles the course's
modules. It fails if a package is missing or has another version than the course allows.
"""

import compileall
import sys
import sysconfig
from pathlib import Path

from helpers import setup
from helpers.files import CourseError, cache_dir, cached, root, write_text
from tools import commands
from tools.installation import explain_missing_names, silence_lab

TEXTS = ("manuals-*.json", "sections-*.json")


def make_importable() -> None:
    """A line in the environment that leads to the course's folder: no package is built for it."""
    packages = Path(sysconfig.get_path("purelib"))
    write_text(packages / "weights-and-context.pth", f"{root()}\n")


def compile_modules() -> None:
    """Bytecode of everything that a notebook may import from the course."""
    if not compileall.compile_dir(root() / "helpers", quiet=1, workers=1):
        raise CourseError("A file in helpers/ is no Python. Fetch the course again.")


def find_fonts() -> None:
    """matplotlib looks through all fonts of the system when it first draws, and keeps a list."""
    from matplotlib import font_manager, get_cachedir

    font_manager.findfont("DejaVu Sans")
    if not list(Path(get_cachedir()).glob("fontlist-*.json")):
        raise CourseError("matplotlib's list of fonts cannot be kept. Set MPLCONFIGDIR.")


def texts(cache: Path) -> list[Path]:
    """What reading the libraries has left in a cache."""
    return [path for kind in TEXTS for path in cache.glob(kind)]


def read_manuals() -> None:
    """The docstrings of all libraries and their sections, into the course's cache."""
    from helpers.text import corpora, sections

    corpora.manuals()
    sections.load(sections.KINDS)
    if not all(any(list(place.glob(kind)) for place in cached("")) for kind in TEXTS):
        raise CourseError(f"The manuals cannot be kept in {cache_dir()}. Set COURSE_CACHE.")


def main() -> int:
    try:
        setup.check_versions()
        silence_lab(Path(sys.prefix))
        explain_missing_names(Path(sys.prefix))
        make_importable()
        compile_modules()
        find_fonts()
        read_manuals()
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print("The manuals are read, fonts are found and modules are compiled.")
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(main))
