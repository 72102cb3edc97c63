"""What the exercises of `transformer` share: parts of a checkpoint, and a test of gradients."""

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from helpers.files import read_json, root

CUT = (
    "The numbers are right, but training needs their gradient. Compute with tensors all the way;"
    " `.item()`, `.detach()`, `.data` and `torch.tensor(...)` cut it off."
)
HALF_CUT = "The numbers are right, their gradient is not. Is a part of it detached?"


def part_of(weights: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    """The weights whose names begin with `prefix`, under the rest of their names.

    >>> list(part_of({"layers.0.w": torch.ones(1), "layers.1.w": torch.ones(1)}, "layers.1."))
    ['w']
    """
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}


def gradient_of(function: Callable, leaf: torch.Tensor, arguments: Callable) -> torch.Tensor | None:
    """The gradient of the sum of squares of the result by `leaf`; None if there is none."""
    leaf = leaf.clone().requires_grad_()
    value = function(*arguments(leaf))
    if not value.requires_grad:
        return None
    return torch.autograd.grad(value.square().sum(), leaf, allow_unused=True)[0]


def trainable(
    function: Callable, reference: Callable, leaf: torch.Tensor, arguments: Callable[[Any], tuple]
) -> str | None:
    """Whether the result can be trained on: its gradient by `leaf` is that of the reference.

    arguments(leaf) gives the arguments of one call. Returns what is wrong, or None.

    >>> trainable(lambda x: 2 * x.detach(), lambda x: 2 * x, torch.ones(2), lambda x: (x,)) == CUT
    True
    """
    wanted = gradient_of(reference, leaf, arguments)
    mine = gradient_of(function, leaf, arguments)
    if mine is None:
        return CUT
    return None if torch.allclose(mine, wanted, rtol=1e-3, atol=1e-4) else HALF_CUT


@cache
def course_model() -> tuple[torch.nn.Module, dict[str, torch.Tensor]]:
    """The course's `manuals-encoder` as transformers computes it, and its weights by name."""
    from safetensors.torch import load_file
    from transformers import ModernBertConfig, ModernBertForMaskedLM

    folder = root() / "checkpoints" / "manuals-encoder"
    weights = {name: w.float() for name, w in load_file(folder / "model.safetensors").items()}
    state = torch.get_rng_state()  # a new model draws numbers that nobody needs
    model = ModernBertForMaskedLM(ModernBertConfig(**read_json(folder / "config.json")))
    torch.set_rng_state(state)
    model.load_state_dict(weights, strict=False)  # the output table is the input table
    model.tie_weights()
    return model.eval(), weights
