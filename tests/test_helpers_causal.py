"""Next-token loss against transformers' own, baselines against counting by hand, and the units."""

import math
from collections import Counter

import pytest
import torch
from tiny_text import SENTENCES

from helpers.text import tokens
from helpers.weights import baselines, causal, models

TEXTS = SENTENCES[:8]


@pytest.fixture(scope="module")
def tokenizer():
    return tokens.train(SENTENCES, vocab_size=300, kind="bpe", lowercase=False)


@pytest.fixture(scope="module")
def model(tokenizer):
    return models.decoder(len(tokenizer), width=32, layers=2).eval()


@pytest.fixture
def rows():
    return torch.randint(5, 100, (6, 9), generator=torch.Generator().manual_seed(0))


def test_the_loss_is_that_of_transformers(model, rows):
    theirs = model(input_ids=rows, labels=rows).loss
    assert causal.loss(model, (rows,)).item() == pytest.approx(theirs.item(), abs=1e-5)
    assert causal.evaluate(model, rows)["loss"] == pytest.approx(theirs.item(), abs=1e-5)


def test_the_start_of_a_document_is_no_question(model, rows):
    rows[:, 4] = causal.START
    labels = rows.masked_fill(rows == causal.START, -100)
    theirs = model(input_ids=rows, labels=labels).loss.item()
    assert causal.loss(model, (rows,)).item() == pytest.approx(theirs, abs=1e-5)
    assert causal.evaluate(model, rows, batch_size=4)["loss"] == pytest.approx(theirs, abs=1e-5)


def test_evaluate_leaves_the_mode_and_counts_right_answers(model, rows):
    model.train()
    score = causal.evaluate(model, rows)
    assert model.training
    model.eval()
    right = model(rows).logits[:, :-1].argmax(-1) == rows[:, 1:]
    assert score["accuracy"] == pytest.approx(right.float().mean().item())


def test_an_untrained_model_doubts_among_all_tokens(model, tokenizer):
    rows = tokens.pack(tokenizer, TEXTS, 16)
    doubt = causal.perplexity(causal.evaluate(model, rows)["loss"])
    assert doubt == pytest.approx(len(tokenizer), rel=0.25)


def test_no_answer_depends_on_a_later_token(model, rows):
    changed = rows.clone()
    changed[:, 5:] = 7
    assert torch.allclose(model(rows).logits[:, :5], model(changed).logits[:, :5], atol=1e-5)


def test_bits_per_character_do_not_depend_on_the_tokenizer(tokenizer):
    """A text costs what it costs, in however many tokens it is cut."""
    letters = tokens.train(TEXTS, vocab_size=261, kind="bpe", lowercase=False)
    bits = []
    for made_by in (tokenizer, letters):
        ids = torch.tensor([made_by(TEXTS[0])["input_ids"]])
        bits.append(causal.bits_per_character(100 / (ids.numel() - 1), ids, made_by))
    assert bits == pytest.approx([100 / len(TEXTS[0]) / math.log(2)] * 2)


def test_the_tables_are_those_of_counting_by_hand(rows):
    held_out, strength, size = rows[:2] % 10, baselines.STRENGTH, 10
    train = rows % 10
    flat = [token for row in train.tolist() for token in row if token != causal.START]
    single, pair = Counter(flat), Counter()
    for row in train.tolist():
        pair.update((a, b) for a, b in zip(row, row[1:]) if b != causal.START)
    prior = [(single[token] + 1) / (len(flat) + size) for token in range(size)]
    losses = {"unigram": [], "bigram": []}
    for row in held_out.tolist():
        for a, b in zip(row, row[1:]):
            if b != causal.START:
                after = sum(pair[a, other] for other in range(size))
                losses["unigram"].append(-math.log(prior[b]))
                mixed = (pair[a, b] + strength * prior[b]) / (after + strength)
                losses["bigram"].append(-math.log(mixed))
    found = causal.next_token_baselines(train, held_out, size)
    for name, values in losses.items():
        assert found[name]["loss"] == pytest.approx(sum(values) / len(values), abs=1e-4)
        assert 0 <= found[name]["accuracy"] <= 1


def test_windows_depend_on_the_generator_alone(rows):
    batches = causal.Windows(rows, 4)
    first, again = (batches(torch.Generator().manual_seed(3))[0] for _ in range(2))
    assert torch.equal(first, again) and first.shape == (4, 9)
    assert not torch.equal(first, batches(torch.Generator().manual_seed(4))[0])


def test_a_decoder_survives_being_saved(model, tokenizer, tmp_path):
    models.save_checkpoint(model, tokenizer, tmp_path / "tiny", {"name": "tiny"})
    again, same = models.load_checkpoint(tmp_path / "tiny")
    ids = torch.tensor([tokenizer("the model reads")["input_ids"]])
    assert same.get_vocab() == tokenizer.get_vocab()
    assert torch.allclose(again(ids).logits, model(ids).logits, atol=2e-2)  # half precision
