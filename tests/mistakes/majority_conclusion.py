from collections import Counter


def wrong_none(conclusions, least):
    """None is counted as a conclusion"""
    ordered = Counter(conclusions).most_common()
    if not ordered or ordered[0][1] < least:
        return None
    if len(ordered) > 1 and ordered[1][1] == ordered[0][1]:
        return None
    return ordered[0][0]


def wrong_strict(conclusions, least):
    """Exactly `least` times is enough"""
    counts = Counter(c for c in conclusions if c is not None)
    best = [c for c, n in counts.items() if n > least and n == max(counts.values())]
    return best[0] if len(best) == 1 else None


def wrong_tie(conclusions, least):
    """Two are equally frequent"""
    some = [c for c in conclusions if c is not None]
    if not some:
        return None
    best = max(some, key=some.count)
    return best if some.count(best) >= least else None


def wrong_least(conclusions, least):
    """`least` is not used"""
    counts = Counter(c for c in conclusions if c is not None)
    best = [c for c, n in counts.items() if n == max(counts.values())]
    return best[0] if len(best) == 1 else None


def right_by_counting(conclusions, least):
    some = [c for c in conclusions if c is not None]
    for text in some:
        others = [some.count(other) for other in some if other != text]
        if some.count(text) >= least and some.count(text) > max(others, default=0):
            return text
    return None
