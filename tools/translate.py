"""The course in another language: `python -m tools.translate COMMAND --language es`.

extract --lesson SLUG   begin a lesson: locale/es/SLUG.po with all its messages
update                  renew the files of messages from the sources, and list what is stale
build                   make course.mo, and the notebooks in lessons/es
check                   list what is stale, missing or lost; write nothing
"""

import argparse
import sys
from collections.abc import Callable

from helpers.files import CourseError, root, write_bytes
from helpers.words import FOLDER, catalogue
from tools import build, catalogues, commands, pages, translation_checks
from tools.pages import Course


def put(course: Course, language: str, name: str, data: bytes) -> list[str]:
    """Write a file of messages if it is not there already; its path if it was written."""
    path = course.root / FOLDER / language / name
    if build.contents(path) == data:
        return []
    write_bytes(path, data)
    return [f"wrote {FOLDER}/{language}/{name}"]


def renew(course: Course, language: str, names: list[str]) -> list[str]:
    """Bring files of messages up to the sources; what was written, and what is stale."""
    said = []
    for name in names:
        messages = translation_checks.asked(course, name)
        found = catalogues.read(course.root, language, name)
        # Babel does not read the old English text that it wrote for the translator: keep the file.
        if {one.id for one in catalogues.entries(found)} != {one.text for one in messages}:
            found = catalogues.renewed(found, messages)
            said += put(course, language, f"{name}.po", catalogues.text(found))
        said += [f"{name}.po: {one}" for one in translation_checks.stale(found, messages)]
    return said


def make(load: Callable[[], Course], language: str) -> list[str]:
    """Make course.mo and the notebooks; what was written."""
    course = load()
    said = []
    if not catalogues.is_compiled(course.root, language):
        said = put(course, language, "course.mo", catalogues.compiled(course.root, language))
    catalogue.cache_clear()
    for slug in catalogues.lessons(course.root, language):
        said += [f"wrote {path}" for path in build.build(load(), slug)]
    return said


def act(options: argparse.Namespace, load: Callable[[], Course]) -> list[str]:
    """Do what the command line asks for; sentences."""
    course, language = load(), options.language
    known = catalogues.lessons(course.root, language)
    if options.command == "extract":
        if options.lesson not in [source.slug for source in course.lessons]:
            raise CourseError(f"There is no lesson {options.lesson!r}. Name one with --lesson.")
        return renew(course, language, [catalogues.COMMON, options.lesson])
    if not known:
        raise CourseError(f"Nothing is translated into {language!r} yet. Begin with `extract`.")
    if options.command == "update":
        return renew(course, language, [catalogues.COMMON, *known])
    return make(load, language)


def main(
    arguments: list[str] | None = None, load: Callable[[], Course] = lambda: pages.load(root())
) -> int:
    """The command line; `load` gives the course to work on."""
    parser = argparse.ArgumentParser(
        "python -m tools.translate",
        description=__doc__,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("extract", "update", "build", "check"))
    parser.add_argument("--language", required=True, help="such as es")
    parser.add_argument("--lesson", default="", metavar="SLUG", help="with extract: which one")
    options = parser.parse_args(arguments)
    try:
        catalogues.name_of(options.language)
        if options.command == "check":
            found = translation_checks.of_files(load(), options.language)
            found += translation_checks.of_notebooks(load(), options.language)
            print("\n".join(found) or "Everything is translated and built.")
            return 1 if found else 0
        print("\n".join(act(options, load)) or "Nothing to do.")
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(main))
