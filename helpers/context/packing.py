"""Many prompts and answers in one pass of a causal model, nothing read twice.

The prompts of an experiment begin alike: with an instruction and demonstrations. And each is scored
with several answers. Seen as token ids that is a tree, and each branch of it is read once.
"""

import copy

import torch
from torch import nn
from tqdm.auto import tqdm
from transformers import Cache

from helpers.context import kv_cache
from helpers.context.encoding import shared


@torch.no_grad()
def packed(
    model: nn.Module, rows: list[list[list[int]]], starts: list[int], batch_tokens: int
) -> tuple[torch.Tensor, int]:
    """Log-likelihoods in nats of the answers to a list of prompts: float (prompts, answers).

    rows: the token ids of each prompt with each of its answers; starts: where a prompt's answers
    begin. What all rows begin with is read first, and its keys and values (the KV cache) serve all.
    Also returns the number of a prompt: the last one in the longest pack.

    >>> from helpers.weights import models
    >>> model = models.decoder(vocab_size=9, width=32, layers=1).eval()
    >>> packed(model, [[[2, 5, 6], [2, 5, 7, 8]], [[2, 4, 6], [2, 4, 8]]], [2, 2], 512)[0].shape
    torch.Size([2, 2])
    """
    # Each query keeps a token of its own: the one that the answer's first token is read from.
    lead = min(shared([own[0] for own in rows]), min(starts) - 1)
    cache = None
    if lead:
        ids = torch.tensor([rows[0][0][:lead]], device=next(model.parameters()).device)  # (1, lead)
        _, cache = kv_cache.read(model, ids, logits_to_keep=1)
    sizes = [
        start - lead + sum(len(row) - start - 1 for row in own) for own, start in zip(rows, starts)
    ]
    packs: list[list[int]] = [[]]
    for i, size in enumerate(sizes):
        if packs[-1] and sum(sizes[j] for j in packs[-1]) + size > batch_tokens:
            packs.append([])
        packs[-1].append(i)
    scores = []
    with tqdm(total=len(rows), desc="scoring", delay=3, leave=False) as bar:
        for part in packs:
            scores.append(
                pack(model, cache, lead, [rows[i] for i in part], [starts[i] for i in part])
            )
            bar.update(len(part))
    return torch.cat(scores), max(packs, key=lambda part: sum(sizes[i] for i in part))[-1]


def pack(
    model: nn.Module, cache: Cache | None, lead: int, rows: list[list[list[int]]], starts: list[int]
) -> torch.Tensor:
    """The scores (queries, candidates) of a few queries, whose first `lead` tokens are cached.

    All stand in one row, each query followed by its candidates without their last tokens. A mask
    lets a token see what it continues and nothing else: the cache, its query, its own candidate
    (a tree, as in Miao et al. 2024). Positions count along that, not along the row.
    """
    tokens = []  # of each: its id, its position, its query, its answer (-1: part of the query)
    reads = []  # of each answer token: where in the row it is read, its id, whose score it adds to
    for i, (own, start) in enumerate(zip(rows, starts)):
        tokens += [(own[0][place], place, i, -1) for place in range(lead, start)]
        last = len(tokens) - 1  # every answer's first token is read from here
        for j, row in enumerate(own):
            places = [last, *range(len(tokens), len(tokens) + len(row) - start - 1)]
            reads += [(at, token, i * len(own) + j) for at, token in zip(places, row[start:])]
            tokens += [(row[place], place, i, j) for place in range(start, len(row) - 1)]
    weight = next(model.parameters())
    ids, places, query, answer = torch.tensor(tokens, device=weight.device).T  # (n,) each
    asked, wanted, owner = torch.tensor(reads, device=weight.device).T  # (answer tokens,) each
    # Row i of these says what token i sees: (n, n), then (n, lead + n) with the cache before them.
    sees = (query[:, None] == query) & ((answer == -1) | (answer[:, None] == answer))
    sees = nn.functional.pad(sees & (places[:, None] >= places), (lead, 0), value=True)
    mask = torch.zeros(sees.shape, dtype=weight.dtype, device=weight.device)
    mask = mask.masked_fill(~sees, torch.finfo(weight.dtype).min)
    asked, back = asked.unique(return_inverse=True)  # a query's last token is read for each answer
    logits, _ = kv_cache.read(
        model,
        ids[None],
        copied(cache),
        position_ids=places[None],
        attention_mask=mask[None, None],  # (batch, heads, n, lead + n)
        logits_to_keep=asked,
    )  # (1, tokens that are read, vocabulary)
    log_p = logits[0].float().log_softmax(-1)[back, wanted].cpu()  # (answer tokens,)
    scores = torch.zeros(len(rows) * len(rows[0]))
    return scores.index_add(0, owner.cpu(), log_p).view(len(rows), -1)  # (queries, candidates)


def copied(cache: Cache | None) -> Cache | None:
    """A cache to go on with. Reading replaces a layer's tensors, so the old ones can be shared."""
    if cache is not None:
        cache = copy.copy(cache)
        cache.layers = [copy.copy(layer) for layer in cache.layers]
    return cache
