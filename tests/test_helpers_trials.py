"""Trials: the same texts in other prompts, nothing of the answer given away, honest verdicts."""

from collections import Counter

import pytest

from helpers.icl import attributes, trials
from helpers.text import tokens
from helpers.weights import models


@pytest.mark.parametrize("question", trials.QUESTIONS)
def test_trials_are_what_was_asked_for(question):
    ways = len(trials.draw(question, (0,), 1, seed=0)[0].words)
    shown = (3, 2, 0, 1)[:ways]
    for trial in trials.draw(question, shown, 20, seed=1, queries=5):
        counts = Counter(number for _, number in trial.demonstrations)
        assert sorted(counts.values()) == sorted(count for count in shown if count)
        assert len(trial.queries) == 5 and len(set(trial.words)) == ways
        assert all(0 <= number < ways for _, number in trial.queries)
        assert set(trial.words) <= set(attributes.label_words()["new"])


def test_the_same_seed_gives_the_same_trials_and_another_one_others():
    first, again, other = (trials.draw("words", (2, 2, 2), 3, seed=s) for s in (4, 4, 5))
    assert first == again != other


def test_which_class_is_shown_most_changes_from_trial_to_trial():
    found = trials.draw("leads", (4, 1, 1), 30, seed=0)
    most = {Counter(t.names[n] for _, n in t.demonstrations).most_common(1)[0][0] for t in found}
    assert most == {"cold", "warm", "hot"}


def test_a_word_that_is_asked_was_not_shown():
    for trial in trials.draw("words", (3, 3, 3), 40, seed=2):
        assert trial.text not in [text for text, _ in trial.demonstrations]


def test_prompts_carry_the_labels_and_relabelling_leaves_the_queries():
    (trial,) = trials.draw("reviews", (1, 1, 1), 1, seed=0)
    assert trial.prompt("xyz").demonstrations == trial.labelled("xyz")
    turned = trial.relabelled([(n + 1) % 3 for _, n in trial.demonstrations])
    assert turned.queries == trial.queries
    assert [text for text, _ in turned.demonstrations] == [text for text, _ in trial.demonstrations]
    assert all(
        (b - a) % 3 == 1 for (_, a), (_, b) in zip(trial.demonstrations, turned.demonstrations)
    )
    with pytest.raises(ValueError):
        trial.relabelled([0])


def test_asking_counts_what_is_right():
    tokenizer = tokens.train(["so dull => good bad"] * 9, vocab_size=300, kind="bpe")
    model = models.decoder(len(tokenizer), width=32, layers=1).eval()
    asked = [(f"so dull{' dull' * i} =>", [" good", " bad"], i % 2) for i in range(4)]
    right, p = trials.ask(model, tokenizer, asked)
    assert p.shape == (4, 2)
    assert right == [int(row.argmax()) == i % 2 for i, row in enumerate(p)]


def test_pools_come_from_the_families_of_their_split():
    train, test = (trials.pool("leads", split, 30, seed=0) for split in ("train", "test"))
    assert Counter(n for _, n in train) == {0: 30, 1: 30, 2: 30}
    assert not {text for text, _ in train} & {text for text, _ in test}
