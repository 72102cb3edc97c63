"""Intervals over units with draws within them: how often they hold the truth, and what they are of.

Simulated with fixed generators, in the sizes of the lesson `comparison`: three pre-trainings, five
draws of facts each, twelve to a hundred questions a draw.
"""

from functools import cache

import numpy as np
import pytest

from helpers.files import CourseError
from helpers.measure import intervals, metrics, nested
from helpers.measure.experiment import Runs

REPEATS = 1000  # a share near .95 is then known to ±.014


@pytest.fixture(autouse=True)
def quantiles_are_looked_up_once(monkeypatch):
    monkeypatch.setattr(intervals.stats.t, "ppf", cache(intervals.stats.t.ppf))
    monkeypatch.setattr(intervals.stats.norm, "ppf", cache(intervals.stats.norm.ppf))


def scattered(luck, mean, sd: float) -> np.ndarray:
    """Shares around `mean` with this standard deviation, by a beta distribution."""
    if sd == 0:
        return mean
    both = np.maximum(mean * (1 - mean) / sd**2 - 1, 0.05)
    return luck.beta(np.maximum(mean * both, 1e-9), np.maximum((1 - mean) * both, 1e-9))


def runs(p: float, units: float, draws: float, shape=(3, 5), asked: int = 100) -> np.ndarray:
    """(REPEATS, units, draws): shares right; `units`, `draws`: the sd of what each adds."""
    luck = np.random.default_rng(23)
    of_unit = scattered(luck, np.full((REPEATS, shape[0], 1), p), units)
    of_draw = scattered(luck, np.broadcast_to(of_unit, (REPEATS, *shape)), draws)
    return luck.binomial(asked, of_draw) / asked


def coverage(found, truth: float, make) -> float:
    held = 0
    for rows in found:
        _, low, high = metrics.interval(make(rows))
        held += low - 1e-12 <= truth <= high + 1e-12
    return held / len(found)


@pytest.mark.parametrize("asked", [12, 100])
@pytest.mark.parametrize("scatter", [(0, 0), (0, 0.05), (0.03, 0.05), (0.1, 0), (0.15, 0.03)])
def test_shares_are_covered_whatever_scatters(scatter, asked):
    """Nothing but questions, draws alone, both, units alone."""
    rows = runs(0.5, *scatter, asked=asked)
    assert coverage(rows, 0.5, lambda row: metrics.Nested(row.tolist(), asked)) >= 0.935


@pytest.mark.parametrize("asked", [12, 100])
@pytest.mark.parametrize("p", [0.02, 0.1, 0.9, 0.98])
@pytest.mark.parametrize("scatter", [(0, 0), (0, 0.25), (0.1, 0.25)])
def test_shares_near_the_ends_are_covered(p, scatter, asked):
    """Scatter in parts of the largest that a share so near to an end can have."""
    room = p * (1 - p)
    rows = runs(p, *(part * room for part in scatter), asked=asked)
    assert coverage(rows, p, lambda row: metrics.Nested(row.tolist(), asked)) >= 0.935


def test_what_three_units_cannot_know_is_said():
    """One unit in many far below the others: three seldom show it, and no interval of them does."""
    rows = runs(0.98, 0.025, 0)
    held = coverage(rows, 0.98, lambda row: metrics.Nested(row.tolist(), 100))
    assert 0.8 <= held <= 0.9


@pytest.mark.parametrize("shape", [(3, 5), (3, 3), (5, 3)])
def test_differences_of_the_same_draws_are_covered(shape):
    """What both sides share, such as hard facts, does not widen the interval."""
    luck = np.random.default_rng(5)
    common = luck.normal(0, 3, (REPEATS, *shape))
    for units in (0, 1):
        own = luck.normal(1, units, (REPEATS, shape[0], 1)) if units else 1.0
        one = common + own + luck.normal(0, 1, (REPEATS, *shape))
        pairs = np.stack([one, common], axis=1)

        def apart(pair):
            return metrics.minus(*(metrics.Nested(side.tolist()) for side in pair))

        assert coverage(pairs, 1.0, apart) >= 0.935


def test_differences_of_shares_are_covered():
    one, other = runs(0.9, 0.03, 0.03, asked=20), runs(0.4, 0.1, 0.03, asked=20)
    pairs = np.stack([one, np.roll(other, 1, axis=0)], axis=1)

    def apart(pair):
        return metrics.minus(*(metrics.Nested(side.tolist(), 20) for side in pair))

    assert coverage(pairs, 0.5, apart) >= 0.935


def test_it_is_no_narrower_than_any_level_alone():
    for row in runs(0.7, 0.05, 0.05, asked=12)[:200].tolist():
        _, low, high = metrics.interval(metrics.Nested(row, 12))
        means, everything = [np.mean(some) for some in row], [x for some in row for x in some]
        floors = [
            metrics.interval(means)[1:],
            metrics.wilson(sum(everything) * 12, 180),
            (np.mean(row) - nested.away(row), np.mean(row) + nested.away(row)),
        ]
        for floor in floors:
            assert low <= max(0, floor[0]) + 1e-12 and min(1, floor[1]) <= high + 1e-12


def test_three_units_that_are_alike_by_luck_are_no_proof():
    """The draws within them differ, so the mean is not known to a hair."""
    alike = metrics.Nested([[0.4, 0.6], [0.3, 0.7], [0.5, 0.5]])
    mean, low, high = metrics.interval(alike)
    assert (mean, low < 0.35, high > 0.65) == (0.5, True, True)
    assert metrics.clearly(alike, 0.45) == "not clearly different"


# ------------------------------------------------------------------------------------- components


@pytest.mark.parametrize("units, draws", [(0.0, 0.0), (0.1, 0.0), (0.0, 0.08), (0.1, 0.08)])
def test_components_find_what_was_put_in(units, draws):
    """Variances, over many simulated studies; clipping at 0 lifts what is not there a little."""
    found = [
        metrics.components(metrics.Nested(row, 50))
        for row in runs(0.5, units, draws, shape=(8, 8), asked=50)[:150].tolist()
    ]
    for name, put in (("units", units), ("draws", draws)):
        variance = np.mean([parts[name].sd ** 2 for parts in found])
        assert variance == pytest.approx(put**2, rel=0.15, abs=8e-4)
    sd = np.mean([parts["questions"].sd for parts in found])
    assert sd == pytest.approx((0.25 - units**2 - draws**2) ** 0.5, rel=0.03)


def test_the_parts_of_the_mean_add_up():
    """To the variance of the unit means over their number, where units differ more than draws."""
    row = [[0.9, 0.7, 0.8], [0.5, 0.3, 0.4], [1.0, 0.9, 0.6]]
    parts = metrics.components(metrics.Nested(row, 20))
    means = [np.mean(some) for some in row]
    together = sum(part.of_mean**2 for part in parts.values())
    assert together == pytest.approx(np.var(means, ddof=1) / 3)
    assert {name: part.of for name, part in parts.items()} == {
        "units": 3,
        "draws": 9,
        "questions": 180,
    }


def test_one_unit_or_one_draw_cannot_tell_its_level():
    assert metrics.components(metrics.Nested([[0.5, 0.7]], 20))["units"].sd is None
    assert metrics.components(metrics.Nested([[0.5], [0.7]], 20))["draws"].of_mean is None
    assert np.isnan(metrics.interval(metrics.Nested([[0.5, 0.7]], 20))[1])
    assert metrics.interval(metrics.Nested([[0.5], [0.7]])) == metrics.interval([0.5, 0.7])


@pytest.mark.parametrize("draws", [[[0.5, 0.6], [0.5]], [[], []], [], [[0.5], []], [[0.5, None]]])
def test_units_need_equally_many_draws(draws):
    with pytest.raises(CourseError):
        metrics.Nested(draws)


@pytest.mark.parametrize("asked", [None, 1])
def test_components_need_shares_of_several_questions(asked):
    with pytest.raises(CourseError, match="of how many questions"):
        metrics.components(metrics.Nested([[0.5, 0.6], [0.5, 0.7]], asked))


# ------------------------------------------------------------------------------------- in the runs


def study() -> Runs:
    values = {"a": [[0.9, 0.7], [0.5, 0.3], [0.8, 1.0]], "b": [[0.2, 0.0], [0.3, 0.1], [0.2, 0.1]]}
    return Runs(
        [
            {"way": way, "net": net, "seed": seed, "right": share, "kind, right": share}
            for way, units in values.items()
            for net, draws in enumerate(units)
            for seed, share in enumerate(draws)
        ]
    )


def test_runs_that_are_nested_keep_their_draws():
    some = study().shares(**{"right": 20, "kind, right": 20}).nested("net")
    values = some.values("right", way="a")
    assert values == pytest.approx([0.8, 0.4, 0.9]) and values.questions == 40
    assert values.draws == [[0.9, 0.7], [0.5, 0.3], [0.8, 1.0]]
    apart = some.minus("right", {"way": "a"}, {"way": "b"})
    assert apart == pytest.approx([0.7, 0.2, 0.75])
    assert apart.draws[1] == pytest.approx([0.2, 0.2])
    renamed = some.renamed(net="pre-training", right="exact")
    assert renamed.values("exact", way="a") == values
    stacked = some.stacked("kind", ["kind"], ["right"])
    assert stacked.values("right", way="a", kind="kind").questions == 40


def test_a_table_says_what_it_is_over(capsys):
    study().shares(right=20).nested("net").table("right", "way", versus={"way": "a"})
    told = capsys.readouterr().out
    assert "Means of 6 runs, 2 for each net [95 % interval]." in told


def test_units_in_another_order_are_not_paired():
    some = study().nested("net")
    some.rows = some.rows[:6] + some.rows[8:] + some.rows[6:8]
    with pytest.raises(CourseError, match="same seeds"):
        some.minus("right", {"way": "a"}, {"way": "b"})
