"""Charts: means where they belong, intervals as they are, nothing on top of anything else."""

import math

import matplotlib.pyplot as plt
import pytest

from helpers.measure import charts, metrics
from helpers.measure.experiment import Runs
from helpers.show import plots


@pytest.fixture
def runs():
    return Runs(
        [
            {"k": k, "way": way, "seed": seed, "right": k / 10 + seed / 100 + level}
            for k in (1, 2, 4)
            for way, level in (("a rather long name", 0.1), ("b", 0.2), ("c", 0.3))
            for seed in (0, 1, 2)
        ]
    )


def bars(ax) -> list[tuple]:
    """(place, low, high) of every interval."""
    found = []
    for container in ax.containers:
        (lines,) = container[2]
        found += [(x, low, high) for (x, low), (_, high) in lines.get_segments()]
    return found


def test_intervals_are_those_of_the_runs(runs):
    _, ax = plots.figure()
    limits = charts.with_intervals(ax, runs.where(way="b"), "right", "k", line=True)
    wanted = [metrics.interval(runs.values("right", way="b", k=k)) for k in (1, 2, 4)]
    assert limits == wanted
    for (x, low, high), k, (_, a, b) in zip(bars(ax), (1, 2, 4), wanted, strict=True):
        assert (x, low, high) == pytest.approx((k, a, b))


@pytest.mark.parametrize("line", [False, True])
def test_a_comparison_has_a_marker_for_each_group(runs, line):
    fig = charts.compare(runs, "right", "k", "way", chance=0.25, chance_label="a guess", line=line)
    ax = fig.axes[0]
    assert [text.get_text() for text in ax.texts] == ["a guess"]
    assert len({container[0].get_marker() for container in ax.containers}) == 3
    assert len({container[0].get_color() for container in ax.containers}) == 3
    dots = [one for one in ax.lines if one.get_marker() == "."]
    assert len(dots) == (0 if line else 9)
    places = sorted(x for x, _, _ in bars(ax))
    assert len(set(places)) == (3 if line else 9), "names stand side by side"


def test_a_condition_that_one_group_lacks_is_left_out():
    pairs = [("x", "a"), ("y", "b")]
    rows = [{"k": k, "way": w, "seed": s, "right": s / 4} for k, w in pairs for s in (0, 1)]
    fig = charts.compare(Runs(rows), "right", "k", "way")
    assert sorted(round(x) for x, _, _ in bars(fig.axes[0])) == [0, 1]


def test_means_without_an_interval_stand_alone():
    for band in (False, True):
        fig, ax = plots.figure()
        plots.with_intervals(ax, [0, 1], [(0.5, math.nan, math.nan), (0.5, 0.4, 0.6)], band=band)
        assert ax.lines[0].get_ydata().tolist() == [0.5, 0.5]
        plots.png(fig)


def test_a_mean_a_hair_outside_its_interval_is_drawn():
    _, ax = plots.figure()
    plots.with_intervals(ax, [0], [(0.1 + 0.2, 0.3 + 1e-12, 0.3)])
    assert bars(ax)[0][1:] == pytest.approx((0.3, 0.3))


def test_across_turns_the_picture():
    _, ax = plots.figure()
    plots.with_intervals(ax, [0, 1], [(0.5, 0.4, 0.6), (0.7, 0.6, 0.8)], across=True)
    plots.categories(ax, ["first", "second"], upright=True)
    assert ax.lines[0].get_xdata().tolist() == [0.5, 0.7]
    assert ax.yaxis_inverted() and [t.get_text() for t in ax.get_yticklabels()][0] == "first"


def test_dots_lie_around_their_place():
    _, ax = plots.figure()
    plots.dots(ax, 2, [1, 2, 3], width=0.2)
    plots.dots(ax, 5, [1])
    assert ax.lines[0].get_xdata().tolist() == pytest.approx([1.9, 2.0, 2.1])
    assert ax.lines[1].get_xdata().tolist() == [5]


@pytest.mark.parametrize("groups", [1, 3, 7])
@pytest.mark.parametrize("columns", [1, 2])
def test_neither_legend_nor_chance_hide_anything(groups, columns):
    """The legend ends above the axes and inside the picture; chance is named beside the axes."""
    fig, axes = plots.figure(7, 3.6, columns=columns)
    for ax in fig.axes:
        for i in range(groups):
            label = f"a way with a name {i}"
            plots.with_intervals(ax, [0, 1], [(0.5, 0.4, 0.6)] * 2, i, label)
        plots.level(ax, 0.33, "an even guess")
        plots.legend_above(ax, "way")
    fig.canvas.draw()
    for ax in fig.axes:
        legend, inside = ax.get_legend().get_window_extent(), ax.get_window_extent()
        assert legend.y0 >= inside.y1 - 1 and legend.x1 <= fig.bbox.x1 and legend.y1 <= fig.bbox.y1
        name = ax.texts[0].get_window_extent()
        assert name.x0 >= inside.x1 and name.x1 <= fig.bbox.x1
    assert plt.get_fignums() == []


def test_long_names_are_broken_at_spaces():
    _, ax = plots.figure(6)
    plots.categories(ax, ["16 found, by steps", "incomprehensibilities", "b", "c", "d", "e"])
    shown = [label.get_text() for label in ax.get_xticklabels()]
    assert "\n" in shown[0] and shown[0].replace("\n", " ") == "16 found, by steps"
    assert shown[1] == "incomprehensibilities"
