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
from helpers.measure import metrics
from helpers.weights import baselines, masking

HELD_OUT = 8  # rows


def test_an_interval_is_the_bootstrap_s():
    values = np.random.default_rng(1).normal(5, 2, 40)
    mean, low, high = metrics.interval(values)
    draws = np.random.default_rng(2).choice(values, (20_000, 40)).mean(1)
    assert mean == pytest.approx(values.mean())
    assert [low, high] == pytest.approx(np.percentile(draws, [2.5, 97.5]), abs=0.06)
    narrow = metrics.interval(values, level=0.5)
    assert low < narrow[1] < mean < narrow[2] < high


def test_an_interval_covers_about_as_often_as_it_says():
    rng, hits = np.random.default_rng(0), 0
    for _ in range(60):
        _, low, high = metrics.interval(rng.normal(0, 1, 50))
        hits += low <= 0 <= high
    assert stats.binomtest(hits, 60, 0.93).pvalue > 0.001


def test_intervals_of_few_values():
    assert metrics.interval([0.5]) == (0.5, 0.5, 0.5)
    assert metrics.interval([1, 1, 1]) == (1.0, 1.0, 1.0)
    assert metrics.interval([0.1, 0.2, 0.3]) == metrics.interval([0.1, 0.2, 0.3])
    _, low, high = metrics.interval([0.1, 0.2, 0.3])
    assert 0.1 <= low < high <= 0.3
    assert metrics.text([0.123, 0.123], digits=1) == "0.1 [0.1, 0.1]"
    with pytest.raises(CourseError, match="no values"):
        metrics.interval([])


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
