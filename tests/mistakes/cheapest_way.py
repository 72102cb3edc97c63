def wrong_milliseconds_as_seconds(ways, queries):
    """A query's price is in milliseconds"""
    totals = {name: before + each * queries for name, (before, each) in ways.items()}
    return min(totals, key=totals.get)


def wrong_forgets_training(ways, queries):
    """It leaves out what comes before the first query"""
    totals = {name: each * queries / 1000 for name, (before, each) in ways.items()}
    return min(totals, key=totals.get)


def wrong_training_only(ways, queries):
    """It compares what comes before, and not the queries"""
    return sorted(ways, key=lambda name: ways[name][0])[0]


def wrong_dearest(ways, queries):
    """It gives the dearest way"""
    totals = {name: before + each * queries / 1000 for name, (before, each) in ways.items()}
    return max(totals, key=totals.get)


def right_with_a_loop(ways, queries):
    best, least = None, None
    for name, (before, each) in ways.items():
        total = before * 1000 + each * queries
        if least is None or total < least:
            best, least = name, total
    return best


def wrong_last_of_equals(ways, queries):
    """Of equal ones it takes the last"""
    best, least = None, float("inf")
    for name, (before, each) in ways.items():
        total = before + queries * each / 1000
        if total <= least:
            best, least = name, total
    return best
