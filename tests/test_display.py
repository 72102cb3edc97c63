"""Boxes and bundles: readable with a kernel, without one, and in a terminal."""

import re

import ipywidgets
import pytest

from helpers.show import display


def widget():
    return ipywidgets.VBox()


@pytest.fixture
def published(monkeypatch):
    """What would go to the notebook, as (data, metadata)."""
    outputs = []
    monkeypatch.setattr(display, "shell", object)
    monkeypatch.setattr(display, "_publish", lambda *output: outputs.append(output))
    return outputs


@pytest.mark.parametrize("tone", display.TONES)
def test_a_box_is_one_output_with_a_symbol(tone, published):
    display.box(tone, "First <line>.\nUse `a < b`.")
    [(data, _)] = published
    assert data["text/plain"] == f"{display.TONES[tone][0]} First <line>.\nUse `a < b`."
    html = data["text/html"]
    assert 'role="status"' in html and display.TONES[tone][0] in html
    assert "First &lt;line&gt;." in html and "<code>a &lt; b</code>" in html
    assert " color:" not in html, "the text keeps the theme's colour, light or dark"


def test_a_widget_comes_after_its_stand_in_and_hides_it(published, monkeypatch):
    boxes = []
    made = ipywidgets.VBox
    monkeypatch.setattr(
        ipywidgets, "VBox", lambda *a, **k: boxes.append(made(*a, **k)) or boxes[-1]
    )
    display.show_bundle(widget(), html="<p>question</p>", text="question")
    display.show_bundle(widget(), html="<p>another</p>", text="another")
    still, live, other, _ = (data for data, _ in published)
    assert still["text/plain"] == "question" and live["text/plain"] == ""
    assert "<p>question</p><p>→ This is a still copy." in still["text/html"]
    assert live["application/vnd.jupyter.widget-view+json"]["model_id"] == boxes[1].model_id
    rule = boxes[1].children[1].value
    name = re.search(r'<div id="([^"]+)">', still["text/html"])[1]
    assert f"#{name}, " in rule and "{display: none}" in rule and name not in other["text/html"]


def test_the_build_stores_the_stand_in_alone(published, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    display.show_bundle(widget(), html="<p>question</p>", text="question")
    assert published == [({"text/html": "<p>question</p>", "text/plain": "question"}, {})]


def test_a_real_shell_shows_a_box_and_a_bundle():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    try:
        with capture_output() as said:
            display.box("good", "It passes.")
            display.show_bundle(widget(), html="<img>", text="A curve falls.")
    finally:
        InteractiveShell.clear_instance()
    assert [sorted(output.data) for output in said.outputs] == [
        ["text/html", "text/plain"],
        ["text/html", "text/plain"],
        ["application/vnd.jupyter.widget-view+json", "text/plain"],
    ]


def test_plain_python_prints(capsys):
    display.show_bundle(widget(), html="<img>", text="A curve falls.")
    assert capsys.readouterr().out == "A curve falls.\n"
