"""Typical wrong answers to mean_over_orders; the docstring's first line is in their message."""

import torch


def wrong_axis(scores):
    """The softmax runs over the orders"""
    return scores.softmax(dim=0).mean(dim=0)


def wrong_queries(scores):
    """The softmax runs over the queries"""
    return scores.softmax(dim=1).mean(dim=0)


def wrong_logs(scores):
    """It averages log-likelihoods"""
    return scores.mean(dim=0).softmax(dim=-1)


def wrong_votes(scores):
    """It counts votes"""
    return torch.stack(
        [(scores.argmax(-1) == j).float().mean(0) for j in range(scores.shape[-1])], -1
    )


def wrong_sum(scores):
    """It adds the orders up"""
    return sum(order.softmax(-1) for order in scores)


def wrong_exp(scores):
    """`exp()` alone gives no shares of the candidates"""
    return torch.exp(scores).mean(0)


def wrong_no_mean(scores):
    """The orders are still there"""
    return torch.softmax(scores, -1)


def right_by_hand(scores):
    powers = (scores - scores.max(dim=-1, keepdim=True).values).exp()
    return torch.stack([p / p.sum(-1, keepdim=True) for p in powers]).sum(0) / len(scores)
