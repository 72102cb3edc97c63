"""One page and one CSV about a class: `python -m tools.class_report FOLDER`.

FOLDER holds the files that learners wrote with `progress.export("a pseudonym", write=True)`. The
page, `class_report.html`, and the table, `class_report.csv`, go to FOLDER/report, or to where
`--to` says. Nothing is sent anywhere; a file that cannot be counted is named with its reason.
"""

import argparse
import csv
import io
import sys
from datetime import date
from pathlib import Path

from helpers.checking.contents import Page, pages
from helpers.files import CourseError, write_text
from tools import class_files, class_page, commands
from tools.class_files import Handed

NAME = "class_report"


def plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain("blue heron")
    ("'=1+1", 'blue heron')
    """
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def as_csv(handed: Handed, listed: list[Page]) -> str:
    """Learner by exercise: status and tries, one row a learner."""
    names = class_page.asked(listed, "exercises")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["learner", "file", "course", "passed", *names])
    for one in handed.learners:
        cells = [class_page.exercise_cell(one, name) for name in names]
        passed = sum(map(one.passed, names))
        start = [plain(one.name), plain(one.file), plain(one.course), passed]
        writer.writerow([*start, *("" if cell == "–" else cell for cell in cells)])
    return out.getvalue()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.class_report",
        allow_abbrev=False,
        description="Make a page of the progress that a class handed in.",
    )
    parser.add_argument("folder", type=Path, help="where the learners' files are")
    parser.add_argument("--to", type=Path, metavar="DIR", help="default: FOLDER/report")
    options = parser.parse_args(arguments)
    try:
        handed, listed = class_files.read(options.folder), pages()
        to = options.to or options.folder / "report"
        text = class_page.page(handed, listed, date.today().isoformat())
        path = write_text(to / f"{NAME}.html", text)
        # Excel reads UTF-8 only where a mark says so.
        write_text(to / f"{NAME}.csv", "\ufeff" + as_csv(handed, listed))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    for file, reason in handed.left_out:
        print(f"Not counted: {file} {reason}")
    print(f"{len(handed.learners)} learners. Open {path}")
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(lambda: main(sys.argv[1:])))
