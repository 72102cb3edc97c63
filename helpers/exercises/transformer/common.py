"""What the exercises of `transformer` share: parts of a checkpoint, and the course's encoder."""

from functools import cache

import torch

from helpers.files import read_json, root


def part_of(weights: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    """The weights whose names begin with `prefix`, under the rest of their names.

    >>> list(part_of({"layers.0.w": torch.ones(1), "layers.1.w": torch.ones(1)}, "layers.1."))
    ['w']
    """
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}


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
