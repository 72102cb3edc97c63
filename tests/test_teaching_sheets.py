"""A run sheet carries somebody who never saw the lesson: words, numbers, conclusions, minutes."""

import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from helpers.files import root
from tools import glossary, pages, teaching, teaching_answers, teaching_cuts, teaching_words
from tools import teaching_sheet_pages as sheet_pages
from tools import teaching_sheets as sheets_of
from tools.teaching_sections import Section, notes, read

COURSE = pages.load(root())
TERMS = glossary.terms()
SHEETS = sheets_of.load(COURSE)
WHOLE = len(COURSE.lessons) == len(list((root() / "source/lessons").glob("*.py")))


@pytest.fixture(scope="module")
def documents():
    return teaching.documents(COURSE)


def section(*cells, heading="A", further=False) -> Section:
    """A section: strings are text cells, pairs are code with the HTML or the text it shows."""
    made = []
    for cell in cells:
        if isinstance(cell, str):
            made.append(new_markdown_cell(cell))
            continue
        code, shown = cell
        out = [new_output("display_data", {"text/html": shown})] if "<" in shown else []
        out = out or ([new_output("stream", text=shown)] if shown else [])
        made.append(new_code_cell(code, outputs=out))
    return Section(heading, 2, further, 1.0, tuple(made))


# ------------------------------------------------------------------ words


@pytest.mark.parametrize("slug", SHEETS)
def test_each_word_that_the_way_through_needs_is_explained(slug, documents):
    sheet, text = SHEETS[slug], documents[f"docs/teaching/sheets/{slug}.md"]
    sections = sheet.lesson.sections
    own = [term for term in TERMS if term.lesson == slug and not term.lab]
    for i, part in enumerate(sections):
        if not part.further:
            assert all(
                f"New word, {t.name}:** {t.text}" in text
                for t in teaching_words.new(sections, i, own)
            )
    explained = text.split("## Words from other lessons")[1]
    for term in teaching_words.known("\n".join(sheet_pages.doing(sheet, own)), TERMS):
        assert term.lesson == slug or f"**{term.name}:** {term.text}" in explained


def test_a_word_in_bold_is_new_where_its_text_belongs():
    terms = [
        glossary.Term("loss", "one", "A number."),
        glossary.Term("step", "one", "A move.", ("steps",)),
    ]
    parts = [
        section("## A\n\nThe loss.", ("x", "")),
        section("**Steps** and the **loss**.\n\n## B"),
    ]
    assert [t.name for t in teaching_words.new(parts, 0, terms)] == ["loss", "step"]
    assert teaching_words.new(parts, 1, terms) == []


def test_words_are_known_by_any_form_and_as_whole_words():
    terms = [glossary.Term("Seed", "one", "A."), glossary.Term("loss", "one", "B.", ("losses",))]
    assert [t.name for t in teaching_words.known("Three\nlosses of a seed", terms)] == [
        "loss",
        "Seed",
    ]
    assert teaching_words.known("lossless, seedy", terms) == []


# ------------------------------------------------------------------ what the notebook says


@pytest.mark.parametrize("slug", SHEETS)
def test_no_section_on_the_clock_leaves_the_instructor_alone(slug):
    sheet = SHEETS[slug]
    silent = [
        part
        for i, part in enumerate(sheet.lesson.sections)
        if not part.further and not sheet_pages.in_order(sheet, i, TERMS)
    ]
    assert [part.heading for part in silent if not teaching_words.silent(part)] == []


def test_what_is_said_below_an_output_comes_without_what_is_asked():
    first = section(
        "## A\n\nBefore.",
        ("print(1)", "1\n"),
        "After it. And now:",
        ("my_guess = None  # your prediction", ""),
        'Last of **all**.\n\nNow you. Run `hint("x")`.\n\n*Exercise 1 · 4 minutes*',
        "How many?",
        ("my_other = None  # your prediction", ""),
    )
    second = section("It closes.\n\n## B\n\nOnly this.", ("x = 1", ""), heading="B")
    parts = [first, second]
    assert teaching_words.said(parts, 0) == "Last of all. It closes."
    assert teaching_words.said(parts, 1) == "Only this."
    assert teaching_words.said([replace(second, heading="Where to read more")], 0) == ""


TABLE = (
    "<div><table><caption>Two &amp; two</caption><thead><tr><td></td><td></td>"
    '<th colspan="2">who</th></tr><tr><th>a</th><th>b</th><th>x</th><th>y</th></tr></thead>'
    '<tbody><tr><th rowspan="2">one</th><th>p</th><td>1</td><td><span>▲</span> 2<br>3</td></tr>'
    "<tr><th>q</th><td>4</td><td>&lt;*&gt;</td></tr></tbody></table></div><div>A note.</div>"
)
ROWS = "| a | b | x | y |\n|---|---|---|---|\n| one | p | 1 | ▲ 2 3 |\n| one | q | 4 | \\<\\*> |"


def test_a_stored_table_is_printed_with_its_note():
    part = section(("show()", TABLE), ("print()", "one\n" * 9), ("x", '<img alt="A curve."'))
    table, printed, figure = teaching_words.shown(part, 14)
    assert table == ("Two & two", f"{ROWS}\n\nA note.")
    assert printed == ("", "\n".join(["```text", *["one"] * teaching_words.MOST_LINES, "…", "```"]))
    assert figure == ("A curve.", "")
    assert teaching_words.shown(part, 1)[0] == ("Two & two", "")


def test_headings_over_others_are_kept_where_they_tell_columns_apart():
    two = TABLE.replace('<th colspan="2">who</th>', "<th>old</th><th>new</th>")
    assert teaching_words.tabled(two, 14)[1].startswith("| a | b | old · x | new · y |")


@pytest.mark.parametrize("slug", SHEETS)
def test_a_picture_that_is_a_table_has_its_numbers(slug):
    sheet = SHEETS[slug]
    for entry in sheet.picture:
        name = sheets_of.output(sheet, entry)
        found = [
            below
            for part in sheet.lesson.find(entry["at"], sheet.where)
            for shown, below in teaching_words.shown(part, sheet_pages.MOST_ROWS)
            if shown == name
        ]
        assert found, (entry["at"], name)


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize("slug", SHEETS)
def test_nothing_is_said_before_it_is_guessed(slug):
    sheet = SHEETS[slug]
    for i, part in enumerate(sheet.lesson.sections):
        if not part.further:
            lines = sheet_pages.in_order(sheet, i, TERMS)
            kinds = [line.startswith(teaching_answers.PREDICTION) for line in lines]
            before = lines[: len(kinds) - kinds[::-1].index(True)] if any(kinds) else []
            assert all(
                line.startswith(("**New word", teaching_answers.PREDICTION)) for line in before
            )


def long_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))


@pytest.mark.parametrize("slug", SHEETS)
def test_no_question_of_a_sheet_tells_the_answer_to_the_quiz(slug):
    sheet = SHEETS[slug]
    for i, part in enumerate(sheet.lesson.sections):
        asked = teaching_answers.lines(part, sheet.lesson.sections[:i])
        for entry in (e for e in sheet.step if e["at"] == part.heading and "ask" in e):
            own = long_words(f"{entry['ask']} {entry['expect']}")
            for quiz in (line for line in asked if line.startswith(teaching_answers.QUIZ)):
                assert len(own & long_words(quiz)) < 0.6 * len(own), (entry["ask"], quiz)


@pytest.mark.parametrize("source", [*COURSE.lessons, *COURSE.labs], ids=lambda s: s.path)
def test_notes_call_no_exercise_the_core_that_is_not_on_the_clock(source):
    tasks = [
        part.further
        for part in read(COURSE, source).sections
        for task in part.tasks
        if task.kind == "exercise"
    ]
    for _, text in notes(source):
        for sentence in re.split(r"(?<=[.?:]) ", text):
            if "(to go further)" in sentence or not re.search(
                r"xercises? \d|Skip \d|; \d", sentence
            ):
                continue
            named = [int(number) for number in re.findall(r"\b\d\b", sentence)]
            if span := re.search(r"(\d) to (\d)", sentence):
                named += range(int(span[1]), int(span[2]) + 1)
            assert not [n for n in named if tasks[n - 1]], sentence


def test_a_prediction_brings_the_sentence_before_its_question_and_names_below():
    asked = "One thing. Draw three. How often do they hold it? Guess."
    below = 'my_kind = None  # your prediction: a name below\nNAMES = ["a",\n  "b"]'
    cells = [new_markdown_cell(asked), new_code_cell("my_share = None  # your prediction")]
    assert teaching_answers.question(cells, "my_share") == [
        "Draw three. How often do they hold it?"
    ]
    cells = [new_markdown_cell("Some **bold**\ntext."), new_code_cell(below)]
    assert teaching_answers.question(cells, "my_kind") == [
        "Some bold text.",
        '(a name below: `NAMES = ["a", "b"]`)',
    ]


# ------------------------------------------------------------------ minutes


@pytest.mark.parametrize("slug", SHEETS)
def test_cuts_give_back_what_the_clock_says_and_make_room_for_a_school_lesson(slug):
    sheet = SHEETS[slug]
    marks = {part.heading: end - begin for begin, end, part in sheet.lesson.marks}
    for entry in sheet.cut:
        parts = sheet.lesson.find(entry["at"], sheet.where)
        whole = sum(marks[part.heading] for part in parts)
        gained = teaching_cuts.gain(sheet, entry)[1]
        assert gained == whole - entry.get("takes", 0)
        assert gained >= 1 or not WHOLE  # where a lesson is left out, the clock is another
    minutes = sheet.lesson.source.minutes
    told = teaching_cuts.in_a_slot(sheet)
    assert bool(told) == (minutes > teaching_cuts.SLOT) or not WHOLE
    assert all(int(line.split()[-1].rstrip(".")) <= teaching_cuts.SLOT for line in told)


def test_a_cut_that_gives_nothing_back_has_no_line():
    sheet = SHEETS["training"]
    entry = {"at": "Key points", "why": "a", "takes": 9}
    assert teaching_cuts.gain(sheet, entry)[1] < 1
    with_it = replace(sheet, cut=[entry, *sheet.cut])
    assert teaching_cuts.cuts(with_it) == teaching_cuts.cuts(sheet)
    assert teaching_cuts.in_a_slot(replace(sheet, cut=sheet.cut[:1])) == []


@pytest.mark.parametrize("slug", SHEETS)
def test_a_sheet_begins_with_what_the_lesson_and_those_before_it_say(slug, documents):
    text = documents[f"docs/teaching/sheets/{slug}.md"]
    needs = [need for need in SHEETS[slug].lesson.source.needs if need in SHEETS]
    for one in (slug, *needs):
        assert " ".join(SHEETS[one].bridge.split()) in text
