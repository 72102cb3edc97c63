"""Charts of runs: means with their 95 % intervals, every run as a dot, and chance as a line.

`plots.with_intervals` draws; here is what it draws, from the runs of an experiment.
"""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import arguments
from helpers.measure import metrics
from helpers.measure.rows import Rows
from helpers.show import plots

Limits = tuple[float, float, float]  # mean, low, high


@arguments.checked
def with_intervals(
    ax: Axes,
    runs: Rows,
    value: str,
    along: str,
    places: Sequence[float] | None = None,
    number: int = 0,
    label: str | None = None,
    dots: bool = False,
    **look,
) -> list[Limits]:
    """Draw mean and interval of `value` for every condition `along` the axis; returns them.

    places: where the conditions stand, the conditions themselves if they are numbers and nothing
    is given. dots: every run, too. look: what `plots.with_intervals` takes besides: line, band,
    across. For one condition only, hand over `runs.where(...)`.

    >>> from helpers.measure.runs import Runs
    >>> runs = Runs([{"k": k, "seed": s, "right": k / 8} for k in (2, 4) for s in (0, 1)])
    >>> with_intervals(plots.figure()[1], runs, "right", "k", line=True)
    [(0.25, 0.25, 0.25), (0.5, 0.5, 0.5)]
    """
    values = runs.by(value, along)
    places = list(values) if places is None else places
    limits = [metrics.interval(some) for some in values.values()]
    if dots:
        for place, some in zip(places, values.values()):
            plots.dots(ax, place, some, number, width=0.1)
    plots.with_intervals(ax, places, limits, number, label, **look)
    return limits


@arguments.checked
def compare(
    runs: Rows,
    value: str,
    along: str,
    group: str = "",
    chance: float | None = None,
    chance_label: str = "chance",
    line: bool = False,
) -> Figure:
    """A figure of one quantity: `along` the axis, a colour and a marker for every `group`.

    chance: the level to compare with. line: `along` is a number, and the points of a group are
    joined; otherwise its values are names, side by side, and every run is a dot.

    >>> from helpers.measure.runs import Runs
    >>> rows = [{"k": k, "way": w, "seed": 0, "right": k / 8} for k in (2, 4) for w in "ab"]
    >>> fig = compare(Runs(rows), "right", "k", "way", chance=0.25, line=True)
    >>> [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    ['a', 'b']
    """
    fig, ax = plots.figure(7, 3.6)
    names = [condition[along] for condition in runs.conditions(along)]
    groups = [condition[group] for condition in runs.conditions(group)] if group else [None]
    apart = 0.6 / len(groups)
    for number, name in enumerate(groups):
        some = runs.where(**{group: name}) if group else runs
        shown = [names.index(condition[along]) for condition in some.conditions(along)]
        shift = (number - (len(groups) - 1) / 2) * apart
        places = None if line else [place + shift for place in shown]
        label = str(name) if group else None
        with_intervals(ax, some, value, along, places, number, label, dots=not line, line=line)
    if chance is not None:
        plots.level(ax, chance, chance_label)
    if not line:
        plots.categories(ax, names)
    elif len(names) <= 10:
        ax.set_xticks(names)
    ax.set(xlabel=along, ylabel=value)
    if group:
        plots.legend_above(ax, group)
    return fig


def histograms(ax, values: Mapping[str, Sequence[float]], bins: int = 20) -> None:
    """Outlined histograms of shares or probabilities on one pair of axes, one for each name.

    >>> _, ax = plots.figure()
    >>> histograms(ax, {"known": [0.9, 0.95], "unknown": [0.2]})
    >>> ax.get_legend_handles_labels()[1]
    ['known', 'unknown']
    """
    for number, (name, some) in enumerate(values.items()):
        look = {"color": plots.COLOURS[number], "linestyle": plots.STYLES[number], "linewidth": 2}
        ax.hist(some, bins=bins, range=(0, 1), histtype="step", label=name, **look)
    ax.set(xlim=(0, 1), ylabel="number")
    plots.legend_above(ax)
