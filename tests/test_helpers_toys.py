"""The small transformer against torch's own attention, and the toy tasks as they are defined."""

import pytest
import torch
from torch.nn import functional as F

from helpers.inside import toys
from helpers.weights.masking import IGNORED


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("rope", [False, True])
@pytest.mark.parametrize("causal", [False, True])
def test_a_layer_agrees_with_torch(rope, causal):
    torch.manual_seed(0)
    layer = toys.AttentionLayer(width=24, heads=3, rope=rope, causal=causal)
    x = torch.randn(2, 7, 24, generator=rng())
    h = layer.norm(x)
    q, k, v = (layer.split(part(h)) for part in (layer.query, layer.key, layer.value))
    if rope:
        q, k = toys.rotate(q), toys.rotate(k)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    expected = x + layer.out(mixed.transpose(1, 2).reshape(2, 7, 24))
    assert torch.allclose(layer(x), expected, atol=1e-5)


def test_rotation_keeps_lengths_and_leaves_only_distance():
    x = torch.randn(5, 8, generator=rng())
    assert torch.allclose(toys.rotate(x).norm(dim=-1), x.norm(dim=-1), atol=1e-5)
    scores = toys.rotate(x[:1].expand(9, 8)) @ toys.rotate(x[1:2].expand(9, 8)).T
    for offset in range(-8, 9):
        assert scores.diagonal(offset).std(correction=0) < 1e-4


def test_without_positions_a_shuffled_input_gives_a_shuffled_output():
    ids, order = torch.randint(20, (3, 6), generator=rng()), torch.tensor([3, 0, 5, 1, 4, 2])
    for position, same in (("none", True), ("RoPE", False), ("learned", False)):
        model = toys.AttentionOnly(20, 16, layers=2, position=position, causal=False)
        difference = (model(ids[:, order]) - model(ids)[:, order]).abs().max()
        assert (difference < 1e-5) == same, position


def test_a_causal_model_does_not_see_the_future():
    model = toys.AttentionOnly(20, 16, layers=2, position="learned")
    ids = torch.randint(20, (3, 6), generator=rng())
    later = torch.cat([ids[:, :4], (ids[:, 4:] + 1) % 20], 1)
    assert torch.allclose(model(ids)[:, :4], model(later)[:, :4], atol=1e-6)


def test_maps_are_the_weights_that_the_model_uses():
    model = toys.AttentionOnly(20, 16, layers=2, heads=2)
    weights = model.maps(torch.randint(20, (3, 6), generator=rng()))
    assert [tuple(layer.shape) for layer in weights] == [(3, 2, 6, 6)] * 2
    assert all(torch.allclose(layer.sum(-1), torch.ones(3, 2, 6)) for layer in weights)


def test_an_unknown_position_is_refused():
    with pytest.raises(ValueError, match="RoPE"):
        toys.AttentionOnly(20, 16, layers=1, position="rope")


def test_who_bites_asks_for_the_right_name():
    inputs, labels = toys.who_bites(2000, rng())
    first, second, question = inputs[:, 0], inputs[:, 2], inputs[:, 3]
    assert (first != second).all() and (inputs[:, 1] == toys.BITES).all()
    assert torch.equal(labels[:, 3], torch.where(question == toys.WHO, first, second))
    assert (labels[:, :3] == IGNORED).all()
    assert (first >= 3).all() and 0.45 < (question == toys.WHO).float().mean() < 0.55
    # Neither place holds the answer more often, so who ignores the question gets one half too.
    assert 0.45 < (labels[:, 3] == first).float().mean() < 0.55


def test_pairs_are_answered_by_their_row_and_by_nothing_else():
    inputs, labels = toys.pairs(400, rng())
    assert inputs.shape == labels.shape == (400, 32)
    for row, label in zip(inputs.tolist(), labels.tolist()):
        table = dict(zip(row[0:16:2], row[1:16:2]))
        assert len(set(row[:16])) == 16
        assert all(row[i + 1] == table[row[i]] == label[i] for i in range(16, 32, 2))
        assert all(label[i] == IGNORED for i in (*range(16), *range(17, 32, 2)))
    # The place of the pair says nothing: all are asked for equally often.
    asked = (inputs[:, :16:2, None] == inputs[:, None, 16::2]).float().mean((0, 2))
    assert (asked - 1 / 8).abs().max() < 0.03


def test_batches_depend_on_the_generator_only():
    for draw in (toys.who_bites, toys.pairs):
        assert torch.equal(draw(5, rng(1))[0], draw(5, rng(1))[0])
        assert not torch.equal(draw(5, rng(1))[0], draw(5, rng(2))[0])


def test_evaluate_counts_the_asked_tokens_only():
    class Oracle(torch.nn.Module):
        def forward(self, ids):
            return 20.0 * F.one_hot(torch.full_like(ids, 7), 23).float()

    inputs, labels = torch.zeros(2, 3, dtype=torch.long), torch.full((2, 3), IGNORED)
    labels[:, 2] = torch.tensor([7, 8])
    scores = toys.evaluate(Oracle(), (inputs, labels))
    assert scores["accuracy"] == 0.5
    assert scores["loss"] == pytest.approx(toys.loss(Oracle(), (inputs, labels)).item())
