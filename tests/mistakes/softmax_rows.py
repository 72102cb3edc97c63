"""Typical wrong answers to softmax_rows; the first line of a docstring is in the message."""

import torch


def wrong_axis(scores):
    """It adds up along the first axis"""
    powers = torch.exp(scores - scores.max(dim=0, keepdim=True).values)
    return powers / powers.sum(dim=0, keepdim=True)


def wrong_overflow(scores):
    """Large scores overflow"""
    powers = torch.exp(scores)
    return powers / powers.sum(dim=-1, keepdim=True)


def wrong_one_sum(scores):
    """It divides by the sum of everything"""
    powers = torch.exp(scores - scores.amax(-1, keepdim=True))
    return powers / torch.sum(powers)


def wrong_no_exponential(scores):
    """The exponential is missing"""
    total = torch.sum(scores, dim=-1, keepdim=True)
    return scores / total


def wrong_one_maximum(scores):
    """Subtract each row's own"""
    powers = torch.exp(scores - torch.max(scores))
    return powers / powers.sum(-1, keepdim=True)


def wrong_lost_axis(scores):
    """The sum has lost its axis"""
    powers = torch.exp(scores - scores.amax(-1, keepdim=True))
    return powers / powers.sum(-1)


def wrong_no_return(scores):
    """Is the `return` missing?"""
    powers = torch.exp(scores - scores.amax(-1, keepdim=True))
    powers / powers.sum(-1, keepdim=True)


def right_through_logs(scores):
    return (scores - scores.logsumexp(-1, keepdim=True)).exp()


def right_in_double(scores):
    return torch.nn.functional.softmax(scores.double(), dim=scores.ndim - 1)


def wrong_plain_without_keepdim(scores):
    """Keep it: `keepdim=True`."""
    powers = torch.exp(scores)
    return powers / torch.sum(powers, dim=-1)


def wrong_detached(scores):
    """training needs their gradient"""
    return scores.detach().softmax(-1)


def right_logsumexp(scores):
    return (scores - scores.logsumexp(-1, keepdim=True)).exp()


def right_max_values(scores):
    s = scores - scores.max(-1, keepdim=True)[0]
    e = torch.exp(s)
    return e / torch.sum(e, dim=-1)[..., None]


def right_global_64(scores):
    rows = scores.reshape(-1, scores.shape[-1])
    out = []
    for row in rows:
        e = (row - max(row)).exp()
        out.append(e / sum(e))
    return torch.stack(out).reshape(scores.shape)


def wrong_clamped(scores):
    """expected"""
    e = scores.clamp(max=80).exp()
    return e / e.sum(-1, keepdim=True)


def wrong_nan_to_num(scores):
    """expected"""
    e = scores.exp()
    return (e / e.sum(-1, keepdim=True)).nan_to_num(1.0)
