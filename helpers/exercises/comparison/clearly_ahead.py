"""Of two ways tried on the same draws, say which is clearly ahead, or neither."""

from helpers.checking.spec import Exercise, mistake
from helpers.measure import metrics


def clearly_ahead(one: list[float], other: list[float]) -> str:
    """ "first" or "second" if that way is clearly ahead, otherwise "neither".

    one, other: accuracies, the same draw in the same place. `metrics.interval(values)` gives mean,
    low end and high end. Ahead is only where the whole interval lies on one side of zero.
    """
    gains = [mine - yours for mine, yours in zip(one, other)]
    _, low, high = metrics.interval(gains)
    if low > 0:
        return "first"
    return "second" if high < 0 else "neither"


def cases() -> list:
    rising = [n / 10 for n in range(10)]
    return [
        ([0.9, 0.8, 1.0], [0.1, 0.0, 0.2]),
        ([0.2, 0.4, 0.6, 0.8], [0.3, 0.5, 0.7, 0.9]),  # every draw has the same small difference
        ([0.5, 0.9, 0.1, 0.6], [0.6, 0.4, 0.3, 0.6]),
        ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
        ([0.9, 0.1, 0.6, 0.3], [0.2, 0.8, 0.25, 0.5]),
        ([0.1, 0.0, 0.2], [0.7, 0.9, 0.8]),
        (rising, [share + 0.05 for share in rising]),
        ([share + 0.05 for share in rising], rising),
        ([0.7, 0.8] * 4 + [0.1, 0.1], [0.5, 0.5] * 4 + [0.9, 0.9]),  # ahead at first
        ([0.1, 0.1] + [0.7, 0.8] * 4, [0.9, 0.9] + [0.5, 0.5] * 4),
        ([0.2, 0.5, 0.8], [0.7, 0.1, 0.4]),  # sorted, every difference is the same
    ]


@mistake("The higher mean is not enough. Look at the interval of the differences.")
def means_only(one, other):
    gap = sum(one) / len(one) - sum(other) / len(other)
    return "first" if gap > 1e-12 else "second" if gap < -1e-12 else "neither"


@mistake("Compare draw by draw: two separate intervals miss differences that every draw has.")
def two_intervals(one, other):
    (_, low, high), (_, other_low, other_high) = metrics.interval(one), metrics.interval(other)
    return "first" if low > other_high else "second" if high < other_low else "neither"


def by_interval(low: float, high: float) -> str:
    return "first" if low > 0 else "second" if high < 0 else "neither"


@mistake('"first" and "second" are exchanged.')
def exchanged(one, other):
    _, low, high = metrics.interval([a - b for a, b in zip(other, one)])
    return by_interval(low, high)


@mistake("Zero at the end of the interval belongs to it. Use `>` and `<`.")
def zero_counts(one, other):
    _, low, high = metrics.interval([a - b for a, b in zip(one, other)])
    return "first" if low >= 0 else "second" if high <= 0 else "neither"


@mistake("Sorted lists pair draws that do not belong together.")
def sorted_first(one, other):
    _, low, high = metrics.interval([a - b for a, b in zip(sorted(one), sorted(other))])
    return by_interval(low, high)


EXERCISE = Exercise(
    id="clearly_ahead",
    title="Clearly ahead, or not",
    minutes=8,
    difficulty=2,
    reference=clearly_ahead,
    cases=cases,
    mistakes=(means_only, two_intervals, exchanged, zero_counts, sorted_first),
    hints=(
        "The same draw stands in the same place of both lists, so subtract place by place.",
        "`_, low, high = metrics.interval(differences)`; the first is ahead if `low > 0`.",
        'The second is ahead if `high < 0`. Everything else is "neither".',
    ),
)
