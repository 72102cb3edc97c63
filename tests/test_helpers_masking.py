"""Masking against transformers' own loss and collator, and against counting."""

import pytest
import torch
from tiny_text import NETWORKS, encoder, rows, tokenizer
from torch import nn
from transformers import DataCollatorForLanguageModeling

from helpers.files import CourseError
from helpers.weights import masking

SPECIAL = {0, 1, 2, 3, 4}


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def many():
    """Ids of 400 rows of 100 tokens; every tenth one is special."""
    ids = torch.randint(5, 5000, (400, 100), generator=generator())
    ids[:, ::10] = 2
    return ids


def test_shares_of_the_recipe(many):
    inputs, labels = masking.corrupt(many, 4, SPECIAL, 5000, 0.15, generator())
    chosen = labels != masking.IGNORED
    ordinary = ~torch.isin(many, torch.tensor(sorted(SPECIAL)))
    assert not (chosen & ~ordinary).any(), "special tokens are never asked for"
    assert torch.equal(labels[chosen], many[chosen])
    assert torch.equal(inputs[~chosen], many[~chosen])
    assert chosen[ordinary].float().mean() == pytest.approx(0.15, abs=0.01)
    masked = (inputs == 4)[chosen].float().mean()
    kept = (inputs == many)[chosen].float().mean()
    assert masked == pytest.approx(0.8, abs=0.02)
    assert kept == pytest.approx(0.1, abs=0.015)
    assert 1 - masked - kept == pytest.approx(0.1, abs=0.015)


def test_the_same_shares_as_transformers_collator(many):
    torch.manual_seed(0)
    ids, mask = many % len(tokenizer()), tokenizer().mask_token_id
    collator = DataCollatorForLanguageModeling(tokenizer(), mlm_probability=0.15)
    theirs = collator([{"input_ids": row.tolist()} for row in ids])
    special = set(tokenizer().all_special_ids)
    ours = masking.corrupt(ids, mask, special, len(tokenizer()))
    shares = []
    for inputs, labels in (ours, (theirs["input_ids"], theirs["labels"])):
        assert inputs.shape == labels.shape == ids.shape and labels.dtype == torch.long
        chosen = labels != masking.IGNORED
        shares.append([chosen.float().mean(), (inputs == mask)[chosen].float().mean()])
    assert torch.allclose(*torch.tensor(shares), atol=0.015)


def test_without_replacing_all_become_mask(many):
    inputs, labels = masking.corrupt(many, 4, SPECIAL, 5000, 0.3, generator(), replace=False)
    assert torch.equal(inputs == 4, labels != masking.IGNORED)


def test_every_row_asks_for_something_and_inputs_stay_whole(many):
    before = many.clone()
    _, labels = masking.corrupt(many, 4, SPECIAL, 5000, 0.001, generator())
    assert ((labels != masking.IGNORED).sum(1) >= 1).all()
    assert torch.equal(many, before)
    only_special = torch.full((2, 5), 3)
    inputs, labels = masking.corrupt(only_special, 4, SPECIAL, 5000)
    assert torch.equal(inputs, only_special) and (labels == masking.IGNORED).all()


def test_all_tokens_can_be_masked(many):
    inputs, labels = masking.corrupt(many, 4, SPECIAL, 5000, 1.0, generator(), replace=False)
    assert torch.equal(labels == masking.IGNORED, many == 2)


def test_the_generator_decides(many):
    first, again = (masking.corrupt(many, 4, SPECIAL, 5000, 0.15, generator(3)) for _ in "ab")
    other = masking.corrupt(many, 4, SPECIAL, 5000, 0.15, generator(4))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[1], other[1])


@pytest.mark.parametrize("network", NETWORKS)
def test_loss_is_that_of_transformers(network):
    """Leaving out the positions that nobody asks about changes neither loss nor gradients."""
    model = NETWORKS[network]()
    batch = masking.Masker(rows(), tokenizer(), batch_size=8)(generator())
    ours = masking.loss(model, batch)
    ours.backward()
    gradients = [p.grad.clone() for p in model.parameters() if p.grad is not None]
    model.zero_grad()
    theirs = model(input_ids=batch[0], labels=batch[1]).loss
    theirs.backward()
    assert torch.allclose(ours, theirs, atol=1e-6)
    others = [p.grad for p in model.parameters() if p.grad is not None]
    assert len(gradients) == len(others) > 8
    for mine, other in zip(gradients, others, strict=True):
        assert torch.allclose(mine, other, atol=1e-5)


def test_a_masker_draws_what_its_generator_says():
    masker = masking.Masker(rows(), tokenizer(), batch_size=8, rate=0.3)
    (inputs, labels), again, other = (masker(generator(seed)) for seed in (1, 1, 2))
    assert inputs.shape == labels.shape == (8, 16) and inputs.dtype == torch.long
    assert torch.equal(inputs, again[0]) and not torch.equal(inputs, other[0])
    originals = torch.where(labels == masking.IGNORED, inputs, labels)
    known = {tuple(row) for row in rows().tolist()}
    assert all(tuple(row) in known for row in originals.tolist())


@pytest.mark.parametrize("network", NETWORKS)
def test_evaluation_by_hand(network):
    model = NETWORKS[network]()
    found = masking.evaluate(model, rows(), tokenizer(), batch_size=5)
    special = set(tokenizer().all_special_ids)
    inputs, labels = masking.corrupt(
        rows(),
        tokenizer().mask_token_id,
        special,
        len(tokenizer()),
        0.15,
        generator(12345),
        replace=False,
    )
    logits = model(input_ids=inputs).logits
    expected = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten()).item()
    places = labels != masking.IGNORED
    right = (logits.argmax(-1) == labels)[places].float().mean().item()
    assert found == {"loss": pytest.approx(expected, abs=1e-5), "accuracy": pytest.approx(right)}
    assert masking.evaluate(model, rows(), tokenizer()) == {
        key: pytest.approx(value, abs=1e-5) for key, value in found.items()
    }


def test_evaluation_leaves_the_model_as_it_was():
    model = encoder().train()
    rng = torch.get_rng_state()
    masking.evaluate(model, rows()[:4], tokenizer())
    assert model.training and torch.equal(torch.get_rng_state(), rng)
    assert all(p.grad is None for p in model.parameters())


def test_fill_gives_the_model_s_probabilities():
    model, text = encoder(), "the [MASK] model reads"
    answers = masking.fill(model, tokenizer(), text, top=len(tokenizer()))
    ids = tokenizer()(text, return_tensors="pt")["input_ids"]
    expected = model(input_ids=ids).logits[0, 2].softmax(-1)
    assert sum(p for _, p in answers) == pytest.approx(1, abs=1e-5)
    assert [p for _, p in answers] == sorted((p for _, p in answers), reverse=True)
    token, probability = answers[0]
    assert tokenizer().convert_tokens_to_ids(token) == expected.argmax()
    assert probability == pytest.approx(expected.max().item())


@pytest.mark.parametrize(
    "text, message",
    [
        ("the small model", "Write \\[MASK\\]"),
        ("the [mask] model", "in capitals"),
        ("", "Write"),
        ("[MASK] " + "the " * 40, "at most 32. Shorten it."),
    ],
)
def test_fill_says_what_is_missing(text, message):
    with pytest.raises(CourseError, match=message):
        masking.fill(encoder(context=32), tokenizer(), text)


def test_the_drawing_shows_the_answers():
    fig, sentence = masking.draw_fill(encoder(), tokenizer(), "the [MASK] model", top=3)
    answers = masking.fill(encoder(), tokenizer(), "the [MASK] model", top=3)
    assert [bar.get_width() for bar in fig.axes[0].patches] == pytest.approx(
        [p for _, p in answers]
    )
    assert answers[0][0] in sentence and f"{answers[0][1]:.2f}" in sentence
    assert sentence.startswith("For [MASK] the")


def test_of_several_gaps_the_drawing_says_which_it_answers():
    _, sentence = masking.draw_fill(encoder(), tokenizer(), "[MASK] [MASK] model", top=3)
    assert sentence.startswith("For the first of 2 [MASK] the")
