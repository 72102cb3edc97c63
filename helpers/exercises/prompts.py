"""The exercises of the lab `prompts`: how robust a prompt is, how to make it so, and what it
costs.
"""

import math

import torch

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import prompts_more as more
from helpers.exercises import prompts_wrong as wrong


def judged_spread(right: torch.Tensor) -> float:
    """Share right of the best order minus that of the worst, on the second half of the queries.

    right: bool (orders, queries). The first half of the queries chooses the two orders.
    """
    first, second = wrong.halves(right)
    return wrong.between(first, second)


def calibrated(probabilities: torch.Tensor, content_free: torch.Tensor) -> torch.Tensor:
    """Contextual calibration: float (queries, candidates), rows add up to 1.

    probabilities: (queries, candidates). content_free: (inputs, candidates).
    """
    return wrong.normal(probabilities / content_free.mean(0))


def nearest_of_each(likeness: list[float], answers: list[str], each: int) -> list[int]:
    """Numbers of the `each` most similar examples of every answer, the most similar of all last."""
    chosen = sum(wrong.of_each(likeness, answers, each), [])
    return sorted(chosen, key=likeness.__getitem__)


def mean_over_orders(scores: torch.Tensor) -> torch.Tensor:
    """Probabilities of the candidates, averaged over orders: float (queries, candidates).

    scores: log-likelihoods in nats, float (orders, queries, candidates).
    """
    return scores.softmax(-1).mean(0)


def threshold_for(sure: list[float], right: list[bool], wanted: float) -> float:
    """The lowest of the values in `sure` that works as a threshold; math.inf if none does.

    It works if, of the answers with at least that probability, `wanted` or more are right.
    """
    good = more.working(sure, right, lambda a, b: a / b >= wanted)
    return min(good, default=math.inf)


def tokens_read(prefix: int, queries: list[int], answers: list[int], shared: bool) -> int:
    """Tokens to read for all queries: plainly, or with the prefix and each query read once."""
    return (more.together if shared else more.plainly)(prefix, queries, answers)


EXERCISES = [
    Exercise(
        id="judged_spread",
        title="The spread over orders, fairly judged",
        minutes=8,
        difficulty=2,
        reference=judged_spread,
        cases=wrong.spread_cases,
        hints=(
            "Cut the table in two along the queries: `right[:, :half]` chooses, `right[:, half:]`"
            " judges.",
            "The mean along `dim=1` of each part, as floats, is the share right of every order.",
            "`best = chosen.argmax()`, `worst = chosen.argmin()`; return"
            " `(judged[best] - judged[worst]).item()`.",
        ),
        mistakes=(
            Mistake("The same half chooses and judges. Let the other half judge.", wrong.same_half),
            Mistake(
                "The second half chooses and judges. Let the first half choose.",
                wrong.second_half_only,
            ),
            Mistake("All queries choose and judge. Cut them into two halves.", wrong.all_queries),
            Mistake(
                "The judging queries took part in the choice. Choose by the first half only.",
                wrong.chosen_by_all,
            ),
            Mistake("The halves are exchanged: the first one chooses.", wrong.halves_swapped),
            Mistake(
                "The spread may be negative: then the choice was luck. Leave out `abs`.",
                wrong.never_negative,
            ),
            Mistake("It is the worst minus the best. Turn it round.", wrong.worst_minus_best),
            Mistake("Subtract the worst order, not the mean of all.", wrong.best_minus_mean),
            Mistake(
                "It averages over orders. Average over the queries: `dim=1`.", wrong.over_orders
            ),
        ),
    ),
    Exercise(
        id="calibrated",
        title="Calibration by hand",
        minutes=6,
        difficulty=1,
        reference=calibrated,
        cases=wrong.calibration_cases,
        hints=(
            "First one number for each candidate: its mean over the inputs without content.",
            "`content_free.mean(dim=0)` has the shape (candidates,), so every row can be divided"
            " by it.",
            "Then `divided / divided.sum(dim=1, keepdim=True)`.",
        ),
        mistakes=(
            Mistake("The rows do not add up to 1. Divide each by its sum.", wrong.not_normal),
            Mistake("It subtracts the leaning. Divide by it.", wrong.subtracted),
            Mistake("It multiplies by the leaning, which doubles it. Divide.", wrong.multiplied),
            Mistake("The columns add up to 1. The rows should: `dim=1`.", wrong.by_columns),
            Mistake(
                "A softmax of probabilities is no probability any more. Divide by the sum.",
                wrong.through_softmax,
            ),
            Mistake(
                "Only the first input without content counts. Take the mean of all.",
                wrong.first_input_only,
            ),
            Mistake(
                "It averages over the candidates. Average over the inputs: `dim=0`.",
                wrong.mean_over_candidates,
            ),
            Mistake(
                "It averages the results. Average the inputs without content first, then divide.",
                wrong.averaged_late,
            ),
        ),
    ),
    Exercise(
        id="nearest_of_each",
        title="The nearest of each class",
        minutes=8,
        difficulty=2,
        reference=nearest_of_each,
        cases=wrong.nearest_cases,
        hints=(
            "One answer at a time: which examples have it? Sort those by likeness.",
            "`sorted(own, key=lambda i: likeness[i])[-each:]` are the most similar of one answer.",
            "Collect them for every answer in `set(answers)`, and sort all by likeness at the end.",
        ),
        mistakes=(
            Mistake(
                "It takes the most similar of all. Take `each` of every answer.",
                wrong.nearest_of_all,
            ),
            Mistake(
                "The most similar one comes first. It belongs last, next to the query.",
                wrong.nearest_first,
            ),
            Mistake(
                "It takes the least similar ones. Take the end of the sorted list.", wrong.farthest
            ),
            Mistake(
                "They come answer by answer. Sort all of them by likeness at the end.",
                wrong.class_by_class,
            ),
            Mistake(
                "They come in the order of the list. Sort them by likeness.", wrong.in_pool_order
            ),
            Mistake(
                "These are the likenesses. Return the numbers of the examples.",
                wrong.their_likeness,
            ),
            Mistake("It takes one of every answer. Take `each` of them.", wrong.one_of_each),
        ),
    ),
    Exercise(
        id="mean_over_orders",
        title="Average over orders",
        minutes=5,
        difficulty=2,
        reference=mean_over_orders,
        cases=more.order_cases,
        hints=(
            "Which axis holds the candidates of one query in one order? Its probabilities add up"
            " to 1.",
            "`scores.softmax(dim=-1)` are the probabilities within each order and query.",
            "Then the mean over the orders, which are axis 0.",
        ),
        mistakes=(
            Mistake(
                "The softmax runs over the orders. It belongs to the candidates: `dim=-1`.",
                more.softmax_over_orders,
            ),
            Mistake(
                "The softmax runs over the queries. It belongs to the candidates: `dim=-1`.",
                more.softmax_over_queries,
            ),
            Mistake(
                "It averages log-likelihoods. Make probabilities first, then average.",
                more.mean_of_logs,
            ),
            Mistake(
                "It counts votes. Average the probabilities, which know how sure each order is.",
                more.votes,
            ),
            Mistake("It adds the orders up. Take their mean.", more.summed),
            Mistake(
                "`exp()` alone gives no shares of the candidates. Use a softmax.", more.only_exp
            ),
            Mistake(
                "An order in which all candidates are unlikely hardly counts. Use a softmax"
                " within each order.",
                more.exp_then_normal,
            ),
            Mistake("The orders are still there. Average over axis 0.", more.still_per_order),
        ),
    ),
    Exercise(
        id="threshold_for",
        title="When to say nothing",
        minutes=8,
        difficulty=2,
        reference=threshold_for,
        cases=more.threshold_cases,
        hints=(
            "Try every value of `sure` as a threshold, from the lowest up.",
            "`kept = [r for s, r in zip(sure, right) if s >= threshold]` are the answers given.",
            "Return the first threshold with `sum(kept) / len(kept) >= wanted`, and `math.inf`"
            " after the loop.",
        ),
        mistakes=(
            Mistake(
                "This is the highest threshold that works. The lowest answers more.", more.highest
            ),
            Mistake("Exactly `wanted` is enough: use >=.", more.strictly_more),
            Mistake(
                "It divides by all answers. Divide by those that are kept.", more.of_all_answers
            ),
            Mistake(
                "This is the share that is answered. The share that is *right* counts.",
                more.answered_often,
            ),
            Mistake(
                "It stops at the first threshold that fails from above. A lower one may work"
                " again.",
                more.walks_down,
            ),
            Mistake(
                "It tries the values in the given order. Sort them first.", more.first_that_works
            ),
            Mistake(
                "The answer at the threshold is kept as well: s >= threshold.", more.above_only
            ),
            Mistake(
                "Where no threshold works, return `math.inf`, so that nothing is answered.",
                more.none_is(1.0),
            ),
            Mistake(
                "Where no threshold works, return `math.inf`: 0 would answer everything.",
                more.none_is(0.0),
            ),
            Mistake("Where no threshold works, return `math.inf`, not None.", more.none_is(None)),
        ),
    ),
    Exercise(
        id="tokens_read",
        title="The cost of a query",
        minutes=6,
        difficulty=1,
        reference=tokens_read,
        cases=more.cost_cases,
        hints=(
            "Write down what is read for one query with two answers, in both ways.",
            "Plainly: prefix, query and answer, for every pair of a query and an answer.",
            "Shared: `prefix + sum(length + sum(answers) for length in queries)`.",
        ),
        mistakes=(
            Mistake("`shared` makes no difference: both are read plainly.", more.always_plain),
            Mistake(
                "`shared` makes no difference: the prefix is read once in both.", more.always_shared
            ),
            Mistake("The two ways are exchanged.", more.other_way_round),
            Mistake(
                "Shared, the prefix is read once, not once for each query.", more.prefix_each_time
            ),
            Mistake(
                "Shared, each query is read once, not once for each answer.", more.query_each_time
            ),
            Mistake("Shared, the answers are read after *every* query.", more.answers_once),
            Mistake(
                "Plainly, prefix and query are read again for each answer.", more.plain_once_a_query
            ),
            Mistake("The tokens of the answers are missing.", more.without_answers),
        ),
    ),
]
