"""Typical wrong answers to norm_rows; the first line of a docstring is in the message."""

import torch


def wrong_std(x, factors, eps=1e-5):
    """`eps` is added after the root"""
    return factors * (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True, correction=0) + eps)


def wrong_rms(x, factors, eps=1e-5):
    """The mean is not subtracted"""
    return x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + eps) * factors


def wrong_variance(x, factors, eps=1e-5):
    """divides by one number less"""
    mean, variance = x.mean(-1, keepdim=True), x.var(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + eps) * factors


def wrong_forgets_factors(x, factors, eps=1e-5):
    """`factors` changes nothing"""
    return torch.nn.functional.layer_norm(x, x.shape[-1:], eps=eps)


def wrong_forgets_eps(x, factors, eps=1e-5):
    """`eps` changes nothing"""
    return torch.nn.functional.layer_norm(x, x.shape[-1:], eps=0) * factors


def wrong_detached_spread(x, factors, eps=1e-5):
    """Is a part of it detached?"""
    centred = x - x.mean(-1, keepdim=True)
    return factors * centred / (centred.square().mean(-1, keepdim=True) + eps).sqrt().detach()


def right_torchs_own(x, factors, eps=1e-5):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], weight=factors, eps=eps)
