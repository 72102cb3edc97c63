"""Typical wrong answers to choose_rate; the first line of a docstring is in the message."""

import math
import statistics
from collections import defaultdict

import numpy as np
import pandas as pd
import torch


def means(runs, key):
    found = defaultdict(list)
    for run in runs:
        found[run["rate"]].append(run[key])
    return {rate: sum(losses) / len(losses) for rate, losses in found.items()}


def lowest(losses):
    return min((rate for rate in losses if not math.isnan(losses[rate])), key=losses.get)


def wrong_training(runs):
    """It chooses by the training loss"""
    return lowest(means(runs, "training"))


def wrong_test(runs):
    """It chooses by the test loss"""
    return lowest(means(runs, "test"))


def wrong_single_run(runs):
    """It takes the single best run"""
    return min(runs, key=lambda run: (math.isnan(run["validation"]), run["validation"]))["rate"]


def wrong_highest(runs):
    """It takes the highest loss"""
    losses = {r: v for r, v in means(runs, "validation").items() if not math.isnan(v)}
    return max(losses, key=losses.get)


def wrong_drops_broken_runs(runs):
    """It leaves out the run that broke and keeps its rate"""
    return lowest(means([run for run in runs if run["validation"] > 0], "validation"))


def wrong_returns_the_loss(runs):
    """It returns the loss"""
    losses = means(runs, "validation")
    return losses[lowest(losses)]


def right_sorted(runs):
    rates = sorted({run["rate"] for run in runs})
    ranked = []
    for rate in rates:
        losses = [run["validation"] for run in runs if run["rate"] == rate]
        if all(map(math.isfinite, losses)):
            ranked.append((statistics.mean(losses), rate))
    return sorted(ranked)[0][1]


def right_pandas(runs):
    means = pd.DataFrame(runs).groupby("rate")["validation"].agg(lambda x: x.mean(skipna=False))
    return means.idxmin()


def right_numpy(runs):
    rates = np.array([r["rate"] for r in runs], float)
    loss = np.array([r["validation"] for r in runs])
    kinds = np.unique(rates)
    means = np.array([loss[rates == k].mean() for k in kinds])
    return kinds[np.nanargmin(means)]


def right_torch(runs):
    best, least = (None, math.inf)
    for rate in {r["rate"] for r in runs}:
        mean = torch.tensor(
            [r["validation"] for r in runs if r["rate"] == rate], dtype=torch.float64
        ).mean()
        if mean < least:
            best, least = (rate, mean)
    return best


def wrong_pandas_skipna(runs):
    """keeps its rate"""
    return pd.DataFrame(runs).groupby("rate")["validation"].mean().idxmin()


def wrong_sum(runs):
    """It adds up losses"""
    by = {}
    for r in runs:
        by[r["rate"]] = by.get(r["rate"], 0) + r["validation"]
    return min((k for k in by if by[k] == by[k]), key=by.get)


def wrong_worst_seed(runs):
    """expected"""
    by = {}
    for r in runs:
        by.setdefault(r["rate"], []).append(r["validation"])
    return min((k for k in by if not any(map(math.isnan, by[k]))), key=lambda k: max(by[k]))
