"""Outputs in the form in which they are stored, and those that must not be stored."""

import base64
import doctest
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from helpers.files import CourseError, root
from tools import execute, solutions


def stream(text: str, name: str = "stdout") -> nbformat.NotebookNode:
    return new_output("stream", name=name, text=text)


def shown(**data: str) -> nbformat.NotebookNode:
    kinds = {"text": "text/plain", "html": "text/html", "png": "image/png", "view": execute.WIDGET}
    return new_output("display_data", data={kinds[key]: value for key, value in data.items()})


def normal(*outputs: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    cell = new_code_cell("cell()", outputs=list(outputs))
    return execute.normalise(cell, 3, root(), "lessons/00_one.ipynb")


def test_unfit_outputs_are_refused(tmp_path):
    big = base64.b64encode(bytes(execute.PNG_BYTES + 1)).decode()
    for output, message in [
        (stream("UserWarning: careful\n", "stderr"), "a warning"),
        (shown(text="<object object at 0x7f00aa>"), "an object's address"),
        (stream("<function f at 0x7f00aa>\n"), "an object's address"),
        (stream(f"saved to {root() / 'progress.json'}"), "a path of this machine"),
        (shown(html=f"<b>{Path.home() / 'notes'}</b>", text="x"), "a path of this machine"),
        (stream(f"File {tmp_path / 'a.py'}"), "a path of this machine"),
        (shown(text=repr(str(root() / "x"))), "a path of this machine"),
        (shown(png=big, text="x"), "the picture has 100,001 bytes"),
        (shown(html=f'<img src="data:image/png;base64,{big}">'), "the picture has 100,001 bytes"),
    ]:
        with pytest.raises(CourseError, match=message) as caught:
            normal(output)
        assert "cell()" in str(caught.value) and "lessons/00_one.ipynb" in str(caught.value)


def test_outputs_are_normalised():
    bar = "Train:  50%|#####     | 1/2 [00:01<00:01,  1.0s/it]"
    done = "Train: 100%|##########| 2/2 [00:02<00:00,  1.0s/it]"
    assert normal(stream(f"\r{bar}", "stderr"), stream(f"\r{done}\n", "stderr")) == []
    assert normal(stream("a\n"), stream(f"\r{bar}\r{done}\n", "stderr"), stream("b\n")) == [
        stream("a\nb\n")
    ]
    assert normal(stream(f"{bar}\r{' ' * 60}\rdone\n")) == [stream("done\n")]
    assert normal(stream("12it [00:03, 4.1it/s]\n", "stderr")) == []
    assert normal(stream("step 1\rstep 2\n")) == [stream("step 2\n")]
    assert normal(shown(view="{}", text="IntSlider(value=3)")) == []
    assert normal(shown(view="{}", text="  0%|          | 0/3 [00:00<?, ?it/s]")) == []
    picture = {"png": "AAAA", "text": "A line."}
    assert normal(shown(view="{}", **picture)) == [shown(**picture)]
    assert normal(shown(view="{}", text="A sentence.")) == [shown(text="A sentence.")]
    result = new_output("execute_result", data={"text/plain": "2"}, execution_count=17)
    assert normal(result)[0].execution_count == 3


@pytest.mark.parametrize("module", [solutions, execute])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
