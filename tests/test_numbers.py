"""No text that people write holds the number of a lesson or a lab: it would be wrong after a move.

A lesson is named by a reference, `[[lesson:SLUG]]`, where the build turns it into number, title and
link, and by its slug in code and its comments. Looked at is every file that people edit. Numbers in
what the build writes are not looked at.
"""

import re
from pathlib import Path

import pytest

from helpers import course
from helpers.files import root

PLACES = (
    "*.md",
    "*.toml",
    "*.py",
    "*.yml",
    "docs/**/*.md",
    "checkpoints/*/README.md",
    "exams/*.toml",
    "source/*/*.py",
    "source/teaching/**/*.toml",
    "helpers/**/*.py",
    "helpers/**/*.toml",
    "tools/**/*.py",
    "benchmarks/**/*.py",
    "tests/**/*.py",
    "tests/**/*.toml",
)
WRITTEN = {"docs/claims.md", "docs/glossary.md", "helpers/README.md"}  # by the build
TEACHING = "docs/teaching/"  # written by `python -m tools.teaching`
# Slugs of made-up courses, and examples of what a path looks like: there a number is right.
INVENTED = {
    "helpers/course.py": "start_here one",
    "helpers/measure/experiment.py": "start_here",
    "tools/measure.py": "one",
    "tools/renumber.py": "start_here",
    "tests/tiny_course.py": "one",
    "tests/test_build.py": "one two",
    "tests/test_build_refuses.py": "one two",
    "tests/test_editions.py": "one zero so",
    "tests/test_home.py": "one",
    "tests/test_own_lessons.py": "one two zero mine",
    "tests/test_side_by_side.py": "a",
    "tests/test_translations.py": "one",
    "tests/test_words.py": "start_here",
    "tests/test_start_really.py": "start_here",
    "tests/test_outputs.py": "one",
    "tests/test_claims_tool.py": "one",
    "tests/test_checks.py": "words",
    "tests/test_damage.py": "nothing",
    "tests/test_measure.py": "a b real_c",
    "tests/test_class_budget.py": "a c d",
    "tests/test_folders.py": "one gone",
    "tests/test_notebooks.py": "seven title",
    "tests/test_helpers_experiment.py": "in_context",
}
# These tell of the numbers that a learner's old progress holds, and of this very rule.
ABOUT_NUMBERS = (
    "helpers/checking/progress.py",
    "helpers/checking/stored.py",
    "tests/test_progress.py",
    "tests/test_transfer.py",
    "tests/test_reorder.py",
    "tests/test_numbers.py",
)
WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
KIND = r"(?:lessons?|labs?|solutions?|notebooks?)"
NUMBER = re.compile(
    rf"""
      \b(?!(?-i:Notebook)[ ]7\b){KIND}(?:[ `*]+|[ ]?\n[ \#]*)0?\d\d?\b(?!\s?%)  # Labs 5 and 7
    | \b{KIND}[\s-](?:{WORDS})(?=[.,;:)])        # Lesson seven.
    | (?<![\w.-])(?:lab|lesson|solution)_?\d\d(?![\d.])  # lab05, lab_05_...
    | (?<![\w.-])[01]\d_[a-z][a-z_]+             # 03_masked_lm
    | ["'`][01]\d\.[a-z][a-z_]*["'`]             # "05.base"
    | \b[01]\d\s·\s[A-Z]                         # 05 · Fine-tuning
    """,
    re.VERBOSE | re.IGNORECASE,
)


def files() -> list[Path]:
    found = {path for place in PLACES for path in root().glob(place) if path.is_file()}
    names = {name_of(path): path for path in found if not name_of(path).startswith(TEACHING)}
    return [names[name] for name in sorted(names.keys() - WRITTEN - set(ABOUT_NUMBERS))]


def name_of(path: Path) -> str:
    return path.relative_to(root()).as_posix()


def numbers(text: str, invented: str = "") -> list[str]:
    """Every number of a lesson in a text, with what stands around it."""
    text = re.sub(r"<!-- (badges|lessons) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    if invented:
        slugs = "|".join(invented.split())
        text = re.sub(rf"(?i)\b(lab[ _]|solution_)?\d\d(_| · )({slugs})\b", "", text)
    return [
        " ".join(text[max(0, found.start() - 30) : found.end() + 20].split())
        for found in NUMBER.finditer(text)
    ]


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_no_text_holds_the_number_of_a_lesson(path):
    found = numbers(path.read_text(encoding="utf-8"), INVENTED.get(name_of(path), ""))
    assert not found, "\n".join(["Name these by [[lesson:SLUG]], or by their slugs:", *found])


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_every_reference_leads_to_a_lesson_that_exists(path):
    if name_of(path).startswith("tests/"):
        return  # they name lessons of made-up courses
    for kind, slug in course.REFERENCE.findall(path.read_text(encoding="utf-8")):
        if slug != "SLUG":  # the form itself, in an explanation
            assert course.title(slug, kind.lower())


def test_what_is_named_by_a_slug_has_one():
    """Quizzes, exercises, results and measured costs belong to a lesson that somebody wrote."""
    written = {path.stem for path in root().glob("source/*/*.py")}
    assert {path.stem for path in root().glob("source/labs/*.py")} <= written
    assert set(course.order()) <= written
    quizzes = {path.stem for path in root().glob("helpers/checking/quiz_data/*.toml")}
    results = {path.name for path in root().glob("results/*/")} - {"reproduction"}
    exams = {path.stem for path in root().glob("exams/*.toml")}
    assert quizzes <= written and results <= written and exams <= written


@pytest.mark.parametrize(
    "text",
    [
        "as in lesson 06",
        "Lab 3 asks for it.",
        "lessons 05 and 07",
        "see lesson\n# 12 for more",
        "(Lessons 5, 6)",
        "the `lab05` exercises",
        "lab_05_fine_tuning",
        'experiment.stored("03_masked_lm")',
        "lessons/03_masked_lm.ipynb",
        'quiz("05.base")',
        "`05.base`",
        "results/05_labels.json",
        "## 05 · Fine-tuning",
        "Lesson seven, or lesson eight.",
        "lesson13",
    ],
)
def test_a_number_is_found(text):
    assert numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "as in [[lesson:costs]] and [[lab:costs]]",
        "it takes 12 lessons, 13 labs",
        "the lesson `masked_lm`",
        "a lesson is 25 minutes long",
        "Labs of two kinds, and a notebook of three cells.",
        "label 3, labels 16 and 24",
        "costs/lab_fraud",
        "99_000 and 10_000, 1_024",
        "elaborate 12",
        "<!-- lessons -->\n| [05 · Fine-tuning](lessons/05_fine_tuning.ipynb) |\n<!-- /lessons -->",
        "A lesson: 30 minutes.",
    ],
)
def test_other_numbers_are_let_be(text):
    assert numbers(text) == []
