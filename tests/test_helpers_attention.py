"""Attention maps against BERT's own arithmetic, done by hand."""

import pytest
import torch
from tiny_text import NETWORKS, bert, encoder, tokenizer

from helpers.files import CourseError
from helpers.inside import attention

TEXT = "the small model reads every word"


@pytest.mark.parametrize("network", NETWORKS)
def test_rows_are_shares_and_the_model_stays_as_it_was(network):
    model = NETWORKS[network]()
    ids = tokenizer()(TEXT, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        before = model(ids).logits
    weights, names = attention.maps(model, tokenizer(), TEXT)
    n = ids.shape[1]
    assert weights.shape == (1, 1, n, n) and names[0] == "[CLS]" and names[-1] == "[SEP]"
    assert torch.allclose(weights.sum(-1), torch.ones(1, 1, n)) and (weights >= 0).all()
    assert model.config._attn_implementation == "sdpa"
    with torch.no_grad():
        assert torch.equal(model(ids).logits, before)


def test_the_weights_by_hand():
    model = bert(width=64)  # two heads of 32
    weights, names = attention.maps(model, tokenizer(), TEXT)
    ids = tokenizer()(TEXT, return_tensors="pt")["input_ids"]
    part = model.bert.encoder.layer[0].attention.self
    with torch.no_grad():
        x = model.bert.embeddings(ids)[0]
        for head in range(2):
            own = slice(32 * head, 32 * (head + 1))
            scores = part.query(x)[:, own] @ part.key(x)[:, own].T / 32**0.5
            assert torch.allclose(weights[0, head], scores.softmax(-1), atol=1e-6)


def test_all_layers_and_heads():
    weights, _ = attention.maps(encoder(width=96, layers=3), tokenizer(), TEXT)
    assert weights.shape[:2] == (3, 3)


@pytest.mark.parametrize(
    "text, message", [("", "no text"), ("  ", "no text"), ("word " * 40, "at most 32. Shorten it")]
)
def test_what_cannot_be_looked_at(text, message):
    with pytest.raises(CourseError, match=message):
        attention.maps(encoder(context=32), tokenizer(), text)


def test_an_error_inside_gives_the_fast_implementation_back(monkeypatch):
    model = encoder()
    monkeypatch.setattr(model, "forward", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attention.maps(model, tokenizer(), TEXT)
    assert model.config._attn_implementation == "sdpa"


def test_the_drawing_names_the_strongest_look():
    model = encoder(width=64, layers=2)
    weights, names = attention.maps(model, tokenizer(), TEXT)
    fig, sentence = attention.draw(model, tokenizer(), TEXT, layer=2, head=1)
    row, column = divmod(int(weights[1, 0].argmax()), len(names))
    assert f"from “{names[row]}” to “{names[column]}”" in sentence
    assert "Layer 2, head 1" in sentence and f"{weights[1, 0].max():.2f}" in sentence
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == names
