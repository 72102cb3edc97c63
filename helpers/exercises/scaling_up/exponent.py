"""How steeply a loss falls as a network grows: the slope of a straight line through logarithms."""

import numpy as np

from helpers.checking.spec import Exercise, mistake


def exponent(sizes: list[float], losses: list[float]) -> float:
    """The exponent of the power law `loss = scale / size ** exponent` that lies nearest.

    It is minus the slope of the least-squares line through the logarithms of sizes and losses.

    >>> f"{exponent([1e4, 1e6], [5.0, 4.0]):.4f}"
    '0.0485'
    """
    slope, _ = np.polyfit(np.log(sizes), np.log(losses), 1)
    return -slope


def cases() -> list[tuple[list[float], list[float]]]:
    doubled = [2.0**step for step in range(12)]
    return [
        ([2.0, 20.0], [5.0, 4.0]),  # whatever sizes are counted in
        ([1e3, 1e4, 1e5], [8.0, 4.0, 2.0]),  # exactly a power law
        ([6e4, 2e5, 8e5, 3e6], [4.3, 4.0, 3.9, 3.6]),  # about one
        ([3e6, 6e4, 8e5, 2e5], [3.6, 4.3, 3.9, 4.0]),  # the same, in another order
        ([1.0, 3.0, 9.0], [2.0, 2.5, 4.0]),  # it rises
        ([1e4, 1e5, 1e6, 1e7], [3.0, 2.0, 3.0, 2.5]),  # it does neither
        (doubled, [5.0 + 0.2 * (step % 3) - 0.3 * step for step in range(12)]),
        (doubled, [9.0 / (step + 1) for step in range(12)]),
        (doubled, [7.0 - 0.5 * (step == 11) - 0.1 * step for step in range(12)]),
    ]


@mistake("This is the slope of the plain numbers. Take the logarithm of both first.")
def of_plain_numbers(sizes, losses):
    return -np.polyfit(sizes, losses, 1)[0]


@mistake("Only the sizes are logarithms. Take the logarithm of the losses, too.")
def of_log_sizes(sizes, losses):
    return -np.polyfit(np.log(sizes), losses, 1)[0]


@mistake("Only the losses are logarithms. Take the logarithm of the sizes, too.")
def of_log_losses(sizes, losses):
    return -np.polyfit(sizes, np.log(losses), 1)[0]


@mistake("This is the slope. The exponent is minus the slope: it is above 0 where the loss falls.")
def the_slope(sizes, losses):
    return -exponent(sizes, losses)


@mistake("The axes are exchanged: losses go up, sizes go across. Across comes first.")
def exchanged(sizes, losses):
    return -np.polyfit(np.log(losses), np.log(sizes), 1)[0]


@mistake("This is where the line begins, its second number. The slope is the first.")
def the_start(sizes, losses):
    return -np.polyfit(np.log(sizes), np.log(losses), 1)[1]


@mistake("It uses the first and the last point only. The line lies nearest to all of them.")
def of_the_ends(sizes, losses):
    return exponent([sizes[0], sizes[-1]], [losses[0], losses[-1]])


EXERCISE = Exercise(
    id="exponent",
    title="The exponent of a power law",
    minutes=4,
    difficulty=1,
    reference=exponent,
    cases=cases,
    mistakes=(
        of_plain_numbers,
        of_log_sizes,
        of_log_losses,
        the_slope,
        exchanged,
        the_start,
        of_the_ends,
    ),
    hints=(
        "The logarithm of a power law is a straight line: its slope is minus the exponent.",
        "`np.log` takes a list. `np.polyfit(across, up, 1)` returns slope and start of the line.",
        "`slope, _ = np.polyfit(np.log(sizes), np.log(losses), 1)`, then `return -slope`.",
    ),
)
