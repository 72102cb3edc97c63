"""Typical wrong answers to precision_recall; each docstring's first line is in its message."""


def wrong_swapped(labels, flagged):
    """Precision and recall are swapped"""
    hits = (labels[flagged] == 1).sum().item()
    return hits / max(labels.sum().item(), 1), hits / max(flagged.sum().item(), 1)


def wrong_divides_by_zero(labels, flagged):
    """With nothing flagged it divides by 0"""
    hits = (labels[flagged] == 1).sum().item()
    return hits / flagged.sum().item(), hits / labels.sum().item()


def wrong_accuracy(labels, flagged):
    """The first number is the accuracy"""
    hits = (labels[flagged] == 1).sum().item()
    right = (labels.bool() == flagged).float().mean().item()
    return right, hits / max(labels.sum().item(), 1)


def wrong_one(labels, flagged):
    """With nothing to divide by, 0.0 is asked for"""
    hits = (labels[flagged] == 1).sum().item()
    a, b = flagged.sum().item(), labels.sum().item()
    return (hits / a if a else 1.0), (hits / b if b else 1.0)


def wrong_all_texts(labels, flagged):
    """It divides by all texts"""
    share = (labels.bool() & flagged).float().mean().item()
    return share, share


def right_with_loops(labels, flagged):
    pairs = list(zip(labels.tolist(), flagged.tolist()))
    hits = sum(1 for label, flag in pairs if label == 1 and flag)
    alarms = sum(1 for _, flag in pairs if flag)
    wanted = sum(label for label, _ in pairs)
    return (hits / alarms if alarms else 0.0), (hits / wanted if wanted else 0.0)
