"""Typical wrong answers to next_token_loss; the docstring's first line is in their message."""

import torch


def picked(logits, ids):
    return logits.log_softmax(-1).gather(-1, ids.unsqueeze(-1)).squeeze(-1)


def wrong_same_place(logits, ids):
    """It compares each token with the answer at its own place"""
    return -picked(logits, ids).mean()


def wrong_previous(logits, ids):
    """It asks for the token before"""
    return -picked(logits[:, 1:], ids[:, :-1]).mean()


def wrong_flat_first(logits, ids):
    """Shift inside each row"""
    flat = logits.reshape(-1, logits.shape[-1])
    return -picked(flat[:-1], ids.reshape(-1)[1:]).mean()


def wrong_roll(logits, ids):
    """The last place is asked for the row's first token"""
    return -picked(logits, torch.roll(ids, -1, dims=1)).mean()


def wrong_sum(logits, ids):
    """It adds the losses up"""
    return -picked(logits[:, :-1], ids[:, 1:]).sum()


def wrong_bits(logits, ids):
    """It is in bits"""
    p = logits[:, :-1].softmax(-1).gather(-1, ids[:, 1:].unsqueeze(-1)).clamp(min=1e-30)
    return -p.log2().mean()


def wrong_no_return(logits, ids):
    """Is the `return` missing?"""
    -picked(logits[:, :-1], ids[:, 1:]).mean()


def right_row_by_row(logits, ids):
    losses = [
        logits[row, place].logsumexp(0) - logits[row, place, ids[row, place + 1]]
        for row in range(len(ids))
        for place in range(ids.shape[1] - 1)
    ]
    return torch.stack(losses).mean()
