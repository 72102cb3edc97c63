"""A power law through losses, and what it says of sizes that were not measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter, ScalarFormatter
from scipy import stats

from helpers import arguments
from helpers.measure import charts
from helpers.measure.rows import Rows, lacking
from helpers.show import plots


@dataclass(frozen=True)
class PowerLaw:
    """loss = scale / size ** exponent.

    >>> PowerLaw(scale=8.0, exponent=0.5)(16)
    2.0
    """

    scale: float
    exponent: float

    def __call__(self, size: float) -> float:
        """The loss at a size, in the unit of the losses that were fitted."""
        return self.scale * size**-self.exponent


@arguments.checked
def fit(sizes: Sequence[float], losses: Sequence[float]) -> PowerLaw:
    """The power law nearest to these losses, by least squares of their logarithms.

    Raises `CourseError` for fewer than two sizes, for lists of two lengths, and for numbers that
    have no logarithm.

    >>> found = fit([1e4, 1e5, 1e6], [5.0, 4.0, 3.2])
    >>> round(found.exponent, 3), round(found(1e7), 2)
    (0.097, 2.56)
    """
    x, y = np.asarray(sizes, float), np.asarray(losses, float)
    arguments.refuse(x.shape != y.shape, "Give one loss for each size.")
    arguments.refuse(len(set(x.tolist())) < 2, "Give two sizes or more.")
    arguments.refuse(
        not (np.isfinite([x, y]).all() and min(x.min(), y.min()) > 0),
        "Sizes and losses are above zero, or they have no logarithm.",
    )
    line = stats.linregress(np.log(x), np.log(y))
    return PowerLaw(float(np.exp(line.intercept)), float(-line.slope))


@arguments.checked(most=...)
def of_seeds(runs: Rows, size: str, most: float = float("inf")) -> list[PowerLaw]:
    """A power law of `loss` for each seed, from its runs up to the size `most`.

    size: the name of the quantity. What the laws say then has an interval over seeds.

    >>> rows = [{"n": n, "seed": s, "loss": (1 + s) / n} for n in (1, 2, 4) for s in (0, 1)]
    >>> [round(law.scale, 6) for law in of_seeds(Rows(rows), "n", most=2)]
    [1.0, 2.0]
    """
    arguments.refuse(lacking(runs.rows, [size, "loss"]), lacking(runs.rows, [size, "loss"]))
    found = []
    for condition in runs.conditions("seed"):
        some = [row for row in runs.where(**condition).rows if row[size] <= most]
        found.append(fit([row[size] for row in some], [row["loss"] for row in some]))
    return found


@arguments.checked
def chart(runs: Rows, size: str, laws: Mapping[str, Sequence[PowerLaw]]) -> Figure:
    """Measured losses with their intervals, and for each name the mean of its laws, as lines.

    Both axes are logarithmic, so that a power law is a straight line.

    >>> rows = [{"n": n, "seed": 0, "loss": 2 / n} for n in (1, 2, 4)]
    >>> fig = chart(Rows(rows), "n", {"all": of_seeds(Rows(rows), "n")})
    >>> [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    ['all', 'measured']
    """
    arguments.refuse(lacking(runs.rows, [size, "loss"]), lacking(runs.rows, [size, "loss"]))
    fig, ax = plots.figure(7, 3.8)
    sizes = sorted({row[size] for row in runs.rows})
    across = np.geomspace(sizes[0], sizes[-1], 50)
    for number, (name, some) in enumerate(laws.items(), 1):
        up = [np.mean([law(x) for law in some]) for x in across]
        look = {"color": plots.COLOURS[number], "linestyle": plots.STYLES[number]}
        ax.plot(across, up, label=name, **look)
    charts.with_intervals(ax, runs, "loss", size, label="measured")
    ax.set(xscale="log", yscale="log", xlabel=size, ylabel="loss")
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_formatter(ScalarFormatter())
    ax.yaxis.set_minor_formatter(NullFormatter())
    plots.legend_above(ax)
    return fig
