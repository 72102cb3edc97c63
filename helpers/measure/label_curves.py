"""What labels buy: the accuracy of several methods against the number of labelled examples."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from helpers.measure import metrics
from helpers.measure.experiment import Runs
from helpers.show import plots


def draw(runs: Runs, task: str, labels: int, chance: float) -> tuple[Figure, str]:
    r"""All methods on one task: left over the labels per class, right every seed at `labels`.

    The rows of `runs` have task, labels, method, seed and accuracy. A large marker is the mean with
    its 95 % interval, a dot one seed, the dashed line chance.

    >>> rows = [{"task": "spam", "labels": n, "method": m, "seed": 0, "accuracy": a}
    ...         for n in (4, 16) for m, a in (("pre-trained", 0.7), ("scratch", 0.5))]
    >>> print(draw(Runs(rows), "spam", 16, chance=0.5)[1].replace("run), ", "run),\n"))
    spam, 16 labels per class, runs of each: 1. pre-trained 0.70 (one run),
    scratch 0.50 (one run); chance 0.50.
    """
    methods = [c["method"] for c in runs.conditions("task", "method") if c["task"] == task]
    counts = [c["labels"] for c in runs.conditions("task", "labels") if c["task"] == task]
    fig, axes = plots.figure(8.5, 3.6, columns=2)
    curve(axes[0], runs, task, methods, counts, labels)
    told = [
        seeds(axes[1], place, runs.values("accuracy", task=task, labels=labels, method=method))
        for place, method in enumerate(methods)
    ]
    axes[1].set_xticks(range(len(methods)), [method.replace(" + ", "\n+ ") for method in methods])
    many = f"{labels} label{'s' * (labels > 1)} per class"
    axes[1].set(xlim=(-0.5, len(methods) - 0.5), title=many)
    for ax in axes:
        ax.axhline(chance, color="black", linestyle="--", linewidth=1)
        ax.set(ylim=(0, 1.02), ylabel="accuracy on the test")
    axes[0].annotate("chance", (counts[-1], chance), ha="right", va="bottom")
    number = len(runs.values("seed", task=task, labels=labels, method=methods[0]))
    means = ", ".join(f"{method} {text}" for method, text in zip(methods, told))
    return fig, (f"{task}, {many}, runs of each: {number}. {means}; chance {chance:.2f}.")


def curve(
    ax, runs: Runs, task: str, methods: Sequence[str], counts: Sequence[int], labels: int
) -> None:
    """The mean and interval of every method over the numbers of labels."""
    for i, method in enumerate(methods):
        found = [
            metrics.interval(runs.values("accuracy", task=task, labels=n, method=method))
            for n in counts
        ]
        means = [mean for mean, _, _ in found]
        around = [[m - low for m, low, _ in found], [high - m for m, _, high in found]]
        ax.errorbar(
            counts,
            means,
            around,
            fmt=plots.MARKERS[i] + plots.STYLES[i % 4],
            capsize=3,
            color=plots.COLOURS[i],
            label=method,
        )
    ax.axvline(labels, color="grey", alpha=0.25, linewidth=8)
    ax.set_xscale("log", base=2)
    ax.set_xticks(counts, counts)
    ax.set(xlabel="labels per class", title=task)
    ax.legend(fontsize=8, loc="lower right")


def seeds(ax, place: int, values: Sequence[float]) -> str:
    """One method's runs: a dot each, and the mean with its interval; returns the mean as text."""
    mean, low, high = metrics.interval(values)
    spread = [place - 0.15 + 0.3 * i / max(1, len(values) - 1) for i in range(len(values))]
    ax.plot(spread, values, ".", color=plots.COLOURS[place], alpha=0.6)
    ax.errorbar(
        place,
        mean,
        [[mean - low], [high - mean]],
        fmt=plots.MARKERS[place],
        capsize=5,
        color=plots.COLOURS[place],
    )
    return metrics.text(values)
