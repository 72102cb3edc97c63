"""Pictures for induction heads: how they come, what one of them looks at, and all heads at once."""

import torch
from matplotlib.figure import Figure

from helpers.show import plots
from helpers.weights.training import History


def phases(history: History, floors: dict[str, float]) -> tuple[Figure, str]:
    """A run with its losses on the left and its scores on the right, over the same steps.

    history needs the curves "told", "usual", "in-context score", "induction score", "previous
    score" and "answers". floors: losses to compare "told" with, by name.

    >>> names = ["told", "usual", "answers"]
    >>> names += [f"{kind} score" for kind in ("in-context", "induction", "previous")]
    >>> history = History(evaluations=[(step, dict.fromkeys(names, 0.5)) for step in (0, 9)])
    >>> phases(history, {"by heart": 3.0})[1]
    'From step 0 to 9: loss on told surnames 0.50 to 0.50, right answers 0.50 to 0.50.'
    """
    fig, (left, right) = plots.figure(9.5, 3.6, columns=2)
    left.plot(*history.curve("told"), color=plots.COLOURS[1], label="told surnames")
    left.plot(*history.curve("usual"), "--", color=plots.COLOURS[0], label="usual surnames")
    for i, (label, value) in enumerate(floors.items()):
        plots.level(left, value, label, plots.STYLES[1 + i % 3])
    left.set(xlabel="step", ylabel="loss (nats)", ylim=(0, None))
    plots.legend_above(left)
    for i, curve in enumerate(("answers", "induction score", "previous score")):
        right.plot(*history.curve(curve), plots.STYLES[i], color=plots.COLOURS[i], label=curve)
    right.plot(*history.curve("in-context score"), ":", color="black", label="in-context score")
    right.axhline(0, color="grey", linewidth=1)
    right.set(xlabel="step", ylabel="share, or nats")
    plots.legend_above(right)
    (first, start), (last, end) = history.evaluations[0], history.evaluations[-1]
    return fig, (
        f"From step {first} to {last}: loss on told surnames {start['told']:.2f} to"
        f" {end['told']:.2f}, right answers {start['answers']:.2f} to"
        f" {end['answers']:.2f}."
    )


def look(weights: torch.Tensor, names: list[str], title: str) -> tuple[Figure, str]:
    """Where each token of one row looks: a heat map, and a sentence about the last token.

    weights: one head's, (n, n). names: the n tokens.

    >>> look(torch.tensor([[1.0, 0.0], [0.9, 0.1]]), ["Ada", "Ash"], "layer 1, head 1")[1]
    'layer 1, head 1: the last token, Ash, looks most at Ada (place 1, 0.90).'
    """
    side = 1.6 + 0.32 * len(names)
    fig, ax = plots.figure(side + 0.6, side)
    plots.heatmap(ax, weights.tolist(), names, names, high=1.0)
    ax.set(xlabel="looks at", ylabel="token", title=title)
    place = int(weights[-1].argmax())
    return fig, (
        f"{title}: the last token, {names[-1]}, looks most at {names[place]}"
        f" (place {place + 1}, {weights[-1, place]:.2f})."
    )


def grids(tables: dict[str, torch.Tensor], summary: str) -> tuple[Figure, str]:
    """Numbers for every head, one picture for each of `tables`: (layers, heads), from 0 to 1.

    >>> grids({"score": torch.tensor([[0.1, 0.9]])}, "Head 2 leads.")[1]
    'Head 2 leads.'
    """
    layers, count = next(iter(tables.values())).shape
    fig, _ = plots.figure(3.1 * len(tables), 1.3 + 0.45 * layers, columns=len(tables))
    for ax, (title, values) in zip(fig.axes, tables.items()):
        plots.heatmap(
            ax,
            values.tolist(),
            [str(i + 1) for i in range(layers)],
            [str(i + 1) for i in range(count)],
            high=1.0,
        )
        ax.set_title(title, fontsize=9)
        ax.set(xlabel="head", ylabel="layer")
    return fig, summary


def courses(runs, networks: list[str], chance: float) -> tuple[Figure, str]:
    """Right answers over the steps, one line a run, one colour a network.

    runs: rows with "network", "steps" and "answers" (lists). chance is drawn as a dashed line.
    """
    fig, ax = plots.figure(7.0, 3.4)
    ends = []
    for i, network in enumerate(networks):
        lines = list(
            zip(runs.values("steps", network=network), runs.values("answers", network=network))
        )
        for j, (steps, answers) in enumerate(lines):
            ax.plot(
                steps,
                answers,
                plots.STYLES[i % 4],
                color=plots.COLOURS[i],
                label=None if j else network,
            )
        ends.append(f"{network} {sum(a[-1] for _, a in lines) / len(lines):.2f}")
    plots.level(ax, chance, style=":")
    ax.set(xlabel="step", ylabel="right answers", ylim=(0, 1.02))
    plots.legend_above(ax)
    return fig, f"Right answers at the end, mean over the runs: {', '.join(ends)}."
