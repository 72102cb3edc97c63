"""A real browser with JupyterLab and Notebook 7: a lesson runs, controls and quizzes obey the keys.

Needs playwright's Python package and Chromium (`apt install chromium`, or `playwright install
chromium`); skipped where one of them is missing. `lab_browser.py` looks at any notebook this way.
"""

import json
import os
import re
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO

import nbformat
import pytest
from browser_books import BOOKS, CELLS, CUT, EXPLORERS, FOCUSABLE, IDLE, NAMELESS, REPLY, STILL
from lab_browser import WIDTH, Lab, chromium, new_page, shots
from nbformat.v4 import new_code_cell, new_notebook
from notebook_items import course_cache
from PIL import Image, ImageStat

from helpers import course
from helpers.checking import contents
from helpers.files import root
from tools import home, pages

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
LESSON = course.notebook("start_here")
CARRY = """
from helpers.checking import progress
from helpers.checks import download_progress, upload_progress

progress.record_check("count_words", "passed")
download_progress()
progress.progress_file().unlink()
upload_progress()
"""
# For the test of all explorers: what the keys of a control change, and which reach another value.
VALUE = "one => one.value ?? one.getAttribute('aria-valuenow')"
KIND = """one => one.selectedIndex > 0 && one.selectedIndex === one.length - 1 ? 'select-last'
    : one.getAttribute('role') ?? one.type"""
TO_SECOND = {
    "slider": ["ArrowRight"],
    "number": ["ArrowUp", "Enter"],
    "select-one": ["ArrowDown"],
    "select-last": ["ArrowUp"],
    "text": ["End", "s", "Enter"],
    "button": ["Enter"],
    "submit": ["Enter"],
}
MIDDLE = ["total = 1", "print(total)"]
RUN = """([place]) => { window.ran = false;
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = place;
    window.jupyterapp.commands.execute('notebook:run-cell').then(() => { window.ran = true }) }"""
APPS = [
    "lab",
    pytest.param(
        "notebook",
        marks=pytest.mark.skipif(find_spec("notebook") is None, reason="no Notebook 7 here"),
    ),
]


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: `apt install chromium` or `playwright install chromium`")
    with playwright.sync_playwright() as running:
        options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        started = running.chromium.launch(executable_path=path, args=options)
        yield started
        started.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory, request):
    """A server on a folder with the home page, a copy of the first lesson, two more notebooks."""
    work = tmp_path_factory.mktemp("work")
    (work / "lessons").mkdir()
    if (root() / LESSON).exists():
        shutil.copy(root() / LESSON, work / LESSON)
    (work / course.HOME).write_text(home.page(pages.load(root())), encoding="utf-8")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    setup = pages.load(root()).setup
    for name, sources in {**BOOKS, "carry": [CARRY], "middle": MIDDLE}.items():
        cells = [new_code_cell(source.strip()) for source in (setup, *sources)]
        nbformat.write(new_notebook(cells=cells, metadata=kernel), work / f"{name}.ipynb")
    with Lab(work, course_cache(request.config)) as running:
        yield running


@pytest.fixture
def opened(browser, lab):
    """Opens a notebook in a page of its own; at the end, nothing may have left this computer."""
    requests, opened_pages = [], []

    def run(path, app="lab", theme="Light", width=WIDTH):
        page = new_page(browser, requests, width)
        opened_pages.append(page)
        lab.open(page, path, app, theme)
        assert lab.run_all(page) == []
        return page

    yield run
    for page in opened_pages:
        page.close()
    assert requests == [], "the page asked other hosts"
    assert not lab.network_log.exists(), lab.network_log.read_text(encoding="utf-8")


@pytest.mark.skipif(not (root() / LESSON).exists(), reason="the lesson is not built")
def test_the_first_lesson_runs_and_shows(opened, tmp_path):
    page = opened(LESSON)
    pictures = shots(page, tmp_path / "shots", "00")
    assert len(pictures) > 3 and all(path.stat().st_size > 10_000 for path in pictures)
    assert page.locator(".jp-OutputArea-output[data-mime-type*=stderr]").count() == 0
    too_wide = """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
        .filter(image => image.naturalWidth > image.closest('.jp-OutputArea').clientWidth).length"""
    assert page.evaluate(too_wide) == 0, "a picture is wider than its place"


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.skipif(not (root() / LESSON).exists(), reason="the lesson is not built")
def test_the_home_page_shows_progress_and_opens_notebooks(opened, width):
    page = opened(course.HOME)
    page.set_viewport_size({"width": width, "height": 900})
    output = page.locator(".jp-OutputArea-output").first
    said = output.locator("p").inner_text()  # another test of this server may have recorded one
    assert said.startswith(("Nothing is recorded yet. Begin here: ", "Go on here: "))
    rows = output.locator("tbody tr")
    assert rows.count() == len(contents.pages()) + len(course.parts())
    assert output.locator("[aria-label='go on here']").count() == 1
    too_wide = output.evaluate("it => it.querySelector('table').offsetWidth > it.clientWidth")
    assert not too_wide, "the table must be moved sideways"
    output.locator("tbody a").first.click()
    page.wait_for_function(
        "([path]) => window.jupyterapp.shell.currentWidget?.context?.path === path", arg=[LESSON]
    )
    assert f"/tree/{LESSON}" in page.url


def test_a_cell_in_the_middle_says_which_cells_come_first(browser, lab):
    """As after a restart of the kernel: the setup cell ran, and the one in between did not."""
    page = new_page(browser, [])
    lab.open(page, "middle.ipynb")
    for place in (0, 2):
        page.evaluate(RUN, [place])
        page.wait_for_function("() => window.ran")
    cell = page.locator(".jp-CodeCell").last
    cell.locator("[role=status]", has_text="A cell above defines total.").wait_for()
    said = cell.locator(".jp-OutputArea-output").all_inner_texts()
    assert "NameError" in said[0] and "Run All Above Selected Cell" in said[1]
    page.close()


needs_widgets = pytest.mark.skipif(
    version("ipywidgets").startswith("7."), reason="ipywidgets 7 draws nothing in JupyterLab 4"
)


@needs_widgets
@pytest.mark.parametrize("book", ["controls", "quizzes"])
@pytest.mark.parametrize("app", APPS)
def test_no_control_gives_its_keys_to_the_application(opened, app, book):
    page = opened(f"{book}.ipynb", app)
    assert page.evaluate(NAMELESS) == []
    controls = page.locator(FOCUSABLE)
    assert controls.count() > (5 if book == "controls" else 90)
    for control in controls.all():
        control.focus()  # which makes its cell the active one
        before = page.evaluate(CELLS)
        for key in ("ArrowDown", "b", "a", "x", "d", "d"):
            page.keyboard.press(key)
        assert page.evaluate("() => document.activeElement.matches('.course-controls *')")
        assert page.evaluate(CELLS) == before, control.evaluate("one => one.outerHTML")


@needs_widgets
@pytest.mark.parametrize("app", APPS)
def test_every_control_reaches_its_second_value_by_keys(opened, app):
    page = opened("controls.ipynb", app, width=800)
    assert page.evaluate(CUT) == []
    said = page.locator(".course-said[role=status]", has_text="The bar is")
    image = page.locator(".course-view img")
    sentence = "The bar is 1 high: 3, a long choice that no window may cut off"
    assert said.inner_text().strip() == f"{sentence}, words."
    for control, keys, expected in [
        ("[role=slider]", ["ArrowRight"], "is 2 high"),
        ("input[type=number]", ["ArrowUp", "Enter"], "is 3 high"),
        ("button", ["Enter"], "is 4 high"),
        ("select >> nth=0", ["ArrowDown"], "high: 10"),
        ("select >> nth=1", ["ArrowDown"], ", b, words"),
        ("input[type=text]", ["End", "s", "Enter"], "b, wordss."),
    ]:
        page.locator(f".course-controls {control}").first.focus()
        for key in keys:
            page.keyboard.press(key)
        said.filter(has_text=expected).wait_for()
        page.wait_for_function(
            "said => document.querySelector('.course-view img').alt === said",
            arg=said.inner_text().strip(),
        )
    shown, natural, least, room = image.evaluate(
        "one => [one.clientWidth, one.naturalWidth, parseInt(one.style.minWidth),"
        " one.closest('.jp-OutputArea').clientWidth]"
    )
    assert shown <= natural, "it is stretched"
    assert least <= shown <= max(least, room), "it does not fit"
    assert page.locator(".course-controls").first.bounding_box()["height"] <= 700


@needs_widgets
def test_an_explorer_says_that_it_is_old_or_that_nobody_answers(opened):
    page = opened("controls.ipynb")
    field, state = page.locator(".course-controls input[type=text]"), page.locator(".course-state")
    field.fill("")
    field.press("Enter")
    page.locator(".course-said", has_text="Type a few words.").wait_for()
    assert "this picture is of the values before" in state.inner_text()
    field.fill("again")
    field.press("Enter")
    page.locator(".course-said", has_text="again.").wait_for()
    page.wait_for_function("() => !document.querySelector('.course-state').innerText.trim()")
    page.wait_for_timeout(4500)
    silent = page.locator(".course-silent").first
    assert silent.inner_text() == ""
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    page.evaluate(f"() => {kernel}.restart()")
    field.fill("more")
    field.press("Enter")
    silent.filter(has_text="If it was restarted, run the first cell").wait_for()


@needs_widgets
def test_the_courses_explorers_fit_on_a_screen_and_obey_the_keys(opened):
    page = opened("explorers.ipynb")
    for width in (1280, 800):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        heights = [one.bounding_box()["height"] for one in page.locator(".course-controls").all()]
        assert len(heights) == len(EXPLORERS) and max(heights) <= 700, (width, heights)
        assert page.evaluate(CUT) == [] and page.evaluate(NAMELESS) == []
    for one in page.locator(FOCUSABLE).all():
        one.focus()
        before, value = page.evaluate(CELLS), one.evaluate(VALUE)
        for key in ("b", "a", "x", "d", "d", *TO_SECOND[one.evaluate(KIND)]):
            page.keyboard.press(key)
        assert page.evaluate(CELLS) == before, one.evaluate("one => one.outerHTML")
        assert one.evaluate("one => one === document.activeElement")
        assert one.evaluate(KIND) in ("button", "submit") or one.evaluate(VALUE) != value
    page.wait_for_function(IDLE)
    said = page.locator(".course-view + .course-said").all_inner_texts()
    assert len(said) == len(EXPLORERS) and all(said)
    assert not [one for one in said if re.match(r"\w*Error: ", one)]


def test_every_explorer_of_the_course_is_looked_at():
    """None is written so that `explorers` overlooks it."""
    sources = [path.read_text(encoding="utf-8") for path in (root() / "source").rglob("*.py")]
    assert sum(text.count("widgets.explore(") for text in sources) == len(EXPLORERS)


@pytest.mark.parametrize("width", [800, 1280])
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_figure_has_its_text_and_is_readable(opened, theme, width):
    page = opened("figure.ipynb", theme=theme, width=width)
    image = page.get_by_role("img", name="A figure without a curve.")
    assert page.locator("figcaption").inner_text() == "A figure without a curve."
    shown, natural = image.evaluate("one => [one.clientWidth, one.naturalWidth]")
    assert 7 / 72 * 100 * shown / natural >= 9
    card = image.evaluate("one => getComputedStyle(one.parentElement).backgroundColor")
    assert card == "rgb(255, 255, 255)", "black letters stand on white in both themes"


def shade(page, card, right):
    """How bright the right (or left) edge of a card is, from 0 to 255."""
    box = card.bounding_box()
    clip = {"x": box["x"] + (box["width"] - 4) * right, "y": box["y"] + 40, "width": 4, "height": 4}
    return ImageStat.Stat(Image.open(BytesIO(page.screenshot(clip=clip))).convert("L")).mean[0]


def test_a_figure_that_is_wider_than_its_place_shows_where_it_goes_on(opened):
    """At 800 pixels, with the file browser open: its letters stay readable, so its card scrolls."""
    page = opened("figure.ipynb", width=800)
    page.evaluate("() => window.jupyterapp.shell.expandLeft()")
    card = page.locator("figure > div")
    card.scroll_into_view_if_needed()
    inside = """one => [one.getBoundingClientRect().right, one.scrollWidth - one.clientWidth,
        one.closest('.jp-OutputArea').getBoundingClientRect().right]"""
    right, hidden, edge = card.evaluate(inside)
    assert right <= edge and hidden > 100
    assert shade(page, card, right=True) < 220 < 254 < shade(page, card, right=False)
    card.evaluate("one => { one.scrollLeft = one.scrollWidth }")
    page.wait_for_timeout(300)
    assert shade(page, card, right=False) < 220 < 254 < shade(page, card, right=True)
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_timeout(300)
    assert min(shade(page, card, right) for right in (True, False)) > 254, "all of it is seen"


@needs_widgets
def test_a_quiz_is_answered_by_keys(opened):
    page = opened("controls.ipynb")
    choices, reply = page.locator("input[type=radio]"), page.locator(REPLY)
    choices.first.focus()
    answers = []
    for number in range(choices.count()):  # Tab goes from choice to choice, and then to Answer
        page.keyboard.press("Space")
        assert choices.nth(number).is_checked()
        for _ in range(choices.count() - number):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "([reply, old]) => !['', old].includes(document.querySelector(reply).innerText.trim())",
            arg=[REPLY, answers[-1] if answers else ""],
        )
        answers.append(reply.inner_text().strip())
        for _ in range(choices.count() - number - 1):
            page.keyboard.press("Shift+Tab")
    assert sum("Right." in answer for answer in answers) == 1
    assert sum("Not quite." in answer for answer in answers) == len(answers) - 1


@needs_widgets
@pytest.mark.parametrize("app", APPS)
def test_a_notebook_opened_again_says_what_to_run(opened, browser, lab, app):
    """Without a kernel that knows them, widgets are still copies; run again, a quiz is answered."""
    page = opened("again.ipynb", app)
    assert page.locator(STILL).count() == 2 and not page.locator(STILL).first.is_visible()
    page.locator("input[type=radio]").nth(1).check()
    page.locator("button", has_text="Answer").click()
    said = page.locator(REPLY)
    said.filter(has_text="Not quite.").wait_for()
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    other = lab.work / f"other-{app}.ipynb"  # not trusted: it was not written by this server
    other.write_text(
        (lab.work / "again.ipynb").read_text("utf-8").replace("The bar", "One bar"), "utf-8"
    )
    for name in ("again.ipynb", other.name):
        again = new_page(browser, [])
        lab.open(again, name, app)
        again.locator(STILL).nth(1).wait_for(state="attached")
        again.wait_for_timeout(3000)  # JupyterLab waits for a model for two seconds
        assert [one.is_visible() for one in again.locator(STILL).all()] == [True, True]
        assert not again.get_by_text("model not found").filter(visible=True).count()
        assert lab.run_all(again) == []
        assert not again.locator(STILL).filter(visible=True).count()
        assert "Your first answer:" in again.locator(REPLY).inner_text()
        assert again.locator("input[type=radio]").nth(1).is_checked()
        again.close()


@pytest.mark.skipif(
    version("ipywidgets").startswith("7."), reason="ipywidgets 7 draws nothing in JupyterLab 4"
)
def test_progress_is_downloaded_and_brought_back(opened, tmp_path):
    page = opened("carry.ipynb")
    with page.expect_download() as started:
        page.locator("a[download]", has_text="Download progress.json").click()
    kept = tmp_path / started.value.suggested_filename
    started.value.save_as(kept)
    assert kept.name == "progress.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["exercises"]["count_words"] == {
        "attempts": 1,
        "status": "passed",
    }
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    button, reply = page.locator("button", has_text="Choose a progress.json"), ".widget-html"
    for path, said in ((tmp_path / "other.json", "no progress"), (kept, "exercises passed 1")):
        with page.expect_file_chooser() as choosing:
            button.press("Enter")
        choosing.value.set_files(path)
        page.locator(f"{reply} [role=status]", has_text=said).wait_for()
