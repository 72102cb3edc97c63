"""Typical wrong answers to confusion_counts; each docstring's first line is in its message."""

import torch


def wrong_swapped(labels, flagged):
    """False alarms and missed ones are swapped"""
    tp = fp = fn = tn = 0
    for label, flag in zip(labels.tolist(), flagged.tolist()):
        tp += label and flag
        fn += bool(not label and flag)
        fp += bool(label and not flag)
        tn += not label and not flag
    return tp, fp, fn, tn


def wrong_order(labels, flagged):
    """This is scikit-learn's order"""
    y = labels.bool()
    return tuple(int(x.sum()) for x in (~y & ~flagged, ~y & flagged, y & ~flagged, y & flagged))


def wrong_shares(labels, flagged):
    """These are shares"""
    y = labels.bool()
    pairs = (y & flagged, ~y & flagged, y & ~flagged, ~y & ~flagged)
    return tuple(x.float().mean().item() for x in pairs)


def wrong_all_flags(labels, flagged):
    """It counts everything flagged as a hit"""
    y = labels.bool()
    return tuple(int(x.sum()) for x in (flagged, ~y & flagged, y & ~flagged, ~y & ~flagged))


def wrong_no_return(labels, flagged):
    """Is the `return` missing?"""
    (labels.bool() & flagged).sum()


def right_table(labels, flagged):
    code = labels * 2 + flagged.long()
    counts = torch.bincount(code, minlength=4).tolist()
    return counts[3], counts[1], counts[2], counts[0]
