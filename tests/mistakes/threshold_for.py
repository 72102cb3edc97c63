"""Typical wrong answers to threshold_for; the docstring's first line is in their message."""

import math

import numpy as np
import pandas as pd


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


def right_numpy(sure, right, wanted):
    s, r = (np.array(sure), np.array(right))
    good = [t for t in np.unique(s) if r[s >= t].mean() >= wanted]
    return good[0] if good else math.inf


def right_pandas(sure, right, wanted):
    d = pd.DataFrame({"s": sure, "r": right}).sort_values("s", ascending=False)
    g = d.groupby("s")["r"].agg(["sum", "count"]).sort_index(ascending=False).cumsum()
    ok = g.index[g["sum"] / g["count"] >= wanted]
    return float(ok.min()) if len(ok) else math.inf


def right_min(sure, right, wanted):

    def share(t):
        k = [b for a, b in zip(sure, right) if a >= t]
        return sum(k) / len(k)

    return min((t for t in sure if share(t) >= wanted), default=float("inf"))


def wrong_single(sure, right, wanted):
    """Equal values are one threshold"""
    order = sorted(zip(sure, right), reverse=True)
    hits = 0
    found = math.inf
    for n, (s, r) in enumerate(order, 1):
        hits += r
        if hits / n >= wanted:
            found = s
    return found


def wrong_zero(sure, right, wanted):
    """expected"""
    return min(
        (
            t
            for t in [0.0, *sure]
            if (lambda k: sum(k) / len(k))([b for a, b in zip(sure, right) if a >= t]) >= wanted
        ),
        default=math.inf,
    )
