def wrong_plain(facts, own):
    """The two parts differ in length"""
    return [*facts, *own]


def wrong_cut(facts, own):
    """The longer part is cut"""
    if not own:
        return list(facts)
    pairs = list(zip(facts, own))
    return [a for a, _ in pairs] + [b for _, b in pairs]


def wrong_whole(facts, own):
    """It repeats whole lists only"""
    if not own:
        return list(facts)
    n = max(len(facts), len(own))
    return facts * (n // len(facts)) + own * (n // len(own))


def wrong_no_notes(facts, own):
    """If there are no notes"""
    n = max(len(facts), len(own))
    return [facts[i % len(facts)] for i in range(n)] + [own[i % len(own)] for i in range(n)]


def wrong_one_side(facts, own):
    """Only the facts are repeated"""
    if not own:
        return list(facts)
    n = max(len(facts), len(own))
    return [facts[i % len(facts)] for i in range(n)] + list(own)


def right_by_cutting(facts, own):
    if not own:
        return facts[:]
    n = max(len(facts), len(own))
    return (facts * n)[:n] + (own * n)[:n]
