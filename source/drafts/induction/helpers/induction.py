"""Induction heads: data on which they appear, scores that find them, and how to remove them.

The languages are made up, so the bounds are known: what follows what is fixed for all rows, and
some passages of a row come again. A passage that comes again can be read from the row alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM

from helpers.attention import weights_of
from helpers.causal import START
from helpers.masking import IGNORED
from helpers.models import SPECIAL_IDS

WORDS = 5  # the ids below are the special tokens of every vocabulary in this course
Heads = Sequence[tuple[int, int]]  # (layer, head), counted from 0


def language(words: int = 64, seed: int = 0) -> torch.Tensor:
    """Which word follows which: probabilities, (words, words), rows add up to 1.

    Word i is about 1 / (i + 1) as frequent as word 0 (Zipf 1949), and every word has its own
    favourites.

    >>> table = language(words=3)
    >>> table.shape, table.sum(1).tolist()
    (torch.Size([3, 3]), [1.0, 1.0, 1.0])
    """
    luck = torch.Generator().manual_seed(seed)
    zipf = -torch.arange(1.0, words + 1).log()
    return (zipf + 1.5 * torch.randn(words, words, generator=luck)).softmax(-1)


def passages(count: int, generator: torch.Generator, table: torch.Tensor, length: int = 64,
             again: float = 0.1, shortest: int = 4, longest: int = 16,
             ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    """Rows of a language in which passages come again: ids and where they do, (count, length).

    A row begins with [CLS]. From the first `longest` words on, at each place that is not yet part
    of a copy, a copy begins with probability `again`: of an earlier place of the row, `shortest` to
    `longest` words long. The second result is True where a word could be read from the row: in a
    copy, its first word left out.

    >>> ids, copied = passages(1, torch.Generator().manual_seed(1), language(), length=24, again=1)
    >>> ids.shape, copied[0, :17].any().item(), copied[0, 18:].any().item()
    (torch.Size([1, 24]), False, True)
    """
    ids = torch.full((count, length), START)
    copied = torch.zeros(count, length, dtype=torch.bool)
    draw, begin, choose = torch.rand(3, count, length, generator=generator)
    lengths = torch.randint(shortest, longest + 1, (count, length), generator=generator)
    follows, every = table.cumsum(1), torch.arange(count)
    source, left = torch.zeros(2, count, dtype=torch.long)
    word = torch.randint(len(table), (count,), generator=generator)
    for place in range(1, length):
        starts = (left == 0) & (begin[:, place] < again) & (place > longest)
        source = torch.where(starts, 1 + (choose[:, place] * (place - shortest)).long(), source)
        left = torch.where(starts, lengths[:, place], left)
        fresh = torch.searchsorted(follows[word], draw[:, place, None].contiguous())[:, 0]
        word = torch.where(left > 0, ids[every, source] - WORDS, fresh.clamp(max=len(table) - 1))
        ids[:, place], copied[:, place] = word + WORDS, (left > 0) & ~starts
        source, left = source + 1, (left - 1).clamp(min=0)
    return ids, copied


def lists(count: int, generator: torch.Generator, labels: torch.Tensor, bursty: float = 1.0,
          redrawn: bool = False, shown: int = 8, asked: int = 8,
          ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    """Rows of items, each with its label: `shown` pairs to read, then `asked` questions.

    labels: int64 (items,), the label of each item, from 0. In a share `bursty` of the rows
    (Chan et al. 2022) the questions are about items that the row has shown, in the others about
    items that it has not. `redrawn`: each row deals the labels out anew, so that nothing but the
    row can tell them. Ids: items from 5 on, then labels.

    Returns inputs and targets, int64 (count, 1 + 2 * (shown + asked)). The target under a question
    is its label, all others are -100.

    >>> inputs, targets = lists(1, torch.Generator().manual_seed(0), torch.tensor([0, 1, 1]),
    ...                         shown=1, asked=1)
    >>> inputs.tolist(), targets.tolist()
    ([[2, 6, 9, 6, 9]], [[-100, -100, -100, 9, -100]])
    """
    number = len(labels)
    items = torch.rand(count, number, generator=generator).topk(shown + asked).indices
    again = torch.rand(count, generator=generator) < bursty
    picks = torch.randint(shown, (count, asked), generator=generator)
    items[:, shown:] = torch.where(again[:, None], items.gather(1, picks), items[:, shown:])
    key = labels
    if redrawn:
        key = torch.randint(int(labels.max()) + 1, (count, number), generator=generator)
    answers = key.expand(count, -1).gather(1, items) + WORDS + number
    start = torch.full((count, 1), START)
    inputs = torch.cat([start, torch.stack([items + WORDS, answers], -1).flatten(1)], 1)
    targets = torch.full_like(inputs, IGNORED)
    targets[:, 1 + 2 * shown :: 2] = answers[:, shown:]
    return inputs, targets


def network(vocab_size: int, layers: int, heads: int = 4, width: int = 64, context: int = 128,
            seed: int = 0) -> LlamaForCausalLM:  # fmt: skip
    """A new Llama as in `models.decoder`, with as many heads as you like.

    >>> network(20, layers=1)(torch.tensor([[2, 7]])).logits.shape
    torch.Size([1, 2, 20])
    """
    torch.manual_seed(seed)
    ids = {name: SPECIAL_IDS[name] for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=vocab_size, hidden_size=width, intermediate_size=width * 3,
        num_hidden_layers=layers, num_attention_heads=heads, max_position_embeddings=context,
        tie_word_embeddings=False, attn_implementation="sdpa", **ids))  # fmt: skip


@torch.no_grad()
def token_losses(model: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """What the model pays for each token but the first, in nats. ids: (rows, n) -> (rows, n - 1).

    >>> token_losses(network(20, layers=1), torch.tensor([[2, 7, 9]])).shape
    torch.Size([1, 2])
    """
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits
    return nn.functional.cross_entropy(logits.mT, ids[:, 1:], reduction="none")


def induction_scores(weights: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """How far each head looks back to what came next the last time: (layers, heads), from 0 to 1.

    weights: attention, (rows, layers, heads, n, n). ids: (rows, n). Of every token that stood
    earlier in its row: the weight on the token after the first time. The mean over these tokens
    (Olsson et al. 2022, who call it the prefix matching score).

    >>> ids = torch.tensor([[7, 8, 7]])
    >>> weights = torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.6, 0.2]])
    >>> induction_scores(weights.view(1, 1, 1, 3, 3), ids)
    tensor([[0.6000]])
    """
    n = ids.shape[1]
    same = (ids[:, :, None] == ids[:, None]).tril(-1)  # row i: the earlier places of its token
    again, first = same.any(-1), same.int().argmax(-1)
    after = weights.gather(-1, (first + 1).clamp(max=n - 1)[:, None, None, :, None].expand(
        *weights.shape[:3], n, 1))[..., 0]  # fmt: skip
    return (after * again[:, None, None]).sum((0, -1)) / again.sum()


def previous_scores(weights: torch.Tensor) -> torch.Tensor:
    """How far each head looks at the token before: (layers, heads), from 0 to 1.

    weights: attention, (rows, layers, heads, n, n). The first token has none before it.

    >>> previous_scores(torch.tensor([[1.0, 0.0], [0.7, 0.3]]).view(1, 1, 1, 2, 2))
    tensor([[0.7000]])
    """
    return weights.diagonal(-1, dim1=-2, dim2=-1).mean((0, -1))


def strongest(scores: torch.Tensor, count: int) -> list[tuple[int, int]]:
    """The heads with the highest scores, the highest first. scores: (layers, heads).

    >>> strongest(torch.tensor([[0.1, 0.9], [0.5, 0.2]]), count=2)
    [(0, 1), (1, 0)]
    """
    best = scores.flatten().topk(count).indices.tolist()
    return [divmod(place, scores.shape[1]) for place in best]


def _outputs(model: LlamaForCausalLM) -> list[nn.Linear]:
    """In each layer, the matrix that puts the results of the heads together."""
    return [layer.self_attn.o_proj for layer in model.model.layers]


@torch.no_grad()
def head_means(model: LlamaForCausalLM, ids: torch.Tensor) -> torch.Tensor:
    """The mean result of each head, over all tokens of `ids`: (layers, heads, head's width)."""
    seen: list[torch.Tensor] = []

    def note(matrix, args):
        seen.append(args[0].flatten(0, 1).mean(0).unflatten(0, (model.config.num_attention_heads, -1)))

    hooks = [matrix.register_forward_pre_hook(note) for matrix in _outputs(model)]
    try:
        model(input_ids=ids, use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    return torch.stack(seen)


@contextmanager
def without(model: LlamaForCausalLM, heads: Heads, means: torch.Tensor | None = None,
            ) -> Iterator[None]:  # fmt: skip
    """Inside the block, the given heads say nothing of the row: their result is fixed.

    Fixed to their mean (`head_means`), or to zero without `means`. A model that relies on the mean
    suffers from zero for a reason that has nothing to do with what the head does, so the mean is
    the fairer test. Raises IndexError for a head that the model does not have.

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
            pieces = args[0].unflatten(-1, (count, -1)).clone()
            pieces[..., mine, :] = 0.0 if means is None else means[mine]
            return (pieces.flatten(-2),)
        return hook

    try:
        for layer, matrix in enumerate(matrices):
            mine = [h for l, h in heads if l == layer]
            if mine:
                own = None if means is None else means[layer]
                hooks.append(matrix.register_forward_pre_hook(fix(mine, own)))
        yield
    finally:
        for hook in hooks:
            hook.remove()
