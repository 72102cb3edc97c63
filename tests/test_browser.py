"""A real JupyterLab in a real browser: a lesson runs, controls and quizzes obey the keyboard.

Needs playwright's Python package and Chromium (`apt install chromium`, or `playwright install
chromium`); skipped where one of them is missing. `lab_browser.py` looks at any notebook this way.
"""

import json
import os
import shutil
from importlib.metadata import version

import nbformat
import pytest
from lab_browser import Lab, chromium, new_page, shots
from nbformat.v4 import new_code_cell, new_notebook
from notebook_items import course_cache

from helpers import course
from helpers.checking import contents
from helpers.files import root
from tools import home, pages

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
LESSON = course.notebook("start_here")
CONTROLS = """
from helpers.show import plots, widgets

def draw(height):
    fig, ax = plots.figure(4, 2)
    ax.bar([0], [height])
    ax.set(ylim=(0, 5))
    return fig, f"The bar is {height} high."

widgets.explore(draw, height=(1, 4))
"""
CARRY = """
from helpers.checking import progress
from helpers.checks import download_progress, upload_progress

progress.record_check("count_words", "passed")
download_progress()
progress.progress_file().unlink()
upload_progress()
"""
MIDDLE = ["total = 1", "print(total)"]
RUN = """([place]) => { window.ran = false;
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = place;
    window.jupyterapp.commands.execute('notebook:run-cell').then(() => { window.ran = true }) }"""
QUIZ = "from helpers.checks import quiz\nquiz('start_here.chance')"


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
    cells = [new_code_cell(source.strip()) for source in (pages.load(root()).setup, CONTROLS, QUIZ)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), work / "controls.ipynb")
    cells = [new_code_cell(source.strip()) for source in (pages.load(root()).setup, CARRY)]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), work / "carry.ipynb")
    cells = [new_code_cell(source) for source in (pages.load(root()).setup, *MIDDLE)]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), work / "middle.ipynb")
    with Lab(work, course_cache(request.config)) as running:
        yield running


@pytest.fixture
def opened(browser, lab):
    """Opens a notebook in a page of its own; at the end, nothing may have left this computer."""
    requests, opened_pages = [], []

    def run(path):
        page = new_page(browser, requests)
        opened_pages.append(page)
        lab.open(page, path)
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
    assert output.locator("p").inner_text().startswith("Nothing is recorded yet. Begin here: ")
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


@pytest.mark.skipif(
    version("ipywidgets").startswith("7."), reason="ipywidgets 7 draws nothing in JupyterLab 4"
)
def test_controls_and_quiz_obey_the_keyboard(opened):
    page = opened("controls.ipynb")
    picture = page.locator(".widget-image")
    before = picture.get_attribute("src")
    sentence = page.locator(".widget-html", has_text="The bar is")
    assert sentence.inner_text().strip() == "The bar is 1 high."

    page.locator("[role=slider]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([old]) => document.querySelector('.widget-image').src !== old", arg=[before]
    )
    sentence.filter(has_text="The bar is 2 high.").wait_for()  # it follows the picture
    natural, shown = picture.evaluate("image => [image.naturalWidth, image.clientWidth]")
    assert shown <= natural, "the picture is stretched"

    choices, reply = page.locator("input[type=radio]"), page.locator(".widget-html [role=status]")
    choices.first.focus()
    answers = []
    for number in range(choices.count()):  # Tab goes from choice to choice, and then to Answer
        page.keyboard.press("Space")
        assert choices.nth(number).is_checked()
        for _ in range(choices.count() - number):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "([old]) => document.querySelector('.widget-html [role=status]')?.innerText !== old",
            arg=[answers[-1] if answers else None],
        )
        answers.append(reply.inner_text())
        for _ in range(choices.count() - number - 1):
            page.keyboard.press("Shift+Tab")
    assert sum("Right." in answer for answer in answers) == 1
    assert sum("Not quite." in answer for answer in answers) == len(answers) - 1


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
