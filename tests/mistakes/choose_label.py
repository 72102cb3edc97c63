"""Typical wrong answers to choose_label; the docstring's first line is in their message."""

from math import exp, fsum, log

import torch


def wrong_average(token_log_p):
    """It takes the mean over a label's tokens"""
    weights = {name: exp(fsum(found) / len(found)) for name, found in token_log_p.items()}
    winner = sorted(weights, key=weights.get)[-1]
    return winner, weights[winner] / fsum(weights.values())


def wrong_only_first(token_log_p):
    """Only the first token of each label counts"""
    p = torch.tensor([found[0] for found in token_log_p.values()]).softmax(0)
    return list(token_log_p)[int(p.argmax())], p.max().item()


def wrong_added_probabilities(token_log_p):
    """It adds up probabilities"""
    total = {name: fsum(exp(one) for one in found) for name, found in token_log_p.items()}
    winner = max(total, key=total.get)
    return winner, total[winner] / fsum(total.values())


def wrong_no_exponential(token_log_p):
    """It divides sums of logarithms"""
    total = {name: fsum(found) for name, found in token_log_p.items()}
    winner = max(total, key=total.get)
    return winner, total[winner] / fsum(total.values())


def wrong_not_divided(token_log_p):
    """It is the probability among all texts"""
    winner = max(token_log_p, key=lambda name: sum(token_log_p[name]))
    return winner, exp(sum(token_log_p[winner]))


def wrong_log(token_log_p):
    """It is a logarithm"""
    winner = max(token_log_p, key=lambda name: sum(token_log_p[name]))
    return winner, sum(token_log_p[winner])


def wrong_smallest(token_log_p):
    """It chooses the unlikeliest label"""
    p = torch.tensor([sum(found) for found in token_log_p.values()]).softmax(0)
    return list(token_log_p)[int(p.argmin())], p.min().item()


def right_with_log_sum(token_log_p):
    total = {name: fsum(found) for name, found in token_log_p.items()}
    all_of_them = log(fsum(map(exp, total.values())))
    winner = max(total, key=total.get)
    return winner, exp(total[winner] - all_of_them)


def right_with_softmax(token_log_p):
    names = list(token_log_p)
    p = torch.tensor([sum(token_log_p[name]) for name in names]).softmax(0)
    return names[int(p.argmax())], p.max().item()
