"""Typical wrong answers to copy_next; the docstring's first line is in their message."""

import numpy as np


def wrong_index(words):
    """It takes the first copy"""
    earlier = words[:-1]
    return words[earlier.index(words[-1]) + 1] if words[-1] in earlier else None


def wrong_same_word(words):
    """It returns the word itself"""
    return words[-1] if words.count(words[-1]) > 1 else None


def wrong_previous(words):
    """It returns the word before the copy"""
    for place in reversed(range(len(words) - 1)):
        if words[place] == words[-1]:
            return words[place - 1]
    return None


def wrong_number(words):
    """It returns a place"""
    for place in reversed(range(len(words) - 1)):
        if words[place] == words[-1]:
            return place + 1
    return None


def wrong_never_none(words):
    """return None"""
    for place in reversed(range(len(words) - 1)):
        if words[place] == words[-1]:
            return words[place + 1]
    return ""


def right_with_a_dict(words):
    after = dict(zip(words, words[1:]))
    return after.get(words[-1])


def right_from_the_end(words):
    turned = words[::-1]
    rest = turned[1:]
    return turned[rest.index(turned[0])] if turned[0] in rest else None


def right_with_numpy(words):
    a = np.array(words)
    found = np.flatnonzero(a[:-1] == a[-1])
    return str(a[found[-1] + 1]) if len(found) else None


def right_with_rindex(words):
    for place in reversed(range(len(words) - 1)):
        if words[place] == words[-1]:
            return words[place + 1]


def right_pairs(words):
    after = [b for a, b in zip(words, words[1:]) if a == words[-1]]
    return after[-1] if after else None


def wrong_starts_two_back(words):
    """may be its copy, too"""
    for place in range(len(words) - 3, -1, -1):
        if words[place] == words[-1]:
            return words[place + 1]


def wrong_stops_before_first(words):
    """Go on to the first word"""
    for place in range(len(words) - 2, 0, -1):
        if words[place] == words[-1]:
            return words[place + 1]


def wrong_seven(words):
    """It looks back a few words only"""
    for place in range(len(words) - 2, max(-1, len(words) - 9), -1):
        if words[place] == words[-1]:
            return words[place + 1]


def wrong_case(words):
    """expected `None`, got"""
    for place in range(len(words) - 2, -1, -1):
        if words[place].startswith(words[-1]):
            return words[place + 1]
