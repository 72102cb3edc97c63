"""Induction heads: rows on which they appear, and the scores that find them.

The rows name people, a first name and a surname each. Some surnames are always the same, others are
dealt anew for each row: the first kind can be learned by heart, the second can only be read.
"""

import torch
from torch import nn
from transformers import LlamaForCausalLM

from helpers import arguments
from helpers.weights import models
from helpers.weights.causal import START

FIRST = """Ada Ben Cleo Dan Eva Finn Gina Hugo Ida Jon Kara Leo
           Mia Ned Olga Paul Rosa Sam Tess Udo Vera Will Yara Zoe""".split()
LAST = """Ash Birch Clay Dale Elm Field Grove Hill Isle Jade Knoll Lake
          Marsh Nook Oak Pond Quarry Reed Stone Thorn Vale Wood Yard Zinc""".split()
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *FIRST, *LAST]  # by id
FIRST_IDS, LAST_IDS = torch.arange(5, 29), torch.arange(29, 53)
OTHER, USUAL, NEW, TOLD = range(4)  # what can be known of a token: see `reports`


def usual_surnames() -> torch.Tensor:
    """The surname that each first name has unless a row says otherwise: ids, (24,)."""
    return LAST_IDS[torch.randperm(len(LAST), generator=torch.Generator().manual_seed(0))]


@arguments.checked
def reports(
    count: int,
    generator: torch.Generator,
    people: int = 4,
    redrawn: float = 0.5,
    mentions: int = 16,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows that mention `people` people again and again, each time with the full name.

    A row is [CLS] and `mentions` full names, in random order; with `people` equal to `mentions`,
    everybody comes once. A share `redrawn` of the people has a surname dealt anew for the row, the
    others have their usual one. Returns ids, int64 (count, 1 + 2 * mentions), and of the same shape
    what can be known of each token: USUAL for a usual surname, which can be known by heart; NEW for
    one dealt anew, at the first mention: nothing tells it; TOLD for one dealt anew that the row has
    told; OTHER for [CLS] and the first names.

    >>> ids, kinds = reports(1, torch.Generator().manual_seed(1), people=2, redrawn=1, mentions=3)
    >>> " ".join(WORDS[i] for i in ids[0])
    '[CLS] Tess Quarry Finn Hill Tess Quarry'
    >>> kinds.tolist()
    [[0, 0, 2, 0, 2, 0, 3]]
    """
    usual = usual_surnames()
    who = torch.rand(count, len(FIRST), generator=generator).topk(people).indices  # (count, people)
    dealt = torch.rand(count, len(LAST), generator=generator).topk(people).indices + LAST_IDS[0]
    anew = torch.rand(count, people, generator=generator) < redrawn
    surnames = torch.where(anew, dealt, usual[who])  # (count, people)
    pick = torch.randint(people, (count, mentions), generator=generator)  # (count, mentions)
    if people == mentions:
        pick = torch.arange(people).expand(count, -1)
    # Was this person mentioned before? (count, mentions, mentions) to (count, mentions)
    before = (pick[:, :, None] == pick[:, None]).tril(-1).any(-1)
    first, last = who.gather(1, pick), surnames.gather(1, pick)  # (count, mentions) each
    kind = torch.where(last == usual[first], USUAL, torch.where(before, TOLD, NEW))
    names = torch.stack([first + FIRST_IDS[0], last], -1).flatten(1)  # (count, 2 * mentions)
    kinds = torch.stack([torch.full_like(kind, OTHER), kind], -1).flatten(1)
    start = torch.full((count, 1), START)
    return torch.cat([start, names], 1), torch.cat([torch.full_like(start, OTHER), kinds], 1)


@arguments.checked
def questions(
    count: int,
    generator: torch.Generator,
    first: torch.Tensor,
    second: torch.Tensor,
    pairs: int = 8,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of random pairs, each shown once, and then all of them again in another order.

    first, second: the ids from which the halves of a pair are drawn; none occurs twice among the
    pairs of a row if the two share no id. Returns ids, int64 (count, 1 + 4 * pairs), beginning with
    [CLS], and where they ask: True at a first half that comes for the second time, so that the
    next token can be read from the row.

    >>> ids, asked = questions(1, torch.Generator().manual_seed(0), FIRST_IDS, LAST_IDS, pairs=2)
    >>> " ".join(WORDS[i] for i in ids[0])
    '[CLS] Will Clay Hugo Hill Will Clay Hugo Hill'
    >>> asked[0].int().tolist()
    [0, 0, 0, 0, 0, 1, 0, 1, 0]
    """
    halves = [
        ids[torch.rand(count, len(ids), generator=generator).topk(pairs).indices]
        for ids in (first, second)
    ]
    shown = torch.stack(halves, -1)  # (count, pairs, 2)
    order = torch.rand(count, pairs, generator=generator).argsort(1)  # (count, pairs)
    again = shown.gather(1, order[..., None].expand(-1, -1, 2))  # (count, pairs, 2)
    start = torch.full((count, 1), START)
    ids = torch.cat([start, shown.flatten(1), again.flatten(1)], 1)  # (count, 1 + 4 * pairs)
    places = torch.arange(ids.shape[1])
    return ids, ((places > 2 * pairs) & (places % 2 == 1)).expand_as(ids)


@arguments.checked
def network(
    vocab_size: int, layers: int, heads: int = 4, width: int = 64, context: int = 128, seed: int = 0
) -> LlamaForCausalLM:
    """A new Llama as in `models.decoder`, whose heads share its width, as many as you like.

    >>> network(20, layers=1)(torch.tensor([[2, 7]])).logits.shape
    torch.Size([1, 2, 20])
    """
    return models.decoder(vocab_size, width, layers, context, seed, width // heads, heads)


@arguments.checked
@torch.no_grad()
def token_losses(model: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """What the model pays for each token but the first, in nats. ids: (rows, n) -> (rows, n - 1).

    >>> token_losses(network(20, layers=1), torch.tensor([[2, 7, 9]])).shape
    torch.Size([1, 2])
    """
    device = next(model.parameters()).device
    logits = model(input_ids=ids[:, :-1].to(device), use_cache=False).logits.to(ids.device)
    # cross_entropy wants the vocabulary second: (rows, n - 1, V) to (rows, V, n - 1).
    return nn.functional.cross_entropy(logits.mT, ids[:, 1:], reduction="none")


@arguments.checked
@torch.no_grad()
def accuracy(model: nn.Module, ids: torch.Tensor, queries: torch.Tensor) -> float:
    """How often the likeliest next token is right, after the tokens that are asked about.

    ids: int64 (rows, n). queries: bool (rows, n), as from `questions`.

    >>> ids, queries = questions(8, torch.Generator().manual_seed(0), FIRST_IDS, LAST_IDS)
    >>> accuracy(network(len(WORDS), layers=1), ids, queries) < 0.2
    True
    """
    device = next(model.parameters()).device
    logits = model(input_ids=ids[:, :-1].to(device), use_cache=False).logits
    guesses = logits.argmax(-1)  # (rows, n - 1, vocabulary) to (rows, n - 1)
    return (guesses.to(ids.device) == ids[:, 1:])[queries[:, :-1]].float().mean().item()


@arguments.checked
def induction_scores(
    weights: torch.Tensor,
    ids: torch.Tensor,
    queries: torch.Tensor,
) -> torch.Tensor:
    """How far each head looks at what came next the first time: (layers, heads), from 0 to 1.

    weights: attention, (rows, layers, heads, n, n). ids: (rows, n). queries: bool (rows, n), which
    tokens count; each must stand earlier in its row too. The mean weight on the token after the
    first time (Olsson et al. 2022 call it the prefix matching score).

    >>> ids, queries = torch.tensor([[7, 8, 7]]), torch.tensor([[False, False, True]])
    >>> weights = torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.6, 0.2]])
    >>> induction_scores(weights.view(1, 1, 1, 3, 3), ids, queries)
    tensor([[0.6000]])
    """
    row, place = queries.nonzero(as_tuple=True)  # (asked,) each
    first = (ids[row] == ids[row, place, None]).int().argmax(1)  # (asked, n) to (asked,)
    looks = weights.to(ids.device)[row, :, :, place, first + 1]  # (asked, layers, heads)
    return looks.mean(0)


@arguments.checked
def previous_scores(weights: torch.Tensor, queries: torch.Tensor) -> torch.Tensor:
    """How far each head looks at the token just before: (layers, heads), from 0 to 1.

    weights: attention, (rows, layers, heads, n, n). queries: bool (rows, n), which tokens count;
    not the first of a row, which has none before it.

    >>> weights = torch.tensor([[1.0, 0.0], [0.7, 0.3]]).view(1, 1, 1, 2, 2)
    >>> previous_scores(weights, torch.tensor([[False, True]]))
    tensor([[0.7000]])
    """
    row, place = queries.nonzero(as_tuple=True)  # (asked,) each
    looks = weights.to(queries.device)[row, :, :, place, place - 1]  # (asked, layers, heads)
    return looks.mean(0)
