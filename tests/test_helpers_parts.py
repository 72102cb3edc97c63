"""The Transformer without one part: only that part is gone. And the picture of a whole layer."""

import doctest

import pytest
import torch

from helpers.inside import layer_views, parts, toys
from helpers.show import plots
from helpers.weights import models
from helpers.weights.masking import IGNORED

IDS = torch.randint(20, (3, 6), generator=torch.Generator().manual_seed(0))
ORDER = torch.tensor([3, 0, 5, 1, 4, 2])


def small(without: str = "nothing") -> parts.Transformer:
    return parts.Transformer(20, without, width=16, layers=2, heads=2)


def test_examples_in_docstrings():
    for module in (parts, layer_views):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed


def test_the_layer_is_what_the_lesson_says():
    layer = parts.Layer(16, heads=2)
    x = torch.randn(2, 5, 16, generator=torch.Generator().manual_seed(1))
    (attention, mlp), (first, second) = layer.parts, layer.norms
    middle = x + attention(first(x))
    assert torch.allclose(layer(x), middle + mlp(second(middle)), atol=1e-6)
    bare = parts.Layer(16, heads=2, without="residual")
    bare.load_state_dict(layer.state_dict())
    assert torch.allclose(bare(x), mlp(second(attention(first(x)))), atol=1e-6)


def test_only_the_part_is_gone():
    whole, count = small(), models.parameters(small())
    assert models.parameters(small("residual")) == models.parameters(small("positions")) == count
    assert models.parameters(small("norm")) == count - 16 * (2 * 2 + 1)
    assert models.parameters(small("MLP")) == count - 2 * (2 * 4 * 16 * 16 + 16)
    for without in ("residual", "norm", "positions"):  # one seed, one start
        same = small(without).state_dict()
        assert all(torch.equal(same[name], whole.state_dict()[name]) for name in same)


@pytest.mark.parametrize("without", ["nothing", *parts.PARTS])
def test_order_is_seen_unless_positions_are_gone(without):
    model = small(without)
    change = (model(IDS[:, ORDER]) - model(IDS)[:, ORDER]).abs().max()
    assert (change < 1e-5) == (without == "positions")


def test_the_mlp_sees_one_token_at_a_time():
    torch.manual_seed(0)
    mlp, x = parts.MLP(8), torch.randn(1, 4, 8)
    other = torch.cat([x[:, :3], torch.ones(1, 1, 8)], 1)
    assert torch.equal(mlp(x)[:, :3], mlp(other)[:, :3])


def test_the_loss_is_that_of_the_toys():
    model, labels = small(), torch.full_like(IDS, IGNORED)
    labels[:, 2] = IDS[:, 3]
    batch = (IDS, labels)
    assert parts.loss(model, batch).item() == pytest.approx(toys.loss(model, batch).item())


def test_unknown_words_are_refused():
    with pytest.raises(ValueError, match="not 'heads'"):
        small("heads")
    with pytest.raises(ValueError, match="not 'none'"):
        layer_views.layer(plots.figure()[1], norm="none")
    with pytest.raises(KeyError):
        layer_views.draw("heads")
