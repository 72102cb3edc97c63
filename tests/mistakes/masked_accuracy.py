"""Typical wrong answers to masked_accuracy; the docstring's first line is in their message."""

import torch


def wrong_over_all_positions(logits, labels):
    """It counts positions where nothing is asked"""
    return (torch.argmax(logits, dim=-1) == labels).sum().item() / labels.numel()


def wrong_highest_value(logits, labels):
    """It compares the highest logit with a token id"""
    asked = labels != -100
    return (logits.max(-1).values[asked] == labels[asked]).float().mean().item()


def wrong_count(logits, labels):
    """It counts the right answers"""
    asked = labels != -100
    return float((logits.argmax(-1)[asked] == labels[asked]).sum())


def wrong_percent(logits, labels):
    """It is in percent"""
    asked = labels != -100
    right = (logits.argmax(-1)[asked] == labels[asked]).sum()
    return float(right / asked.sum() * 100)


def wrong_probability(logits, labels):
    """Count how often the right token is the likeliest"""
    asked = labels != -100
    p = logits.softmax(-1)[asked]
    return p[torch.arange(len(p)), labels[asked]].mean().item()


def wrong_row_by_row(logits, labels):
    """It averages row by row"""
    if labels.ndim == 1:
        logits, labels = logits[None], labels[None]
    shares = []
    for row, answers in zip(logits, labels):
        right = [int(x.argmax() == y) for x, y in zip(row, answers) if y != -100]
        shares.append(sum(right) / len(right))
    return sum(shares) / len(shares)


def wrong_wrong_axis(logits, labels):
    """It stops with"""
    asked = labels != -100
    return (logits.argmax(0)[asked] == labels[asked]).float().mean().item()


def wrong_tensor(logits, labels):
    """makes one value a number"""
    asked = labels != -100
    return (logits.argmax(-1)[asked] == labels[asked]).float().mean()


def right_in_plain_python(logits, labels):
    vocabulary = logits.shape[-1]
    pairs = zip(logits.reshape(-1, vocabulary).tolist(), labels.flatten().tolist())
    right = [max(range(vocabulary), key=row.__getitem__) == y for row, y in pairs if y >= 0]
    return sum(right) / len(right)
