"""What labels buy: the accuracy of several methods against the number of labelled examples."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from helpers import arguments
from helpers.measure import charts, metrics
from helpers.measure.experiment import Runs
from helpers.show import plots


@arguments.checked
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
    arguments.refuse(not methods, f"No run has the task {task!r}.")
    fig, axes = plots.figure(8.5, 3.6, columns=2)
    curve(axes[0], runs, task, methods, counts, labels)
    told = [
        seeds(axes[1], place, runs.values("accuracy", task=task, labels=labels, method=method))
        for place, method in enumerate(methods)
    ]
    plots.categories(axes[1], methods)
    many = f"{labels} label{'s' * (labels > 1)} per class"
    axes[1].set_title(many)
    for ax in axes:
        plots.level(ax, chance)
        ax.set(ylim=(0, 1.02), ylabel="accuracy on the test")
    number = len(runs.values("seed", task=task, labels=labels, method=methods[0]))
    means = ", ".join(f"{method} {text}" for method, text in zip(methods, told))
    return fig, (f"{task}, {many}, runs of each: {number}. {means}; chance {chance:.2f}.")


def curve(
    ax, runs: Runs, task: str, methods: Sequence[str], counts: Sequence[int], labels: int
) -> None:
    """The mean and interval of every method over the numbers of labels."""
    for i, method in enumerate(methods):
        mine = runs.where(task=task, method=method)
        charts.with_intervals(ax, mine, "accuracy", "labels", None, i, method, line=True)
    ax.axvline(labels, color="grey", alpha=0.25, linewidth=8)
    ax.set_xscale("log", base=2)
    ax.set_xticks(counts, counts)
    ax.set(xlabel=f"{task}: labels per class")
    plots.legend_above(ax)


def seeds(ax, place: int, values: Sequence[float]) -> str:
    """One method's runs: a dot each, and the mean with its interval; returns the mean as text."""
    mean, low, high = metrics.interval(values)
    plots.dots(ax, place, values, place, width=0.3)
    plots.with_intervals(ax, [place], [(mean, low, high)], place)
    return metrics.text(values)


@arguments.checked
def rank_agreement(runs: Runs, part: int, ways: tuple[str, str], labels: int = 4) -> float:
    """Spearman's correlation between two methods' accuracies on every sixth draw: from -1 to 1.

    runs: as for `draw`; the rows of all tasks whose seed is `part` modulo 6, with so many labels.

    >>> rows = [{"task": t, "labels": 4, "method": m, "seed": 0, "accuracy": a + b}
    ...         for t, a in (("x", 0.5), ("y", 0.7)) for m, b in (("one", 0.1), ("other", 0.2))]
    >>> round(rank_agreement(Runs(rows), 0, ("one", "other")), 6)
    1.0
    """
    arguments.refuse(len(ways) != 2, "Name two ways to compare.")
    some = [row for row in runs.rows if row["labels"] == labels and row["seed"] % 6 == part]
    by_method = Runs(some).by("accuracy", "method")
    return metrics.rank_correlation(*(by_method[way] for way in ways))
