"""Figures: the same bytes each time, small, with alternative text; the live plot of a run."""

import base64
import io
import math
import re

import pytest
from matplotlib.image import imread

from helpers.show import cards, plots
from helpers.show import display as display_module
from helpers.weights.training import History


@pytest.fixture
def published(monkeypatch):
    """What a notebook would receive: (data, metadata, is it new?) in order."""
    import IPython.display

    outputs = []

    class Handle:
        def update(self, data, raw):
            outputs.append((data, {}, False))

    def display(data, raw, metadata=None, display_id=False):
        outputs.append((data, metadata or {}, True))
        return Handle()

    monkeypatch.setattr(plots, "shell", object)
    monkeypatch.setattr(display_module, "shell", object)
    monkeypatch.setattr(IPython.display, "display", display)
    return outputs


def drawn():
    fig, ax = plots.figure()
    ax.plot([1, 3, 2], label="a")
    return fig


def test_the_same_figure_gives_the_same_small_file():
    first, second = plots.png(drawn()), plots.png(drawn())
    assert first == second and len(first) < 100_000
    assert imread(io.BytesIO(first)).shape[:2] == (360, 700)


def test_figures_leave_nothing_behind():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    drawn()
    assert plt.get_fignums() == before


def test_several_axes_look_alike():
    _, axes = plots.figure(rows=2, columns=3)
    assert axes.shape == (2, 3)
    assert not any(ax.spines["top"].get_visible() for ax in axes.flat)


def test_show_is_one_output_with_alt_text_and_a_sentence(published, capsys):
    plots.show(drawn(), "It rises and falls.")
    ((data, metadata, _),) = published
    assert set(data) == {"text/html", "text/plain"} and data["text/plain"] == "It rises and falls."
    html = data["text/html"]
    picture = re.search('src="data:image/png;base64,([^"]+)"', html)[1]
    assert base64.b64decode(picture) == plots.png(drawn())
    assert 'alt="It rises and falls."' in html and metadata == {}
    assert re.search("<figcaption><div[^>]*>It rises and falls.</div></figcaption>", html)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("letters", [5, 7, 10])
def test_a_card_shrinks_until_its_letters_are_nine_pixels_high(letters):
    fig, ax = plots.figure(9, 3)
    ax.set_title("small", fontsize=letters)
    least = int(re.search(r"min-width: (\d+)px", cards.card(fig, "A title."))[1])
    assert least == min(900, math.ceil(900 * 9 / (letters * 100 / 72)))


def test_names_of_near_points_do_not_meet():
    fig, ax = plots.figure(4, 3)
    points = [(0, 0), (0.1, 0.02), (1, 1), (0.98, 1.05)]
    ax.scatter(*zip(*points, strict=True))
    plots.name_points(ax, ["first", "second", "third", "fourth"], points)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 4 and {text.get_fontsize() for text in ax.texts} == {9}
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_alternative_text_is_no_markup():
    assert 'alt="&quot;a&quot; &lt; b"' in cards.card(drawn(), '"a" < b')


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_colours_come_with_other_differences():
    assert len(set(plots.COLOURS)) == len(plots.COLOURS) <= len(plots.MARKERS)
    assert len(set(plots.STYLES)) == 4
    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in plots.COLOURS[:3])


def test_a_small_heat_map_is_labelled_and_readable():
    fig, ax = plots.figure()
    plots.heatmap(ax, [[0.0, 1.0], [0.25, 0.5]], ["r1", "r2"], ["c1", "c2"])
    assert [text.get_text() for text in ax.texts] == ["0.00", "1.00", "0.25", "0.50"]
    assert [text.get_color() for text in ax.texts][:2] == ["black", "white"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["c1", "c2"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["r1", "r2"]
    fig, ax = plots.figure()
    plots.heatmap(ax, [[0.1] * 9] * 9, ["r"] * 9, ["c"] * 9, high=1.0)
    assert list(ax.texts) == []


def test_smoothing_is_a_running_mean():
    values = [float(v) for v in (5, 1, 4, 2, 8, 3)]
    expected = [sum(values[max(0, i - 2) : i + 1]) / min(i + 1, 3) for i in range(6)]
    assert plots.smooth(values, 3) == pytest.approx(expected)
    assert plots.smooth(values, 1) == values and plots.smooth([], 3) == []


@pytest.fixture
def history():
    losses = [5.0 - step / 100 for step in range(100)]
    return History(losses, [(0, {"loss": 5.5}), (100, {"loss": 4.2})])


def test_a_drawn_run_holds_everything(history):
    fig, ax = plots.figure()
    plots.draw_run(ax, history, 100, {"unigram": 4.9, "bigram": 4.4})
    assert {text.get_text() for text in ax.texts} == {"unigram", "bigram"}
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["training", "held out"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss (nats)")
    assert len({line.get_linestyle() for line in ax.lines[2:]}) == 2


class Bar:
    """Stands in for the progress bar."""

    def set_postfix(self, **values):
        self.shown = values


def test_the_live_plot_is_one_picture_that_changes(history, published, capsys, monkeypatch):
    monkeypatch.setattr(plots, "SECONDS_BETWEEN_DRAWINGS", 0)
    plot = plots.LivePlot("tiny", 100, {"unigram": 4.9, "bigram": 3.0})
    bar = Bar()
    plot.update(history, bar)
    plot.update(history, bar)
    plot.finish(history)
    assert [new for _, _, new in published] == [True, False, False]
    assert bar.shown["loss"] == "4.010"
    sentence = "tiny: the held-out loss went from 5.50 to 4.20, below these floors: unigram."
    assert published[-1][0]["text/plain"] == sentence
    assert f'alt="{sentence}"' in published[-1][0]["text/html"] and published[-1][1] == {}
    assert capsys.readouterr().out == ""


def test_the_live_plot_waits_between_drawings(history, published):
    plot = plots.LivePlot("tiny", 100, {})
    plot.update(history, Bar())
    assert published == []
    plot.finish(History())
    assert published == [], "a run that had nothing to do shows nothing"
