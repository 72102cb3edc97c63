"""Typical wrong answers to attention_weights; a docstring's first line is in the message."""

import math

import torch


def wrong_no_scale(queries, keys):
    """not divided by the square root of d"""
    return torch.softmax(queries @ keys.transpose(0, 1), dim=1)


def wrong_divides_by_d(queries, keys):
    """It divides by d."""
    d = queries.shape[1]
    return torch.softmax(queries @ keys.T / d, dim=1)


def wrong_d_is_the_number_of_keys(queries, keys):
    """d is the length of one query"""
    d = len(keys)
    return torch.softmax(queries @ keys.T / d**0.5, dim=1)


def wrong_softmax_over_queries(queries, keys):
    """Its columns add up to 1"""
    scores = queries @ keys.T / math.sqrt(queries.shape[1])
    return torch.softmax(scores, dim=0)


def wrong_transposed(queries, keys):
    """Queries and keys have changed places"""
    scores = keys @ queries.T / math.sqrt(queries.shape[1])
    return torch.softmax(scores, dim=1)


def wrong_scaled_too_late(queries, keys):
    """It divides after softmax"""
    return torch.softmax(queries @ keys.T, dim=1) / math.sqrt(queries.shape[1])


def wrong_scores(queries, keys):
    """Softmax is missing"""
    return torch.matmul(queries, keys.T) * queries.shape[1] ** -0.5


def wrong_no_transpose(queries, keys):
    """It stops with RuntimeError"""
    return torch.softmax(queries @ keys / math.sqrt(queries.shape[1]), dim=1)


def right_scales_first(queries, keys):
    root = queries.shape[-1] ** 0.25
    return torch.einsum("nd,md->nm", queries / root, keys / root).softmax(1)


def wrong_root_of_queries(queries, keys):
    """the square root of the number of queries"""
    scores = queries @ keys.T / len(queries) ** 0.5
    return scores.softmax(-1)
