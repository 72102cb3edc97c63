"""Muon with AdamW: each part does what torch's own does, and the pair behaves as one optimizer."""

import copy

import pytest
import torch
from accelerate import Accelerator
from tiny_text import NETWORKS, encoder, rows, tokenizer
from torch import nn

from helpers.weights import masking, optim


def loss_of(model, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return masking.loss(model, masking.Masker(rows(), tokenizer(), 4)(generator))


@pytest.mark.parametrize("network", NETWORKS)
def test_every_parameter_has_one_optimizer(network):
    model = NETWORKS[network]()
    matrices, rest = optim.split_parameters(model)
    ids = [id(parameter) for parameter in matrices + rest]
    assert sorted(ids) == sorted(map(id, model.parameters()))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert all(p.ndim == 2 and "embed" not in names[id(p)] for p in matrices)
    table = model.get_input_embeddings().weight
    assert id(table) in map(id, rest) and len(matrices) >= 4


def test_a_table_without_a_telling_name_is_no_matrix():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.places, self.layer = nn.Embedding(9, 4), nn.Linear(4, 4)

    matrices, rest = optim.split_parameters(Odd())
    assert [tuple(p.shape) for p in matrices] == [(4, 4)] and len(rest) == 2


def test_steps_are_those_of_torch_s_two_optimizers():
    ours, theirs, before = encoder(), encoder(), encoder()
    pair = optim.MuonAdamW(ours, lr_matrices=0.02, lr=5e-3, decay_matrices=0.3)
    matrices, rest = optim.split_parameters(theirs)
    muon = torch.optim.Muon(matrices, lr=0.02, weight_decay=0.3)
    adamw = torch.optim.AdamW(rest, lr=5e-3, betas=(0.9, 0.98), weight_decay=0.01)
    for model, optimizers in ((ours, [pair]), (theirs, [muon, adamw])):
        rng = torch.Generator().manual_seed(0)
        for parameter in model.parameters():
            # Not a real gradient: its many directions of nearly nothing are noise in bfloat16,
            # which is what torch's Muon computes in, and Muon makes all directions equally long.
            parameter.grad = torch.randn(parameter.shape, generator=rng)
        for optimizer in optimizers:
            optimizer.step()
    inside = {id(matrix) for matrix in matrices}
    for mine, other, start in zip(*(m.parameters() for m in (ours, theirs, before)), strict=True):
        room = 0.05 * (other - start).norm() if id(other) in inside else 0
        assert (mine - other).norm() <= room + 1e-5


def test_blocks_are_stepped_as_if_they_were_matrices_of_their_own():
    rng = torch.Generator().manual_seed(0)
    gradient = torch.randn(12, 4, generator=rng)
    fused = nn.Parameter(torch.zeros(12, 4))
    apart = [nn.Parameter(torch.zeros(4, 4)) for _ in range(3)]
    fused.grad = gradient.clone()
    for part, grad in zip(apart, gradient.split(4)):
        part.grad = grad.clone()
    optim.Muon([fused], lr=0.1, weight_decay=0.1, blocks=True).step()
    optim.Muon(apart, lr=0.1, weight_decay=0.1).step()
    assert torch.allclose(fused, torch.cat(apart), atol=1e-6)


def test_a_saved_state_goes_on_the_same_way():
    model = encoder()
    pair = optim.MuonAdamW(model)
    for step in range(2):
        loss_of(model, step).backward()
        pair.step()
        pair.zero_grad()
    twin = copy.deepcopy(model)
    fresh = optim.MuonAdamW(twin)
    fresh.load_state_dict(copy.deepcopy(pair.state_dict()))
    for network, optimizer in ((model, pair), (twin, fresh)):
        loss_of(network, 9).backward()
        optimizer.step()
    assert all(map(torch.equal, model.parameters(), twin.parameters()))


def test_it_can_be_scheduled_and_prepared():
    model = encoder()
    pair = optim.MuonAdamW(model)
    schedule = torch.optim.lr_scheduler.LambdaLR(pair, lambda step: 1 / (1 + step))
    model, prepared = Accelerator().prepare(model, pair)
    loss_of(model).backward()
    prepared.step()
    schedule.step()
    assert [group["lr"] for group in pair.param_groups] == [0.005, 0.0015]
    assert len(pair.state) == sum(1 for p in model.parameters() if p.grad is not None)
    prepared.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())


def test_plain_adamw_covers_everything():
    model = encoder()
    optimizer = optim.adamw(model, lr=1e-3)
    (group,) = optimizer.param_groups
    assert len(group["params"]) == len(list(model.parameters())) and group["lr"] == 1e-3


def test_a_model_without_matrices_is_refused():
    with pytest.raises(ValueError, match="empty parameter list"):
        optim.MuonAdamW(nn.Sequential(nn.LayerNorm(4)))
