"""Boxes and bundles: one output, readable with a kernel, without one, and in a terminal."""

from types import SimpleNamespace

import pytest

from helpers.show import display

WIDGET = SimpleNamespace(model_id="abc")


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


def test_a_bundle_holds_the_widget_and_its_stand_in(published):
    display.show_bundle(WIDGET, html="<p>question</p>", text="question")
    ((question, nothing),) = published
    view = {"version_major": 2, "version_minor": 0, "model_id": "abc"}
    assert question == {
        "application/vnd.jupyter.widget-view+json": view,
        "text/html": "<p>question</p>",
        "text/plain": "question",
    }
    assert nothing == {}


def test_a_real_shell_shows_one_output():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    try:
        with capture_output() as said:
            display.box("good", "It passes.")
            display.show_bundle(WIDGET, html="<img>", text="A curve falls.")
    finally:
        InteractiveShell.clear_instance()
    assert [sorted(output.data) for output in said.outputs] == [
        ["text/html", "text/plain"],
        ["application/vnd.jupyter.widget-view+json", "text/html", "text/plain"],
    ]


def test_plain_python_prints(capsys):
    display.show_bundle(WIDGET, html="<img>", text="A curve falls.")
    assert capsys.readouterr().out == "A curve falls.\n"
