"""Heads of a model one by one: choose them, silence them, and choose others to compare with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn
from transformers import LlamaForCausalLM

from helpers import arguments

Heads = Sequence[tuple[int, int]]  # (layer, head), counted from 0


@arguments.checked
def name(head: tuple[int, int]) -> str:
    """What a head is called in text, where layers and heads are counted from 1.

    >>> name((1, 0))
    'layer 2, head 1'
    """
    return f"layer {head[0] + 1}, head {head[1] + 1}"


@arguments.checked
def strongest(scores: torch.Tensor, count: int) -> list[tuple[int, int]]:
    """The heads with the highest scores, the highest first. scores: (layers, heads).

    >>> strongest(torch.tensor([[0.1, 0.9], [0.5, 0.2]]), count=2)
    [(0, 1), (1, 0)]
    """
    best = scores.flatten().topk(count).indices.tolist()
    return [divmod(place, scores.shape[1]) for place in best]


@arguments.checked
def others(
    heads: Heads, layers: int, count: int, generator: torch.Generator, same_layers: bool = False
) -> list[tuple[int, int]]:
    """As many heads as are given, at random among all others, none twice: a control for them.

    The model has `layers` layers of `count` heads. With `same_layers`, each comes from the layer
    of the head it stands for, as long as that layer has another head left.

    >>> rng = torch.Generator().manual_seed(0)
    >>> others([(1, 0)], layers=2, count=2, generator=rng, same_layers=True)
    [(1, 1)]
    """
    rest = [(i, j) for i in range(layers) for j in range(count) if (i, j) not in heads]
    rest = [rest[place] for place in torch.randperm(len(rest), generator=generator).tolist()]
    chosen: list[tuple[int, int]] = []
    for layer, _ in heads:
        left = [head for head in rest if head not in chosen]
        near = [head for head in left if head[0] == layer] if same_layers else []
        chosen += (near or left)[:1]
    return chosen


def _outputs(model: LlamaForCausalLM) -> list[nn.Linear]:
    """In each layer, the matrix that puts the results of the heads together."""
    return [layer.self_attn.o_proj for layer in model.model.layers]


@arguments.checked
@torch.no_grad()
def head_means(model: LlamaForCausalLM, ids: torch.Tensor) -> torch.Tensor:
    """The mean result of each head, over all tokens of `ids`: (layers, heads, head's width)."""
    seen: list[torch.Tensor] = []

    def note(matrix, args):
        mean = args[0].flatten(0, 1).mean(0)  # (rows, n, width) to (width,)
        seen.append(mean.unflatten(0, (model.config.num_attention_heads, -1)))  # by head

    hooks = [matrix.register_forward_pre_hook(note) for matrix in _outputs(model)]
    try:
        model(input_ids=ids.to(next(model.parameters()).device), use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    return torch.stack(seen).cpu()  # (layers, heads, width of a head)


@arguments.checked
@contextmanager
def without(
    model: LlamaForCausalLM,
    heads: Heads,
    means: torch.Tensor | None = None,
) -> Iterator[None]:
    """Inside the block, the given heads say nothing of the row: their result is fixed.

    Fixed to their mean (`head_means`), or to zero without `means`. A model that relies on the mean
    suffers from zero for a reason that has nothing to do with what the head does, so the mean is
    the fairer test. Raises IndexError for a head that the model does not have.

    >>> from helpers.inside.induction import network, token_losses
    >>> model, ids = network(20, layers=1), torch.tensor([[2, 7, 9]])
    >>> before = token_losses(model, ids)
    >>> with without(model, [(0, 1)]):
    ...     changed = not torch.equal(token_losses(model, ids), before)
    >>> changed, torch.equal(token_losses(model, ids), before)
    (True, True)
    """
    count = model.config.num_attention_heads
    matrices, hooks = _outputs(model), []
    for layer, head in heads:
        if not (0 <= layer < len(matrices) and 0 <= head < count):
            raise IndexError(f"There is no head {head} in layer {layer}.")

    def fix(mine: list[int], means: torch.Tensor | None):
        def hook(matrix, args):
            pieces = args[0].unflatten(-1, (count, -1)).clone()  # (rows, n, heads, width of a head)
            pieces[..., mine, :] = 0.0 if means is None else means[mine].to(pieces.device)
            return (pieces.flatten(-2),)  # (rows, n, width)

        return hook

    try:
        for layer, matrix in enumerate(matrices):
            mine = [head for at, head in heads if at == layer]
            if mine:
                own = None if means is None else means[layer]
                hooks.append(matrix.register_forward_pre_hook(fix(mine, own)))
        yield
    finally:
        for hook in hooks:
            hook.remove()
