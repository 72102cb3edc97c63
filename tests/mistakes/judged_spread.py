"""Typical wrong answers to judged_spread; the docstring's first line is in their message."""

import numpy as np


def wrong_same_half(right):
    """The same half chooses and judges"""
    half = right.shape[1] // 2
    share = right[:, :half].float().mean(dim=1)
    return (share.max() - share.min()).item()


def wrong_all_queries(right):
    """All queries choose and judge"""
    share = right.float().mean(dim=1)
    return (share.max() - share.min()).item()


def wrong_second_half(right):
    """The second half chooses and judges"""
    share = right[:, right.shape[1] // 2 :].float().mean(dim=1)
    return (share.max() - share.min()).item()


def wrong_absolute(right):
    """The spread may be negative"""
    half = right.shape[1] // 2
    chosen, judged = right[:, :half].float().mean(1), right[:, half:].float().mean(1)
    return abs((judged[chosen.argmax()] - judged[chosen.argmin()]).item())


def wrong_mean(right):
    """Subtract the worst order, not the mean of all"""
    half = right.shape[1] // 2
    chosen, judged = right[:, :half].float().mean(1), right[:, half:].float().mean(1)
    return (judged[chosen.argmax()] - judged.mean()).item()


def wrong_swapped(right):
    """The halves are exchanged"""
    half = right.shape[1] // 2
    judged, chosen = right[:, :half].float().mean(1), right[:, half:].float().mean(1)
    return (judged[chosen.argmax()] - judged[chosen.argmin()]).item()


def wrong_axis(right):
    """It averages over orders"""
    half = right.shape[1] // 2
    chosen, judged = right[:, :half].float().mean(0), right[:, half:].float().mean(0)
    return (judged[chosen.argmax()] - judged[chosen.argmin()]).item()


def wrong_no_return(right):
    """Is the `return` missing?"""
    half = right.shape[1] // 2
    chosen, judged = right[:, :half].float().mean(1), right[:, half:].float().mean(1)
    (judged[chosen.argmax()] - judged[chosen.argmin()]).item()


def right_with_numpy(right):
    first, second = np.split(right.numpy(), 2, axis=1)
    order = first.sum(1).argsort(kind="stable")
    return float(second[order[-1]].mean() - second[order[0]].mean())
