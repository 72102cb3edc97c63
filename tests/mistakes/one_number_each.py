import itertools
import statistics

import numpy as np
import pandas as pd


def wrong_grand_mean(runs):
    """It is the mean of all runs"""
    shares = [share for _, share in runs]
    return [sum(shares) / len(shares)] if shares else []


def wrong_all_runs(runs):
    """Every run is given on its own"""
    return [pair[1] for pair in runs]


def wrong_last(runs):
    """It keeps only the last run"""
    found = {}
    for name, share in runs:
        found[name] = share
    return [found[name] for name in found]


def wrong_sum(runs):
    """It adds up and does not divide"""
    names = list(dict.fromkeys(name for name, _ in runs))
    return [sum(share for name, share in runs if name == one) for one in names]


def wrong_alphabet(runs):
    """The order is that of the names"""
    from collections import defaultdict

    found = defaultdict(list)
    for name, share in runs:
        found[name].append(share)
    return [sum(found[name]) / len(found[name]) for name in sorted(found)]


def right_with_pandas(runs):
    import pandas as pd

    table = pd.DataFrame(runs, columns=["name", "share"])
    return table.groupby("name", sort=False)["share"].mean().tolist()


def right_pandas(runs):
    d = pd.DataFrame(runs, columns=["n", "s"])
    return d.groupby("n", sort=False)["s"].mean().tolist()


def right_numpy(runs):
    names = list(dict.fromkeys((n for n, _ in runs)))
    return [np.mean([s for m, s in runs if m == n]) for n in names]


def wrong_neighbours(runs):
    """on its own"""
    return [
        statistics.mean((s for _, s in g)) for _, g in itertools.groupby(runs, key=lambda x: x[0])
    ]


def wrong_running(runs):
    """expected"""
    d = {}
    for n, s in runs:
        d[n] = (d[n] + s) / 2 if n in d else s
    return list(d.values())
