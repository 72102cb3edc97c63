"""Two quantities of the same runs against each other: what a choice costs, and what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.measure import metrics
from helpers.show import plots

if TYPE_CHECKING:  # for the reader; nothing here needs it at run time
    from helpers.measure.runs import Runs


def draw(ax, runs: Runs, across: str, up: str, by: str) -> None:
    """A mark with both 95 % intervals for every condition, and a pale one for each run.

    across, up: the quantities along the two axes. by: the condition that a colour stands for. A
    dotted line marks zero of `across`.

    >>> from helpers.measure.runs import Runs
    >>> runs = Runs([{"cure": c, "seed": 0, "lost": 0.1, "learned": 0.9} for c in ("a", "b")])
    >>> _, ax = plots.figure()
    >>> draw(ax, runs, "lost", "learned", "cure")
    >>> ax.get_legend_handles_labels()[1]
    ['a', 'b']
    """
    learned = runs.by(up, by)
    for number, (name, x) in enumerate(runs.by(across, by).items()):
        y = learned[name]
        colour = plots.COLOURS[number % len(plots.COLOURS)]
        marker = plots.MARKERS[number % len(plots.MARKERS)]
        ax.plot(x, y, marker, color=colour, alpha=0.35, markersize=4)
        (mean_x, *ends_x), (mean_y, *ends_y) = metrics.interval(x), metrics.interval(y)
        plots.with_intervals(ax, [mean_x], [(mean_y, *ends_y)], number, str(name))
        plots.with_intervals(ax, [mean_y], [(mean_x, *ends_x)], number, across=True)
    ax.axvline(0, color="black", linestyle=":", linewidth=1)
    ax.set(xlabel=across, ylabel=up)
