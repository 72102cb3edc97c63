"""A power law through losses, and what it says of sizes that were not measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import curve_fit

from helpers import arguments
from helpers.measure.rows import Rows


@dataclass(frozen=True)
class PowerLaw:
    """loss = floor + scale / size ** exponent.

    >>> PowerLaw(scale=8.0, exponent=0.5, floor=1.0)(16)
    3.0
    """

    scale: float
    exponent: float
    floor: float = 0.0

    def __call__(self, size: float) -> float:
        """The loss at a size, in the unit of the losses that were fitted."""
        return float(self.floor + self.scale * size**-self.exponent)


@arguments.checked
def fit(sizes: Sequence[float], losses: Sequence[float], floor: bool = False) -> PowerLaw:
    """The power law nearest to these losses, by least squares of their logarithms.

    floor: also look for a loss, zero or more, that no size gets below; that takes three sizes or
    more, else two. Raises `CourseError` for fewer, for lists of two lengths, and for what has no
    logarithm.

    >>> found = fit([1e4, 1e5, 1e6], [5.0, 4.0, 3.2])
    >>> round(found.exponent, 3), round(found(1e7), 2)
    (0.097, 2.56)
    """
    x, y = np.asarray(sizes, float), np.asarray(losses, float)
    least = 3 if floor else 2
    arguments.refuse(x.shape != y.shape, "Give one loss for each size.")
    arguments.refuse(len(set(sizes)) < least, f"Give {least} sizes or more.")
    arguments.refuse(
        not (np.isfinite(x).all() and np.isfinite(y).all() and min(x.min(), y.min()) > 0),
        "Sizes and losses are above zero, or they have no logarithm.",
    )
    slope, start = np.polyfit(np.log(x), np.log(y), 1)
    straight = PowerLaw(float(np.exp(start)), float(-slope))
    if not floor:
        return straight

    def bent(size, lowest, middle, exponent):
        """The logarithm of the loss; `middle` is the loss above the floor at the middle size."""
        return np.log(lowest + middle * np.exp(-exponent * (size - centre)))

    centre = np.log(x).mean()
    half = y.min() / 2  # a floor to begin with
    found, _ = curve_fit(
        bent,
        np.log(x),
        np.log(y),
        p0=(half, max(np.exp(np.log(y).mean()) - half, half), 2 * abs(straight.exponent) + 0.01),
        bounds=([0, 0, 0], [y.min(), np.inf, 5]),
        max_nfev=10_000,
    )
    lowest, middle, exponent = map(float, found)
    return PowerLaw(float(middle * np.exp(exponent * centre)), exponent, lowest)


@arguments.checked
def of_seeds(
    runs: Rows, size: str, loss: str = "loss", most: float = float("inf"), floor: bool = False
) -> list[PowerLaw]:
    """A power law for each seed, from its runs up to the size `most`.

    size, loss: the names of the two quantities. So what is fitted has an interval over seeds.

    >>> rows = [{"n": n, "seed": s, "loss": (1 + s) / n} for n in (1, 2, 4) for s in (0, 1)]
    >>> [round(law.scale, 6) for law in of_seeds(Rows(rows), "n", most=2)]
    [1.0, 2.0]
    """
    found = []
    for seed in [condition["seed"] for condition in runs.conditions("seed")]:
        some = [row for row in runs.where(seed=seed).rows if row[size] <= most]
        found.append(fit([row[size] for row in some], [row[loss] for row in some], floor))
    return found
