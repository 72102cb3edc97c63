"""Typical wrong answers to kappa; the docstring's first line is in their message."""

from collections import Counter


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
