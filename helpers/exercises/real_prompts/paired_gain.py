"""How much better a changed prompt is on the same tests, with an interval."""

import math
import statistics

from helpers.checking.spec import Exercise, mistake


def paired_gain(before: list[int], after: list[int]) -> tuple[float, float, float]:
    """The mean gain, and the lower and the upper end of its 95 % interval.

    before, after: for each test 1 if it passed and 0 if not; the same tests in the same order, two
    or more. The interval is the mean of the differences, minus and plus 1.96 standard errors; a
    standard error is their standard deviation (`statistics.stdev`) divided by the square root of
    how many there are.
    """
    gains = [b - a for a, b in zip(before, after)]
    mean = statistics.fmean(gains)
    half = 1.96 * statistics.stdev(gains) / math.sqrt(len(gains))
    return mean, mean - half, mean + half


def cases() -> list:
    return [
        ([0, 1, 0, 1], [1, 1, 0, 1]),
        ([1, 1, 1, 0, 0, 0, 1, 0], [1, 1, 1, 1, 1, 0, 1, 0]),
        ([1, 0, 1, 0, 1], [0, 1, 1, 0, 0]),
        ([1, 1, 0], [1, 1, 0]),  # nothing changed
        ([0, 0, 1, 1, 0, 1, 0, 0, 1, 0], [1, 1, 1, 1, 1, 1, 1, 0, 1, 1]),
        ([1, 0], [0, 0]),
    ]


def around(mean, half):
    return mean, mean - half, mean + half


def gains_of(before, after) -> list[int]:
    return [b - a for a, b in zip(before, after)]


@mistake("The sign is turned: a gain is after minus before.")
def turned(before, after):
    return paired_gain(after, before)


@mistake("The square root of the number of tests is missing: the interval of a mean is narrower.")
def of_one_test(before, after):
    gains = gains_of(before, after)
    return around(statistics.fmean(gains), 1.96 * statistics.stdev(gains))


@mistake("It treats the two as different tests. Take the difference test by test first.")
def unpaired(before, after):
    parts = [statistics.variance(one) / len(one) for one in (before, after)]
    mean = statistics.mean(after) - statistics.mean(before)
    return around(mean, 1.96 * math.sqrt(sum(parts)))


@mistake("One standard error holds two thirds of the cases. 95 % take 1.96 of them.")
def one_error(before, after):
    gains = gains_of(before, after)
    return around(statistics.fmean(gains), statistics.stdev(gains) / math.sqrt(len(gains)))


@mistake("It divides by the number of tests, not by its square root.")
def divides_by_number(before, after):
    gains = gains_of(before, after)
    return around(statistics.fmean(gains), 1.96 * statistics.stdev(gains) / len(gains))


@mistake("`pstdev` is for all there are. These tests are a sample: `stdev`.")
def of_all(before, after):
    gains = gains_of(before, after)
    return around(statistics.fmean(gains), 1.96 * statistics.pstdev(gains) / math.sqrt(len(gains)))


EXERCISE = Exercise(
    id="paired_gain",
    title="Is the change a gain?",
    minutes=10,
    difficulty=2,
    reference=paired_gain,
    cases=cases,
    mistakes=(turned, of_one_test, unpaired, one_error, divides_by_number, of_all),
    hints=(
        "First one difference for each test: what it is after, minus what it was before.",
        "Of these differences take `statistics.fmean` and `statistics.stdev`.",
        "`half = 1.96 * statistics.stdev(gains) / math.sqrt(len(gains))`; then the mean, the mean"
        " minus `half`, and the mean plus `half`.",
    ),
)
