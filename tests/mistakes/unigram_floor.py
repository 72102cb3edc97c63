"""Typical wrong answers to unigram_floor; the docstring's first line is in the message they get."""

import math
from collections import Counter

import torch


def counts_of(tokens, special_ids, vocab_size, more):
    counts = torch.zeros(vocab_size)
    for token in tokens.flatten().tolist():
        counts[token] += 1
    counts += more
    for token in special_ids:
        counts[token] = 0
    return counts


def wrong_entropy_of_the_held_out_text(train, labels, special_ids, vocab_size):
    """It counts the held-out labels"""
    asked = labels[labels != -100].tolist()
    shares = [count / len(asked) for count in Counter(asked).values()]
    return -sum(p * math.log(p) for p in shares)


def wrong_counts_the_answers(train, labels, special_ids, vocab_size):
    """It counts the held-out labels"""
    asked = labels[labels != -100]
    counts = counts_of(asked, special_ids, vocab_size, 1)
    return -(counts / counts.sum())[asked].log().mean().item()


def wrong_no_smoothing(train, labels, special_ids, vocab_size):
    """Add 1 to every count"""
    counts = counts_of(train, special_ids, vocab_size, 0)
    return -(counts / counts.sum())[labels[labels != -100]].log().mean().item()


def wrong_counts_special(train, labels, special_ids, vocab_size):
    """Special tokens keep a share of the probability"""
    counts = counts_of(train, [], vocab_size, 1)
    return -(counts / counts.sum())[labels[labels != -100]].log().mean().item()


def wrong_adds_one_last(train, labels, special_ids, vocab_size):
    """Special tokens get the added 1"""
    counts = counts_of(train, special_ids, vocab_size, 0) + 1
    return -(counts / counts.sum())[labels[labels != -100]].log().mean().item()


def wrong_base_two(train, labels, special_ids, vocab_size):
    """It is in bits"""
    counts = counts_of(train, special_ids, vocab_size, 1)
    return -(counts / counts.sum())[labels[labels != -100]].log2().mean().item()


def wrong_sum(train, labels, special_ids, vocab_size):
    """It adds the losses up"""
    counts = counts_of(train, special_ids, vocab_size, 1)
    return -(counts / counts.sum())[labels[labels != -100]].log().sum().item()


def wrong_entropy_of_training(train, labels, special_ids, vocab_size):
    """It is the entropy of `train`"""
    counts = counts_of(train, special_ids, vocab_size, 1).tolist()
    shares = [count / sum(counts) for count in counts if count]
    return -sum(p * math.log(p) for p in shares)


def wrong_looks_up_minus_hundred(train, labels, special_ids, vocab_size):
    """It looks up -100 as if it were a token"""
    counts = counts_of(train, special_ids, vocab_size, 1)
    return -(counts / counts.sum())[labels].log().mean().item()


def wrong_sign(train, labels, special_ids, vocab_size):
    """expected"""
    counts = counts_of(train, special_ids, vocab_size, 1)
    return (counts / counts.sum())[labels[labels != -100]].log().mean().item()


def wrong_perplexity(train, labels, special_ids, vocab_size):
    """expected"""
    counts = counts_of(train, special_ids, vocab_size, 1)
    return math.exp(-(counts / counts.sum())[labels[labels != -100]].log().mean().item())


def right_with_a_counter(train, labels, special_ids, vocab_size):
    counts = Counter(train.flatten().tolist())
    ordinary = [token for token in range(vocab_size) if token not in special_ids]
    total = sum(counts[token] + 1 for token in ordinary)
    asked = [label for label in labels.flatten().tolist() if label != -100]
    return sum(math.log(total / (counts[label] + 1)) for label in asked) / len(asked)
