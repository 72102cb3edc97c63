"""The curriculum of facts-lm: stages end at their gates, and interruptions lose nothing."""

from dataclasses import replace

import pytest
import torch

from helpers import facts_documents, facts_eval, facts_stages, models, optim, training
from tools import cards, train_facts_lm


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Two tiny stages, a cache of their own, and measured accuracies that a test may set."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    stages = [replace(stage, length=32, batch_size=2, steps=4)
              for stage in facts_stages.STAGES[:2]]  # fmt: skip
    monkeypatch.setattr(facts_stages, "STAGES", stages)
    measured = {"loss": 3.0, "recall": 0.0, "reversed": 0.0}
    monkeypatch.setattr(train_facts_lm, "progress", lambda model, tokenizer, stage, batch: measured)
    return measured


def run():
    tokenizer = facts_documents.tokenizer()
    model = models.decoder(len(tokenizer), width=32, layers=1)
    records = train_facts_lm.curriculum("tiny", model, optim.MuonAdamW(model), tokenizer, seed=0)
    return model.state_dict(), records


def test_a_gate_ends_a_stage_and_its_last_step_does_too(small):
    _, records = run()
    assert [r["steps"] for r in records] == [4, 4]
    small |= {"recall": 1.0, "reversed": 0.89}
    _, records = run()
    assert [r["steps"] for r in records] == [4, 0], "the second stage's gate was open"


def test_passed():
    gate = {"recall": 0.9, "steps": 0.8}
    assert train_facts_lm.passed(gate, {"recall": 0.9, "steps": 0.8, "loss": 3.0})
    assert not train_facts_lm.passed(gate, {"recall": 1.0, "steps": 0.79})
    assert not train_facts_lm.passed({}, {"recall": 1.0})


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


def test_progress_measures_the_stage_s_own_probe(one_thread):
    tokenizer, stage = facts_documents.tokenizer(), facts_stages.STAGES[4]
    model = models.decoder(len(tokenizer), width=32, layers=1)
    batch = facts_documents.Documents(tokenizer, stage)(torch.Generator().manual_seed(0))
    found = train_facts_lm.progress(model, tokenizer, stage, batch)
    assert set(found) == {"loss", "chance", *facts_eval.MEASURES["chains"]}
    assert 4 < found["loss"] < 8 and found["steps"] == 0


def test_the_card_shows_accuracy_by_facts():
    found = {"facts, one relation: reversed": {"1": [1.0, 0.9], "4": [0.5, 0.7]},
             "chains, one relation: steps": {"4": [0.8, 0.9]}}  # fmt: skip
    table = cards.facts_table({"facts_in_context": found})
    assert "| facts, one relation: reversed | 95% | 60% |" in table
    assert "| chains, one relation: steps | – | 85% |" in table
    assert cards.facts_table({}) == ""
