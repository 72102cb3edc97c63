"""Typical wrong answers to stratified_sample; the docstring's first line is in their message."""

import random

import numpy as np


def wrong_plain_draw(labels, per_class, seed):
    """Wanted are 4 rows of every class"""
    rng = random.Random(seed)
    return rng.sample(range(len(labels)), per_class * len(set(labels)))


def wrong_labels(labels, per_class, seed):
    """These look like labels"""
    return sorted(set(labels)) * per_class


def wrong_repetition(labels, per_class, seed):
    """A row occurs twice"""
    rng = random.Random(seed)
    found = []
    for name in set(labels):
        found += rng.choices([i for i, label in enumerate(labels) if label == name], k=per_class)
    return found


def wrong_first_rows(labels, per_class, seed):
    """It takes the first rows of every class"""
    found = []
    for name in set(labels):
        found += [i for i, label in enumerate(labels) if label == name][:per_class]
    return found


def wrong_fixed_seed(labels, per_class, seed):
    """Every seed gives the same rows"""
    rng = random.Random(0)
    found = []
    for name in set(labels):
        found += rng.sample([i for i, label in enumerate(labels) if label == name], per_class)
    return found


def wrong_no_seed(labels, per_class, seed):
    """The same seed gives other rows"""
    found = []
    for name in set(labels):
        rows = [i for i, label in enumerate(labels) if label == name]
        found += random.SystemRandom().sample(rows, per_class)
    return found


def wrong_near_the_start(labels, per_class, seed):
    """is never drawn, whatever the seed"""
    rng = random.Random(seed)
    found = []
    for name in set(labels):
        rows = [i for i, label in enumerate(labels) if label == name][: per_class + 1]
        found += rng.sample(rows, per_class)
    return found


def wrong_by_class(labels, per_class, seed):
    """Return a list of row numbers"""
    rng = random.Random(seed)
    return {
        name: rng.sample([i for i, x in enumerate(labels) if x == name], per_class)
        for name in set(labels)
    }


def right_shuffled(labels, per_class, seed):
    random.seed(seed)
    rows = list(range(len(labels)))
    random.shuffle(rows)
    taken = {}
    return [
        i
        for i in rows
        if taken.update({labels[i]: taken.get(labels[i], 0) + 1}) or taken[labels[i]] <= per_class
    ]


def right_with_numpy(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    found = []
    for name in np.unique(labels):
        found += rng.permutation(np.flatnonzero(np.array(labels) == name))[:per_class].tolist()
    return found


def wrong_neighbours(labels, per_class, seed):
    """Some rows of a class only come in the same company"""
    rng = random.Random(seed)
    found = []
    for name in sorted(set(labels)):
        rows = [i for i, label in enumerate(labels) if label == name]
        start = rng.randrange(len(rows))
        found += (rows + rows)[start : start + per_class]
    return found


def wrong_no_randomness(labels, per_class, seed):
    """the same"""
    found = []
    for name in sorted(set(labels)):
        rows = [i for i, label in enumerate(labels) if label == name]
        found += [rows[(seed + step) % len(rows)] for step in range(per_class)]
    return found


def right_numpy_numbers(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    chosen = [np.flatnonzero(np.array(labels) == name) for name in np.unique(labels)]
    return [row for rows in chosen for row in rng.choice(rows, per_class, replace=False)]


def right_numpy_array(labels, per_class, seed):
    return np.array(right_numpy_numbers(labels, per_class, seed))
