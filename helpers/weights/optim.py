"""Muon for the weight matrices and AdamW for everything else, as one optimizer.

AdamW scales every single weight's step; Muon (Jordan et al. 2024) makes the step of a whole matrix
orthogonal, so that no direction of it is neglected. At this course's size the pair reaches a given
loss in about half the steps: `benchmarks/training.py` measures it.
"""

from collections import defaultdict

import torch
from torch import nn

from helpers import arguments


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


@arguments.checked
def orthogonal(x: torch.Tensor) -> torch.Tensor:
    """The nearest matrices, roughly, whose rows are perpendicular and of length 1.

    x: (batch, rows, columns) with rows <= columns; the same shape comes back. This is Newton and
    Schulz's iteration with Jordan's coefficients: it moves all singular values to between about
    0.7 and 1.2, with products of matrices only.

    >>> x = orthogonal(torch.randn(1, 4, 8, generator=torch.Generator().manual_seed(0)))
    >>> ((x @ x.mT)[0].diagonal() - 1).abs().max() < 0.5
    tensor(True)
    """
    x = x / x.flatten(1).norm(dim=1)[:, None, None].clamp(min=1e-7)
    for _ in range(5):
        a = x @ x.mT  # (batch, rows, rows)
        b = torch.baddbmm(a, a, a, beta=-4.7750, alpha=2.0315)  # (batch, rows, rows)
        x = torch.baddbmm(x, b, x, beta=3.4445)  # (batch, rows, columns)
    return x


class Muon(torch.optim.Muon):
    """torch's Muon, three times as fast on a CPU: in full precision, equal shapes together.

    torch computes in bfloat16, one matrix after the other, which suits a GPU. The settings and the
    saved state are torch's. With `blocks`, a matrix that is several square ones on top of each
    other, such as queries, keys and values in one, takes a step of its own in each of them.
    """

    def __init__(
        self, params, lr: float, weight_decay: float, momentum: float = 0.95, blocks: bool = False
    ):
        super().__init__(params, lr=lr, weight_decay=weight_decay, momentum=momentum)
        self.blocks = blocks

    def parts(self, matrix: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The square blocks of a tall matrix, or the matrix as it is."""
        rows, columns = matrix.shape
        square = self.blocks and rows % columns == 0
        return matrix.split(columns) if square else (matrix,)

    @torch.no_grad()
    def step(self, closure=None) -> None:
        for group in self.param_groups:
            updates = defaultdict(list)
            for p in group["params"]:
                if p.grad is None:
                    continue
                momentum = self.state[p].setdefault("momentum_buffer", torch.zeros_like(p))
                momentum.lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(momentum, group["momentum"])  # Nesterov's: one step ahead
                for part, move in zip(self.parts(p), self.parts(update)):
                    tall = part.shape[0] > part.shape[1]
                    move = move.T if tall else move
                    updates[min(part.shape), max(part.shape)].append((part, move, tall))
            for same in updates.values():
                # All of one shape at once: (matrices, rows, columns), rows <= columns.
                steps = orthogonal(torch.stack([move for _, move, _ in same]))
                for (p, _, tall), step in zip(same, steps):
                    lr = group["lr"] * max(1, p.shape[0] / p.shape[1]) ** 0.5
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.add_(step.T if tall else step, alpha=-lr)


@arguments.checked
class MuonAdamW(torch.optim.Optimizer):
    """`Muon` and `torch.optim.AdamW` behind one `step()`.

    lr_matrices is Muon's learning rate, lr AdamW's. Muon's steps are large whatever the gradient,
    so in a long run the matrices grow; `decay_matrices` keeps their singular values below about
    1 / decay_matrices. momentum and blocks are Muon's.

    Raises ValueError if there is no matrix.

    >>> model = nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 4), nn.Linear(4, 9))
    >>> optimizer = MuonAdamW(model)
    >>> model(torch.tensor([1, 2])).sum().backward(); optimizer.step()
    >>> [group["lr"] for group in optimizer.param_groups]
    [0.01, 0.003]
    """

    def __init__(
        self,
        model: nn.Module,
        lr_matrices: float = 0.01,
        lr: float = 3e-3,
        decay_matrices: float = 0.01,
        momentum: float = 0.95,
        blocks: bool = False,
    ):
        matrices, rest = split_parameters(model)
        self.muon = Muon(matrices, lr_matrices, decay_matrices, momentum, blocks)
        self.adamw = torch.optim.AdamW(
            rest, lr=lr, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
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


@arguments.checked
def adamw(model: nn.Module, lr: float = 2e-3, weight_decay: float = 0.01) -> torch.optim.AdamW:
    """Plain AdamW over all parameters (Loshchilov & Hutter 2019), the field's usual choice."""
    return torch.optim.AdamW(
        model.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay, fused=True
    )
