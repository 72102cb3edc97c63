"""Typical wrong answers to two_confidences; the docstring's first line is in their message."""

import math

import torch


def wrong_swapped(log_p):
    """The two are swapped"""
    p = [math.exp(value) for value in log_p]
    return max(p), max(p) / sum(p)


def wrong_softmax_only(log_p):
    """The second one is divided, too"""
    p = torch.tensor(log_p).softmax(-1).max().item()
    return p, p


def wrong_not_divided(log_p):
    """The first one is not divided"""
    best = math.exp(max(log_p))
    return best, best


def wrong_logs(log_p):
    """These are logarithms"""
    return max(log_p) / sum(log_p), max(log_p)


def wrong_log_left(log_p):
    """The second one is still a logarithm"""
    return torch.tensor(log_p).softmax(-1).max().item(), max(log_p)


def wrong_first(log_p):
    """This is the first candidate"""
    total = sum(math.exp(value) for value in log_p)
    return math.exp(log_p[0]) / total, math.exp(log_p[0])


def wrong_bits(log_p):
    """Nats belong to `math.exp`"""
    total = sum(2.0**value for value in log_p)
    return 2.0 ** max(log_p) / total, 2.0 ** max(log_p)


def wrong_sum(log_p):
    """The second one adds up all candidates"""
    p = torch.tensor(log_p).exp()
    return (p.max() / p.sum()).item(), p.sum().item()


def right_with_torch(log_p):
    scores = torch.tensor(log_p, dtype=torch.float64)
    return scores.softmax(0).max().item(), scores.exp().max().item()


def right_loop(log_p):
    best, total = 0.0, 0.0
    for value in log_p:
        total += math.exp(value)
        best = max(best, math.exp(value))
    return best / total, best
