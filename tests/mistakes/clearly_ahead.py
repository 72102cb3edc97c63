from statistics import mean

from helpers.measure import metrics


def wrong_means(one, other):
    """The higher mean is not enough"""
    if abs(mean(one) - mean(other)) < 1e-9:
        return "neither"
    return "first" if mean(one) > mean(other) else "second"


def wrong_unpaired(one, other):
    """Compare draw by draw"""
    a, b = metrics.interval(one), metrics.interval(other)
    if a[1] > b[2]:
        return "first"
    return "second" if b[1] > a[2] else "neither"


def wrong_way_round(one, other):
    """ "first" and "second" are exchanged"""
    _, low, high = metrics.interval([b - a for a, b in zip(one, other)])
    return "first" if low > 0 else "second" if high < 0 else "neither"


def wrong_zero(one, other):
    """Zero at the end of the interval belongs to it"""
    _, low, high = metrics.interval([a - b for a, b in zip(one, other)])
    return "first" if low >= 0 else "second" if high <= 0 else "neither"


def right_by_signs(one, other):
    _, low, high = metrics.interval([b - a for a, b in zip(one, other)])
    same = low * high > 0
    return "neither" if not same else "second" if low > 0 else "first"


def wrong_sorted(one, other):
    """Sorted lists pair draws that do not belong together"""
    pairs = zip(sorted(one), sorted(other))
    _, low, high = metrics.interval([a - b for a, b in pairs])
    return "first" if low > 0 else "second" if high < 0 else "neither"
