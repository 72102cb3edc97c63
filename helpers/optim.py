"""Muon for the weight matrices and AdamW for everything else, as one optimizer.

AdamW scales every single weight's step; Muon (Jordan et al. 2024) makes the step of a whole matrix
orthogonal, so that no direction of it is neglected. At this course's size the pair reaches a given
loss in about half the steps or fewer: `benchmarks/training.py` measures it.
"""

import torch
from torch import nn


def split_parameters(model: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Matrices inside the layers, and the rest: embeddings, output layer, norms, biases.

    >>> class Tiny(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.embed, self.layer = nn.Embedding(9, 4), nn.Linear(4, 4)
    >>> [len(part) for part in split_parameters(Tiny())]
    [1, 2]
    """
    table = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
    matrices, rest = [], []
    for name, parameter in model.named_parameters():
        output = any(part in name for part in ("lm_head", "decoder", "classifier", "embed"))
        inside = parameter.ndim == 2 and not output and id(parameter) not in table
        (matrices if inside else rest).append(parameter)
    return matrices, rest


class MuonAdamW(torch.optim.Optimizer):
    """`torch.optim.Muon` and `torch.optim.AdamW` behind one `step()`.

    lr_matrices is Muon's learning rate, lr AdamW's. Raises ValueError if there is no matrix.

    >>> model = nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 4), nn.Linear(4, 9))
    >>> optimizer = MuonAdamW(model)
    >>> model(torch.tensor([1, 2])).sum().backward(); optimizer.step()
    >>> [group["lr"] for group in optimizer.param_groups]
    [0.01, 0.003]
    """

    def __init__(self, model: nn.Module, lr_matrices: float = 0.01, lr: float = 3e-3,
                 weight_decay: float = 0.01):  # fmt: skip
        matrices, rest = split_parameters(model)
        self.muon = torch.optim.Muon(matrices, lr=lr_matrices, weight_decay=weight_decay)
        self.adamw = torch.optim.AdamW(rest, lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay,
                                       fused=True)  # fmt: skip
        self.defaults = {}

    # The base class keeps these as plain attributes; ours are views of the two parts, which
    # replace their own when a saved state is loaded.
    @property
    def param_groups(self) -> list[dict]:
        return self.muon.param_groups + self.adamw.param_groups

    @property
    def state(self) -> dict:
        return {**self.muon.state, **self.adamw.state}

    def step(self, closure=None) -> None:
        self.muon.step()
        self.adamw.step()

    def zero_grad(self, set_to_none: bool = True) -> None:
        self.muon.zero_grad(set_to_none)
        self.adamw.zero_grad(set_to_none)

    def state_dict(self) -> dict:
        return {"muon": self.muon.state_dict(), "adamw": self.adamw.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        self.muon.load_state_dict(state["muon"])
        self.adamw.load_state_dict(state["adamw"])


def adamw(model: nn.Module, lr: float = 2e-3, weight_decay: float = 0.01) -> torch.optim.AdamW:
    """Plain AdamW over all parameters (Loshchilov & Hutter 2019), the field's usual choice."""
    return torch.optim.AdamW(model.parameters(), lr=lr, betas=(0.9, 0.98),
                             weight_decay=weight_decay, fused=True)  # fmt: skip
