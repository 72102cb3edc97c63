"""Top-p: keep the fewest likeliest tokens that together reach a share."""

import torch

from helpers.checking.spec import Exercise, mistake


def nucleus(probabilities: torch.Tensor, top_p: float) -> torch.Tensor:
    """The nucleus of a distribution (Holtzman et al. 2020). probabilities and result: (V,)."""
    ordered, order = probabilities.sort(descending=True)
    before = ordered.cumsum(0) - ordered  # what the likelier tokens add up to
    left = probabilities.clone()
    left[order[before >= top_p]] = 0
    return left / left.sum()


def cases() -> list:
    rng = torch.Generator().manual_seed(7)
    wide = (2 * torch.randn(30, generator=rng)).softmax(-1)
    return [
        (torch.tensor([0.1, 0.5, 0.25, 0.15]), 0.7),
        (torch.tensor([0.02, 0.9, 0.05, 0.03]), 0.5),  # one token alone is enough
        (wide, 0.9),
        (wide, 0.35),
        (wide, 1.0),
        (torch.tensor([0.25, 0.5, 0.125, 0.125]), 0.75),  # two reach it exactly: the fewest
    ]


def kept(probabilities, keep_ordered):
    """Probabilities of the tokens whose place in the order is kept, made to add up to 1."""
    order = probabilities.argsort(descending=True)
    keep = torch.zeros_like(probabilities).bool()
    keep[order[keep_ordered]] = True
    left = probabilities * keep
    return left / left.sum()


def cumulated(probabilities):
    return probabilities.sort(descending=True).values.cumsum(0)


@mistake("The token that crosses `top_p` is dropped: what is left does not reach it.")
def drops_the_last(probabilities, top_p):
    return kept(probabilities, cumulated(probabilities) <= top_p)


@mistake("It keeps one token too many.")
def one_too_many(probabilities, top_p):
    ordered = probabilities.sort(descending=True).values
    return kept(probabilities, cumulated(probabilities) - 2 * ordered < top_p)


@mistake("It keeps one token more when those before reach `top_p` exactly. Use `>=`.")
def one_more_at_a_tie(probabilities, top_p):
    ordered = probabilities.sort(descending=True).values
    return kept(probabilities, cumulated(probabilities) - ordered <= top_p)


@mistake("It does not add up to 1. Divide by the sum of what is left.")
def not_normalised(probabilities, top_p):
    ordered, order = probabilities.sort(descending=True)
    left = probabilities.clone()
    left[order[cumulated(probabilities) - ordered >= top_p]] = 0
    return left


@mistake("The result is sorted: probabilities stand at other tokens' places.")
def still_sorted(probabilities, top_p):
    ordered = probabilities.sort(descending=True).values
    left = ordered * (ordered.cumsum(0) - ordered < top_p)
    return left / left.sum()


@mistake("It keeps the least likely tokens. Sort with `descending=True`.")
def least_likely(probabilities, top_p):
    ordered, order = probabilities.sort()
    left = probabilities.clone()
    left[order[ordered.cumsum(0) - ordered >= top_p]] = 0
    return left / left.sum()


@mistake("It adds up in the order of the ids. Sort first.")
def unsorted_sum(probabilities, top_p):
    left = probabilities * (probabilities.cumsum(0) - probabilities < top_p)
    return left / left.sum()


@mistake("It compares each probability with `top_p`. Compare what they add up to.")
def by_threshold(probabilities, top_p):
    left = probabilities * (probabilities >= top_p)
    return left / left.sum()


@mistake(by_threshold.message)
def by_rest(probabilities, top_p):
    left = probabilities * (probabilities >= 1 - top_p)
    return left / left.sum()


@mistake("It compares with the likeliest token (that is min-p). Compare what they add up to.")
def by_the_likeliest(probabilities, top_p):
    left = probabilities * (probabilities >= top_p * probabilities.max())
    return left / left.sum()


@mistake("It keeps a share of the tokens. `top_p` is a share of the probability.")
def share_of_tokens(probabilities, top_p):
    ordered, order = probabilities.sort(descending=True)
    left = probabilities.clone()
    left[order[max(1, round(top_p * len(order))) :]] = 0
    return left / left.sum()


EXERCISE = Exercise(
    id="nucleus",
    title="Top-p: keep the nucleus",
    minutes=10,
    difficulty=3,
    reference=nucleus,
    cases=cases,
    mistakes=(
        drops_the_last,
        one_too_many,
        one_more_at_a_tie,
        not_normalised,
        still_sorted,
        least_likely,
        unsorted_sum,
        by_threshold,
        by_rest,
        by_the_likeliest,
        share_of_tokens,
    ),
    hints=(
        "Sort from the likeliest down and add up. A token is kept if those before it do not"
        " reach `top_p` yet.",
        "`ordered, order = probabilities.sort(descending=True)`; `ordered.cumsum(0) - ordered`"
        " is what stands before each.",
        "On a clone, set the places `order[before >= top_p]` to 0, and divide by the sum.",
    ),
)
