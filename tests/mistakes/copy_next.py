"""Typical wrong answers to copy_next; the docstring's first line is in their message."""


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
