"""Costs against counting by hand, on networks small enough to count."""

import pytest
import torch
from safetensors.torch import load
from test_helpers_forgetting import classifier
from tiny_text import encoder
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from helpers.weights import cost, finetuning, models


def counted(step) -> int:
    """Operations of matrix products as PyTorch counts them."""
    with FlopCounterMode(display=False) as counter:
        step()
    return counter.get_total_flops()


def test_full_training_is_six_for_each_weight_that_multiplies():
    model = encoder(layers=2)
    assert cost.training_flops(model, 10) == 10 * models.flops_per_token(model)
    assert cost.use_flops(model, 10) * 3 == cost.training_flops(model, 10)
    new = classifier().model
    table = new.get_input_embeddings().weight.numel()
    assert cost.training_flops(new, 1) == 6 * (models.parameters(new) - table)


@pytest.mark.parametrize("way", ["all", "head", "lora"])
def test_near_what_torch_counts(way):
    """A wide stack of layers, so that norms and heads are small; one long row of tokens."""
    model = classifier(width=128)
    if way == "head":
        model.model.base_model.requires_grad_(False)
    if way == "lora":
        model.model = finetuning.with_lora(model.model)
    ids = torch.randint(5, 100, (4, 16), generator=torch.Generator().manual_seed(0))
    found = counted(lambda: model.model(input_ids=ids).logits.sum().backward())
    # The head and its classifier see one pooled vector a row, not each token; we count all tokens.
    assert cost.training_flops(model, ids.numel()) == pytest.approx(found, rel=0.35)
    whole = cost.training_flops(classifier(width=128), ids.numel())
    share = cost.training_flops(model, ids.numel()) / whole
    low, high = {"all": (1, 1), "head": (0.33, 0.45), "lora": (0.6, 0.8)}[way]
    assert low <= share <= high


def test_the_change_is_a_file_of_what_learns():
    model = classifier()
    model.model.base_model.requires_grad_(False)
    stored = load(cost.change(model))
    assert set(stored) == {n for n, p in model.model.named_parameters() if p.requires_grad}
    assert torch.equal(stored["classifier.weight"], model.model.classifier.weight)
    whole, thin = len(cost.change(classifier())), classifier()
    thin.model = finetuning.with_lora(thin.model, rank=1)
    assert len(cost.change(model)) < len(cost.change(thin)) < whole
    assert any("lora_A" in name for name in load(cost.change(thin)))


def test_memory_is_what_tensors_and_adamw_hold():
    model = nn.Sequential(nn.Linear(8, 4), nn.Linear(4, 2))
    model[0].requires_grad_(False)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad])
    model(torch.ones(3, 8)).sum().backward()
    optimizer.step()
    held = cost.memory(model)
    assert held["weights"] == sum(p.numel() * 4 for p in model.parameters())
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    assert held["gradients"] == sum(g.numel() * 4 for g in gradients)
    means = [v for s in optimizer.state.values() for k, v in s.items() if k.startswith("exp_avg")]
    assert held["optimizer"] == sum(v.numel() * 4 for v in means)


def test_the_table_has_a_line_for_each_way(capsys):
    count = cost.count(classifier(), 100)
    cost.table({"all": count, "lora": {**count, "seconds": 0.02}})
    caption, head, first, second = capsys.readouterr().out.splitlines()
    assert caption == "What a training step costs" and head.endswith("ms a step")
    assert first.startswith("all") and len(first) < len(head), "no seconds, no milliseconds"
    assert second.endswith(" 20") and len(second) == len(head)
