"""How far the best order beats the worst, judged on queries that did not choose them."""

import torch

from helpers.checking.spec import Exercise, mistake


def judged_spread(right: torch.Tensor) -> float:
    """Share right of the best order minus that of the worst, on queries that did not choose them.

    right: bool (orders, queries), an even number of queries. The first half of the queries chooses
    the two orders, the second half judges them. The result may be negative.
    """
    half = right.shape[1] // 2
    chosen = right[:, :half].float().mean(dim=1)
    judged = right[:, half:].float().mean(dim=1)
    return (judged[chosen.argmax()] - judged[chosen.argmin()]).item()


def random_table(orders: int, queries: int, seed: int) -> torch.Tensor:
    """Which answers are right, with one best and one worst order on the first half."""
    rng = torch.Generator().manual_seed(seed)
    while True:
        skill = 0.3 + 0.5 * torch.rand(orders, 1, generator=rng)
        table = torch.rand(orders, queries, generator=rng) < skill
        score = table[:, : queries // 2].sum(1)
        if (score == score.max()).sum() == (score == score.min()).sum() == 1:
            return table


def cases() -> list:
    small = torch.tensor([[1, 1, 1, 0], [1, 0, 1, 1], [0, 0, 0, 0]]).bool()
    against = torch.tensor([[1, 1, 1, 0, 0, 1], [0, 0, 0, 1, 1, 1], [1, 0, 0, 1, 0, 1]]).bool()
    turned = torch.tensor(
        [
            [1, 1, 0, 0, 0, 0, 0, 0],
            [1, 0, 0, 0, 1, 1, 1, 1],
            [0, 0, 0, 0, 1, 0, 1, 1],
            [1, 0, 0, 0, 0, 0, 0, 0],
        ]
    ).bool()
    # With one query more the first order would be chosen.
    close = torch.tensor([[1, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 0]]).bool()
    return [
        (small,),
        (close,),
        (against,),
        (turned,),
        (torch.tensor([[1] * 8 + [0] * 32, [0] * 8 + [1] * 32]).bool(),),  # the first mislead
        (random_table(4, 20, 1),),
        (random_table(8, 30, 2),),
        (random_table(6, 6, 3),),
    ]


def halves(right: torch.Tensor, dim: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """The share right on the first and on the second half of the queries."""
    half = right.shape[1] // 2
    return right[:, :half].float().mean(dim), right[:, half:].float().mean(dim)


def between(chosen: torch.Tensor, judged: torch.Tensor) -> float:
    return (judged[chosen.argmax()] - judged[chosen.argmin()]).item()


@mistake("The same half chooses and judges. Let the other half judge.")
def same_half(right):
    first, _ = halves(right)
    return between(first, first)


@mistake("The second half chooses and judges. Let the first half choose.")
def second_half_only(right):
    _, second = halves(right)
    return between(second, second)


@mistake("All queries choose and judge. Cut them into two halves.")
def all_queries(right):
    share = right.float().mean(1)
    return between(share, share)


@mistake("The judging queries took part in the choice. Choose by the first half only.")
def chosen_by_all(right):
    return between(right.float().mean(1), halves(right)[1])


@mistake("The halves are exchanged: the first one chooses.")
def halves_swapped(right):
    first, second = halves(right)
    return between(second, first)


@mistake("The spread may be negative: then the choice was luck. Leave out `abs`.")
def never_negative(right):
    return abs(between(*halves(right)))


@mistake("It is the worst minus the best. Turn it round.")
def worst_minus_best(right):
    return -between(*halves(right))


@mistake("Subtract the worst order, not the mean of all.")
def best_minus_mean(right):
    first, second = halves(right)
    return (second[first.argmax()] - second.mean()).item()


@mistake("It averages over orders. Average over the queries: `dim=1`.")
def over_orders(right):
    return between(*halves(right, dim=0))


EXERCISE = Exercise(
    id="judged_spread",
    title="The spread over orders, fairly judged",
    minutes=8,
    difficulty=2,
    reference=judged_spread,
    cases=cases,
    mistakes=(
        same_half,
        second_half_only,
        all_queries,
        chosen_by_all,
        halves_swapped,
        never_negative,
        worst_minus_best,
        best_minus_mean,
        over_orders,
    ),
    hints=(
        "Cut the table in two along the queries: `right[:, :half]` chooses, `right[:, half:]`"
        " judges.",
        "The mean along `dim=1` of each part, as floats, is the share right of every order.",
        "`best = chosen.argmax()`, `worst = chosen.argmin()`; return"
        " `(judged[best] - judged[worst]).item()`.",
    ),
)
