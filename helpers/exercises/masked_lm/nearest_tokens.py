"""Find the tokens whose embeddings point in the most similar direction."""

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake


def nearest_tokens(table: torch.Tensor, token: int, count: int) -> list[int]:
    """The ids of the `count` other tokens with the highest cosine, the nearest first.

    table: float (vocabulary, width). `token` itself is left out. A row may be all zeros.
    """
    lengths = table.norm(dim=1).clamp(min=1e-9)
    cosines = (table @ table[token]) / (lengths * lengths[token])
    order = cosines.argsort(descending=True).tolist()
    return [other for other in order if other != token][:count]


def cases() -> list:
    rng = torch.Generator().manual_seed(1)
    table = torch.randn(30, 6, generator=rng) * (torch.rand(30, 1, generator=rng) * 3 + 0.1)
    padded = table.clone()
    padded[0] = 0.0  # an embedding that was never trained
    arrows = torch.tensor([[1.0, 0.0], [3.0, 0.5], [0.9, 0.8], [9.0, 9.0], [-1.0, 0.1]])
    twins = torch.cat([3 * arrows[:1], arrows])  # token 1 points where token 0 does
    return [
        (arrows, 0, 2),
        (arrows, 4, 3),  # nothing points its way
        (arrows, 0, 4),
        (twins, 1, 2),
        (table, 7, 5),
        (table, 20, 3),
        (padded, 4, 6),
        (table, 11, 10),
    ]


def ranked(scores, token, count):
    scores = scores.clone()
    scores[token] = -torch.inf
    return scores.topk(count).indices.tolist()


@mistake("It compares dot products, so long vectors win. Divide each row by its length.")
def by_dot_product(table, token, count):
    return ranked(table @ table[token], token, count)


@mistake("It compares distances. The cosine is about direction.")
def by_distance(table, token, count):
    return ranked(-(table - table[token]).norm(dim=1), token, count)


@mistake("The token is its own nearest neighbour. Leave it out.")
def with_itself(table, token, count):
    return F.cosine_similarity(table, table[token : token + 1]).topk(count).indices.tolist()


@mistake(
    "Its own cosine is set to 0, which is more than a negative one. Leave it out of the order."
)
def own_cosine_zero(table, token, count):
    cosines = F.normalize(table, dim=1) @ F.normalize(table[token], dim=0)
    cosines[token] = 0
    return cosines.topk(count).indices.tolist()


@mistake("These are the furthest. The highest cosine comes first.")
def furthest(table, token, count):
    return (-F.cosine_similarity(table, table[token : token + 1])).topk(count).indices.tolist()


@mistake("A row of zeros gives 0 / 0 = nan, and nan sorts first. `F.normalize` avoids it.")
def divides_by_zero(table, token, count):
    directions = table / table.norm(dim=1, keepdim=True)
    return ranked(directions @ directions[token], token, count)


@mistake("It normalises columns. A token is a row: `dim=1`.")
def columns_normalised(table, token, count):
    directions = F.normalize(table, dim=0)
    return ranked(directions @ directions[token], token, count)


EXERCISE = Exercise(
    id="nearest_tokens",
    title="Neighbours in the embedding table",
    minutes=7,
    difficulty=2,
    reference=nearest_tokens,
    cases=cases,
    mistakes=(
        by_dot_product,
        by_distance,
        with_itself,
        own_cosine_zero,
        furthest,
        divides_by_zero,
        columns_normalised,
    ),
    hints=(
        "The cosine is the dot product of two vectors of length 1. Make every row that long first.",
        "`torch.nn.functional.normalize(table, dim=1)` does it, also for a row of zeros. `@`"
        " gives the cosine with every row at once.",
        "Set the token's own cosine to `-torch.inf`, then `topk(count).indices.tolist()`.",
    ),
)
