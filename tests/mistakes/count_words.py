"""Typical wrong answers to count_words; the docstring's first line is in the message they get."""

import collections
import re
from collections import Counter

import numpy as np
import pandas as pd


def wrong_forgets_lower(text):
    """takes `The` and `the` for two words"""
    counts = {}
    for word in text.split():
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def wrong_splits_at_one_space(text):
    """`split()` cuts at any white space"""
    counts = {}
    for word in text.lower().split(" "):
        counts[word] = counts.get(word, 0) + 1
    return counts


def wrong_counts_characters(text):
    """It counts characters"""
    counts = {}
    for word in text.lower():
        counts[word] = counts.get(word, 0) + 1
    return counts


def wrong_never_adds(text):
    """Every count is 1"""
    counts = {}
    for word in text.lower().split():
        counts[word] = 1
    return counts


def wrong_counts_inside_words(text):
    """also finds the word inside longer words"""
    text = text.lower()
    return {word: text.count(word) for word in text.split()}


def wrong_total(text):
    """Return one count for each word"""
    number = 0
    for _ in text.split():
        number += 1
    return number


def wrong_no_return(text):
    """Is the `return` missing?"""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1


def wrong_key_error(text):
    """KeyError: 'to' at line"""
    counts = {}
    for word in text.lower().split():
        counts[word] += 1
    return counts


def wrong_returns_too_early(text):
    """Key 'be' is missing"""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
        return counts
    return counts


def right_counter(text):
    return Counter(map(str.lower, text.split()))


def right_counter_too(text):
    return collections.Counter(text.lower().split())


def right_pandas(text):
    return pd.Series(text.lower().split(), dtype=object).value_counts().to_dict()


def right_regex(text):
    words = re.findall("\\S+", text.lower())
    return {w: words.count(w) for w in set(words)}


def right_numpy(text):
    w, n = np.unique(np.array(text.lower().split(), dtype=object), return_counts=True)
    return dict(zip(w, n))


def wrong_letters_only(text):
    """is missing"""
    return dict(collections.Counter(re.findall("[a-z]+", text.lower())))


def wrong_title(text):
    """Key 'pyTorch' is too much"""
    return dict(collections.Counter(w[0].lower() + w[1:] for w in text.split()))
