"""Typical wrong answers to loss_mask; the docstring's first line is in their message."""


def wrong_mark(ids, assistant, end):
    """The mark itself is True"""
    writing, mask = False, []
    for token in ids:
        if token == assistant:
            writing = True
        mask.append(writing)
        if token == end:
            writing = False
    return mask


def wrong_no_end(ids, assistant, end):
    """The end of the message is False"""
    writing, mask = False, []
    for token in ids:
        if token == end:
            writing = False
        mask.append(writing)
        if token == assistant:
            writing = True
    return mask


def wrong_goes_on(ids, assistant, end):
    """After the first answer all is True"""
    if assistant not in ids:
        return [False] * len(ids)
    first = ids.index(assistant) + 1
    return [i >= first for i in range(len(ids))]


def wrong_first_only(ids, assistant, end):
    """Only the first answer counts here"""
    mask = [False] * len(ids)
    if assistant in ids:
        for i in range(ids.index(assistant) + 1, len(ids)):
            mask[i] = True
            if ids[i] == end:
                break
    return mask


def right_looking_back(ids, assistant, end):
    mask = []
    for i in range(len(ids)):
        before = [token for token in ids[:i] if token in (assistant, end)]
        mask.append(bool(before) and before[-1] == assistant)
    return mask
