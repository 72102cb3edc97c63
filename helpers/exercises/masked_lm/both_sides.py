"""What fits between two neighbours, from what each of them says alone?"""

import torch

from helpers.checking.spec import Exercise, mistake


def both_sides(left: torch.Tensor, right: torch.Tensor, alone: torch.Tensor) -> torch.Tensor:
    """The probability of each token between two neighbours, (V,), adding up to 1.

    left: probability of each token after the left neighbour. right: before the right neighbour.
    alone: by the token's frequency, never 0. All (V,), with V tokens in the vocabulary.

    >>> even = torch.tensor([0.5, 0.5])
    >>> both_sides(even, even, alone=torch.tensor([0.8, 0.2]))
    tensor([0.2000, 0.8000])
    """
    scores = left * right / alone
    return scores / scores.sum()


def cases() -> list:
    rng = torch.Generator().manual_seed(6)
    even = torch.tensor([0.5, 0.5])
    three = ([0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [0.5, 0.3, 0.2])
    return [
        (even, even, torch.tensor([0.8, 0.2])),
        tuple(torch.tensor(p) for p in three),
        tuple((2 * torch.randn(3, 5, generator=rng)).softmax(-1)),
        tuple((2 * torch.randn(3, 40, generator=rng)).softmax(-1)),
    ]


def whole(scores):
    return scores / scores.sum()


@mistake("A token's frequency counts twice, once with each neighbour. Divide by `alone`.")
def counted_twice(left, right, alone):
    return whole(left * right)


@mistake("It does not add up to 1. Divide by the sum.")
def without_sum(left, right, alone):
    return left * right / alone


@mistake("It does not add up to 1: the sum has changed since. Divide by it at the end.")
def sum_too_early(left, right, alone):
    return whole(left * right) / alone


@mistake("It averages. Multiply: a token has to fit both neighbours.")
def averaged(left, right, alone):
    return whole(left + right)


@mistake("It adds the two. Multiply: a token has to fit both neighbours.")
def added(left, right, alone):
    return whole((left + right) / alone)


@mistake("It takes the frequency out twice, so it no longer counts. Divide by `alone` once.")
def taken_out_twice(left, right, alone):
    return whole(left * right / alone**2)


@mistake("Now the frequency counts three times. Divide by `alone`.")
def multiplied(left, right, alone):
    return whole(left * right * alone)


@mistake("It subtracts the frequency. What was multiplied in is taken out by dividing.")
def subtracted(left, right, alone):
    return whole(left * right - alone)


@mistake("Softmax takes exponentials. These are no logits: divide by their sum.")
def softmax(left, right, alone):
    return (left * right / alone).softmax(-1)


@mistake("The right neighbour has no say. Multiply left and right.")
def left_only(left, right, alone):
    return left


@mistake("The left neighbour has no say. Multiply left and right.")
def right_only(left, right, alone):
    return right


@mistake("These are logarithms. Return probabilities.")
def logarithms(left, right, alone):
    return both_sides(left, right, alone).log()


@mistake("It names the best token. Return the probability of each.")
def best_only(left, right, alone):
    return (left * right / alone).argmax()


EXERCISE = Exercise(
    id="both_sides",
    title="Both neighbours together",
    minutes=4,
    difficulty=1,
    reference=both_sides,
    cases=cases,
    mistakes=(
        counted_twice,
        without_sum,
        sum_too_early,
        averaged,
        added,
        taken_out_twice,
        multiplied,
        subtracted,
        softmax,
        left_only,
        right_only,
        logarithms,
        best_only,
    ),
    hints=(
        "Three steps: multiply, take the frequency out once, make the result add up to 1.",
        "A frequent token is likely after any word and before any word. So `left * right` has its"
        " frequency in it twice, and dividing by `alone` takes one out.",
        "`scores = left * right / alone`. Divided by `scores.sum()` they add up to 1.",
    ),
)
