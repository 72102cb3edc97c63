"""Typical wrong answers to mean_pool; the docstring's first line is in the message they get."""

import torch


def wrong_all_tokens(vectors, mask):
    """Padding is averaged too"""
    return torch.mean(vectors, dim=1)


def wrong_divisor(vectors, mask):
    """It divides by the whole length"""
    return torch.einsum("blw,bl->bw", vectors, mask.float()) / vectors.shape[1]


def wrong_sum(vectors, mask):
    """It is a sum"""
    return torch.einsum("blw,bl->bw", vectors, mask.float())


def wrong_numerator(vectors, mask):
    """Padding is in the sum"""
    return vectors.sum(dim=1) / mask.sum(dim=1)[:, None]


def wrong_cls(vectors, mask):
    """It takes the first token only"""
    return vectors[:, 0, :]


def wrong_last(vectors, mask):
    """It takes the last real token only"""
    return torch.stack([v[m.bool()][-1] for v, m in zip(vectors, mask)])


def wrong_max(vectors, mask):
    """It takes the highest value"""
    return torch.stack([v[m.bool()].max(0).values for v, m in zip(vectors, mask)])


def wrong_axis(vectors, mask):
    """It averages over the width"""
    return vectors.mean(2)


def wrong_shape(vectors, mask):
    """It stops with"""
    return (vectors * mask).sum(1) / mask.sum(1)


def right_text_by_text(vectors, mask):
    return torch.stack([v[m == 1].mean(0) for v, m in zip(vectors, mask)])


def right_matrix_product(vectors, mask):
    shares = mask / mask.sum(1, keepdim=True)
    return (shares[:, None, :] @ vectors)[:, 0]


def wrong_detached(vectors, mask):
    """training needs their gradient"""
    weights = mask.unsqueeze(-1).float()
    return (vectors.detach() * weights).sum(1) / weights.sum(1)


def right_boolean(vectors, mask):
    return torch.stack([v[m.bool()].mean(0) for v, m in zip(vectors, mask)])


def right_einsum(vectors, mask):
    m = mask.float()
    return torch.einsum("tlw,tl->tw", vectors, m) / m.sum(1)[:, None]


def right_where(vectors, mask):
    kept = vectors.where(mask[:, :, None] == 1, torch.zeros(()))
    return kept.sum(1) / mask.count_nonzero(1)[:, None]


def right_nanmean(vectors, mask):
    return vectors.masked_fill(mask[:, :, None] == 0, float("nan")).nanmean(1)


def wrong_slice(vectors, mask):
    """It takes padding to be at the end"""
    return torch.stack([v[: m.sum()].mean(0) for v, m in zip(vectors, mask)])


def wrong_without_cls(vectors, mask):
    """expected"""
    m = mask.clone()
    m[:, 0] = 0
    return (vectors * m[:, :, None]).sum(1) / m.sum(1, keepdim=True).clamp(min=1)
