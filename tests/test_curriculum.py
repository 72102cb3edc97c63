"""The curriculum of pre-training: stages end at their gates, and interruptions lose nothing."""

from dataclasses import replace

import pytest
import torch

from helpers.facts import stages, vocabulary
from helpers.icl import few_shot, pretraining
from helpers.text import tokens, town
from helpers.weights import models, optim, training
from tools import cards, curriculum, train_facts_lm, train_town_lm

GATE = {"words": 0.9}
STAGES = [replace(stage, length=32, batch_size=2, steps=4) for stage in pretraining.STAGES[:2]]


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A cache of its own, and measured accuracies that a test may set."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    return dict.fromkeys(few_shot.GATES, 0.0)


def run(measured):
    plain = town.documents(60)
    tokenizer = tokens.train(plain, 600, kind="bpe", lowercase=False)
    model = models.decoder(600, width=32, layers=1)
    records = curriculum.train(
        "tiny",
        model,
        optim.MuonAdamW(model),
        STAGES,
        lambda stage: pretraining.TownBatches(tokenizer, stage, plain),
        lambda model, stage: measured,
        seed=0,
    )
    return model.state_dict(), records


def test_a_gate_ends_a_stage_and_its_last_step_does_too(small):
    weights, records = run(small)
    assert [r["steps"] for r in records] == [4, 4]
    small["lexicon of 2"] = 1.0
    _, records = run(small)
    assert [r["steps"] for r in records] == [0, 4], "the gate was open before the first step"


def test_passed():
    assert curriculum.passed(GATE, {"words": 0.9, "loss": 3.0})
    assert not curriculum.passed(GATE, {"words": 0.89})
    assert not curriculum.passed({}, {"words": 1.0})


def test_what_town_lm_measures_covers_every_gate(one_thread):
    plain = town.documents(60)
    tokenizer = tokens.train(plain, 600, kind="bpe", lowercase=False)
    model = models.decoder(600, width=32, layers=1, context=2048)
    found = train_town_lm.measured(model, pretraining.STAGES[0], tokenizer, count=2)
    assert all(name in found for stage in pretraining.STAGES for name in stage.gate)
    assert all(0 <= value <= 1 for value in found.values())


@pytest.mark.parametrize("stage", stages.STAGES, ids=lambda stage: stage.probe)
def test_what_facts_lm_measures_covers_every_gate(stage, one_thread):
    tokenizer = vocabulary.tokenizer()
    model = models.decoder(len(tokenizer), width=32, layers=1)
    found = train_facts_lm.measured(model, stage, tokenizer, questions=2)
    assert set(stage.gate) <= set(found)


def test_a_stage_that_is_done_is_not_run_again(small, monkeypatch, tmp_path, one_thread):
    whole, records = run(small)
    calls, real = [], training.train

    def breaks(name, *args, **how):
        calls.append(name)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(name, *args, **how)

    monkeypatch.setattr(training, "train", breaks)
    with pytest.raises(KeyboardInterrupt):
        run(small)
    again, after = run(small)
    assert [name[:6] for name in calls] == ["tiny-0", "tiny-1", "tiny-1"]
    assert all(torch.equal(whole[name], again[name]) for name in whole)
    assert [{**r, "seconds": 0} for r in records] == [{**r, "seconds": 0} for r in after]
    assert not list((tmp_path / "runs").glob("*")), "nothing is left behind"


def test_the_card_shows_accuracy_by_demonstrations():
    found = {"two classes": {"chance": 0.5, "0": [0.5, 0.48], "8": [0.9, 1.0]}}
    table = cards.in_context_table({"in_context": found})
    assert "| two classes | 50% | 49% | 95% |" in table
    assert cards.in_context_table({}) == ""


def test_the_card_shows_accuracy_by_facts():
    found = {
        "facts, one relation: reversed": {"1": [1.0, 0.9], "4": [0.5, 0.7]},
        "chains, one relation: steps": {"4": [0.8, 0.9]},
    }
    table = cards.facts_table({"facts_in_context": found})
    assert "| facts, one relation: reversed | 95% | 60% |" in table
    assert "| chains, one relation: steps | – | 85% |" in table
    assert cards.facts_table({}) == ""
