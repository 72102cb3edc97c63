"""Typical wrong answers to show_until; the docstring's first line is in their message."""

import re


def could_begin(text, stop):
    sizes = [0]
    for mark in stop:
        for n in range(1, len(mark)):
            if text[-n:] == mark[:n]:
                sizes.append(n)
    return max(sizes)


def wrong_no_holding_back(text, stop):
    """It shows the beginning of a stop string"""
    cuts = [text.find(mark) for mark in stop if text.find(mark) >= 0]
    return (text[: min(cuts)], True) if cuts else (text, False)


def wrong_list_order(text, stop):
    """It cuts at the first stop string of the list"""
    for mark in stop:
        before, found, _ = text.partition(mark)
        if found:
            return before, True
    return text[: len(text) - could_begin(text, stop)], False


def wrong_keeps_mark(text, stop):
    """It shows the stop string"""
    ends = [(text.find(mark), len(mark)) for mark in stop if mark in text]
    if ends:
        return text[: sum(min(ends))], True
    return text[: len(text) - could_begin(text, stop)], False


def wrong_endswith(text, stop):
    """It finds a stop string only at the end"""
    for mark in stop:
        if text.endswith(mark):
            return text.removesuffix(mark), True
    return text[: len(text) - could_begin(text, stop)], False


def wrong_only_text(text, stop):
    """expected"""
    return text


def right_letter_by_letter(text, stop):
    """Walks through the text, as a machine with a memory would."""
    for place in range(len(text)):
        if any(text.startswith(mark, place) for mark in stop):
            return text[:place], True
    for place in range(len(text)):
        if any(mark.startswith(text[place:]) for mark in stop):
            return text[:place], False
    return text, False


def wrong_first_that_fits(text, stop):
    """the longest counts"""
    found = [text.index(s) for s in stop if s in text]
    if found:
        return text[: min(found)], True
    for s in stop:
        for n in range(len(s) - 1, 0, -1):
            if text.endswith(s[:n]):
                return text[: len(text) - n], False
    return text, False


def right_regex(text, stop):
    if stop:
        m = re.search("|".join(map(re.escape, stop)), text)
        if m:
            return (text[: m.start()], True)
    for n in range(len(text)):
        if any(s.startswith(text[n:]) for s in stop):
            return (text[:n], False)
    return (text, False)


def right_partition(text, stop):
    cut = min((text.partition(s)[0] for s in stop), key=len, default=text)
    if len(cut) < len(text) or any(s in text for s in stop):
        return (cut, True)
    n = max((k for s in stop for k in range(len(s)) if text.endswith(s[:k])), default=0)
    return (text[: len(text) - n], False)


def wrong_stop_then_strip(text, stop):
    """expected"""
    a, b = right_regex(text, stop)
    return (a.rstrip(), b)


def wrong_rfind(text, stop):
    """Cut where it stands first"""
    p = [text.rfind(s) for s in stop if s in text]
    if p:
        return (text[: min(p)], True)
    return right_regex(text, stop)
