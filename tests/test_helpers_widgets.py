"""Explorers without a front end: every control redraws, bad input is said, errors are shown."""

import base64
import re
import struct

import ipywidgets as ipw
import pytest

from helpers.files import CourseError
from helpers.show import plots, widgets

ASKED = []


def draw(layer, kind, text):
    """A figure whose height shows the layer; refuses an empty text."""
    ASKED.append((layer, kind, text))
    if not text.strip():
        raise CourseError("Type a few words.")
    fig, ax = plots.figure(3, 2)
    ax.bar([0], [layer])
    return fig, f"Layer {layer}, {kind}: {text}."


@pytest.fixture
def explorer():
    ASKED.clear()
    return widgets.Explorer(draw, layer=(1, 4), kind=["a", "b"], text="some words")


def test_the_first_values_are_shown_at_first(explorer):
    assert ASKED == [(1, "a", "some words")]
    picture, summary = explorer.first
    assert explorer.picture.value == picture and 'alt="Layer 1, a: some words."' in picture
    assert explorer.summary.value == summary == "Layer 1, a: some words."


def test_every_control_redraws(explorer):
    before = explorer.picture.value
    explorer.controls["layer"].value = 3
    explorer.controls["kind"].value = "b"
    explorer.controls["text"].value = "others"
    assert explorer.summary.value == "Layer 3, b: others."
    assert explorer.picture.value != before
    assert len(ASKED) == 4, "once for each change"


def test_a_slider_has_a_twin_with_a_name(explorer):
    slider, field = explorer.ui.children[0].children[0].children
    assert isinstance(slider, ipw.IntSlider) and isinstance(field, ipw.BoundedIntText)
    field.value = 4
    assert slider.value == 4 and explorer.summary.value.startswith("Layer 4")
    assert not slider.continuous_update and field.description == slider.description == "layer"
    assert (field.min, field.max) == (1, 4)


def test_a_menu_of_numbers_or_many_words_is_in_order_and_one_of_few_words_as_given():
    assert widgets.menu("top_k", [10, 0, 3]).options == (0, 3, 10)
    menu = widgets.menu("question", ["trained", "reversed"])
    assert menu.options == ("trained", "reversed") and menu.value == "trained"
    menu = widgets.menu("fact", list("fcabed"))
    assert menu.options == tuple("abcdef") and menu.value == "f"


def test_bad_input_is_said_its_picture_is_marked_and_the_next_good_one_shown(explorer):
    before = explorer.picture.value
    assert explorer.state.value == ""
    explorer.controls["text"].value = ""
    assert explorer.summary.value == "Type a few words."
    assert explorer.picture.value == before and widgets.OLD in explorer.state.value
    explorer.controls["text"].value = "again"
    assert explorer.summary.value == "Layer 1, a: again." and explorer.state.value == ""


def test_an_explorer_says_that_it_works():
    said = []
    explorer = widgets.Explorer(lambda n: draw(n, "a", "b"), n=(1, 4))
    explorer.draw = lambda n: (said.append(explorer.state.value), draw(n, "a", "b"))[1]
    explorer.controls["n"].value = 2
    assert said[-1] == f"<strong>{widgets.BUSY}</strong>" and explorer.state.value == ""


def test_no_picture_is_higher_than_a_screen():
    explorer = widgets.Explorer(lambda n: (plots.figure(8, 9)[0], "High."), n=(1, 4))
    png = re.search('base64,([^"]+)', explorer.first[0])[1]
    assert struct.unpack(">II", base64.b64decode(png)[16:24]) == (800, 560)


def test_without_a_first_picture_there_is_nothing_to_mark(explorer):
    explorer = widgets.Explorer(draw, layer=(1, 4), kind=["a"], text="")
    assert explorer.first == ("", "Type a few words.") and explorer.state.value == ""


def test_driving_meets_every_position_and_comes_back(explorer):
    explorer.drive()
    assert {layer for layer, _, _ in ASKED} == {1, 2, 3, 4}
    assert {kind for _, kind, _ in ASKED} == {"a", "b"}
    assert "" in {text for _, _, text in ASKED}
    assert explorer.summary.value == "Layer 1, a: some words."


def test_an_error_in_drawing_is_not_hidden():
    def broken(layer):
        return plots.figure(2, 2)[0], f"{1 / (layer - 3):.1f}"

    explorer = widgets.Explorer(broken, layer=(1, 4))
    with pytest.raises(ZeroDivisionError):
        explorer.drive()
    assert explorer.summary.value.startswith("ZeroDivisionError: ") and explorer.state.value
    with pytest.raises(ZeroDivisionError):
        widgets.Explorer(broken, layer=(3, 4))


@pytest.mark.parametrize("driven", [False, True])
def test_explore_shows_one_output(driven, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(widgets, "show_bundle", lambda *a, **k: shown.append((a, k)))
    monkeypatch.setenv("COURSE_DRIVE_WIDGETS", "1" if driven else "")
    ASKED.clear()
    widgets.explore(draw, layer=(1, 4), kind=["a", "b"], text="words")
    (((ui,), stand_in),) = shown
    assert isinstance(ui, ipw.VBox) and 'alt="Layer 1, a: words."' in stand_in["html"]
    assert stand_in["text"] == "Layer 1, a: words." and capsys.readouterr().out == ""
    assert (len(ASKED) > 1) == driven


def test_a_reader_without_a_kernel_sees_picture_and_sentence(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(widgets, "show_bundle", lambda ui, html, text: shown.append((html, text)))
    widgets.explore(draw, layer=(1, 4), kind=["a", "b"], text="a < b")
    ((html, text),) = shown
    assert "<figcaption><div" in html and "Layer 1, a: a &lt; b.</div></figcaption>" in html
    assert text == "Layer 1, a: a < b."
    assert capsys.readouterr().out == ""


def test_a_sentence_is_no_markup():
    explorer = widgets.Explorer(draw, layer=(1, 4), kind=["a"], text="<b> & c")
    assert explorer.summary.value == "Layer 1, a: &lt;b&gt; &amp; c."
    explorer.controls["text"].value = ""
    assert explorer.summary.value == "Type a few words."
