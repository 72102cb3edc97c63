def wrong_before(accuracies, patience):
    """Each is compared with the one before it"""
    waited = 0
    for i in range(1, len(accuracies)):
        waited = 0 if accuracies[i] > accuracies[i - 1] else waited + 1
        if waited == patience:
            return i + 1
    return len(accuracies)


def wrong_equal(accuracies, patience):
    """An equal accuracy counts as better"""
    best, waited = accuracies[0], 0
    for i, accuracy in enumerate(accuracies):
        if accuracy >= best:
            best, waited = accuracy, 0
        else:
            waited += 1
        if waited == patience:
            return i + 1
    return len(accuracies)


def wrong_waiting(accuracies, patience):
    """The waiting is never set back to zero"""
    best, waited = -1.0, 0
    for i, accuracy in enumerate(accuracies):
        if accuracy > best:
            best = accuracy
        else:
            waited += 1
        if waited == patience:
            return i + 1
    return len(accuracies)


def wrong_zero(accuracies, patience):
    """Evaluations are counted from 1"""
    best = 0
    for i, accuracy in enumerate(accuracies):
        if accuracy > accuracies[best]:
            best = i
        if i - best == patience:
            return i
    return len(accuracies) - 1


def right_by_places(accuracies, patience):
    best = 0
    for i, accuracy in enumerate(accuracies):
        if accuracy > accuracies[best]:
            best = i
        if i - best == patience:
            return i + 1
    return len(accuracies)
