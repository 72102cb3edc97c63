"""The teaching pack: slides, hand-outs, quiz and exam papers, GIFT, rubric and sample reports."""

import math
import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import gift
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_browser import GUARD_MS, chromium

from helpers.checking import quizzes
from helpers.files import CourseError, root
from helpers.show.display import markup
from tools import (
    further,
    glossary,
    notebook,
    pack,
    pack_deck,
    pack_exams,
    pack_gift,
    pack_handout,
    pack_lesson,
    pack_slide,
    pack_text,
    pages,
)
from tools.pack_items import Item

COURSE = pages.load(root())
LESSONS = COURSE.lessons
BANK = {source.slug: pack_exams.read(COURSE.root, source) for source in LESSONS}
with_bank = pytest.mark.skipif(not any(BANK.values()), reason="an edition without exams/")
TEACHING = root() / pack.TEACHING
with_rubric = pytest.mark.skipif(
    not (TEACHING / "rubric.md").exists(), reason="an edition without the rubric"
)


def slug(source):
    return source.slug


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """The whole pack: its folder, the seconds of computing that it took, and what was read."""
    folder = tmp_path_factory.mktemp("teaching pack") / "pack"
    read, lessons = pack_lesson.read, {}

    def remembered(course, source):
        lessons[source.slug] = read(course, source)
        return lessons[source.slug]

    before = time.process_time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack_lesson, "read", remembered)
        assert pack.main([str(folder)]) == 0
    return folder, time.process_time() - before, lessons


@pytest.fixture(scope="module")
def made(everything):
    """The folder that holds the whole pack."""
    return everything[0]


@pytest.fixture(scope="module")
def lessons(everything):
    """Every lesson as the pack read it, by slug."""
    return everything[2]


def text_of(made, kind, source):
    return (made / kind / pack.page_of(source)).read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a page loads, its pictures, and whether all that opens closes."""

    VOID = ("meta", "br", "img", "link", "input")

    def __init__(self, text):
        super().__init__()
        self.loaded, self.links, self.bare, self.open, self.handlers = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.links.append(given["href"])
        else:
            self.loaded += [given[name] for name in ("src", "href", "srcset") if name in given]
        if tag == "img" and not given.get("alt"):
            self.bare.append(given.get("src", "")[:60])
        self.handlers += [name for name in given if name.startswith("on")]
        self.open += [] if tag in self.VOID else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


# ---------------------------------------------------------------------------- the whole


def test_all_of_it_in_twenty_seconds(everything):
    folder, seconds, _ = everything
    assert seconds < 20
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    for source in LESSONS:
        for kind in ("slides", "handouts", "quiz"):
            assert f"{kind}/{pack.page_of(source)}" in names
    assert {"index.html", "quiz/quiz.gift"} <= names


def test_nothing_is_loaded_and_every_picture_says_what_it_shows(made):
    for path in made.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not page.open and not page.bare and not page.handlers, path.name
        assert all(one.startswith("data:image/") for one in page.loaded), path.name
        styles = "".join(re.findall("<style>.*?</style>", text, re.DOTALL))
        assert styles and not re.search(r"url\(|@import", styles)
        for link in page.links:
            assert (path.parent / link).exists(), (path.name, link)


def test_two_packs_are_the_same(made):
    again = pack.files(COURSE, "attention")  # it holds formulas and figures
    for name, text in again.items():
        if name.startswith(("slides", "handouts")):
            assert (made / name).read_text(encoding="utf-8") == text


def test_a_folder_with_other_things_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert pack.main([str(tmp_path)]) == 1
    assert "Name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_slug_that_nobody_wrote(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pages, "load", lambda _: COURSE)
    assert pack.main([str(tmp_path / "new"), "--only", "nowhere"]) == 1
    assert "'nowhere'" in capsys.readouterr().err and not (tmp_path / "new").exists()


def test_an_old_notebook_is_named(monkeypatch):
    monkeypatch.setattr(notebook, "stored", lambda *_: ([], "has outputs of older code"))
    with pytest.raises(CourseError, match="older code. Run `python -m tools.build` first"):
        pack_lesson.read(COURSE, LESSONS[0])


# ---------------------------------------------------------------------------- slides


@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_what_a_deck_has(source, lessons):
    slides = pack_deck.slides(COURSE, lessons[source.slug])
    titles = [slide.title for slide in slides]
    assert titles[:2] == [source.heading, "After this lesson you can"]
    assert "Key points" in titles and any("does not show" in title for title in titles)
    kinds = [slide.kind.split()[0] for slide in slides]
    asked = [block.kind for block in lessons[source.slug].blocks]
    assert kinds.count("predict") == asked.count("predict") >= 1
    assert kinds.count("exercise") == asked.count("exercise")
    assert kinds.count("quiz") == sum(
        len(block.names) for block in lessons[source.slug].blocks if block.kind == "quiz"
    )
    assert all(slide.title and slide.body for slide in slides)
    assert 20 <= len(slides) <= 50


@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_no_result_comes_before_its_prediction(source, lessons):
    """At every slide at least as much was asked as is told."""
    asked = told = 0
    for slide in pack_deck.slides(COURSE, lessons[source.slug]):
        told += slide.body.count('class="measured"')
        assert told <= asked, slide.title
        asked += slide.body.count('class="guess"')


@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_all_that_the_instructor_is_told_stands_in_the_notes(source, made):
    text = text_of(made, "slides", source)
    notes = [cell.text for cell in source.cells if "instructor" in cell.tags]
    assert all(pack_text.html(note) in text for note in notes)


def test_sections_to_go_further_have_no_slides(lessons):
    lesson = lessons["masked_lm"]
    slides = pack_deck.slides(COURSE, lesson)
    further_on = {"On one gap", "Ask both models"}
    assert further_on <= set(lesson.aside)
    assert not further_on & {slide.title for slide in slides}
    (last,) = [slide for slide in slides if slide.title == "To go further"]
    assert all(title in last.body for title in further_on)
    assert all(further.MARK not in slide.title + slide.body for slide in slides)


BLOCKS = {
    "text": pack_lesson.Block("text", pack_text.Part("A", 2, "Which is best? Guess.")),
    "predict": pack_lesson.Block("predict", names=["from 0 to 1"]),
    "shown": pack_lesson.Block("shown", items=[Item("said", "<pre>0.5</pre>", 1, 3)]),
    "reads": pack_lesson.Block("text", pack_text.Part("", 0, "It is a half. " * 3)),
}


def cut(*kinds):
    cutter = pack_deck.Cutter(COURSE)
    blocks = [replace(BLOCKS[kind], items=list(BLOCKS[kind].items)) for kind in kinds]
    for place, block in enumerate(blocks):
        cutter.add(block, *blocks[place + 1 : place + 2])
    cutter.flush()
    return [(slide.kind.split()[0], slide.title) for slide in cutter.found]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("text", "text"),
        ("text shown", "result"),  # what leads to a result stands above it
        ("text shown reads", "text result"),  # what reads it stands below
        ("text predict shown reads", "predict result"),
        ("text shown predict shown", "result predict result"),
        ("text shown reads predict shown", "text result predict result"),
        ("text shown text shown", "result result"),
    ],
)
def test_how_a_lesson_is_cut(blocks, expected):
    found = cut(*blocks.split())
    assert [kind for kind, _ in found] == expected.split()
    assert {title for _, title in found} == {"A"}


def test_what_no_slide_can_hold_is_named():
    table = Item("table", "<table></table>", 99, 20, words="All rows")
    (only,) = pack_slide.grouped([table])
    assert "Shown in the notebook: All rows" in only[0].html


def test_many_things_take_several_slides():
    tables = [Item("table", "<table></table>", 9, 40)] * 3
    assert [len(group) for group in pack_slide.grouped(tables)] == [1, 1, 1]
    figure = Item("figure", "<figure></figure>", shape=2.0)
    assert [len(group) for group in pack_slide.grouped([figure, figure])] == [1, 1]


# ---------------------------------------------------------------------------- hand-outs


@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_what_a_hand_out_has(source, made, lessons):
    text, lesson = text_of(made, "handouts", source), lessons[source.slug]
    for term in glossary.terms(root()):
        if term.lesson == source.slug and not term.lab:
            assert f"<dt>{pack_text.escape(term.name)}</dt>" in text
    assert all(pack_text.inline(point) in text for point in source.key_points)
    assert text.count('class="write"') == len(pack_lesson.asked(lesson)) >= 1
    assert text.count('class="picture"') == 1
    assert 'class="measured"' not in text


def test_every_picture_that_was_chosen_is_there(lessons):
    for name, wanted in pack_handout.PICTURES.items():
        if name in lessons:
            assert pack_handout.picture(lessons[name]), f"{name}: nothing is named {wanted!r}"


def test_a_recipe_for_the_wall_is_on_the_hand_out(made):
    for source in LESSONS:
        has_one = any("recipe for the wall" in cell.text for cell in source.cells)
        assert ("<h2>Recipe</h2>" in text_of(made, "handouts", source)) is has_one


# ---------------------------------------------------------------------------- GIFT and papers


def test_the_quiz_bank_comes_back_as_it_was(made):
    found = gift.read((made / "quiz" / "quiz.gift").read_text(encoding="utf-8"))
    questions = [q for source in LESSONS for q in quizzes.load_file(source.slug)]
    categories = [one.name for one in found if one.kind == "category"]
    assert len(categories) == len(set(categories)) == len(LESSONS)
    back = [one for one in found if one.kind != "category"]
    assert [one.name for one in back] == [q.id for q in questions]
    for one, question in zip(back, questions):
        assert (one.kind, one.text) == ("choice", markup(question.text))
        expected = [(markup(c.text), c.right, markup(c.why)) for c in question.choices]
        assert one.choices == expected


SIGNS = st.text(alphabet="ab ~=#{}:\\n%5[]/->\n\r$&;<>`*", min_size=1, max_size=30)


@given(SIGNS, SIGNS, SIGNS, SIGNS)
def test_any_text_comes_back(text, right, wrong, why):
    given_ = [pack_text.escape(one).replace("\r", "").strip() for one in (text, right, wrong, why)]
    text, right, wrong, why = (one or "x" for one in given_)
    choices = [(right, True, why), (wrong, False, ""), ("third", False, why)]
    made = pack_gift.document(
        [
            pack_gift.category("A", "B"),
            pack_gift.multiple_choice("a.b", text, choices, why),
            pack_gift.numerical("a.c", text, -0.5, 1e-06, why),
            pack_gift.essay("a.d", text, why),
        ]
    )
    _, one, number, essay = gift.read(made)
    assert (one.text, one.choices, one.after) == (text, choices, why)
    assert (number.kind, number.text, number.answer) == ("number", text, -0.5)
    assert (essay.kind, essay.text, essay.after) == ("essay", text, why)


@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_a_quiz_paper_gives_answers_on_a_page_of_their_own(source, made):
    text = text_of(made, "quiz", source)
    asked, answers = text.split('<section class="answers">')
    assert ".answers { break-before: page" in asked
    for question in quizzes.load_file(source.slug):
        assert pack_text.inline(question.text) in asked
        for choice in question.choices:
            assert pack_text.inline(choice.why) in answers
            assert pack_text.inline(choice.why) not in asked
    assert answers.count(", right.") == len(quizzes.load_file(source.slug))


# ---------------------------------------------------------------------------- exams


@with_bank
@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_every_lesson_has_exam_questions(source):
    questions = BANK[source.slug]
    assert len(questions) >= pack_exams.LEAST, f"Write exams/{source.slug}.toml."
    assert len({one.objective for one in questions}) >= 2
    assert {"choice", "short"} & {one.kind for one in questions}
    for one in questions:
        assert 1 <= one.points <= 5 and len(one.marking) >= 30, one.id
        assert one.kind != "short" or one.points == sum(
            map(int, re.findall(r"(\d) points?", one.marking))
        )


@with_bank
def test_every_calculation_comes_out():
    names = {name: value for name, value in vars(math).items() if name[0] != "_"} | {"min": min}
    for one in (one for questions in BANK.values() for one in questions):
        if one.kind == "calculation":
            value = eval(one.expression, {"__builtins__": {}}, names)
            assert abs(value - one.answer) <= one.tolerance + 1e-9, (one.id, value)
            assert one.tolerance <= 0.02 * max(1, abs(one.answer)), one.id


@with_bank
def test_the_right_choice_stands_anywhere():
    places = [o.answer for some in BANK.values() for o in some if o.kind == "choice"]
    assert all(places.count(letter) >= len(places) / 8 for letter in "ABCD")


@with_bank
def test_no_exam_question_is_a_quiz_question():
    """They share fewer than half of their words, and never the right answer's text."""
    asked = [q for source in LESSONS for q in quizzes.load_file(source.slug)]
    for one in (one for questions in BANK.values() for one in questions):
        words = set(re.findall(r"\w+", one.text.lower()))
        for question in asked:
            others = set(re.findall(r"\w+", question.text.lower()))
            assert len(words & others) < len(words | others) / 2, (one.id, question.id)
        rights = {choice.text for q in asked for choice in q.choices if choice.right}
        assert not rights & {text for text, _ in one.choices}, one.id


@with_bank
def test_the_exam_bank_comes_back_as_it_was(made):
    found = gift.read((made / "exams" / "exams.gift").read_text(encoding="utf-8"))
    questions = {one.id: one for some in BANK.values() for one in some}
    back = {one.name: one for one in found if one.kind != "category"}
    assert back.keys() == questions.keys()
    kinds = {"choice": "choice", "calculation": "number", "short": "essay"}
    for name, one in questions.items():
        imported = back[name]
        assert imported.kind == kinds[one.kind] and imported.text == pack_text.inline(one.text)
        assert pack_text.inline(one.marking) in imported.after
        rights = [right for _, right, _ in imported.choices]
        assert not one.choices or rights == [right for _, right in one.choices]
        assert one.kind != "calculation" or imported.answer == pytest.approx(one.answer)


@with_bank
def test_no_exam_question_stands_where_learners_look(made):
    for kind in ("slides", "handouts", "quiz"):
        for source in LESSONS:
            text = text_of(made, kind, source)
            assert not [one.id for one in BANK[source.slug] if one.id in text]


GOOD = {
    "id": "start_here.one",
    "kind": "choice",
    "points": 1,
    "objective": "Know which questions",
    "text": "Which?",
    "marking": "Because.",
    "choice": [{"text": str(i), "right": i == 2} for i in range(4)],
}
SUM = {name: value for name, value in GOOD.items() if name != "choice"}
SUM |= {"kind": "calculation", "expression": "1 + 1", "answer": 2, "tolerance": 0}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (GOOD | {"kind": "essay"}, "`kind` is one of"),
        (GOOD | {"points": True}, "`points` is missing"),
        (GOOD | {"text": ""}, "`text` is missing"),
        (GOOD | {"id": "attention.one"}, "must begin with start_here."),
        (GOOD | {"objective": "Cook"}, "no objective of the lesson begins with 'Cook'"),
        (GOOD | {"choice": GOOD["choice"][:3]}, "four choices"),
        (GOOD | {"choice": [{"text": "a", "right": True}] * 4}, "exactly one"),
        (GOOD | {"choice": [{"text": "a", "right": i == 0} for i in range(4)]}, "are the same"),
        (GOOD | {"choice": [1, 2, 3, 4]}, "each choice has"),
        (GOOD | {"answer": "C"}, "has no `answer`"),
        (SUM | {"answer": "two"}, "`answer` is missing"),
        ({}, "a question without an id"),
    ],
)
def test_a_wrong_exam_question_is_named(entry, message):
    assert pack_exams.question(GOOD, LESSONS[0]).answer == "C"
    assert pack_exams.question(SUM, LESSONS[0]).answer == 2
    with pytest.raises(CourseError, match=re.escape(message)):
        pack_exams.question(entry, LESSONS[0])


def test_a_damaged_exam_file_is_named_and_a_missing_one_is_no_fault(tmp_path):
    assert pack_exams.read(tmp_path, LESSONS[0]) == []
    (tmp_path / "exams").mkdir()
    (tmp_path / "exams" / "start_here.toml").write_text("[[question", encoding="utf-8")
    with pytest.raises(CourseError, match="exams/start_here.toml is no list of questions"):
        pack_exams.read(tmp_path, LESSONS[0])


# ---------------------------------------------------------------------------- the capstone


def rows(text):
    """The first table of a Markdown text, without its heading and the line below."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][2:]


@with_rubric
def test_the_rubric_has_five_criteria_by_four_levels():
    table = rows((TEACHING / "rubric.md").read_text(encoding="utf-8"))
    assert len(table) == 5 and all(len(row) == 5 and all(row) for row in table)


@with_rubric
def test_the_sample_reports_are_marked_by_the_rubric():
    criteria = [row[0] for row in rows((TEACHING / "rubric.md").read_text(encoding="utf-8"))]
    totals = []
    for name in ("weak", "middle", "strong"):
        text = (TEACHING / "sample_reports" / f"{name}.md").read_text(encoding="utf-8")
        report, marks = text.split("## Marks")
        notice, report = report.split("## The report")
        assert "invented" in notice
        words = len(re.findall(r"[\w.%,]+", report))
        assert 300 <= words <= 400, (name, words)
        table = rows(marks)
        assert [row[0] for row in table] == criteria
        assert all(row[1] in "0123" and len(row[2].split()) >= 8 for row in table)
        totals.append(sum(int(row[1]) for row in table))
        assert f"Total: {totals[-1]} of 15." in marks
    assert totals == sorted(set(totals)) and totals[2] - totals[0] >= 8


# ---------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    if not path:
        pytest.skip("no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser):
    """A page of 1280 by 720 without network, and what it asked for beside files."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    context.set_default_timeout(GUARD_MS)
    found, outside = context.new_page(), []

    def note(request):
        if not request.url.startswith(("file:", "data:", "about:")):
            outside.append(request.url)

    context.on("request", note)
    yield found
    context.close()
    assert not outside


# For each slide what is wrong with it: too high or wide, small letters, a figure drawn too small.
MEASURE = """() => [...document.querySelectorAll('.slide')].flatMap((slide, i, all) => {
    all.forEach(one => one.classList.toggle('now', one === slide));
    const on = slide.querySelector('.on'), found = [];
    const say = what => found.push(`slide ${i + 1}: ${what}`);
    if (on.clientHeight > 720 || on.scrollHeight > on.clientHeight + 1) say('too high');
    if (on.clientWidth > 1280 || on.scrollWidth > on.clientWidth + 1) say('too wide');
    const foot = on.querySelector('.place').getBoundingClientRect().top;
    for (const one of on.children) {
        const box = one.getBoundingClientRect();
        if (one.className !== 'place' && box.bottom > foot + 2) say(`${one.className} in the foot`);
        if (box.right > on.getBoundingClientRect().right - 20) say(`${one.className} at the edge`);
    }
    for (const one of on.querySelectorAll('*')) {
        const own = [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        const size = parseFloat(getComputedStyle(one).fontSize);
        if (own && size < 17.9) say(`letters of ${size} pixels: ${one.textContent.slice(0, 30)}`);
    }
    for (const image of on.querySelectorAll('figure img')) {
        const { width, height } = image.getBoundingClientRect();
        const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
        if (scale < 0.75) say(`a figure at ${scale.toFixed(2)} of its size`);
    }
    return found })"""


@pytest.mark.parametrize("source", LESSONS, ids=slug)
def test_every_slide_fits(source, made, page):
    page.goto((made / "slides" / pack.page_of(source)).as_uri())
    assert page.evaluate(MEASURE) == []


def shown(page):
    return page.evaluate(
        "() => [...document.querySelectorAll('.slide')].findIndex(s => s.clientHeight > 0) + 1"
    )


@pytest.fixture
def deck(made, page):
    """The first lesson's slides, opened."""
    page.goto((made / "slides" / pack.page_of(LESSONS[0])).as_uri())
    return page


def test_slides_go_by_keyboard(deck):
    count = deck.locator(".slide").count()
    assert shown(deck) == 1
    steps = ["ArrowRight", "ArrowDown", "PageDown", "Space", "PageUp", "ArrowLeft", "ArrowUp"]
    places = []
    for key in [*steps, "ArrowUp", "Shift+Space", "End", "ArrowRight", "Home"]:
        deck.keyboard.press(key)
        places.append(shown(deck))
    assert places == [2, 3, 4, 5, 4, 3, 2, 1, 1, count, count, 1]
    deck.get_by_role("button", name="Next slide").click()
    assert shown(deck) == 2 and deck.url.endswith("#2")
    deck.reload()
    assert shown(deck) == 2
    label = deck.locator(".slide.now").get_attribute("aria-label")
    assert label.startswith(f"2 of {count}: ")


def test_notes_are_shown_on_a_key_and_below_the_slide(deck):
    notes = deck.locator(".slide.now aside")
    assert not notes.is_visible()
    deck.keyboard.press("n")
    assert notes.is_visible()
    slide, below = deck.locator(".slide.now .on").bounding_box(), notes.bounding_box()
    assert slide["y"] + slide["height"] <= below["y"] + 1
    assert below["y"] + below["height"] <= 721
    deck.keyboard.press("n")
    assert not notes.is_visible()


def test_the_speaker_has_a_window_of_notes(deck):
    with deck.expect_popup() as opened:
        deck.keyboard.press("s")
    notes = opened.value
    deck.keyboard.press("End")
    assert "What next" in notes.inner_text("body") and "Next: the end" in notes.inner_text("body")
    notes.keyboard.press("Home")
    assert shown(deck) == 1


def test_without_a_script_all_slides_stand_one_below_the_other(made, browser):
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(GUARD_MS)
    plain = context.new_page()
    plain.goto((made / "slides" / pack.page_of(LESSONS[0])).as_uri())
    assert all(one.is_visible() for one in plain.locator(".slide h2").all())
    context.close()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_slides_are_printed_one_a_page_and_notes_too(deck):
    count = deck.locator(".slide").count()
    assert pages_of(deck.pdf(prefer_css_page_size=True)) == count
    deck.keyboard.press("n")
    assert pages_of(deck.pdf(prefer_css_page_size=True)) >= count
    ground = "() => getComputedStyle(document.querySelector('.opening .on')).backgroundColor"
    deck.emulate_media(media="print")
    assert deck.evaluate(ground) == "rgb(255, 255, 255)"


def test_hand_outs_take_one_page(made, page):
    for source in LESSONS:
        page.goto((made / "handouts" / pack.page_of(source)).as_uri())
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, source.slug
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
