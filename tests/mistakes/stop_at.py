def wrong_training(steps, training, validation):
    """The training loss chooses"""
    return min(zip(training, steps))[1]


def wrong_last(steps, training, validation):
    """This is the last step"""
    return max(steps)


def wrong_place(steps, training, validation):
    """This is the place in the list"""
    return min(range(len(validation)), key=lambda i: validation[i])


def wrong_value(steps, training, validation):
    """This is the loss"""
    return sorted(validation)[0]


def wrong_highest(steps, training, validation):
    """This is the highest loss"""
    return steps[validation.index(max(validation))]


def wrong_first_rise(steps, training, validation):
    """It stops at the first rise"""
    for before, after, step in zip(validation, validation[1:], steps):
        if after > before:
            return step
    return steps[-1]


def wrong_later(steps, training, validation):
    """take the first"""
    best = 0
    for i, loss in enumerate(validation):
        if loss <= validation[best]:
            best = i
    return steps[best]


def wrong_sum(steps, training, validation):
    """It adds both losses up"""
    sums = [a + b for a, b in zip(training, validation)]
    return steps[sums.index(min(sums))]


def right_with_zip(steps, training, validation):
    return min(zip(validation, steps))[1]


def wrong_patience_of_three(steps, training, validation):
    """It gives up after a few steps"""
    best = 0
    for i in range(len(steps)):
        if validation[i] < validation[best]:
            best = i
        elif i - best >= 3:
            break
    return steps[best]


def wrong_nearest_losses(steps, training, validation):
    """It takes the step at which the two losses are nearest"""
    return min(zip(steps, training, validation), key=lambda row: abs(row[2] - row[1]))[0]


def right_with_pairs(steps, training, validation):
    return min(zip(validation, range(len(steps)), steps))[2]
