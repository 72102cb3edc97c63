"""Typical wrong answers to paired_gain; the docstring's first line is in their message."""

import math
import statistics

import numpy as np


def wrong_sign(before, after):
    """The sign is turned"""
    gains = [a - b for a, b in zip(before, after)]
    half = 1.96 * statistics.stdev(gains) / len(gains) ** 0.5
    mean = statistics.mean(gains)
    return mean, mean - half, mean + half


def wrong_no_root(before, after):
    """The square root of the number of tests is missing"""
    gains = [b - a for a, b in zip(before, after)]
    half = 1.96 * statistics.stdev(gains)
    mean = statistics.mean(gains)
    return mean, mean - half, mean + half


def wrong_unpaired(before, after):
    """It treats the two as different tests"""
    half = 1.96 * math.sqrt(
        statistics.variance(before) / len(before) + statistics.variance(after) / len(after)
    )
    mean = statistics.mean(after) - statistics.mean(before)
    return mean, mean - half, mean + half


def wrong_population(before, after):
    """`pstdev` is for all there are"""
    gains = np.array(after) - np.array(before)
    half = 1.96 * gains.std() / len(gains) ** 0.5
    return float(gains.mean()), float(gains.mean() - half), float(gains.mean() + half)


def right_with_numpy(before, after):
    gains = np.array(after) - np.array(before)
    half = 1.96 * gains.std(ddof=1) / len(gains) ** 0.5
    return float(gains.mean()), float(gains.mean() - half), float(gains.mean() + half)
