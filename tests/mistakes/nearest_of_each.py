"""Typical wrong answers to nearest_of_each; the docstring's first line is in their message."""

from collections import Counter


def wrong_of_all(likeness, answers, each):
    """It takes the most similar of all"""
    order = sorted(range(len(likeness)), key=lambda i: likeness[i])
    return order[-each * len(set(answers)) :]


def wrong_first(likeness, answers, each):
    """The most similar one comes first"""
    chosen = []
    for answer in set(answers):
        own = [i for i in range(len(answers)) if answers[i] == answer]
        chosen += sorted(own, key=lambda i: likeness[i], reverse=True)[:each]
    return sorted(chosen, key=lambda i: likeness[i], reverse=True)


def wrong_least(likeness, answers, each):
    """It takes the least similar ones"""
    chosen = []
    for answer in set(answers):
        own = [i for i in range(len(answers)) if answers[i] == answer]
        chosen += sorted(own, key=lambda i: likeness[i])[:each]
    return sorted(chosen, key=lambda i: likeness[i])


def wrong_by_class(likeness, answers, each):
    """They come answer by answer"""
    chosen = []
    for answer in sorted(set(answers)):
        own = [i for i in range(len(answers)) if answers[i] == answer]
        chosen += sorted(own, key=lambda i: likeness[i])[-each:]
    return chosen


def wrong_in_pool_order(likeness, answers, each):
    """They come in the order of the list"""
    chosen = []
    for answer in set(answers):
        own = [i for i in range(len(answers)) if answers[i] == answer]
        chosen += sorted(own, key=lambda i: likeness[i])[-each:]
    return sorted(chosen)


def wrong_values(likeness, answers, each):
    """These are the likenesses"""
    chosen = []
    for answer in set(answers):
        own = [x for x, a in zip(likeness, answers) if a == answer]
        chosen += sorted(own)[-each:]
    return sorted(chosen)


def right_with_a_counter(likeness, answers, each):
    taken, chosen = Counter(), []
    for _, i in sorted(zip(likeness, range(len(answers))), reverse=True):
        if taken[answers[i]] < each:
            taken[answers[i]] += 1
            chosen.insert(0, i)
    return chosen
