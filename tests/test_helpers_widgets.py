"""Explorers without a front end: every control redraws, bad input is said, errors are shown."""

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
    png, summary = explorer.first
    assert explorer.picture.value == png and png.startswith(b"\x89PNG")
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
    slider, field = explorer.ui.children[0].children
    assert isinstance(slider, ipw.IntSlider) and isinstance(field, ipw.BoundedIntText)
    field.value = 4
    assert slider.value == 4 and explorer.summary.value.startswith("Layer 4")
    assert not slider.continuous_update and field.description == slider.description == "layer"
    assert (field.min, field.max) == (1, 4)


def test_bad_input_is_said_and_the_next_good_one_shown(explorer):
    explorer.controls["text"].value = ""
    assert explorer.summary.value == "Type a few words."
    explorer.controls["text"].value = "again"
    assert explorer.summary.value == "Layer 1, a: again."


def test_driving_meets_every_position_and_comes_back(explorer):
    explorer.drive()
    assert {layer for layer, _, _ in ASKED} == {1, 2, 3, 4}
    assert {kind for _, kind, _ in ASKED} == {"a", "b"}
    assert "" in {text for _, _, text in ASKED}
    assert explorer.summary.value == "Layer 1, a: some words."


def test_an_error_in_drawing_is_not_hidden():
    def broken(layer):
        return plots.figure(2, 2)[0], f"{1 / (layer - 3):.1f}"

    with pytest.raises(ZeroDivisionError):
        widgets.Explorer(broken, layer=(1, 4)).drive()
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
    assert isinstance(ui, ipw.VBox) and stand_in["png"].startswith(b"\x89PNG")
    assert stand_in["text"] == "Layer 1, a: words." and capsys.readouterr().out == ""
    assert (len(ASKED) > 1) == driven


def test_the_build_prints_the_sentence_for_readers_without_a_kernel(monkeypatch, capsys):
    monkeypatch.setattr(widgets, "show_bundle", lambda *a, **k: None)
    monkeypatch.setenv("COURSE_BUILD", "1")
    widgets.explore(draw, layer=(1, 4), kind=["a", "b"], text="a < b")
    assert capsys.readouterr().out == "Layer 1, a: a < b.\n"


def test_a_sentence_is_no_markup():
    explorer = widgets.Explorer(draw, layer=(1, 4), kind=["a"], text="<b> & c")
    assert explorer.summary.value == "Layer 1, a: &lt;b&gt; &amp; c."
    explorer.controls["text"].value = ""
    assert explorer.summary.value == "Type a few words."
