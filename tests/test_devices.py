"""Everything that trains and asks models also works on a device that refuses CPU tensors."""

import copy
import logging
import os
import warnings

import pytest
import torch
import transformers
from accelerate.state import AcceleratorState
from peft import TaskType
from stand_in import AWAY, Refused, StandIn
from tiny_text import SENTENCES, encoder, rows, tokenizer

from helpers import setup
from helpers.context import generation, packing, pricing, scoring
from helpers.context.prompts import Prompt
from helpers.facts import corpus, retrieval, trials, vocabulary
from helpers.files import CourseError
from helpers.icl import tune_and_prompt
from helpers.inside import attention, heads, induction, toys
from helpers.real import processes
from helpers.text import tokens
from helpers.weights import causal, finetuning, forgetting, masking, models, optim, resume, training

SHOWN = [("a small text", "good"), ("many words", "bad")]


@pytest.fixture
def away(monkeypatch):
    """The course trains on the stand-in, and on the CPU again afterwards."""
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setenv("COURSE_DEVICE", "mps")
    monkeypatch.setenv("ACCELERATE_TORCH_DEVICE", "")  # is given back as it was
    AcceleratorState._reset_state(True)
    with StandIn():
        yield AWAY
    AcceleratorState._reset_state(True)


def on(model) -> str:
    return next(model.parameters()).device.type


@pytest.fixture(scope="module")
def words():
    return tokens.train([*SENTENCES, "good bad"] * 2, 300, kind="bpe", lowercase=False)


@pytest.fixture
def decoder(words):
    return models.decoder(len(words), width=32, layers=2).eval()


def train(model, batches, loss, **options):
    optimizer = optim.adamw(model, 1e-3)
    return training.train("away", model, batches, 3, loss, optimizer, show=False, **options)


# ---- the stand-in itself


def test_the_stand_in_refuses_what_a_gpu_refuses():
    near = torch.arange(3)
    with StandIn():
        far = near.to("mps")
        assert far.device == AWAY and not far.is_cpu and near.device.type == "cpu"
        assert (far + 1).device == (far * torch.tensor(2)).device == far[near].device == AWAY
        assert torch.ones(2, device="mps").device == torch.zeros_like(far).device == AWAY
        assert [part.device for part in far] == [AWAY] * 3 and far.tolist() == [0, 1, 2]
        assert far.cpu().device.type == "cpu" and copy.deepcopy(far).device == AWAY
        for mixed in (
            lambda: near + far,
            lambda: torch.cat([near, far]),
            lambda: near[far],
            lambda: torch.nn.functional.embedding(near, torch.ones(3, 2, device="mps")),
            lambda: far.numpy(),
            lambda: torch.rand(2, device="mps", generator=torch.Generator()),
            lambda: near.index_put_((near[:1],), far[:1]),
        ):
            with pytest.raises(Refused):
                mixed()
        near.copy_(far)  # copies may cross
    assert near.tolist() == [0, 1, 2]


def test_the_stand_in_moves_a_network_and_its_gradients():
    net = torch.nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(net.parameters())
    with StandIn():
        net.to("mps")
        with pytest.raises(Refused):
            net(torch.ones(1, 2))
        before = net.weight.detach().clone()
        net(torch.ones(1, 2, device="mps")).sum().backward()
        optimizer.step()
        assert net.weight.device == net.weight.grad.device == before.device == AWAY
        assert not torch.equal(before, net.weight)


# ---- who decides


def test_one_place_decides(monkeypatch):
    monkeypatch.delenv("COURSE_DEVICE", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert setup.device().type == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert setup.device().type == "cuda"
    for name in ("cpu", "mps", "cuda"):
        monkeypatch.setenv("COURSE_DEVICE", name)
        assert setup.device().type == name


@pytest.mark.parametrize("name", ["cuda", "mps", "tpu", "CPU"])
def test_a_device_that_is_not_there(monkeypatch, name):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setenv("COURSE_DEVICE", name)
    with pytest.raises(CourseError, match=f"COURSE_DEVICE is {name}, .* can use here: cpu. Set"):
        setup.device()


def test_training_goes_where_setup_says(monkeypatch):
    """Also on a computer where accelerate would choose otherwise."""
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    monkeypatch.setenv("ACCELERATE_TORCH_DEVICE", "meta")
    AcceleratorState._reset_state(True)
    assert training.make_accelerator().device.type == "cpu"
    assert os.environ["ACCELERATE_TORCH_DEVICE"] == "cpu"


# ---- what the course does with models


def test_toys(away):
    model, luck = toys.AttentionOnly(23, 16, 1), torch.Generator().manual_seed(0)
    exam = toys.who_bites(10, luck)
    train(
        model,
        lambda generator: toys.who_bites(8, generator),
        toys.loss,
        evaluate=lambda net: toys.evaluate(net, exam),
        patience=2,
    )
    assert on(model) == "mps"
    assert all((weights > 0).any() for weights in model.maps(exam[0]))
    assert torch.ones(1, 1, 4, 4).sub(model.maps(exam[0])[0]).shape == (10, 4, 4, 4)


def test_masked_training_and_what_comes_after(away):
    model, text = encoder(layers=2, width=64), tokenizer()
    batches = masking.Masker(rows(), text, 8)
    train(model, batches, masking.loss, evaluate=lambda net: masking.evaluate(net, rows(), text))
    assert on(model) == "mps"
    assert masking.fill(model, text, "the small [MASK]", top=1)
    attention.maps(model, text, "the small model")


def test_causal_training_and_generation(away, decoder, words):
    ids = tokens.pack(words, SENTENCES, 16)
    train(
        decoder, causal.Windows(ids, 4), causal.loss, evaluate=lambda net: causal.evaluate(net, ids)
    )
    assert on(decoder) == "mps"
    generation.next_distribution(decoder, words, "the")
    assert isinstance(generation.generate(decoder, words, "the", max_new=4, temperature=0), str)
    assert len(generation.samples(decoder, words, ids[:3, :2], max_new=3)) == 3


def test_scoring_and_pricing(away, decoder, words):
    decoder.to("mps")
    prompts = [Prompt(text, SHOWN) for text in ("a text", "many small words")]
    both = [
        scoring.log_likelihoods(decoder, words, prompts, ["good", "bad"]),
        scoring.log_likelihoods(decoder.cpu(), words, prompts, ["good", "bad"]),
    ]
    assert torch.allclose(*both, atol=1e-4)
    decoder.to("mps")
    plain, shared = (pricing.Reader(decoder, words, SHOWN, way) for way in (False, True))
    assert torch.allclose(plain("a text"), shared("a text"), atol=1e-4)
    assert plain("a text").device.type == "cpu"


@pytest.mark.parametrize("part", finetuning.PARTS)
def test_classification(away, part):
    model = finetuning.classifier("town-encoder", ["a", "b"], train=part)
    data = {"text": SENTENCES[:8], "label": [0, 1] * 4}
    finetuning.fit(
        model, data, 2, batch_size=4, validation=data, weights=torch.tensor([1.0, 2.0]), show=False
    )
    assert on(model.model) == "mps"
    assert model.probabilities(SENTENCES[:3]).device.type == "cpu"
    assert len(model.predict(SENTENCES[:3])) == 3


def test_forgetting(away, tmp_path):
    old = finetuning.classifier("town-encoder", ["a", "b"])
    new = finetuning.classifier("town-encoder", ["c", "d", "e"])
    mixed = forgetting.swap_body(old, new)
    data = {"text": SENTENCES[:8], "label": [0, 2] * 4}
    finetuning.fit(new, data, 2, batch_size=4, show=False)
    assert mixed.logits(SENTENCES[:2]).shape == (2, 2)
    forgetting.put_body(finetuning.classifier("town-encoder", ["a", "b"]), new)
    again = finetuning.load(new.save(tmp_path / "mine"))
    assert torch.allclose(again.logits(SENTENCES[:2]), new.logits(SENTENCES[:2]), atol=1e-5)


def test_heads_and_induction(away):
    model = induction.network(len(induction.WORDS), layers=2).to("mps")
    luck = torch.Generator().manual_seed(0)
    ids, asked = induction.questions(8, luck, induction.FIRST_IDS, induction.LAST_IDS)
    induction.accuracy(model, ids, asked)
    induction.token_losses(model, ids)
    weights = attention.weights_of(model, ids)
    induction.induction_scores(weights, ids, asked)
    induction.previous_scores(weights, asked)
    means = heads.head_means(model, ids)
    with heads.without(model, [(0, 0), (1, 1)], means):
        induction.accuracy(model, ids, asked)
    with heads.without(model, [(1, 0)]):
        induction.accuracy(model, ids, asked)


def test_facts(away):
    words = vocabulary.tokenizer()
    known = corpus.invent(4, ["teacher"], seed=3)
    texts = [row["text"] for row in known.sentences()]
    model = models.decoder(len(words), width=32, layers=1, context=512).eval().to("mps")
    questions = trials.of_each(known.questions(), 1)
    contexts = retrieval.oracle(questions, texts, 4, seed=0)
    assert trials.ask(model, words, questions, contexts, steps=True)
    assert trials.per_query(model, words, questions, contexts)["ms"] > 0
    trials.learn(model, words, texts, steps=2, lr=1e-3)
    assert trials.ask(model, words, questions)


def test_adapters(away, decoder, words):
    adapted = finetuning.with_lora(decoder, task=TaskType.CAUSAL_LM)
    ids = tokens.pack(words, SENTENCES, 16)
    train(adapted, causal.Windows(ids, 4), causal.loss)
    assert on(adapted) == "mps"
    learns = [p for p in adapted.parameters() if p.requires_grad]
    assert learns and all(p.grad is None and p.device.type == "mps" for p in learns)


def test_tuned_answers_and_prompts(away, decoder, words):
    pairs = [(text, label) for text, label in zip(SENTENCES[:4], ["good", "bad"] * 2)]
    tuned = tune_and_prompt.tune(decoder, words, pairs, [], 2, 0, 1e-3)
    assert on(tuned) == "mps"
    prompts = [Prompt(text, SHOWN) for text, _ in pairs]
    chosen, _ = scoring.classify(tuned, words, prompts, ["good", "bad"])
    assert len(chosen) == len(pairs)


def test_the_loop_for_several_processes(away, tmp_path):
    """In one process: model, optimizer and state go where `setup.device` says, and come back."""
    plan = processes.Plan(width=32, layers=1, batch_size=2, length=16, steps=2)
    losses = processes.run(tmp_path, plan, every=1).losses
    assert len(losses) == 2
    found = processes.load(tmp_path, *plain_pair(plan), plan)
    assert found.losses == losses


def plain_pair(plan):
    """A model and an optimizer on the CPU that a state of this plan fits."""
    text = models.load_checkpoint("town-lm")[1]
    model = models.decoder(len(text), plan.width, plan.layers)
    return model, optim.MuonAdamW(model)


def test_a_run_is_continued(away, tmp_path, monkeypatch):
    """The state on disk is read back to where the model is."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    model, calls = toys.AttentionOnly(23, 16, 1), []

    def loss(net, batch):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return toys.loss(net, batch)

    monkeypatch.setattr(resume.SavedRun, "due", lambda self: True)
    watched = {"evaluate": lambda net: {"loss": 1.0}, "patience": 3}
    with pytest.raises(KeyboardInterrupt):
        train(model, lambda generator: toys.who_bites(8, generator), loss, **watched)
    history = train(model, lambda generator: toys.who_bites(8, generator), loss, **watched)
    assert len(history.losses) == 3


class Note(logging.Handler):
    """Keeps what a library logs."""

    def __init__(self):
        super().__init__()
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())


def test_nothing_is_deprecated(decoder, words):
    """No red boxes: the calls that hand on keys and values, with warnings as errors."""
    note = Note()
    transformers.logging.get_logger("transformers").addHandler(note)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            generation.generate(decoder, words, "the", max_new=3)
            pricing.Reader(decoder, words, SHOWN, shared=True)("a text")
            packing.packed(decoder, [[[2, 5, 6], [2, 5, 7, 8]], [[2, 5, 6], [2, 5, 8]]], [2, 2], 99)
    finally:
        transformers.logging.get_logger("transformers").removeHandler(note)
    assert note.said == []
