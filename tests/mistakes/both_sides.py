"""Typical wrong answers to both_sides; the first line of a docstring is in the message."""

import torch


def wrong_plain_product(left, right, alone):
    """counts twice, once with each neighbour"""
    product = torch.mul(left, right)
    return product / product.sum()


def wrong_no_sum(left, right, alone):
    """It does not add up to 1. Divide by the sum."""
    return left / alone * right


def wrong_order(left, right, alone):
    """Divide by it at the end"""
    product = left * right
    product = product / product.sum()
    return product / alone


def wrong_mean(left, right, alone):
    """It averages"""
    return (left + right) / 2


def wrong_sum_of_both(left, right, alone):
    """It adds the two"""
    scores = left / alone + right / alone
    return scores / scores.sum()


def wrong_each_divided(left, right, alone):
    """It takes the frequency out twice"""
    scores = (left / alone) * (right / alone)
    return scores / scores.sum()


def wrong_times_alone(left, right, alone):
    """Now the frequency counts three times"""
    scores = left * alone * right
    return scores / scores.sum()


def wrong_softmax(left, right, alone):
    """Softmax takes exponentials"""
    return torch.softmax(left * right / alone, dim=0)


def wrong_left_only(left, right, alone):
    """The right neighbour has no say"""
    return left / left.sum()


def wrong_logarithms(left, right, alone):
    """These are logarithms"""
    return (left.log() + right.log() - alone.log()).log_softmax(0)


def wrong_best(left, right, alone):
    """It names the best token"""
    return torch.argmax(left * right / alone)


def wrong_list(left, right, alone):
    """Expected a tensor, got a list"""
    scores = [a * b / c for a, b, c in zip(left.tolist(), right.tolist(), alone.tolist())]
    return [score / sum(scores) for score in scores]


def right_in_logarithms(left, right, alone):
    return (left.log() + right.log() - alone.log()).softmax(0)


def right_one_at_a_time(left, right, alone):
    scores = [a * (b / c) for a, b, c in zip(left, right, alone, strict=True)]
    return torch.stack([score / sum(scores) for score in scores])
