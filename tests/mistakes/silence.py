"""Typical wrong answers to silence; the docstring's first line is in the message they get."""

import torch


def wrong_zero(results, heads, means):
    """The heads are set to zero"""
    wide = means.shape[1]
    changed = results.clone()
    for head in heads:
        changed[..., head * wide : (head + 1) * wide] = 0
    return changed


def wrong_keeps_the_heads(results, heads, means):
    """It silences the other heads"""
    wide = means.shape[1]
    changed = results.clone()
    for head in range(len(means)):
        if head not in heads:
            changed[..., head * wide : (head + 1) * wide] = means[head]
    return changed


def wrong_all_heads(results, heads, means):
    """It silences all heads"""
    return means.reshape(-1).repeat(*results.shape[:2], 1)


def wrong_means_in_order(results, heads, means):
    """The means of other heads are put in"""
    wide = means.shape[1]
    changed = results.clone()
    for i, head in enumerate(heads):
        changed[..., head * wide : (head + 1) * wide] = means[i]
    return changed


def wrong_cut(results, heads, means):
    """The cut is wrong"""
    changed = results.clone()
    for head in heads:
        changed[..., head :: len(means)] = means[head]
    return changed


def wrong_in_place(results, heads, means):
    """It changes its argument `results`"""
    wide = means.shape[1]
    for head in heads:
        results[..., head * wide : (head + 1) * wide] = means[head]
    return results


def wrong_returns_pieces(results, heads, means):
    """Expected shape (1, 1, 4)"""
    pieces = results.unflatten(-1, means.shape).clone()
    pieces[:, :, heads] = means[heads]
    return pieces


def wrong_adds_the_mean(results, heads, means):
    """At index [0, 0, 2]"""
    pieces = results.unflatten(-1, means.shape).clone()
    pieces[:, :, heads] += means[heads]
    return pieces.flatten(-2)


def right_slice_by_slice(results, heads, means):
    wide = means.shape[1]
    changed = results.clone()
    for head in heads:
        changed[..., head * wide : (head + 1) * wide] = means[head]
    return changed


def right_with_where(results, heads, means):
    gone = torch.isin(torch.arange(len(means)), torch.tensor(heads))
    return torch.where(gone.repeat_interleave(means.shape[1]), means.flatten(), results)
