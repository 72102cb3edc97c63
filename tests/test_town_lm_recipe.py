"""The curriculum of town-lm: stages end at their gates, and interruptions lose nothing."""

from dataclasses import replace

import pytest
import torch

from helpers import in_context, in_context_eval, models, optim, tokens, town, training
from tools import cards, train_town_lm

GATE = {"words": 0.9}


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Two tiny stages, a cache of their own, and measured accuracies that a test may set."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    stages = [replace(stage, length=32, batch_size=2, steps=4) for stage in in_context.STAGES[:2]]
    monkeypatch.setattr(in_context, "STAGES", stages)
    measured = dict.fromkeys(in_context_eval.GATES, 0.0) | {"loss": 3.0}
    monkeypatch.setattr(train_town_lm, "progress", lambda model, tokenizer, batch: measured)
    return measured


def run():
    plain = town.documents(60)
    tokenizer = tokens.train(plain, 600, kind="bpe", lowercase=False)
    model = models.decoder(600, width=32, layers=1)
    optimizer = optim.MuonAdamW(model)
    records = train_town_lm.curriculum("tiny", model, optimizer, tokenizer, plain, seed=0)
    return model.state_dict(), records


def test_a_gate_ends_a_stage_and_its_last_step_does_too(small):
    weights, records = run()
    assert [r["steps"] for r in records] == [4, 4]
    small["lexicon of 2"] = 1.0
    _, records = run()
    assert [r["steps"] for r in records] == [0, 4], "the gate was open before the first step"


def test_passed():
    assert train_town_lm.passed(GATE, {"words": 0.9, "loss": 3.0})
    assert not train_town_lm.passed(GATE, {"words": 0.89})
    assert not train_town_lm.passed({}, {"words": 1.0})


def test_a_stage_that_is_done_is_not_run_again(small, monkeypatch, tmp_path, one_thread):
    whole, records = run()
    calls, real = [], training.train

    def breaks(name, *args, **how):
        calls.append(name)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(name, *args, **how)

    monkeypatch.setattr(training, "train", breaks)
    with pytest.raises(KeyboardInterrupt):
        run()
    again, after = run()
    assert calls == ["tiny-0", "tiny-1", "tiny-1"]
    assert all(torch.equal(whole[name], again[name]) for name in whole)
    assert [{**r, "seconds": 0} for r in records] == [{**r, "seconds": 0} for r in after]
    assert not list((tmp_path / "runs").glob("*")), "nothing is left behind"


def test_the_card_shows_accuracy_by_demonstrations():
    found = {"two classes": {"chance": 0.5, "0": [0.5, 0.48], "8": [0.9, 1.0]}}
    table = cards.in_context_table({"in_context": found})
    assert "| two classes | 50% | 49% | 95% |" in table
    assert cards.in_context_table({}) == ""
