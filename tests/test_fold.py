"""No stored result stands open where a reader is asked to predict it."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.files import root
from tools import fold

FOLDERS = ("lessons", "solutions")
NOTEBOOKS = [path for folder in FOLDERS for path in sorted((root() / folder).glob("*.ipynb"))]
SOURCES = ["x = 1", "my_share = None", "print(x)", 'predict("a.b", my_share, x)', "print(x + 1)"]


def notebook(sources: list[str]):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def printed(text: str) -> list:
    return [new_output("stream", name="stdout", text=text)]


def closed(outputs: list) -> bool:
    return all("<details>" in o.get("data", {}).get("text/html", "") for o in outputs)


def test_what_stands_between_a_guess_and_its_judge_is_folded():
    assert fold.hidden(notebook(SOURCES).cells) == {2, 3, 4}, "the last is on the same screen"
    [one] = fold.folded(printed("a < b"))
    assert "<pre>a &lt; b</pre>" in one.data["text/html"] and closed([one])
    assert one.data["text/plain"] == fold.SUMMARY


def test_what_is_further_than_a_screen_below_stays_open():
    made = notebook(SOURCES)
    made.cells.insert(4, new_markdown_cell("word " * 600))
    assert fold.hidden(made.cells) == {2, 3, 4}


def test_pictures_and_tables_are_kept_whole_and_an_error_stays_open():
    table = new_output("display_data", data={"text/html": "<table></table>", "text/plain": "t"})
    png = new_output("display_data", data={"image/png": "QUJD\n", "text/plain": "<Figure>"})
    png.metadata["image/png"] = {"alt": "A line."}
    [one] = fold.folded([table, png])
    assert "<table></table>" in one.data["text/html"]
    assert '<img alt="A line." src="data:image/png;base64,QUJD">' in one.data["text/html"]
    wrong = new_output("error", ename="ValueError", evalue="no", traceback=[])
    assert fold.folded([wrong]) == [wrong]


def test_folding_twice_changes_nothing():
    once = fold.folded(printed("a"))
    assert fold.folded(once) == once


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_notebook_shows_a_result_before_it_is_predicted(path):
    cells = nbformat.read(path, as_version=4).cells
    for i in sorted(fold.hidden(cells)):
        outputs = cells[i].get("outputs", [])
        assert closed(outputs) or outputs[0].output_type == "error", cells[i].source
