"""How often an interval that says 95 % holds the true value, simulated with fixed generators."""

from functools import cache

import numpy as np
import pytest

from helpers.measure import evaluation, intervals, metrics

DRAWS = 2500  # a share near .95 is then known to ±.01
RUNS = (3, 5, 8)


def rng() -> np.random.Generator:
    return np.random.default_rng(17)


def coverage(rows, truth: float, make=list) -> float:
    """The share of rows of values whose interval holds `truth`."""
    hits = 0
    for row in rows:
        _, low, high = metrics.interval(make(row))
        hits += low - 1e-12 <= truth <= high + 1e-12
    return hits / len(rows)


def shares(p: float, runs: int, scatter: float = 0.0, seed=None) -> np.ndarray:
    """(DRAWS, runs): the share right of 100 questions; `scatter`: sd of the runs' true shares."""
    luck = seed or rng()
    true = np.full((DRAWS, runs), p)
    if scatter:
        both = p * (1 - p) / scatter**2 - 1
        true = luck.beta(p * both, (1 - p) * both, (DRAWS, runs))
    return luck.binomial(100, true) / 100


@pytest.fixture(autouse=True)
def quantiles_are_looked_up_once(monkeypatch):
    """SciPy takes a tenth of a millisecond for a quantile, and thousands are the same."""
    monkeypatch.setattr(intervals.stats.t, "ppf", cache(intervals.stats.t.ppf))
    monkeypatch.setattr(intervals.stats.norm, "ppf", cache(intervals.stats.norm.ppf))


@pytest.mark.parametrize("runs", RUNS)
def test_normal_values_are_covered(runs):
    assert coverage(rng().normal(5, 2, (DRAWS, runs)), 5) >= 0.93


@pytest.mark.parametrize("runs", RUNS)
def test_skewed_values_are_covered(runs):
    assert coverage(rng().exponential(1, (DRAWS, runs)), 1) >= 0.86
    assert coverage(rng().lognormal(0, 0.5, (DRAWS, runs)), np.exp(0.125)) >= 0.86


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize("p", [0.5, 0.7, 0.9, 0.95, 0.98, 0.99])
def test_shares_are_covered(runs, p):
    def known(row):
        return metrics.Shares(row, questions=100)

    assert coverage(shares(p, runs), p, known) >= 0.93
    if p <= 0.9:  # networks that differ: a share near 1 then scatters to one side only
        assert coverage(shares(p, runs, scatter=0.05), p, known) >= 0.93


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize("questions", [20, 100])
@pytest.mark.parametrize("pair", [(0.5, 0.5), (0.9, 0.8), (0.99, 0.97), (1.0, 0.98), (1.0, 0.02)])
def test_paired_differences_of_shares_are_covered(runs, pair, questions):
    luck = rng()
    one = luck.binomial(questions, pair[0], (DRAWS, runs))
    other = luck.binomial(questions, pair[1], (DRAWS, runs))
    harder = luck.binomial(one, pair[1] / pair[0])  # what the second side knows, the first knows

    def known(row):
        return metrics.minus(*(metrics.Shares(side / questions, questions) for side in row))

    least = 0.93 if questions == 100 else 0.92  # twentieths are coarse: many runs are alike
    for second in (other, harder):
        rows = np.stack([one, second], axis=1)
        assert coverage(rows, pair[0] - pair[1], known) >= least


@pytest.mark.parametrize("runs", RUNS)
def test_paired_differences_of_values_are_covered(runs):
    """What the pair has in common, such as the draw of a data set, does not widen the interval."""
    luck = rng()
    common = luck.normal(0, 5, (DRAWS, runs))
    rows = np.stack([common + luck.normal(1, 1, (DRAWS, runs)), common], axis=1)
    assert coverage(rows, 1, lambda row: metrics.minus(row[0].tolist(), row[1].tolist())) >= 0.93


@pytest.mark.parametrize("runs", RUNS)
def test_equal_candidates_are_seldom_told_apart(runs):
    """`best` picks the highest of four after the fact, and must not take luck for a result."""
    rows, named = rng().normal(0, 1, (1000, 4, runs)), 0
    for row in rows:
        candidates = {str(i): values.tolist() for i, values in enumerate(row)}
        named += metrics.best(candidates) != metrics.UNDECIDED
    assert named / len(rows) <= 0.07


def test_scores_of_test_texts_are_covered():
    """Accuracy by Wilson's interval, macro F1 by the spread over texts that are drawn again."""
    luck, names, right = rng(), ["a", "b", "c"], 0.9

    def texts(count):
        labels = luck.integers(3, size=count)
        wrong = (labels + luck.integers(1, 3, size=count)) % 3
        return labels, np.where(luck.random(count) < right, labels, wrong)

    truth, hits, found = macro_f1(*texts(500_000)), 0, 0
    for _ in range(300):
        report = evaluation.Report(*texts(60), names)
        low, high = report.interval()
        hits += low <= right <= high
        low, high = report.interval(macro_f1, draws=200)
        found += low <= truth <= high
    assert hits / 300 >= 0.93 and found / 300 >= 0.93


def macro_f1(labels, predictions) -> float:
    """The same as scikit-learn's, which takes a hundred times as long on sixty texts."""
    table = np.bincount(3 * labels + predictions, minlength=9).reshape(3, 3)
    return float((2 * table.diagonal() / (table.sum(0) + table.sum(1)).clip(1)).mean())
