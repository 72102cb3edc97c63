"""the Lab `prompts`'s later exercises: inputs, and wrong implementations that these tell apart."""

import math

import torch
from torch.nn import functional as F

# --- mean_over_orders ----------------------------------------------------------------------------


def order_cases() -> list:
    rng = torch.Generator().manual_seed(6)
    return [
        (torch.tensor([[[0.0, 1.0]], [[2.0, 0.0]]]),),
        (3 * torch.randn(4, 5, 3, generator=rng),),
        (torch.randn(3, 3, 3, generator=rng) - 20,),  # an axis to get wrong; long answers
        (torch.randn(2, 4, 2, generator=rng) - 400,),  # too small for exp()
    ]


def softmax_over_orders(scores):
    return scores.softmax(0).mean(0)


def softmax_over_queries(scores):
    return scores.softmax(1).mean(0)


def mean_of_logs(scores):
    return scores.mean(0).softmax(-1)


def votes(scores):
    return F.one_hot(scores.argmax(-1), scores.shape[-1]).float().mean(0)


def summed(scores):
    return scores.softmax(-1).sum(0)


def only_exp(scores):
    return scores.exp().mean(0)


def exp_then_normal(scores):
    shares = scores.exp().mean(0)
    return shares / shares.sum(-1, keepdim=True)


def still_per_order(scores):
    return scores.softmax(-1)


# --- threshold_for -------------------------------------------------------------------------------


def threshold_cases() -> list:
    return [
        ([0.9, 0.8, 0.7, 0.6, 0.5], [True, True, False, True, False], 0.75),
        ([0.6, 0.8, 0.7], [False, False, True], 0.9),  # none works
        ([0.9, 0.3, 0.4], [False, True, True], 0.5),  # all answers are good enough
        ([0.5, 0.8, 0.5, 0.8], [False, True, True, True], 0.8),  # equal values
        (
            [0.95, 0.2, 0.9, 0.3, 0.85, 0.6, 0.4, 0.7],
            [True, False, False, True, True, True, False, True],
            0.8,
        ),
        ([0.99, 0.4, 0.55, 0.7, 0.45], [False, False, True, True, True], 0.7),
    ]


def working(sure, right, share) -> list[float]:
    """The thresholds for which `share(right answers kept, all answers kept)` holds."""
    found = []
    for threshold in sure:
        kept = [r for s, r in zip(sure, right, strict=True) if s >= threshold]
        if share(sum(kept), len(kept)):
            found.append(threshold)
    return found


def highest(sure, right, wanted):
    return max(working(sure, right, lambda a, b: a / b >= wanted), default=math.inf)


def strictly_more(sure, right, wanted):
    return min(working(sure, right, lambda a, b: a / b > wanted), default=math.inf)


def of_all_answers(sure, right, wanted):
    return min(working(sure, right, lambda a, b: a / len(right) >= wanted), default=math.inf)


def answered_often(sure, right, wanted):
    return max(working(sure, right, lambda a, b: b / len(right) >= wanted), default=math.inf)


def walks_down(sure, right, wanted):
    """Stops at the first threshold from above that does not work."""
    good, last = working(sure, right, lambda a, b: a / b >= wanted), math.inf
    for threshold in sorted(sure, reverse=True):
        if threshold not in good:
            break
        last = threshold
    return last


def first_that_works(sure, right, wanted):
    return next(iter(working(sure, right, lambda a, b: a / b >= wanted)), math.inf)


def above_only(sure, right, wanted):
    for threshold in sorted(sure):
        kept = [r for s, r in zip(sure, right, strict=True) if s > threshold]
        if kept and sum(kept) / len(kept) >= wanted:
            return threshold
    return math.inf


def none_is(value):
    """The right thresholds, and another value where none works."""

    def function(sure, right, wanted):
        return min(working(sure, right, lambda a, b: a / b >= wanted), default=value)

    return function


# --- tokens_read ---------------------------------------------------------------------------------


def cost_cases() -> list:
    return [
        (100, [5, 7], [1, 2], True),
        (100, [5, 7], [1, 2], False),
        (240, [30, 12, 18, 25], [1, 1, 4], True),
        (240, [30, 12, 18, 25], [1, 1, 4], False),
        (0, [9], [2, 3], True),
        (64, [11] * 6, [2], False),
    ]


def plainly(prefix, queries, answers) -> int:
    return sum(prefix + q + a for q in queries for a in answers)


def together(prefix, queries, answers) -> int:
    return prefix + sum(q + sum(answers) for q in queries)


def always_plain(prefix, queries, answers, shared):
    return plainly(prefix, queries, answers)


def always_shared(prefix, queries, answers, shared):
    return together(prefix, queries, answers)


def other_way_round(prefix, queries, answers, shared):
    return (plainly if shared else together)(prefix, queries, answers)


def prefix_each_time(prefix, queries, answers, shared):
    each = sum(prefix + q + sum(answers) for q in queries)
    return each if shared else plainly(prefix, queries, answers)


def query_each_time(prefix, queries, answers, shared):
    total = prefix + sum(q + a for q in queries for a in answers)
    return total if shared else plainly(prefix, queries, answers)


def answers_once(prefix, queries, answers, shared):
    total = prefix + sum(queries) + sum(answers)
    return total if shared else plainly(prefix, queries, answers)


def plain_once_a_query(prefix, queries, answers, shared):
    once = sum(prefix + q + sum(answers) for q in queries)
    return together(prefix, queries, answers) if shared else once


def without_answers(prefix, queries, answers, shared):
    return prefix + sum(queries) if shared else sum(prefix + q for q in queries) * len(answers)
