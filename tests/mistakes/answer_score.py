"""Typical wrong answers to answer_score; the docstring's first line is in their message."""

import torch


def wrong_row(log_p, ids, start):
    """One row too late"""
    return sum(float(row[token]) for row, token in zip(log_p[start:], ids[start:]))


def wrong_whole_text(log_p, ids, start):
    """The prompt's tokens are counted too"""
    return sum(float(row[token]) for row, token in zip(log_p, ids[1:]))


def wrong_mean(log_p, ids, start):
    """It is the mean over tokens"""
    picked = [float(log_p[i - 1, ids[i]]) for i in range(start, len(ids))]
    return sum(picked) / len(picked)


def wrong_probability(log_p, ids, start):
    """It is a probability"""
    product = 1.0
    for i in range(start, len(ids)):
        product *= log_p[i - 1, ids[i]].exp().item()
    return product


def wrong_first_token(log_p, ids, start):
    """Only the answer's first token counts"""
    return float(log_p[start - 1, ids[start]])


def wrong_sign(log_p, ids, start):
    """The sign is wrong"""
    return -sum(float(log_p[i - 1, ids[i]]) for i in range(start, len(ids)))


def wrong_too_short(log_p, ids, start):
    """The answer's last token is missing"""
    return sum(float(log_p[i - 1, ids[i]]) for i in range(start, len(ids) - 1))


def right_with_gather(log_p, ids, start):
    tokens = torch.tensor(ids[start:])
    return log_p[start - 1 : -1].gather(1, tokens[:, None]).sum().item()
