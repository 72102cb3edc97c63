"""Typical wrong answers to cheapest_threshold; each docstring's first line is in its message."""

import torch


def bill(labels, scores, threshold, missed, false_alarm):
    flagged = scores >= threshold
    return float(missed * labels[~flagged].sum() + false_alarm * (1 - labels[flagged]).sum())


def candidates(scores):
    return [float("inf"), *sorted(set(scores.tolist()), reverse=True)]


def wrong_costs(labels, scores, missed, false_alarm):
    """The two costs are swapped"""
    return min(candidates(scores), key=lambda t: bill(labels, scores, t, false_alarm, missed))


def wrong_never_nothing(labels, scores, missed, false_alarm):
    """It always flags something"""
    return min(candidates(scores)[1:], key=lambda t: bill(labels, scores, t, missed, false_alarm))


def wrong_lowest(labels, scores, missed, false_alarm):
    """Of equal costs take the highest threshold"""
    tries = candidates(scores)[::-1]
    return min(tries, key=lambda t: bill(labels, scores, t, missed, false_alarm))


def wrong_most_accurate(labels, scores, missed, false_alarm):
    """It counts mistakes, not what they cost"""
    return min(candidates(scores), key=lambda t: bill(labels, scores, t, 1, 1))


def wrong_returns_cost(labels, scores, missed, false_alarm):
    """This is the cost"""
    return min(bill(labels, scores, t, missed, false_alarm) for t in candidates(scores))


def right_all_at_once(labels, scores, missed, false_alarm):
    tries = torch.tensor(candidates(scores))
    flagged = scores >= tries[:, None]
    costs = missed * (labels * ~flagged).sum(1) + false_alarm * ((1 - labels) * flagged).sum(1)
    return tries[costs.double().argmin()].item()
