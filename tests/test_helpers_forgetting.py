"""Bodies and heads that change places, fixed layers, rehearsal: on networks of two layers."""

import pytest
import torch
from datasets import Dataset
from tiny_text import bert, encoder, rows, tokenizer
from transformers import ModernBertForSequenceClassification

from helpers.files import CourseError
from helpers.weights import finetuning, forgetting, masking, models, optim, training


def classifier(seed: int = 0, labels: int = 2, width: int = 32) -> finetuning.Classifier:
    config = encoder(layers=2, width=width).config
    config.num_labels = labels
    torch.manual_seed(seed)
    model = ModernBertForSequenceClassification(config)
    return finetuning.Classifier(model.eval(), tokenizer(), 16)


TEXTS = ["the small model", "a long text holds many words", "the number of words"]


def nudge(model) -> None:
    """Move every weight of a body a little."""
    rng = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for p in forgetting.body(model).parameters():
            p += 0.1 * torch.randn(p.shape, generator=rng)


def test_put_body_copies_the_body_and_nothing_else():
    model, source = classifier(0), classifier(1, labels=3)
    state = model.model.state_dict()
    head = {k: v.clone() for k, v in state.items() if not k.startswith("model.")}
    assert forgetting.put_body(model, source) is model
    for name, value in forgetting.body(source).state_dict().items():
        assert torch.equal(forgetting.body(model).state_dict()[name], value)
    assert all(torch.equal(model.model.state_dict()[k], v) for k, v in head.items())
    assert {k.split(".")[0] for k in head} == {"head", "classifier"}
    nudge(model)
    assert not torch.equal(
        forgetting.body(model).embeddings.tok_embeddings.weight,
        forgetting.body(source).embeddings.tok_embeddings.weight,
    )


def test_swapping_in_an_equal_body_changes_no_answer():
    old, new = classifier(0), classifier(1, labels=3)
    forgetting.put_body(new, old)
    assert torch.equal(forgetting.swap_body(old, new).logits(TEXTS), old.logits(TEXTS))
    pretrained = encoder(layers=2)
    forgetting.put_body(new, pretrained)
    before = masking.evaluate(pretrained, rows(), tokenizer())
    assert masking.evaluate(forgetting.swap_body(pretrained, new), rows(), tokenizer()) == before


def test_a_swapped_model_reads_through_the_new_body_with_its_own_head():
    old, new = encoder(layers=2), classifier(1)
    forgetting.put_body(new, old)
    table = old.get_output_embeddings().weight.detach().clone()
    mixed = forgetting.swap_body(old, new)
    nudge(new)
    assert forgetting.body(mixed) is forgetting.body(new)
    assert torch.equal(mixed.decoder.weight, table), "the output table is head: it stays"
    assert torch.equal(old.get_input_embeddings().weight, table), "the old model is untouched"
    ids = rows()[:3]
    hidden = forgetting.body(new)(input_ids=ids).last_hidden_state
    assert torch.allclose(mixed(input_ids=ids).logits, old.decoder(old.head(hidden)), atol=1e-5)
    head = [*mixed.head.parameters(), *mixed.decoder.parameters()]
    assert not any(parameter.requires_grad for parameter in head)


OTHERS = [lambda: encoder(layers=1), lambda: encoder(layers=2, width=64), bert]


@pytest.mark.parametrize("other", OTHERS)
def test_bodies_that_do_not_fit_are_refused(other):
    with pytest.raises(CourseError, match="do not fit.*same base"):
        forgetting.swap_body(other(), classifier())
    with pytest.raises(CourseError, match="do not fit"):
        forgetting.put_body(classifier(), other())


def test_an_adapter_taken_off_gives_the_old_answers_back():
    old, new = classifier(0), classifier(1, labels=3)
    forgetting.put_body(new, old)
    new.model = finetuning.with_lora(new.model)
    mixed, before = forgetting.swap_body(old, new), old.logits(TEXTS)
    assert torch.equal(mixed.logits(TEXTS), before), "a new adapter is zero"
    batches = finetuning.Batches(new, TEXTS, [0, 1, 2], 4)
    training.train(
        "tiny", new.model, batches, 5, finetuning.loss, optim.adamw(new.model, 0.01), show=False
    )
    assert not torch.equal(mixed.logits(TEXTS), before)
    with new.model.disable_adapter():
        assert torch.equal(mixed.logits(TEXTS), before)
    with pytest.raises(CourseError, match="adapter afterwards"):
        forgetting.put_body(classifier(), new)


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_frozen_weights_do_not_move(layers):
    model = classifier()
    before = {k: v.clone() for k, v in model.model.state_dict().items()}
    assert forgetting.freeze(model, layers) == models.parameters(model.model)
    batches = finetuning.Batches(model, TEXTS, [0, 1, 1], 4)
    training.train(
        "tiny", model.model, batches, 3, finetuning.loss, optim.adamw(model.model, 0.01), show=False
    )
    moved = {k for k, v in model.model.state_dict().items() if not torch.equal(v, before[k])}
    fixed = ("model.embeddings", *(f"model.layers.{i}." for i in range(layers)))
    assert not any(name.startswith(fixed) for name in moved)
    assert "classifier.weight" in moved
    assert any(name.startswith("model.layers.1.") for name in moved) == (layers < 2)


def test_freezing_other_architectures_and_too_many_layers():
    for model in (bert(), models.decoder(50, width=32, layers=1)):
        forgetting.freeze(model, 1)
        learning = [n for n, p in forgetting.body(model).named_parameters() if p.requires_grad]
        assert {name.split(".")[0] for name in learning} <= {"norm", "pooler"}
    with pytest.raises(CourseError, match="has 2 layers"):
        forgetting.freeze(classifier(), 3)


def test_mix_takes_the_share_and_the_right_loss():
    new = lambda g: (torch.tensor([1.0]),), lambda model, batch: batch[0] * 10  # noqa: E731
    old = lambda g: (torch.tensor([2.0, 3.0]),), lambda model, batch: batch[0].sum()  # noqa: E731
    for share in (0.0, 0.3, 1.0):
        batches, loss = forgetting.mix(new, old, share)
        drawn = [float(loss(None, batches(torch.Generator().manual_seed(i)))) for i in range(500)]
        assert set(drawn) <= {10.0, 5.0}
        assert drawn.count(5.0) / len(drawn) == pytest.approx(share, abs=0.06)
    with pytest.raises(CourseError, match="0 to 1"):
        forgetting.mix(new, old, 1.5)


def test_rehearsal_reaches_the_shared_body_and_no_old_head():
    old, new = encoder(layers=2), classifier(1)
    forgetting.put_body(new, old)
    gaps = forgetting.swap_body(old, new)
    pair = (masking.Masker(rows(), tokenizer(), 8), lambda _, batch: masking.loss(gaps, batch))
    task = (finetuning.Batches(new, TEXTS, [0, 1, 1], 4), finetuning.loss)
    batches, loss = forgetting.mix(task, pair, share=0.5)
    table, before = gaps.decoder.weight.clone(), masking.evaluate(gaps, rows(), tokenizer())["loss"]
    training.train("tiny", new.model, batches, 60, loss, optim.adamw(new.model, 0.02), show=False)
    assert masking.evaluate(gaps, rows(), tokenizer())["loss"] < before - 0.05
    assert torch.equal(gaps.decoder.weight, table)


def test_labels_and_gaps_is_the_mixture_written_out():
    data = Dataset.from_dict({"text": TEXTS, "label": [0, 1, 0]})
    model, pretrained = classifier(0), encoder(layers=2)
    gaps = forgetting.swap_body(pretrained, model)
    both, how = forgetting.labels_and_gaps(model, data, gaps, rows(), batch=2)
    labels = finetuning.Batches(model, TEXTS, [0, 1, 0], 2)
    hidden = masking.Masker(rows(), tokenizer(), 2)
    kinds = set()
    for step in range(12):
        drawn = both(torch.Generator().manual_seed(step))
        rng = torch.Generator().manual_seed(step)
        asks_gaps = bool(torch.rand(1, generator=rng) < 0.5)
        expected = (hidden if asks_gaps else labels)(rng)
        assert all(map(torch.equal, drawn[1:], expected))
        wanted = (
            masking.loss(gaps, expected) if asks_gaps else finetuning.loss(model.model, expected)
        )
        torch.testing.assert_close(how(None, drawn), wanted)
        kinds.add(asks_gaps)
    assert kinds == {True, False}


def test_learning_moves_the_shared_body():
    data = Dataset.from_dict({"text": TEXTS, "label": [0, 1, 0]})
    model, pretrained = classifier(0), encoder(layers=2)
    gaps = forgetting.swap_body(pretrained, model)
    pair = forgetting.labels_and_gaps(model, data, gaps, rows(), batch=2)
    before = forgetting.body(gaps).embeddings.tok_embeddings.weight.clone()
    assert forgetting.learn(model, pair, 2, 1e-2, "both", show=False) is model
    assert not torch.equal(forgetting.body(gaps).embeddings.tok_embeddings.weight, before)
