"""Writes the teaching pages: `python -m tools.teaching` (`--check` writes nothing).

    source/teaching/SLUG.toml        ->  docs/teaching/sheets/SLUG.md    what to say, on the clock
    source/teaching/routes/NAME.toml ->  docs/teaching/routes/NAME.md    sessions with their minutes
    source/teaching/syllabus.toml    ->  docs/teaching/syllabus.md       ten weeks
    all of these                     ->  docs/teaching/outcomes.md, docs/teaching/README.md
    budgets.json, workshop/trial.json -> docs/teaching/hub.md            how large a hub is to be

Minutes, headings, questions, mistakes, notes and pictures come from the built notebooks and the
exercises; so build first. The same sources give the same bytes.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from helpers.course import resolve
from helpers.files import CourseError, root, write_text
from tools import (
    commands,
    glossary,
    hub_page,
    pages,
    teaching_outcomes,
    teaching_pages,
    teaching_routes,
    teaching_sheet_pages,
    teaching_sheets,
)
from tools.pages import Course

PLACE = "docs/teaching"
OWN = ("sheets", "routes")  # folders in which nothing else lies


def documents(course: Course) -> dict[str, str]:
    """The text of every teaching page, by its path below the course."""
    sheets = teaching_sheets.load(course)
    routes = teaching_routes.load(course, sheets)
    found = {f"{PLACE}/README.md": teaching_pages.index(course, sheets, routes)}
    path = f"{PLACE}/syllabus.md"
    found[path] = teaching_pages.syllabus(course, routes, linker(course, path))
    path = f"{PLACE}/outcomes.md"
    found[path] = teaching_outcomes.page(sheets, linker(course, path))
    path = f"{PLACE}/hub.md"
    found[path] = hub_page.page(course, routes, linker(course, path))
    bridges = {slug: sheet.bridge for slug, sheet in sheets.items()}
    terms = glossary.terms(course.root)
    for slug, sheet in sheets.items():
        path = f"{PLACE}/sheets/{slug}.md"
        found[path] = teaching_sheet_pages.page(sheet, linker(course, path), bridges, terms)
    for route in routes:
        path = f"{PLACE}/routes/{route.name}.md"
        found[path] = teaching_routes.page(route, linker(course, path))
    return found


def linker(course: Course, path: str) -> Callable[[str], str]:
    """What puts number, title and link in the place of each reference, in a page at `path`."""
    up = "../" * path.count("/")

    def linked(words: str, kind: str, slug: str) -> str:
        found = course.find(kind, slug)
        folder = {"lesson": "lessons", "lab": "labs", "solution": "solutions"}[kind]
        return f"[{words}, *{found.title}*]({up}{found.built(folder)})"

    return lambda text: resolve(text, linked, course.root)


def differences(folder: Path, wanted: dict[str, str]) -> tuple[dict[str, str], list[Path]]:
    """Which of the wanted pages are not so in a folder, and files there that nobody wants."""
    changed = {}
    for path, text in wanted.items():
        file = folder / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            changed[path] = text
    kept = {folder / path for path in wanted}
    there = [file for own in OWN for file in (folder / PLACE / own).glob("*.md")]
    return changed, sorted(set(there) - kept)


def write(course: Course) -> list[str]:
    """Write the pages that are out of date, delete those of no source; what was done. A course
    without sources of its own for these pages (a test's) has none."""
    if not (course.root / teaching_sheets.FOLDER).exists():
        return []
    changed, stale = differences(course.root, documents(course))
    for path, text in changed.items():
        write_text(course.root / path, text)
    for file in stale:
        file.unlink()
    return [*changed, *(f"{name(course, file)} is gone." for file in stale)]


def name(course: Course, file: Path) -> str:
    return file.relative_to(course.root).as_posix()


def main(argv: list[str] | None = None, load: Callable[[], Course] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tools.teaching", description="Write the teaching pages.", allow_abbrev=False
    )
    parser.add_argument("--check", action="store_true", help="fail if a page is out of date")
    options = parser.parse_args(argv)
    try:
        course = load() if load else pages.load(root())
        if options.check:
            changed, stale = differences(course.root, documents(course))
            said = [
                f"{path} is out of date." for path in [*changed, *(name(course, f) for f in stale)]
            ]
            cure = (
                "Run `python -m tools.teaching`." if said else "All pages are as their sources say."
            )
            print("\n".join([*said, cure]))
            return int(bool(said))
        done = write(course)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(line if " " in line else f"wrote {line}" for line in done) or "Nothing to do.")
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(main))
