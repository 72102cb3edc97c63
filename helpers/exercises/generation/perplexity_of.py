"""Perplexity, from the probabilities that a model gave to the right tokens."""

import math
import random

from helpers.checking.spec import Exercise, mistake


def perplexity_of(probabilities: list[float]) -> float:
    """Among how many equally likely tokens the model hesitates, on average.

    probabilities: what it gave to the right token, one number for each place.

    >>> round(perplexity_of([0.5, 0.125]), 6)  # losses of one bit and of three: two on average
    4.0
    """
    losses = [-math.log(p) for p in probabilities]
    return math.exp(sum(losses) / len(losses))


def cases() -> list[tuple[list[float]]]:
    rng = random.Random(2)
    return [
        ([0.5, 0.125],),
        ([0.125, 0.125, 0.125],),
        ([0.9, 0.01, 0.5, 0.5],),
        ([rng.uniform(0.001, 0.2) for _ in range(2000)],),  # a product of so many is 0
        ([1.0],),
    ]


def mean_loss(probabilities) -> float:
    return sum(-math.log(p) for p in probabilities) / len(probabilities)


@mistake("This is the loss. Perplexity is e to the power of it.")
def only_the_loss(probabilities):
    return mean_loss(probabilities)


@mistake("The losses are added up. Take their mean first, then e to the power of it.")
def of_the_sum(probabilities):
    return math.exp(min(700.0, mean_loss(probabilities) * len(probabilities)))


@mistake("The sign is wrong: a loss is *minus* the logarithm. Perplexity is 1 or more.")
def below_one(probabilities):
    return math.exp(-mean_loss(probabilities))


@mistake("Take the logarithms first, then the mean; not the mean of the probabilities.")
def of_the_mean(probabilities):
    return len(probabilities) / sum(probabilities)


@mistake("It averages 1 / p. Average the logarithms; the exponential comes last.")
def mean_of_inverses(probabilities):
    return sum(1 / p for p in probabilities) / len(probabilities)


@mistake("It mixes bases: losses in nats go with e, losses in bits with 2.")
def two_to_the_nats(probabilities):
    return 2 ** mean_loss(probabilities)


@mistake("It mixes bases: losses in bits go with 2, losses in nats with e.")
def e_to_the_bits(probabilities):
    return math.exp(min(700.0, mean_loss(probabilities) / math.log(2)))


@mistake("The product of many probabilities becomes 0. Add up logarithms instead.")
def by_product(probabilities):
    product = math.prod(probabilities)
    return product ** (-1 / len(probabilities)) if product else math.inf


EXERCISE = Exercise(
    id="perplexity_of",
    title="Perplexity by hand",
    minutes=4,
    difficulty=1,
    reference=perplexity_of,
    cases=cases,
    mistakes=(
        only_the_loss,
        of_the_sum,
        below_one,
        of_the_mean,
        mean_of_inverses,
        two_to_the_nats,
        e_to_the_bits,
        by_product,
    ),
    hints=(
        "Three steps: a loss for each place, their mean, and e to the power of it.",
        "The loss of a place is `-math.log(p)`.",
        "`losses = [-math.log(p) for p in probabilities]`; their mean is"
        " `sum(losses) / len(losses)`; then `math.exp`.",
    ),
)
