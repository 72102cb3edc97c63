import math

import numpy as np


def wrong_plain(sizes, losses):
    """Take the logarithm of both first"""
    slope, start = np.polyfit(sizes, losses, 1)
    return -slope


def wrong_sizes_plain(sizes, losses):
    """Only the losses are logarithms"""
    up = [math.log(loss) for loss in losses]
    return -float(np.polyfit(sizes, up, 1)[0])


def wrong_losses_plain(sizes, losses):
    """Only the sizes are logarithms"""
    across = [math.log(size) for size in sizes]
    return -float(np.polyfit(across, losses, 1)[0])


def wrong_sign(sizes, losses):
    """This is the slope"""
    return np.polyfit(np.log(sizes), np.log(losses), 1)[0]


def wrong_axes(sizes, losses):
    """The axes are exchanged"""
    slope, _ = np.polyfit(np.log(losses), np.log(sizes), 1)
    return -slope


def wrong_two_points(sizes, losses):
    """It uses the first and the last point only"""
    return -math.log(losses[-1] / losses[0]) / math.log(sizes[-1] / sizes[0])


def right_by_hand(sizes, losses):
    across, up = ([math.log(one) for one in some] for some in (sizes, losses))
    middle = sum(across) / len(across)
    both = sum((a - middle) * b for a, b in zip(across, up))
    return both / sum((a - middle) * (middle - a) for a in across)
