"""Power laws through losses: against numbers made by one, and against SciPy's straight line."""

import numpy as np
import pytest
from scipy import stats

from helpers.files import CourseError
from helpers.measure import power_laws
from helpers.measure.power_laws import PowerLaw
from helpers.measure.runs import Runs

SIZES = [6e4, 2e5, 5e5, 1e6, 3e6]


@pytest.mark.parametrize("scale, exponent", [(9.0, 0.08), (2.0, 0.0), (0.5, -0.2), (1e6, 1.5)])
def test_what_made_the_losses_is_found_again(scale, exponent):
    law = PowerLaw(scale, exponent)
    found = power_laws.fit(SIZES, [law(size) for size in SIZES])
    assert found.scale == pytest.approx(scale) and found.exponent == pytest.approx(exponent)
    assert found(1e9) == pytest.approx(law(1e9))


def test_it_is_the_least_squares_line_of_the_logarithms():
    losses = [4.2, 4.1, 3.9, 3.8, 3.5]
    line = stats.linregress(np.log(SIZES), np.log(losses))
    found = power_laws.fit(SIZES, losses)
    assert found.exponent == pytest.approx(-line.slope)
    assert found.scale == pytest.approx(np.exp(line.intercept))


@pytest.mark.parametrize(
    "sizes, losses, message",
    [
        ([1e4, 1e5], [4.0], "one loss for each size"),
        ([1e4], [4.0], "two sizes or more"),
        ([1e4, 1e4], [4.0, 3.0], "two sizes or more"),
        ([0.0, 1e5], [4.0, 3.0], "above zero"),
        ([1e4, 1e5], [4.0, -3.0], "above zero"),
        ([1e4, float("inf")], [4.0, 3.0], "above zero"),
    ],
)
def test_what_has_no_power_law_is_refused(sizes, losses, message):
    with pytest.raises(CourseError, match=message):
        power_laws.fit(sizes, losses)


def runs() -> Runs:
    laws = [PowerLaw(8.0, 0.05), PowerLaw(9.0, 0.06)]
    return Runs([{"n": n, "seed": s, "loss": law(n)} for n in SIZES for s, law in enumerate(laws)])


def test_each_seed_has_its_law_and_the_largest_sizes_stay_out():
    made = runs()
    made.rows[-1]["loss"] = 99.0  # of the largest size
    found = power_laws.of_seeds(made, "n", most=SIZES[-2])
    assert [law.exponent for law in found] == pytest.approx([0.05, 0.06])
    with pytest.raises(CourseError, match="two sizes or more"):
        power_laws.of_seeds(made, "n", most=SIZES[0])


def test_the_picture_tells_in_words_what_is_drawn(capsys):
    laws = {"three": power_laws.of_seeds(runs(), "n", most=5e5)}
    fig = power_laws.chart(runs(), "n", laws)
    ax = fig.axes[0]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    line = next(line for line in ax.lines if line.get_label() == "three")
    x, y = line.get_data()
    assert min(x) <= SIZES[0] and max(x) >= SIZES[-1]
    assert y[-1] == pytest.approx(np.mean([law(x[-1]) for law in laws["three"]]))
