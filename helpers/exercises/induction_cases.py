"""Inputs and typical wrong answers for the scores of the lab `induction`."""

import torch

from helpers.checking.spec import Mistake


def _places(ids):
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    return torch.where(same.any(-1), same.int().argmax(-1), -1)


def places_cases() -> list:
    rng = torch.Generator().manual_seed(0)
    return [
        (torch.tensor([[7, 8, 7, 7]]),),
        (torch.tensor([[2, 9, 9, 2, 5], [5, 6, 7, 8, 6]]),),
        (torch.randint(5, (3, 12), generator=rng),),
    ]


def places_latest(ids):
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    places = torch.arange(ids.shape[1]).expand_as(same)
    return places.masked_fill(~same, -1).amax(-1)


def places_itself(ids):
    return (ids[:, :, None] == ids[:, None]).int().argmax(-1)


def places_zero(ids):
    return (ids[:, :, None] == ids[:, None]).tril(-1).int().argmax(-1)


def places_later(ids):
    same = (ids[:, :, None] == ids[:, None]).triu(1)
    return torch.where(same.any(-1), same.int().argmax(-1), -1)


def places_after(ids):
    first = _places(ids)
    return torch.where(first < 0, first, first + 1)


def places_first_row(ids):
    return _places(ids[:1].expand_as(ids))


PLACES = (
    Mistake("It finds the latest earlier place. Return the first one.", places_latest),
    Mistake(
        "A token counts as its own earlier place. Leave the diagonal out: `tril(-1)`.",
        places_itself,
    ),
    Mistake(
        "Where a token is new it says 0, which is a place. Say -1: `argmax` gives 0 also for a"
        " line without any True.",
        places_zero,
    ),
    Mistake(
        "It looks at later places. A model reads what stands before: `tril`, not `triu`.",
        places_later,
    ),
    Mistake(
        "It returns the place after. Return the place itself here; the next exercise adds 1.",
        places_after,
    ),
    Mistake("All rows get the places of row 0.", places_first_row),
)


def score_cases() -> list:
    rng = torch.Generator().manual_seed(1)

    def case(ids: torch.Tensor, layers: int, heads: int) -> tuple:
        rows, n = ids.shape
        scores = 2 * torch.randn(rows, layers, heads, n, n, generator=rng)
        hidden = torch.ones(n, n, dtype=torch.bool).triu(1)
        return scores.masked_fill(hidden, float("-inf")).softmax(-1), ids

    return [
        case(torch.tensor([[2, 7, 8, 7]]), 1, 2),
        case(torch.tensor([[2, 7, 8, 9, 7, 8, 9], [2, 5, 5, 6, 7, 5, 6]]), 2, 3),
        case(torch.randint(6, (4, 14), generator=rng), 2, 4),
    ]


def _score(weights, ids, shift=1, first=None):
    first = _places(ids) if first is None else first
    row, place = (first >= 0).nonzero(as_tuple=True)
    column = (first[row, place] + shift).clamp(min=0)
    return weights[row, :, :, place, column]


def score_same_token(weights, ids):
    return _score(weights, ids, 0).mean(0)


def score_before(weights, ids):
    return _score(weights, ids, -1).mean(0)


def score_previous(weights, ids):
    return weights.diagonal(-1, dim1=-2, dim2=-1).mean((0, -1))


def score_all_tokens(weights, ids):
    return _score(weights, ids).sum(0) / ids.numel()


def score_sum(weights, ids):
    return _score(weights, ids).sum(0)


def score_one(weights, ids):
    return _score(weights, ids).mean()


def score_latest(weights, ids):
    return _score(weights, ids, first=places_latest(ids)).mean(0)


def score_transposed(weights, ids):
    return _score(weights.mT, ids).mean(0)


def score_largest(weights, ids):
    return _score(weights, ids).amax(0)


def score_mean_of_rows(weights, ids):
    scores = [_score(w[None], i[None]).mean(0) for w, i in zip(weights, ids)]
    return torch.stack(scores).mean(0)


SCORE = (
    Mistake(
        "It reads the weight on the same token. Read the one on the token after it: + 1.",
        score_same_token,
    ),
    Mistake(
        "It reads the weight on the token before the first time. Read the one after: + 1.",
        score_before,
    ),
    Mistake(
        "This is how far a head looks one token back, wherever it stands. Read the column"
        " `first + 1`.",
        score_previous,
    ),
    Mistake(
        "It divides by all tokens. Only tokens that stood earlier in their row count.",
        score_all_tokens,
    ),
    Mistake("It adds up. Take the mean over the tokens that count.", score_sum),
    Mistake("It averages over layers and heads too. Each head has its own score.", score_one),
    Mistake(
        "It uses the latest earlier place. Use the first one, as `first_places` gives it.",
        score_latest,
    ),
    Mistake(
        "Row and column have changed places. A row belongs to the token that looks.",
        score_transposed,
    ),
    Mistake(
        "It takes the largest weight. One lucky look is no habit: take the mean.", score_largest
    ),
    Mistake(
        "It averages row by row first, so that tokens of rows with few repeats count more."
        " Every token counts once.",
        score_mean_of_rows,
    ),
)


def even_cases() -> list:
    rng = torch.Generator().manual_seed(2)
    return [
        (torch.tensor([[2, 7, 8, 7]]),),
        (torch.tensor([[2, 7, 8, 9, 7, 8, 9], [2, 5, 5, 6, 7, 5, 6]]),),
        (torch.randint(6, (4, 14), generator=rng),),
    ]


def _even(ids, seen, asked=None):
    asked = _places(ids) >= 0 if asked is None else asked
    return (1 / seen.expand_as(ids)[asked]).mean().item()


def even_without_itself(ids):
    return _even(ids, torch.arange(ids.shape[1]))


def even_whole_row(ids):
    return 1 / ids.shape[1]


def even_all_tokens(ids):
    every = torch.ones_like(ids, dtype=torch.bool)
    return _even(ids, torch.arange(1, ids.shape[1] + 1), every)


def even_of_mean(ids):
    seen = torch.arange(1, ids.shape[1] + 1).expand_as(ids)[_places(ids) >= 0]
    return 1 / seen.float().mean().item()


def even_sum(ids):
    seen = torch.arange(1, ids.shape[1] + 1).expand_as(ids)[_places(ids) >= 0]
    return (1 / seen).sum().item()


EVEN = (
    Mistake(
        "It leaves the token itself out. A causal head sees i + 1 tokens at place i.",
        even_without_itself,
    ),
    Mistake(
        "It divides by the whole row. At place i a causal head sees i + 1 tokens only.",
        even_whole_row,
    ),
    Mistake(
        "It averages over all tokens. Only those count that stood earlier in their row.",
        even_all_tokens,
    ),
    Mistake("It divides 1 by the mean. Take the mean of 1 / (i + 1).", even_of_mean),
    Mistake("It adds up. Take the mean over the tokens that count.", even_sum),
)
