"""Typical wrong answers to fit_budget; the docstring's first line is in their message."""


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
