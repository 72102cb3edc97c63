"""The label-efficiency explorer: every run is drawn, and the sentence says what stands there."""

import pytest

from helpers.measure import label_curves
from helpers.measure.experiment import Runs
from helpers.show import plots
from helpers.show.widgets import Explorer

METHODS = {"pre-trained": 0.7, "from scratch": 0.4, "TF-IDF + LR": 0.5}


@pytest.fixture
def runs():
    return Runs(
        [
            {
                "task": task,
                "labels": n,
                "method": method,
                "seed": seed,
                "accuracy": level + n / 400 + seed / 100,
            }
            for task in ("manuals", "reviews")
            for n in (4, 16)
            for method, level in METHODS.items()
            for seed in (0, 1, 2)
        ]
    )


def test_every_run_is_a_dot(runs):
    fig, summary = label_curves.draw(runs, "manuals", 4, chance=0.125)
    dots = [line for line in fig.axes[1].lines if line.get_marker() == "."]
    found = sorted(y for line in dots for y in line.get_ydata())
    wanted = sorted(
        y for m in METHODS for y in runs.values("accuracy", task="manuals", labels=4, method=m)
    )
    assert found == pytest.approx(wanted)
    assert all(
        0.125 in line.get_ydata()
        for ax in fig.axes
        for line in ax.lines
        if line.get_linestyle() == "--" and line.get_color() == "black"
    )
    assert summary.startswith("manuals, 4 labels per class, runs of each: 3. pre-trained 0.72 [")
    assert summary.endswith("chance 0.12.")
    assert len(plots.png(fig)) < 100_000


def test_the_explorer_goes_through_all(runs):
    explorer = Explorer(
        lambda task, labels: label_curves.draw(runs, task, labels, 0.2),
        task=["manuals", "reviews"],
        labels=[4, 16],
    )
    explorer.drive()
    explorer.controls["labels"].value = 16
    explorer.controls["task"].value = "reviews"
    assert explorer.summary.value.startswith("reviews, 16 labels per class")
