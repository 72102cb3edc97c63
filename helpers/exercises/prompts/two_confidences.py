"""How sure a model is of its answer: among the listed ones, and among all it could write."""

import math

from helpers.checking.spec import Exercise, mistake


def two_confidences(log_p: list[float]) -> tuple[float, float]:
    """(probability among the candidates, probability among everything) of the likeliest one.

    log_p: the log-likelihood of each candidate after one prompt, in nats.

    >>> two_confidences([math.log(0.02), math.log(0.06)])
    (0.75, 0.06)
    """
    p = [math.exp(value) for value in log_p]
    return max(p) / sum(p), max(p)


def cases() -> list:
    return [
        ([math.log(0.02), math.log(0.06)],),
        ([math.log(0.9), math.log(0.06), math.log(0.01)],),
        ([-5.0, -6.5, -5.4],),
        ([-1.0, -0.8, -3.0, -2.0],),
        ([-1.0, *[-4.0] * 8, -3.0],),
        ([-3.0, *[-4.0] * 8, -1.0],),
    ]


def powers(log_p: list[float]) -> list[float]:
    return [math.exp(value) for value in log_p]


@mistake("The two are swapped. First the probability among the candidates.")
def swapped(log_p):
    p = powers(log_p)
    return max(p), max(p) / sum(p)


@mistake("The second one is divided, too. Of all that could be written it is `max(p)` itself.")
def both_divided(log_p):
    p = powers(log_p)
    return (max(p) / sum(p),) * 2


@mistake("The first one is not divided. The candidates' probabilities must add up to 1: by `sum`.")
def none_divided(log_p):
    p = powers(log_p)
    return max(p), max(p)


@mistake("These are logarithms. `math.exp` turns each into a probability.")
def of_logs(log_p):
    return max(log_p) / sum(log_p), max(log_p)


@mistake("The second one is still a logarithm. Use `math.exp`.")
def second_log(log_p):
    p = powers(log_p)
    return max(p) / sum(p), max(log_p)


@mistake("Nats belong to `math.exp`, not to powers of two or ten.")
def base_two(log_p):
    p = [2**value for value in log_p]
    return max(p) / sum(p), max(p)


@mistake("Nats belong to `math.exp`, not to powers of two or ten.")
def base_ten(log_p):
    p = [10**value for value in log_p]
    return max(p) / sum(p), max(p)


@mistake("This is the first candidate. Take the likeliest: `max`.")
def first_candidate(log_p):
    p = powers(log_p)
    return p[0] / sum(p), p[0]


@mistake("This is the least likely candidate. Take the likeliest: `max`.")
def least(log_p):
    p = powers(log_p)
    return min(p) / sum(p), min(p)


@mistake("Divide by the sum over the candidates, not by their mean or number.")
def by_mean(log_p):
    p = powers(log_p)
    return max(p) / (sum(p) / len(p)), max(p)


@mistake("The second one adds up all candidates. Take the likeliest alone.")
def all_of_them(log_p):
    p = powers(log_p)
    return max(p) / sum(p), sum(p)


EXERCISE = Exercise(
    id="two_confidences",
    title="Sure among three, or sure",
    minutes=4,
    difficulty=1,
    reference=two_confidences,
    cases=cases,
    mistakes=(
        swapped,
        both_divided,
        none_divided,
        of_logs,
        second_log,
        base_two,
        base_ten,
        first_candidate,
        least,
        by_mean,
        all_of_them,
    ),
    hints=(
        "First turn every logarithm into a probability. Then look at the largest one twice.",
        "`p = [math.exp(value) for value in log_p]`. Among everything, the likeliest has `max(p)`.",
        "Among the candidates alone it has `max(p) / sum(p)`. Return both, this one first.",
    ),
)
