"""Typical wrong answers to causal_mask; the first line of a docstring is in the message."""

import torch


def wrong_not_itself(n):
    """No token sees itself"""
    places = torch.arange(n)
    return places[:, None] > places


def wrong_shows_the_future(n):
    """It shows the future and hides the past"""
    places = torch.arange(n)
    return places[:, None] <= places


def wrong_true_means_hidden(n):
    """It is True where a token may NOT look"""
    return torch.triu(torch.ones(n, n), diagonal=1).bool()


def wrong_numbers(n):
    """A mask is True or False"""
    return torch.tril(torch.ones(n, n))


def wrong_infinities(n):
    """These are numbers to add to the scores"""
    mask = torch.zeros(n, n)
    for row in range(n):
        mask[row, row + 1 :] = -torch.inf
    return mask


def wrong_list(n):
    """Expected a tensor, got a list"""
    return [[column <= row for column in range(n)] for row in range(n)]


def wrong_fixed_size(n):
    """Expected shape (1, 1), got shape (3, 3)"""
    return torch.tensor([[True, False, False], [True, True, False], [True, True, True]])


def right_compares_places(n):
    return torch.arange(n).unsqueeze(1) >= torch.arange(n).unsqueeze(0)
