"""Typical wrong answers to apply_temperature; the docstring's first line is in their message."""

import torch


def wrong_times(logits, temperature):
    """It multiplies by the temperature"""
    return torch.softmax(temperature * logits, dim=-1)


def wrong_after_softmax(logits, temperature):
    """It divides probabilities, which cancels out"""
    p = torch.softmax(logits, -1) / temperature
    return p / p.sum(-1, keepdim=True)


def wrong_left_divided(logits, temperature):
    """they no longer add up to 1"""
    return torch.softmax(logits, -1) / temperature


def wrong_zero(logits, temperature):
    """At temperature 0 it divides by 0"""
    return torch.softmax(logits / temperature, -1)


def wrong_axis(logits, temperature):
    """It works along the first axis"""
    if temperature == 0:
        return (logits == logits.amax(0)).float()
    return torch.softmax(logits / temperature, 0)


def wrong_exp(logits, temperature):
    """Large logits overflow"""
    if temperature == 0:
        return (logits == logits.amax(-1, keepdim=True)).float()
    e = torch.exp(logits / temperature)
    return e / e.sum(-1, keepdim=True)


def right_powers_of_probabilities(logits, temperature):
    """p to the power of 1/T is the same, with a tiny T instead of 0."""
    log_p = logits.log_softmax(-1) / max(temperature, 1e-6)
    return (log_p - log_p.logsumexp(-1, keepdim=True)).exp()


def first_likeliest(logits):
    return torch.eye(logits.shape[-1])[logits.argmax(-1)]


def wrong_multiplies_but_knows_zero(logits, temperature):
    """It multiplies by the temperature. Divide."""
    return torch.softmax(logits * temperature, -1) if temperature else first_likeliest(logits)


def wrong_divides_softmax_but_knows_zero(logits, temperature):
    """It divides probabilities"""
    return torch.softmax(logits, -1) / temperature if temperature else first_likeliest(logits)
