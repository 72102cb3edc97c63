"""Typical wrong answers to padding_weights; the first line of a docstring is in the message."""

import torch


def wrong_forgotten(scores, real):
    """`real` changes nothing"""
    return torch.softmax(scores, dim=-1)


def wrong_multiplies(scores, real):
    """It removes weight after softmax"""
    weights = torch.softmax(scores, dim=-1)
    return weights * real.unsqueeze(1).float()


def wrong_zero_scores(scores, real):
    """A score of 0 is not hidden"""
    hidden = torch.where(real.unsqueeze(1), scores, torch.tensor(0.0))
    return torch.softmax(hidden, dim=-1)


def wrong_rows(scores, real):
    """It hides the rows of padding"""
    hidden = torch.where(real.unsqueeze(2), scores, torch.tensor(float("-inf")))
    return torch.softmax(hidden, dim=-1)


def wrong_rows_and_columns(scores, real):
    """becomes nan"""
    both = real.unsqueeze(2) & real.unsqueeze(1)
    return torch.softmax(torch.where(both, scores, torch.tensor(float("-inf"))), dim=-1)


def wrong_way_round(scores, real):
    """It hides the real tokens"""
    return torch.softmax(scores.masked_fill(real.unsqueeze(1), float("-inf")), dim=-1)


def wrong_after_softmax(scores, real):
    """before softmax, not into the weights"""
    return torch.softmax(scores, dim=-1).masked_fill(~real.unsqueeze(1), float("-inf"))


def wrong_axis_missing(scores, real):
    """`real` lacks an axis"""
    return torch.softmax(scores.masked_fill(~real, float("-inf")), dim=-1)


def wrong_changes_its_argument(scores, real):
    """It changes its argument `scores`"""
    scores.masked_fill_(~real[:, None, :], float("-inf"))
    return scores.softmax(-1)


def right_renormalises(scores, real):
    weights = torch.softmax(scores, dim=-1) * real[:, None, :]
    return weights / weights.sum(-1, keepdim=True)


def right_very_low_scores(scores, real):
    return (scores - 1e9 * (~real[:, None, :])).softmax(-1)


def wrong_minus_twenty(scores, real):
    """A low score such as -20"""
    return torch.softmax(scores.masked_fill(real.logical_not().unsqueeze(1), -20), dim=-1)


def wrong_minus_thousand(scores, real):
    """Use minus infinity"""
    return torch.softmax(torch.where(real.unsqueeze(1), scores, -1000.0), dim=-1)
