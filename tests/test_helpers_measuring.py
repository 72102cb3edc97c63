"""Intervals, chance levels and counting baselines, against NumPy, SciPy, scikit-learn and loops."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from tiny_text import encoder, rows, tokenizer

from helpers.files import CourseError
from helpers.measure import intervals, metrics
from helpers.weights import baselines, masking

HELD_OUT = 8  # rows


def test_an_interval_is_student_s():
    values = np.random.default_rng(1).normal(5, 2, 6)
    mean, low, high = metrics.interval(values)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert mean == pytest.approx(values.mean()) == metrics.mean(values)
    assert [low, high] == pytest.approx([expected.low, expected.high])
    narrow = metrics.interval(values, level=0.5)
    assert low < narrow[1] < mean < narrow[2] < high


def test_intervals_of_few_values():
    mean, low, high = metrics.interval([0.5])
    assert mean == 0.5 and math.isnan(low) and math.isnan(high)
    assert metrics.text([0.5]) == "0.50 (one run)"
    assert metrics.interval([1, 1, 1]) == (1.0, 1.0, 1.0)
    assert metrics.text([0.123, 0.123], digits=1) == "0.1 (all 2 alike)"
    _, low, high = metrics.interval([0.1, 0.2, 0.3])
    assert low < 0.1 and high > 0.3, "three values say little"
    with pytest.raises(CourseError, match="no values"):
        metrics.interval([])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_refused(bad):
    for measure in (metrics.interval, metrics.text, lambda v: metrics.clearly(v, 0.5)):
        with pytest.raises(CourseError, match="nan|inf"):
            measure([0.5, bad, 0.5])


@pytest.mark.parametrize("right, count", [(0, 7), (7, 7), (3, 10), (1, 1), (250, 300)])
def test_a_share_s_interval_is_scipy_s_wilson(right, count):
    for level in (0.95, 0.8):
        ends = stats.binomtest(right, count).proportion_ci(level, method="wilson")
        assert metrics.wilson(right, count, level) == pytest.approx((ends.low, ends.high))


def test_a_difference_of_shares_is_newcombe_s():
    """His first example: 56 of 70 against 48 of 80; method 10 gives 0.0524 to 0.3339."""
    one, other = ((n / m, *metrics.wilson(n, m)) for n, m in ((56, 70), (48, 80)))
    assert intervals.of_sides(one, other) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_runs_that_agree_are_as_sure_as_their_questions():
    few, many = (metrics.interval([1.0] * 3, questions=n) for n in (10, 1000))
    assert few[0] == few[2] == 1 and few[1] == pytest.approx(metrics.wilson(30, 30)[0])
    assert few[1] < many[1] < 1
    scattered = [0.2, 0.5, 0.9]
    assert metrics.interval(scattered, questions=500)[1] == max(0, metrics.interval(scattered)[1])


def test_saturated_differences_have_a_width_too():
    one, other = (metrics.Shares([p] * 3, questions=100) for p in (1.0, 0.98))
    mean, low, high = metrics.interval(metrics.minus(one, other))
    assert 0 < low < mean < high < 0.06 and metrics.clearly(one, other) == "higher"
    few = [metrics.Shares(list(values), questions=10) for values in (one, other)]
    assert metrics.clearly(*few) == "not clearly different"
    both = metrics.minus(one, list(other))  # nothing is known of one side's questions
    assert metrics.interval(both)[1] == pytest.approx(0.02)
    over = metrics.interval(metrics.minus(one, 0.25))
    assert over[1] == pytest.approx(metrics.interval(one)[1] - 0.25) and over[2] == 0.75


def test_the_best_is_clearly_ahead_of_every_other():
    values = {"a": [0.9, 0.8, 0.85], "b": [0.6, 0.5, 0.55], "c": [0.61, 0.52, 0.54]}
    assert metrics.best(values) == "a"
    assert metrics.best(values, lowest=True) == metrics.UNDECIDED
    assert metrics.best({"a": [0.9], "b": [0.1]}) == metrics.UNDECIDED, "one run decides nothing"
    behind, ahead = [-0.3, -0.2, -0.25], [0.3, 0.2, 0.25]
    assert metrics.first_ahead({"4": behind, "16": ahead}) == "16"
    assert metrics.first_ahead({"4": behind, "16": behind}) == "never"
    assert (
        metrics.first_ahead({"4": behind, "16": [0.3, -0.2, 0.1], "64": ahead}) == "not told apart"
    )
    assert metrics.first_ahead({"4": [0.5]}) == "not told apart"
    with pytest.raises(CourseError, match="as many on either side"):
        metrics.best({"a": [0.9, 0.8], "b": [0.1]})


@pytest.mark.parametrize("labels", [["a", "a", "b", "c"], [1, 0, 1, 1, 1], ["x"], np.arange(4)])
def test_chance_is_what_scikit_learn_s_dummies_reach(labels):
    inputs = np.zeros((len(labels), 1))
    majority = DummyClassifier(strategy="most_frequent").fit(inputs, labels).score(inputs, labels)
    found = metrics.chance(labels)
    assert found == {"even guess": 1 / len(set(labels)), "majority class": majority}


def test_no_labels_have_no_chance():
    with pytest.raises(CourseError, match="no labels"):
        metrics.chance([])


def test_counts_are_scikit_learn_s():
    ids, size = rows(), len(tokenizer())
    single, pair = baselines.counts(ids, size)
    texts = [" ".join(map(str, row)) for row in ids.tolist()]
    count = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2)).fit(texts)
    totals = np.asarray(count.transform(texts).sum(0))[0]
    for ngram, place in count.vocabulary_.items():
        parts = tuple(map(int, ngram.split()))
        assert (pair[parts] if len(parts) == 2 else single[parts]) == totals[place]
    assert single.sum() == ids.numel() and pair.sum() == ids[:, 1:].numel()
    assert baselines.unigram(single).sum() == pytest.approx(1, abs=1e-5)
    assert (baselines.unigram(single) > 0).all()


def by_hand(train, held_out, strength=100.0):
    """The three tables with Python's own dictionaries, one question at a time."""
    words, mask = tokenizer(), tokenizer().mask_token_id
    special = set(words.all_special_ids)
    single = Counter(train.flatten().tolist())
    after, before = defaultdict(Counter), defaultdict(Counter)
    for row in train.tolist():
        for left, right in zip(row, row[1:], strict=False):
            after[left][right] += 1
            before[right][left] += 1
    prior = [0 if i in special else single[i] + 1 for i in range(len(words))]
    prior = [weight / sum(prior) + 1e-12 for weight in prior]

    def mixed(table):
        total = sum(table.values()) + strength
        return [(table[i] + strength * prior[i]) / total for i in range(len(words))]

    inputs, labels = masking.corrupt(
        held_out,
        mask,
        special,
        len(words),
        0.15,
        torch.Generator().manual_seed(12345),
        replace=False,
    )
    found = {name: [] for name in ("unigram", "bigram", "both sides")}
    for row, asked in zip(inputs.tolist(), labels.tolist(), strict=True):
        for place, answer in enumerate(asked):
            if answer == masking.IGNORED:
                continue
            left = row[place - 1] if place else mask
            right = row[place + 1] if place + 1 < len(row) else mask
            forward = mixed(after[left] if left != mask else Counter())
            backward = mixed(before[right] if right != mask else Counter())
            both = [f * b / p for f, b, p in zip(forward, backward, prior, strict=True)]
            for name, scores in zip(found, (prior, forward, both), strict=True):
                found[name].append(-math.log(scores[answer] / sum(scores)))
    return {name: sum(losses) / len(losses) for name, losses in found.items()}


def test_the_tables_by_hand():
    train, held_out = rows()[HELD_OUT:], rows()[:HELD_OUT]
    found = baselines.masked_baselines(train, held_out, tokenizer())
    expected = by_hand(train, held_out)
    assert {name: score["loss"] for name, score in found.items()} == pytest.approx(
        expected, abs=1e-3
    )
    assert found["unigram"]["loss"] > found["bigram"]["loss"] > found["both sides"]["loss"]
    assert all(0 <= score["accuracy"] <= 1 for score in found.values())


def test_the_tables_answer_the_questions_of_evaluate():
    """A network that says the unigram everywhere scores exactly as the unigram table."""
    single, _ = baselines.counts(rows()[HELD_OUT:], len(tokenizer()))
    prior = baselines.unigram(single)
    prior[tokenizer().all_special_ids] = 0
    model = encoder()
    with torch.no_grad():
        model.decoder.weight.zero_()
        model.decoder.bias.copy_((prior / prior.sum() + 1e-12).log())
    table = baselines.masked_baselines(rows()[HELD_OUT:], rows()[:HELD_OUT], tokenizer())["unigram"]
    network = masking.evaluate(model, rows()[:HELD_OUT], tokenizer())
    assert network == {key: pytest.approx(value, abs=1e-4) for key, value in table.items()}
