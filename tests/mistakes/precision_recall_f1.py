"""Typical wrong answers to precision_recall_f1; the docstring's first line is in their message."""

import numpy as np
from sklearn.metrics import precision_recall_fscore_support


def count(labels, predictions, wanted):
    both = len([1 for a, b in zip(labels, predictions) if a == wanted and b == wanted])
    return both, max(1, predictions.count(wanted)), max(1, labels.count(wanted))


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0.0


def wrong_swapped(labels, predictions, wanted):
    """Precision and recall are swapped"""
    both, called, truly = count(labels, predictions, wanted)
    return both / truly, both / called, f1(both / truly, both / called)


def wrong_mean(labels, predictions, wanted):
    """F1 is the harmonic mean"""
    both, called, truly = count(labels, predictions, wanted)
    return both / called, both / truly, (both / called + both / truly) / 2


def wrong_factor(labels, predictions, wanted):
    """F1 lacks its factor 2"""
    both, called, truly = count(labels, predictions, wanted)
    return both / called, both / truly, f1(both / called, both / truly) / 2


def wrong_any_class(labels, predictions, wanted):
    """It counts right answers of every class"""
    both = sum(a == b for a, b in zip(labels, predictions))
    _, called, truly = count(labels, predictions, wanted)
    p = both / predictions.count(wanted) if wanted in predictions else 0.0
    r = both / labels.count(wanted) if wanted in labels else 0.0
    return p, r, f1(p, r)


def wrong_all_texts(labels, predictions, wanted):
    """It divides by all texts"""
    p = count(labels, predictions, wanted)[0] / len(predictions)
    return p, p, f1(p, p)


def wrong_class(labels, predictions, wanted):
    """It always looks at class 1"""
    both, called, truly = count(labels, predictions, 1)
    return both / called, both / truly, f1(both / called, both / truly)


def wrong_zero(labels, predictions, wanted):
    """It divides by zero"""
    both = sum(a == wanted and b == wanted for a, b in zip(labels, predictions))
    p, r = both / sum(b == wanted for b in predictions), both / sum(a == wanted for a in labels)
    return p, r, 2 / (1 / p + 1 / r)


def wrong_perfect(labels, predictions, wanted):
    """With nothing to divide by the result is 0.0"""
    both = sum(a == wanted and b == wanted for a, b in zip(labels, predictions))
    p = both / predictions.count(wanted) if wanted in predictions else 1.0
    r = both / labels.count(wanted) if wanted in labels else 1.0
    return p, r, f1(p, r)


def wrong_percent(labels, predictions, wanted):
    """It is in percent"""
    both, called, truly = count(labels, predictions, wanted)
    p, r = 100 * both / called, 100 * both / truly
    return p, r, f1(p, r)


def wrong_two_numbers(labels, predictions, wanted):
    """Expected"""
    both, called, truly = count(labels, predictions, wanted)
    return both / called, both / truly


def right_scikit_learn(labels, predictions, wanted):
    p, r, f, _ = precision_recall_fscore_support(
        labels, predictions, labels=[wanted], zero_division=0
    )
    return float(p[0]), float(r[0]), float(f[0])


def right_f1_from_counts(labels, predictions, wanted):
    both, called, truly = count(labels, predictions, wanted)
    return both / called, both / truly, 2 * both / (called + truly)


def right_sklearn(labels, predictions, wanted):
    from sklearn.metrics import precision_recall_fscore_support as f

    p, r, f1, _ = f(labels, predictions, labels=[wanted], zero_division=0)
    return (float(p[0]), float(r[0]), float(f1[0]))


def right_numpy(labels, predictions, wanted):
    a, b = (np.array(labels) == wanted, np.array(predictions) == wanted)
    tp = (a & b).sum()
    p = tp / b.sum() if b.any() else 0.0
    r = tp / a.sum() if a.any() else 0.0
    return (p, r, 2 * tp / (a.sum() + b.sum()) if tp else 0.0)


def wrong_macro(labels, predictions, wanted):
    """expected"""
    from sklearn.metrics import precision_recall_fscore_support as f

    p, r, f1, _ = f(labels, predictions, average="macro", zero_division=0)
    return (float(p), float(r), float(f1))


def wrong_geometric(labels, predictions, wanted):
    """expected"""
    b = sum((x == y == wanted for x, y in zip(labels, predictions)))
    p = b / predictions.count(wanted) if predictions.count(wanted) else 0.0
    r = b / labels.count(wanted) if labels.count(wanted) else 0.0
    return (p, r, (p * r) ** 0.5)
