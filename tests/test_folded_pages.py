"""On a static page, no stored result stands open where a reader is asked to predict it."""

import nbformat
import pytest
from nbconvert import HTMLExporter
from test_browser import browser  # noqa: F401 — a fixture

from helpers.files import root
from tools import fold

LESSONS = sorted((root() / "lessons").glob("*.ipynb"))
WIDTH, SCREEN = 1280, 779
# For each cell: where it ends, and where its first open output begins; nothing if all are folded.
MEASURE = """() => [...document.querySelectorAll('.jp-Cell')].map(cell => {
    const open = [...cell.querySelectorAll('.jp-OutputArea-output')].filter(
        output => output.getBoundingClientRect().height > 0 && !output.querySelector('details'));
    const top = open.length ? Math.min(...open.map(o => o.getBoundingClientRect().top)) : null;
    return [cell.getBoundingClientRect().bottom, top];
})"""


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_result_stands_open_below_a_prediction(browser, tmp_path, path):  # noqa: F811
    cells = nbformat.read(path, as_version=4).cells
    text, _ = HTMLExporter().from_filename(str(path))
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": WIDTH, "height": 800})
    page.route("http*://**", lambda route: route.abort())  # scripts of the template
    page.goto((tmp_path / "page.html").as_uri())
    places = page.evaluate(MEASURE)
    page.close()
    assert len(places) == len(cells)
    for i, cell in enumerate(cells):
        for name in fold.guesses(cell.source) if cell.cell_type == "code" else ():
            judge = next(k for k in range(i, len(cells)) if name in fold.judged(cells[k].source))
            for k in range(i + 1, len(cells)):
                bottom, top = places[i][0], places[k][1]
                near = k <= judge or top is not None and top - bottom < SCREEN
                assert top is None or not near, f"{name}: {cells[k].source}"
