"""Typical wrong answers to threshold_for; the docstring's first line is in their message."""

import math

import numpy as np


def wrong_highest(sure, right, wanted):
    """This is the highest threshold that works"""
    for threshold in sorted(sure, reverse=True):
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(kept) >= wanted:
            return threshold
    return math.inf


def wrong_of_all(sure, right, wanted):
    """It divides by all answers"""
    for threshold in sorted(sure):
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(right) >= wanted:
            return threshold
    return math.inf


def wrong_strict(sure, right, wanted):
    """Exactly `wanted` is enough"""
    for threshold in sorted(sure):
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(kept) > wanted:
            return threshold
    return math.inf


def wrong_unsorted(sure, right, wanted):
    """It tries the values in the given order"""
    for threshold in sure:
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(kept) >= wanted:
            return threshold
    return math.inf


def wrong_none(sure, right, wanted):
    """Where no threshold works, return `math.inf`, not None"""
    for threshold in sorted(sure):
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(kept) >= wanted:
            return threshold


def wrong_walks_down(sure, right, wanted):
    """It stops at the first threshold that fails from above"""
    best = math.inf
    for threshold in sorted(sure, reverse=True):
        kept = [r for s, r in zip(sure, right) if s >= threshold]
        if sum(kept) / len(kept) < wanted:
            break
        best = threshold
    return best


def right_with_numpy(sure, right, wanted):
    sure, right = np.array(sure), np.array(right)
    good = [t for t in sure if right[sure >= t].mean() >= wanted]
    return float(min(good)) if good else math.inf
