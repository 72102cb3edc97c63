"""Typical wrong answers to lora_output; the docstring's first line is in their message."""

import torch


def wrong_no_scale(x, W, A, B, alpha):
    """The scale is missing"""
    return x @ (W + B @ A).T


def wrong_alpha_alone(x, W, A, B, alpha):
    """Divide alpha by the rank"""
    return torch.nn.functional.linear(x, W) + alpha * torch.nn.functional.linear(x, B @ A)


def wrong_rank_of_x(x, W, A, B, alpha):
    """The rank is the number of rows of A"""
    rank = x.shape[1]
    return x @ W.T + (x @ A.T @ B.T) * alpha / rank


def wrong_two(x, W, A, B, alpha):
    """The scale is a fixed number"""
    return x @ W.T + (x @ A.T @ B.T) * 2.0


def wrong_without_w(x, W, A, B, alpha):
    """The old matrix is missing"""
    return (x @ A.T @ B.T) * (alpha / A.shape[0])


def wrong_everything_scaled(x, W, A, B, alpha):
    """The whole sum is scaled"""
    return (x @ W.T + x @ A.T @ B.T) * alpha / A.shape[0]


def wrong_order(x, W, A, B, alpha):
    """B comes before A"""
    scale = alpha / A.shape[0]
    return x @ W.T + scale * (x @ B.T @ A.T)


def wrong_not_transposed(x, W, A, B, alpha):
    """The matrices are not turned round"""
    return x @ W + alpha / A.shape[0] * (x @ A @ B)


def wrong_detached(x, W, A, B, alpha):
    """training needs their gradient"""
    return (x @ W.T + alpha / A.shape[0] * (x @ A.T @ B.T)).detach()


def wrong_half_detached(x, W, A, B, alpha):
    """The numbers are right and their gradient is not"""
    return x @ W.T + alpha / A.shape[0] * (x @ A.T.detach() @ B.T)


def right_merged(x, W, A, B, alpha):
    return x @ (W + alpha / A.size(0) * (B @ A)).T


def right_token_by_token(x, W, A, B, alpha):
    rows = [W @ token + B @ (A @ token) * alpha / B.shape[1] for token in x]
    return torch.stack(rows)
