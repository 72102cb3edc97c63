"""Pictures of training: curves of losses, a slope, the patterns of a step, many intervals.

The lesson `training` and its lab compute; here is only what draws.
"""

from collections.abc import Callable, Mapping, Sequence

import torch

from helpers.show import plots


def curves(
    losses: Mapping[str, Sequence[float]],
    summary: str,
    every: int = 1,
    floors: Mapping[str, float] | None = None,
    highest: float | None = None,
    x: str = "step",
) -> None:
    """Show the losses of several runs against the step, each with a style of its own.

    losses: name → values in nats, one every `every` steps, the first at step 0. floors: levels to
    compare with. highest: where the y axis ends, if a curve would leave no room for the others.

    >>> curves({"a": [2.0, 1.0]}, "The loss of a falls.")
    The loss of a falls.
    """
    fig, ax = plots.figure()
    for i, (name, values) in enumerate(losses.items()):
        look = {"color": plots.COLOURS[i % 7], "linestyle": plots.STYLES[i % 4]}
        ax.plot([every * j for j in range(len(values))], values, label=name, **look)
    for i, (name, value) in enumerate((floors or {}).items()):
        plots.level(ax, value, name, plots.STYLES[1 + i % 3])
    ax.set(xlabel=x, ylabel="loss (nats)")
    if highest is not None:
        ax.set_ylim(top=highest)
    plots.legend_above(ax)
    plots.show(fig, summary)


def slope(loss: Callable[[float], float], at: float, steepness: float, reach: float = 3.0) -> None:
    """Show a loss against one weight, with the straight line that has its slope at `at`.

    loss: weight → nats. The curve is drawn from `at` - `reach` to `at` + `reach`.

    >>> slope(lambda weight: weight**2, at=1.0, steepness=2.0)
    At 1.00 the slope is 2.00: a larger weight makes the loss higher.
    """
    fig, ax = plots.figure(5.5, 3.2)
    places = torch.linspace(at - reach, at + reach, 61).tolist()
    near = [at - reach / 2, at + reach / 2]
    ax.plot(places, [loss(place) for place in places], color=plots.COLOURS[0], label="loss")
    line = [loss(at) + steepness * (place - at) for place in near]
    ax.plot(near, line, "--", color=plots.COLOURS[1], label="its slope here")
    ax.plot([at], [loss(at)], "o", color=plots.COLOURS[1])
    ax.set(xlabel="weight", ylabel="loss (nats)")
    plots.legend_above(ax)
    way = "higher" if steepness > 0 else "lower"
    said = f"At {at:.2f} the slope is {steepness:.2f}: a larger weight makes the loss {way}."
    plots.show(fig, said)


def panels(runs: Mapping[str, Mapping[str, Sequence[float]]], every: int = 1) -> None:
    """Show several runs side by side, each with its curves and a scale of its own.

    runs: name → curve → losses in nats, one every `every` steps.

    >>> panels({"A": {"training": [2.0, 1.0]}, "B": {"training": [2.0, 2.5]}})
    A: training from 2.00 to 1.00. B: training from 2.00 to 2.50.
    """
    fig, axes = plots.figure(9.0, 5.6, columns=2, rows=(len(runs) + 1) // 2)
    told = []
    for ax, (name, curves_of) in zip(fig.axes, runs.items()):
        for i, (label, values) in enumerate(curves_of.items()):
            look = {"color": plots.COLOURS[i], "linestyle": plots.STYLES[i], "label": label}
            ax.plot([every * j for j in range(len(values))], values, **look)
        ends = (f"{n} from {v[0]:.2f} to {v[-1]:.2f}" for n, v in curves_of.items())
        told.append(f"{name}: {', '.join(ends)}.")
        ax.set(xlabel="step", ylabel="loss (nats)")
        ax.set_title(name, loc="right")
    plots.legend_above(fig.axes[0])
    plots.show(fig, " ".join(told))


def patterns(steps: Mapping[str, torch.Tensor], summary: str) -> None:
    """Show how strong each of the patterns is whose sum a matrix is: its singular values.

    steps: name → matrix. The strongest stands first and counts as 1.

    >>> patterns({"even": torch.eye(3)}, "All patterns are alike.")
    All patterns are alike.
    """
    fig, axes = plots.figure(8.5, 2.8, columns=len(steps))
    for i, (ax, (name, matrix)) in enumerate(zip(fig.axes, steps.items())):
        values = torch.linalg.svdvals(matrix)
        ax.bar(range(1, len(values) + 1), (values / values[0]).tolist(), color=plots.COLOURS[i])
        ax.set(title=name, xlabel="pattern", ylabel="strength", ylim=(0, 1.05))
    plots.show(fig, summary)


def intervals(limits: Sequence[tuple[float, float, float]], truth: float) -> None:
    """Show many intervals for one truth; those that miss it have another colour and marker.

    limits: (mean, low, high) each.

    >>> intervals([(1.0, 0.5, 1.5), (2.0, 1.8, 2.2)], truth=1.1)
    1 of 2 intervals miss the truth, the line.
    """
    fig, ax = plots.figure(8.5, 3.2)
    missed = [not low <= truth <= high for _, low, high in limits]
    for number, (kind, label) in enumerate(((False, "holds the truth"), (True, "misses it"))):
        places = [place for place, miss in enumerate(missed, 1) if miss == kind]
        if places:
            some = [limits[place - 1] for place in places]
            plots.with_intervals(ax, places, some, number, label)
    plots.level(ax, truth, "the truth")
    ax.set(xlabel="draw", ylabel="loss (nats)")
    plots.legend_above(ax)
    plots.show(fig, f"{sum(missed)} of {len(limits)} intervals miss the truth, the line.")
