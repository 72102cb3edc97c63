"""The teaching pages: up to date, on the clock, nothing unshown needed, every objective asked."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import test_prose
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.files import CourseError, root
from tools import (
    pages,
    teaching,
    teaching_answers,
    teaching_cuts,
    teaching_outcomes,
    teaching_routes,
)
from tools import teaching_sheets as sheets_of
from tools.source import Source
from tools.teaching_sections import OPENING, Parts, Section, notes, read

COURSE = pages.load(root())
SLUGS = [source.slug for source in COURSE.lessons]
SHORTEST_WITH_BREAK = 60  # a longer session has one


@pytest.fixture(scope="module")
def sheets():
    return sheets_of.load(COURSE)


@pytest.fixture(scope="module")
def routes(sheets):
    return {route.name: route for route in teaching_routes.load(COURSE, sheets)}


@pytest.fixture(scope="module")
def documents():
    return teaching.documents(COURSE)


# ------------------------------------------------------------------ the pages


def test_the_pages_are_what_their_sources_say(documents):
    """Byte by byte, as another run made them."""
    changed, stale = teaching.differences(root(), documents)
    assert (list(changed), stale) == ([], []), "run `python -m tools.teaching`"


def test_every_lesson_has_a_sheet_and_every_page_is_found_from_the_index(documents):
    assert {f"docs/teaching/sheets/{slug}.md" for slug in SLUGS} <= set(documents)
    index = documents["docs/teaching/README.md"]
    others = {path.removeprefix("docs/teaching/") for path in documents} - {"README.md"}
    assert {name for name in others if f"({name})" not in index} == set()


def test_the_command_names_writes_and_deletes(tmp_path, monkeypatch, capsys):
    course = replace(COURSE, root=tmp_path)
    (tmp_path / sheets_of.FOLDER).mkdir(parents=True)
    monkeypatch.setattr(teaching, "documents", lambda course: {"docs/teaching/a.md": "new\n"})
    old = tmp_path / "docs" / "teaching" / "sheets" / "gone.md"
    old.parent.mkdir(parents=True)
    old.write_text("old", encoding="utf-8")
    assert teaching.main(["--check"], lambda: course) == 1
    assert "a.md is out of date" in (told := capsys.readouterr().out) and "gone.md" in told
    assert old.exists()
    assert teaching.main([], lambda: course) == 0 and not old.exists()
    assert (tmp_path / "docs" / "teaching" / "a.md").read_bytes() == b"new\n"
    assert teaching.main(["--check"], lambda: course) == 0
    assert capsys.readouterr().out.endswith("as their sources say.\n")


def test_a_lesson_that_is_left_out_leaves_the_rest_whole(monkeypatch):
    """Its sheet is gone, routes go on without it, and its name stands without a link."""
    kept = ("start_here", "text_to_tokens", "in_context", "choose_and_combine")
    fewer = {
        kind: tuple(source for source in getattr(COURSE, kind) if source.slug in kept)
        for kind in ("lessons", "labs")
    }
    monkeypatch.setattr("helpers.course.order", lambda folder=None: kept)
    found = teaching.documents(replace(COURSE, **fewer))
    assert {Path(path).stem for path in found if "/sheets/" in path} == set(kept)
    assert "_fine_tuning.ipynb" not in "".join(found.values())
    assert "esson “Fine-tuning”" in found["docs/teaching/sheets/in_context.md"]


def test_an_instructor_s_own_lesson_may_come_without_a_sheet(monkeypatch, tmp_path):
    slug = SLUGS[0]
    course = replace(COURSE, root=tmp_path, lessons=COURSE.lessons[:1])
    monkeypatch.setattr("helpers.course.own", lambda folder=None: (slug,))
    assert sheets_of.load(course) == {}
    monkeypatch.setattr("helpers.course.own", lambda folder=None: ())
    with pytest.raises(CourseError, match=f"{slug}.toml is missing"):
        sheets_of.load(course)


# ------------------------------------------------------------------ the clock


@pytest.mark.parametrize("source", [*COURSE.lessons, *COURSE.labs], ids=lambda s: s.path)
def test_the_clock_ends_at_the_notebook_s_minutes(source):
    marks = read(COURSE, source).marks
    assert marks[0][0] == 0 and marks[-1][1] == source.minutes
    assert all(before[1] == after[0] for before, after in zip(marks, marks[1:]))
    assert all(begin <= end for begin, end, _ in marks)
    assert marks[0][2].heading == OPENING


def test_every_section_counts_once(sheets):
    for sheet in sheets.values():
        source = sheet.lesson.source
        assert sum(part.minutes for part in sheet.lesson.way) == pytest.approx(source.minutes)
        assert sum(part.minutes for part in sheet.lesson.further) == pytest.approx(source.further)


def test_routes_of_every_length_are_there(routes):
    assert {"ninety_minutes", "workshop", "half_day", "day", "ten_weeks"} <= set(routes)
    lengths = [sum(s.minutes for s in route.sessions) for route in routes.values()]
    assert lengths == sorted(lengths)


def test_a_session_adds_up_from_the_notebooks_own_minutes(routes):
    for route in routes.values():
        for session in route.sessions:
            assert sum(step.minutes for step in session.steps) == session.minutes
            for step in session.steps:
                if step.parts and not step.chosen and not step.begun:
                    assert step.minutes == step.parts.source.minutes
                elif step.chosen:
                    assert step.minutes == round(sum(part.minutes for part in step.chosen))


def test_a_route_leaves_little_time_over(routes):
    for route in filter(lambda route: route.complete, routes.values()):
        for session in route.sessions:
            left = sum(step.minutes for step in session.steps if step.kind == "questions")
            assert left <= teaching_routes.SPARE * session.minutes, (route.name, session.title)


def test_nobody_works_long_without_a_break(routes):
    for route in routes.values():
        for session in route.sessions:
            kinds = [step.kind for step in session.steps]
            assert "break" in kinds or session.minutes <= SHORTEST_WITH_BREAK
            work = 0
            for step in session.steps:
                if step.kind != "questions":
                    work = 0 if step.kind == "break" else work + step.minutes
                assert work <= teaching_routes.LONGEST, (route.name, session.title)


def test_what_a_notebook_needs_was_shown_or_is_bridged(routes, sheets):
    """Shown is a lesson of which all sections on the way through stood on the route."""
    for route in routes.values():
        shown: dict[str, set[str]] = {}
        bridged: set[str] = set()
        for step in (step for session in route.sessions for step in session.steps):
            if step.kind == "bridge":
                bridged.add(step.slug)
                assert len(step.text.split()) <= sheets_of.LONGEST_BRIDGE
            elif step.parts:
                source = step.parts.source
                for need in source.needs:
                    if need in sheets and need not in bridged:
                        way = {part.heading for part in sheets[need].lesson.way}
                        assert shown.get(need) == way, (route.name, source.slug, need)
                if source.folder == "lessons":
                    taken = step.chosen or step.parts.way
                    shown.setdefault(source.slug, set()).update(part.heading for part in taken)


def test_what_a_route_does_not_finish_is_left_for_home(routes):
    for route in routes.values():
        steps = [step for session in route.sessions for step in session.steps if step.parts]
        home = {parts.source.path: left for parts, left in route.home}
        for path in {step.parts.source.path for step in steps}:
            some = [step for step in steps if step.parts.source.path == path]
            taken = [part for step in some if step.chosen for part in step.chosen]
            if all(step.chosen for step in some):
                whole = len(taken) + len(home.get(path, []))
                assert whole == len(some[0].parts.way)
            else:
                assert path not in home


def test_the_ten_weeks_need_no_bridge(routes):
    steps = [step for session in routes["ten_weeks"].sessions for step in session.steps]
    assert "bridge" not in {step.kind for step in steps}
    assert all(not step.chosen for step in steps if step.kind == "lesson")


def maker(sheets, tmp_path, steps: str) -> teaching_routes.Maker:
    """A route of one session of sixty minutes."""
    text = 'title = "A"\ngoal = "B"\nbefore = []\n[[session]]\ntitle = "C"\nminutes = 60\n'
    path = tmp_path / "mine.toml"
    path.write_text(f"{text}steps = [{steps}]\n", encoding="utf-8")
    return teaching_routes.Maker(sheets, path)


@pytest.mark.parametrize(
    "steps, message",
    [
        ('{lesson = "start_here"}, {break = 20}', "5 minutes too many"),
        ('{lesson = "start_here", part = ["Key points"]}', "a step has"),
        ('{bring = {minutes = 61, text = "x"}}', "1 minutes too many"),
    ],
)
def test_a_wrong_route_is_named(steps, message, sheets, tmp_path):
    with pytest.raises(CourseError, match=message):
        maker(sheets, tmp_path, steps).route()


def test_a_part_comes_once_and_with_its_opening(sheets, tmp_path):
    one = '{lesson = "start_here", parts = ["Key points"]}'
    with pytest.raises(CourseError, match="stands there twice"):
        maker(sheets, tmp_path, f"{one}, {one}").route()
    with pytest.raises(CourseError, match="Its sections: Opening; Ask a model"):
        maker(sheets, tmp_path, one.replace("Key points", "Key point")).route()
    both = maker(sheets, tmp_path, f'{one}, {{break = 1}}, {{lesson = "start_here"}}').route()
    first, _, second, *_ = both.sessions[0].steps
    assert [part.heading for part in first.chosen] == [OPENING, "Key points"]
    assert second.begun and abs(first.minutes + second.minutes - 45) <= 1 and both.home == []


# ------------------------------------------------------------------ sheets


def wrong(sheets, change) -> str:
    """What is said of the first lesson's sheet after a change of its fields."""
    sheet = next(iter(sheets.values()))
    with pytest.raises(CourseError) as caught:
        sheets_of.check(replace(sheet, **change(sheet)))
    return str(caught.value)


STEP = {"at": "Key points", "say": "a"}


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda s: {"step": [{"at": "Nowhere", "say": "a"}] * 3}, "has 0 sections 'Nowhere'"),
        (lambda s: {"step": [STEP] * 2}, "write 3 to 6 steps"),
        (lambda s: {"step": [STEP] * 7}, "write 3 to 6 steps"),
        (lambda s: {"step": [{"at": "Key points"}] * 3}, "needs a `say`"),
        (lambda s: {"step": [{"at": "Key points", "ask": "a"}] * 3}, "what to `expect`"),
        (lambda s: {"picture": [{"at": "Key points", "look": "a"}]}, "no such output"),
        (lambda s: {"picture": []}, "a picture and a cut"),
        (lambda s: {"mistake": s.mistake[:2]}, "write 3 mistakes"),
        (lambda s: {"mistake": [s.mistake[0] | {"name": "no"}] * 3}, "no mistake 'count_words no'"),
        (lambda s: {"bridge": "word " * 81}, "80 words at most"),
        (lambda s: {"cut": [{"at": "Nowhere", "why": "a"}]}, "has 0 sections"),
        (lambda s: {"cut": [{"at": "Key points", "why": "a"}] * 2}, "two cuts leave out"),
    ],
)
def test_a_wrong_sheet_is_named(change, message, sheets):
    said = wrong(sheets, change)
    assert message in said and said.startswith("source/teaching/")


@pytest.mark.parametrize(
    "text, message",
    [
        ("bridge = ", "is no TOML"),
        ('bridge = "a"', "must have exactly"),
        (None, "is missing"),
    ],
)
def test_a_damaged_sheet_is_named(text, message, tmp_path):
    slug = SLUGS[0]
    if text is not None:
        path = tmp_path / sheets_of.FOLDER / f"{slug}.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        sheets_of.load_one(replace(COURSE, root=tmp_path), slug)


def test_sheets_and_routes_belong_to_lessons_that_somebody_wrote():
    written = {path.stem for path in (root() / "source" / "lessons").glob("*.py")}
    assert {path.stem for path in (root() / sheets_of.FOLDER).glob("*.toml")} <= {
        *written,
        "syllabus",
    }
    for path in (root() / teaching_routes.FOLDER).glob("*.toml"):
        for session in tomllib.loads(path.read_text(encoding="utf-8"))["session"]:
            named = [s.get("lesson", s.get("lab")) for s in session["steps"]]
            assert {slug for slug in named if slug} <= written, path.name


def test_a_sheet_says_what_an_instructor_must_know(documents, sheets):
    for slug, sheet in sheets.items():
        text = documents[f"docs/teaching/sheets/{slug}.md"]
        for task in sheet.lesson.tasks(on_the_way=True):
            assert f"`{task.id}`" in text
        for _, note in notes(sheet.lesson.source):
            assert note.split("[[")[0] in text
        assert all(sheets_of.message(sheet, entry).split("|")[0] in text for entry in sheet.mistake)


def made(*cells) -> Parts:
    """A notebook of sections: a heading and its code each."""
    sections = [
        Section(heading, 2, False, 1.0, (new_markdown_cell(f"## {heading}"), new_code_cell(code)))
        for heading, code in cells
    ]
    source = Source("lessons", "one", "00", "One", len(cells), (), (), (), ())
    return Parts(source, tuple(sections))


def test_a_cut_that_later_cells_need_is_run_all_the_same(sheets):
    sheet = next(iter(sheets.values()))
    parts = made(("A", "x = 1"), ("B", "y = 2"), ("C", "print(x)"))
    cut = [{"at": "A", "why": "First."}, {"at": "B", "why": "Then."}]
    first, second, *_ = teaching_cuts.cuts(replace(sheet, lesson=parts, cut=cut))
    assert first == (
        "1. 0:00 · “A” gives back 1 minute. First. Run its cells all the same: later ones use what"
        " they make."
    )
    assert second == "2. 0:01 · “B” gives back 1 minute. Then."


def test_what_is_to_be_guessed_and_what_was_measured():
    told = (
        "<div><strong>… The run measured 0.5. No prediction recorded.</strong><br>Write one.</div>"
    )
    cells = [
        new_markdown_cell('How many [tokens](x.md "pieces: or so") remain? Guess.'),
        new_code_cell("my_share = None  # your prediction: from 0 to 1"),
        new_code_cell('predict("one.share", my_share, 0.5)'),
    ]
    cells[2].outputs = [{"output_type": "display_data", "data": {"text/html": told}}]
    section = Section("A", 2, False, 1.0, tuple(cells))
    assert teaching_answers.lines(section, []) == [
        "**Prediction `one.share`:** How many tokens remain? (from 0 to 1) Stored: The run measured"
        " 0.5."
    ]


# ------------------------------------------------------------------ outcomes


@pytest.mark.parametrize("slug", SLUGS)
def test_every_objective_is_asked_for(slug, sheets):
    for parts, objectives in teaching_outcomes.checked(sheets[slug]):
        assert tuple(what for what, _ in objectives) == parts.source.objectives
        ids = {task.id for task in parts.tasks()}
        lab = {task.id for task in sheets[slug].lab.tasks()} if sheets[slug].lab else set()
        for _, tasks in objectives:
            assert tasks
            for task in tasks:
                name = task.id.removeprefix("lab:")
                assert name in (lab if name != task.id else ids)


def changed(sheet, **entries):
    """The sheet with other entries for its lesson's objectives."""
    return replace(sheet, outcomes=sheet.outcomes | {"lesson": entries})


def test_an_objective_that_nothing_asks_for_is_named(sheets):
    sheet = sheets["text_to_tokens"]
    right = sheet.outcomes["lesson"]
    begin = next(iter(right))
    cases = {
        "0 entries fit": {key: ids for key, ids in right.items() if key != begin},
        "no objective begins": right | {"Fly": ["pad_rows"]},
        "asks for no 'text_to_tokens.none'": right | {begin: ["text_to_tokens.none"]},
        "asks for no 'lab:none'": right | {begin: ["lab:none"]},
        "nothing asks for": right | {begin: []},
        "nothing on the way": right | {begin: ["text_to_tokens.pieces"]},
    }
    for message, entries in cases.items():
        with pytest.raises(CourseError, match=message):
            teaching_outcomes.checked(changed(sheet, **entries))
    with pytest.raises(CourseError, match="has or lacks"):
        teaching_outcomes.checked(replace(sheet, outcomes={"lesson": right}))


# ------------------------------------------------------------------ prose


@pytest.mark.parametrize(
    "path", sorted((root() / sheets_of.FOLDER).rglob("*.toml")), ids=lambda path: path.stem
)
def test_no_result_stands_in_the_words(path):
    """Results come from the stored outputs, which the pages print."""
    found = [
        result
        for text in texts(tomllib.loads(path.read_text(encoding="utf-8")))
        for result in test_prose.results(text, ["95 % interval"])
    ]
    assert found == []


def texts(value) -> list[str]:
    """Every text in a toml."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in texts(one)]
