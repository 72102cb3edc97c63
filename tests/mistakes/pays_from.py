"""Typical wrong answers to pays_from; the docstring's first line is in their message."""

import math


def wrong_units(first, second):
    """A query's price is in milliseconds"""
    before, saved = first[0] - second[0], second[1] - first[1]
    if before < saved:
        return 1
    return math.floor(before / saved) + 1 if saved > 0 else None


def wrong_one_price(first, second):
    """The second way has a price before its first query"""
    before, saved = first[0], (second[1] - first[1]) / 1000
    if before < saved:
        return 1
    return math.floor(before / saved + 1e-9) + 1 if saved > 0 else None


def wrong_rounded(first, second):
    """There both have cost the same"""
    before, saved = first[0] - second[0], (second[1] - first[1]) / 1000
    if before < saved:
        return 1
    return math.ceil(before / saved - 1e-9) if saved > 0 else None


def wrong_infinity(first, second):
    """If it never pays, return None"""
    before, saved = first[0] - second[0], (second[1] - first[1]) / 1000
    if before < saved:
        return 1
    return math.floor(before / saved + 1e-9) + 1 if saved > 0 else math.inf


def wrong_turned(first, second):
    """The two ways are exchanged"""
    before, saved = second[0] - first[0], (first[1] - second[1]) / 1000
    if before < saved:
        return 1
    return math.floor(before / saved + 1e-9) + 1 if saved > 0 else None


def right_in_milliseconds(first, second):
    before, saved = round(1000 * (first[0] - second[0]), 6), second[1] - first[1]
    if before < saved:
        return 1
    return int(before // saved) + 1 if saved > 0 else None


def wrong_ten_thousand_at_most(first, second):
    """It tries too few numbers"""
    for n in range(1, 10_000):
        if first[0] + n * first[1] / 1000 < second[0] + n * second[1] / 1000:
            return n
    return None
