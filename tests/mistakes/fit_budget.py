"""Typical wrong answers to fit_budget; the docstring's first line is in their message."""

import numpy as np


def wrong_less_than(sizes, fixed, budget):
    """Compare with `<=`"""
    if fixed > budget:
        raise ValueError("too long")
    dropped = 0
    while dropped < len(sizes) and fixed + sum(sizes[dropped:]) >= budget:
        dropped += 1
    return dropped


def wrong_fixed_forgotten(sizes, fixed, budget):
    """The fixed part takes room too"""
    if fixed > budget:
        raise ValueError("too long")
    dropped = 0
    while sum(sizes[dropped:]) > budget:
        dropped += 1
    return dropped


def wrong_drops_the_newest(sizes, fixed, budget):
    """It drops from the end"""
    if fixed > budget:
        raise ValueError("too long")
    kept = list(sizes)
    while fixed + sum(kept) > budget:
        kept.pop()
    return len(sizes) - len(kept)


def wrong_number_kept(sizes, fixed, budget):
    """This is how many stay"""
    if fixed > budget:
        raise ValueError("too long")
    kept, used = 0, fixed
    for size in reversed(sizes):
        if used + size > budget:
            break
        kept, used = kept + 1, used + size
    return kept


def wrong_skips(sizes, fixed, budget):
    """It leaves out long ones in between"""
    if fixed > budget:
        raise ValueError("too long")
    dropped, used = 0, fixed
    for size in reversed(sizes):
        if used + size > budget:
            dropped += 1
        else:
            used += size
    return dropped


def wrong_never_refuses(sizes, fixed, budget):
    """If the fixed part alone is too long"""
    dropped = 0
    while dropped < len(sizes) and fixed + sum(sizes[dropped:]) > budget:
        dropped += 1
    return dropped


def right_from_the_newest(sizes, fixed, budget):
    room = budget - fixed
    if room < 0:
        raise ValueError("The query does not fit.")
    for kept, size in enumerate(reversed(sizes)):
        room -= size
        if room < 0:
            return len(sizes) - kept
    return 0


def wrong_no_error(sizes, fixed, budget):
    """raise ValueError"""
    dropped = 0
    while sizes[dropped:] and fixed + sum(sizes[dropped:]) > budget:
        dropped += 1
    return dropped


def right_numpy(sizes, fixed, budget):
    if fixed > budget:
        raise ValueError("too long")
    rest = fixed + np.append(np.cumsum(sizes[::-1])[::-1], 0)
    return int(np.argmax(rest <= budget))


def right_from_newest(sizes, fixed, budget):
    if fixed > budget:
        raise ValueError("no")
    kept = 0
    for size in reversed(sizes):
        fixed += size
        if fixed > budget:
            break
        kept += 1
    return len(sizes) - kept


def right_pop(sizes, fixed, budget):
    if budget < fixed:
        raise ValueError
    sizes = list(sizes)
    n = 0
    while sum(sizes) + fixed > budget:
        sizes.pop(0)
        n += 1
    return n


def wrong_one_too_many(sizes, fixed, budget):
    """It drops one more than needed"""
    if fixed > budget:
        raise ValueError
    n = next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[n:]) <= budget)
    return n + 1 if n else 0


def wrong_raises_at_equal(sizes, fixed, budget):
    """It stops with ValueError"""
    if fixed >= budget:
        raise ValueError
    return next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[n:]) <= budget)


def wrong_if(sizes, fixed, budget):
    """It stops dropping too early"""
    if fixed > budget:
        raise ValueError
    return int(fixed + sum(sizes) > budget)
