import math


def wrong_equal(once, each_weights, each_context):
    """At this number both cost the same"""
    if each_context <= each_weights:
        return None
    return math.ceil(once / (each_context - each_weights))


def wrong_free(once, each_weights, each_context):
    """A question from the weights costs something"""
    if each_context <= each_weights:
        return None
    return int(once // each_context) + 1


def wrong_negative(once, each_weights, each_context):
    """If a question saves nothing, it never pays"""
    if each_context == each_weights:
        return None
    return math.floor(once / (each_context - each_weights)) + 1


def wrong_fraction(once, each_weights, each_context):
    """Questions are whole"""
    if each_context <= each_weights:
        return None
    return once / (each_context - each_weights)


def right_floor_division(once, each_weights, each_context):
    saved = each_context - each_weights
    if saved <= 0:
        return None
    return 1 + int(once // saved)


def wrong_ten_thousand_at_most(once, each_weights, each_context):
    """It tries too few numbers"""
    for n in range(1, 10_000):
        if once + n * each_weights < n * each_context:
            return n
    return None


def right_one_by_one(once, each_weights, each_context):
    if each_context <= each_weights:
        return None
    n = 1
    while once + n * each_weights >= n * each_context:
        n += 1
    return n
