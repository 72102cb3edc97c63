"""What a teacher hands out and shows, from the built lessons: `python -m tools.pack DIR`.

    DIR/slides/    a lesson's slides with speaker's notes, one file each
    DIR/handouts/  one A4 page a lesson
    DIR/quiz/      the quiz as papers with answers, and quiz.gift for Moodle's question bank
    DIR/exams/     the withheld exam questions of `exams/`, in the same two forms
    DIR/capstone/  the rubric for the capstone, and marked sample reports

Nothing is executed and nothing fetched; the pages need no network. DIR is not for learners.
"""

import argparse
import sys
from html import escape
from pathlib import Path

from helpers.course import chosen
from helpers.files import CourseError, root, write_text
from tools import (
    commands,
    folders,
    offline_page,
    pack_exams,
    pack_handout,
    pack_lesson,
    pack_papers,
    pack_slides,
    pages,
)
from tools.pack_text import html
from tools.pages import Course
from tools.source import Source

TEACHING = "docs/teaching"
INDEX = "index.html"


def files(course: Course, only: str = "") -> dict[str, str]:
    """Every file of the pack by its path below DIR, without the first page.

    Raises `CourseError` if a built lesson is out of date or an exam question is wrong.
    """
    slugs = chosen(only, [source.slug for source in course.lessons])
    if not slugs:
        raise CourseError(f"No lesson has a slug that begins with {only!r}.")
    lessons = [source for source in course.lessons if source.slug in slugs]
    exams = {source: pack_exams.read(course.root, source) for source in lessons}
    exams = {source: questions for source, questions in exams.items() if questions}
    found = {}
    for source in lessons:
        lesson, name = pack_lesson.read(course, source), page_of(source)
        found[f"slides/{name}"] = pack_slides.page(course, lesson)
        found[f"handouts/{name}"] = pack_handout.page(course, lesson)
        found[f"quiz/{name}"] = pack_papers.quiz_paper(source)
    for source, questions in exams.items():
        found[f"exams/{page_of(source)}"] = pack_papers.exam_paper(source, questions)
    found["quiz/quiz.gift"] = pack_papers.quiz_gift(lessons)
    if exams:
        found["exams/exams.gift"] = pack_papers.exam_gift(exams)
    return found | capstone(course.root)


def stale(folder: Path, found: dict[str, str]) -> list[Path]:
    """Pages of an earlier pack whose lesson has another number now, or none."""
    kinds = {name.partition("/")[0] for name in found}
    there = [path for kind in kinds for path in (folder / kind).glob("*.html")]
    return [path for path in there if path.relative_to(folder).as_posix() not in found]


def page_of(source: Source) -> str:
    return f"{source.number}_{source.slug}.html"


def capstone(folder: Path) -> dict[str, str]:
    """The rubric and the marked sample reports; nothing in an edition without them."""
    found = {}
    rubric = folder / TEACHING / "rubric.md"
    for path in [rubric, *sorted((folder / TEACHING / "sample_reports").glob("*.md"))]:
        if path.exists():
            title, _, text = path.read_text(encoding="utf-8").partition("\n")
            page = offline_page.page(title.lstrip("# "), html(text))
            found[f"capstone/{path.stem}.html"] = page
    return found


def index(course: Course, found: dict[str, str]) -> str:
    """The first page: a table of the lessons and what there is of each, and the rest below."""
    kinds = ["slides", "handouts", "quiz", "exams"]
    listed = [source for source in course.lessons if f"slides/{page_of(source)}" in found]
    rows = ""
    for source in listed:
        name = page_of(source)
        links = (link(f"{kind}/{name}", kind, found, source.heading) for kind in kinds)
        cells = "".join(f"<td>{one}</td>" for one in links)
        rows += f'<tr><th scope="row">{escape(source.heading)}</th>{cells}</tr>'
    others = [name for name in found if name.endswith(".gift") or name.startswith("capstone/")]
    rest = "".join(f"<li>{link(name, name, found)}</li>" for name in others)
    heads = "".join(f'<th scope="col">{kind}</th>' for kind in ["lesson", *kinds])
    body = (
        "<p>For whoever teaches. The exam questions are withheld: do not give this folder to"
        " learners.</p>"
        f'<div class="wide"><table><caption>By lesson</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div><h2>More</h2><ul>{rest}</ul>"
        f"<h2>Keys in the slides</h2><p>{escape(pack_slides.KEYS)} Print them with the notes shown"
        " or hidden. Import a .gift file into Moodle under Question bank, Import, GIFT format.</p>"
    )
    return offline_page.page("Teaching pack", body)


def link(name: str, words: str, found: dict[str, str], of: str = "") -> str:
    """A link to a file of the pack, if it is there. of: the lesson, which only a reader hears."""
    label = f' aria-label="{escape(f"{words}: {of}")}"' if of else ""
    return f'<a href="{escape(name)}"{label}>{escape(words)}</a>' if name in found else "–"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.pack",
        allow_abbrev=False,
        description="Make slides, hand-outs, quiz and exam papers for whoever teaches.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where they go")
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this lesson, or slugs that begin so"
    )
    options = parser.parse_args(arguments)
    folder = options.folder
    try:
        folders.must_fit(folder, folders.PACK)
        course = pages.load(root())
        found = files(course, options.only)
        folders.take(folder, folders.PACK)
        for path in [] if options.only else stale(folder, found):
            path.unlink()
        for name, text in found.items():
            write_text(folder / name, text)
        write_text(folder / INDEX, index(course, found))
        missing = [s.slug for s in course.lessons if f"exams/{page_of(s)}" not in found]
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    if missing and not options.only and len(missing) < len(course.lessons):
        print(f"Without exam questions: {', '.join(missing)}.")
    print(f"{len(found)} files. Open {folder / INDEX}")
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(lambda: main(sys.argv[1:])))
