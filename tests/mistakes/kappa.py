"""Typical wrong answers to kappa; the docstring's first line is in their message."""

import collections
from collections import Counter

import numpy as np
import pandas as pd


def wrong_agreement(one, other):
    """This is the plain agreement"""
    return sum(a == b for a, b in zip(one, other)) / len(one)


def wrong_even_guess(one, other):
    """Luck is an even guess only if"""
    agreed = sum(a == b for a, b in zip(one, other)) / len(one)
    luck = 1 / len(set(one) | set(other))
    return (agreed - luck) / (1 - luck) if luck < 1 else 0.0


def wrong_squares(one, other):
    """the shares of the first list twice"""
    agreed = sum(a == b for a, b in zip(one, other)) / len(one)
    luck = sum((count / len(one)) ** 2 for count in Counter(one).values())
    return (agreed - luck) / (1 - luck) if luck < 1 else 0.0


def wrong_difference(one, other):
    """Divide by what is left to gain"""
    agreed = sum(a == b for a, b in zip(one, other)) / len(one)
    luck = sum(one.count(x) * other.count(x) for x in set(one)) / len(one) ** 2
    return agreed - luck


def right_from_a_table(one, other):
    names, n = sorted({*one, *other}), len(one)
    table = [[sum((a, b) == (x, y) for a, b in zip(one, other)) for y in names] for x in names]
    diagonal = sum(table[i][i] for i in range(len(names)))
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table)]
    luck = sum(r * c for r, c in zip(rows, columns))
    return (n * diagonal - luck) / (n * n - luck) if n * n > luck else 0.0


def right_sklearn(one, other):
    from sklearn.metrics import cohen_kappa_score

    return 0.0 if len({*one, *other}) == 1 else float(cohen_kappa_score(one, other))


def right_pandas(one, other):
    t = pd.crosstab(pd.Series(one), pd.Series(other), normalize=True)
    names = sorted({*one, *other})
    t = t.reindex(index=names, columns=names, fill_value=0)
    agreed = np.trace(t.values)
    luck = (t.sum(0) * t.sum(1)).sum()
    return (agreed - luck) / (1 - luck) if luck < 1 else 0.0


def right_counter(one, other):
    a, b, n = (collections.Counter(one), collections.Counter(other), len(one))
    luck = sum(a[x] / n * b[x] / n for x in a | b)
    agreed = np.mean([x == y for x, y in zip(one, other)])
    return 0.0 if luck == 1 else float((agreed - luck) / (1 - luck))


def wrong_scott(one, other):
    """expected"""
    c = collections.Counter(one + other)
    n = 2 * len(one)
    luck = sum((v / n) ** 2 for v in c.values())
    agreed = sum((a == b for a, b in zip(one, other))) / len(one)
    return (agreed - luck) / (1 - luck) if luck < 1 else 0.0


def wrong_clamped(one, other):
    """expected"""
    return max(0.0, right_counter(one, other))
