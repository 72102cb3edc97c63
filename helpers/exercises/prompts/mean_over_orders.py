"""Average the probabilities of the candidates over several orders."""

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake


def mean_over_orders(scores: torch.Tensor) -> torch.Tensor:
    """Probabilities of the candidates, averaged over orders: float (queries, candidates).

    scores: log-likelihoods in nats, float (orders, queries, candidates).
    """
    within_each_order = scores.softmax(dim=-1)
    return within_each_order.mean(dim=0)


def cases() -> list:
    rng = torch.Generator().manual_seed(6)
    return [
        (torch.tensor([[[0.0, 1.0]], [[2.0, 0.0]]]),),
        (3 * torch.randn(4, 5, 3, generator=rng),),
        (torch.randn(3, 3, 3, generator=rng) - 20,),  # an axis to get wrong; long answers
        (torch.randn(10, 2, 3, generator=rng),),
        (torch.randn(2, 4, 2, generator=rng) - 400,),  # too small for exp()
    ]


@mistake("The softmax runs over the orders. It belongs to the candidates: `dim=-1`.")
def softmax_over_orders(scores):
    return scores.softmax(0).mean(0)


@mistake("The softmax runs over the queries. It belongs to the candidates: `dim=-1`.")
def softmax_over_queries(scores):
    return scores.softmax(1).mean(0)


@mistake("It averages log-likelihoods. Make probabilities first, then average.")
def mean_of_logs(scores):
    return scores.mean(0).softmax(-1)


@mistake("It counts votes. Average the probabilities, which know how sure each order is.")
def votes(scores):
    return F.one_hot(scores.argmax(-1), scores.shape[-1]).float().mean(0)


@mistake("It adds the orders up. Take their mean.")
def summed(scores):
    return scores.softmax(-1).sum(0)


@mistake("`exp()` alone gives no shares of the candidates. Use a softmax.")
def only_exp(scores):
    return scores.exp().mean(0)


@mistake(
    "An order in which all candidates are unlikely hardly counts. Use a softmax within each order."
)
def exp_then_normal(scores):
    shares = scores.exp().mean(0)
    return shares / shares.sum(-1, keepdim=True)


@mistake("The orders are still there. Average over axis 0.")
def still_per_order(scores):
    return scores.softmax(-1)


EXERCISE = Exercise(
    id="mean_over_orders",
    title="Average over orders",
    minutes=5,
    difficulty=2,
    reference=mean_over_orders,
    cases=cases,
    mistakes=(
        softmax_over_orders,
        softmax_over_queries,
        mean_of_logs,
        votes,
        summed,
        only_exp,
        exp_then_normal,
        still_per_order,
    ),
    hints=(
        "Which axis holds the candidates of one query in one order? Its probabilities add up to 1.",
        "`scores.softmax(dim=-1)` are the probabilities within each order and query.",
        "Then the mean over the orders, which are axis 0.",
    ),
)
