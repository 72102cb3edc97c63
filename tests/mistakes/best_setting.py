def wrong_share(recall):
    """It is the best recall itself"""
    return sorted(recall.values())[-1]


def wrong_first(recall):
    """Of equal settings it takes the first"""
    best = None
    for setting, share in recall.items():
        if best is None or share > recall[best]:
            best = setting
    return best


def wrong_steps_only(recall):
    """First keep those with the best recall"""
    return sorted(recall, key=lambda s: (s[1], s[0]))[0]


def wrong_rate(recall):
    """The steps come before the rate"""
    best = max(recall.values())
    return sorted(s for s in recall if recall[s] == best)[0]


def wrong_longest(recall):
    """Of equal settings it takes the most steps"""
    best = max(recall.values())
    return min((s for s in recall if recall[s] == best), key=lambda s: (-s[1], s[0]))


def right_by_sorting(recall):
    return sorted(recall, key=lambda s: (-recall[s], s[1], s[0]))[0]
