"""Typical wrong answers to slope_of; the first line of a docstring is in the message."""

import torch


def wrong_not_divided(loss, weights, place, small=0.001):
    """Divide it by the change of the weight"""
    copy = weights.detach().clone()
    copy[place] = copy[place] + small
    return float(loss(copy) - loss(weights))


def wrong_sign(loss, weights, place, small=0.001):
    """The sign is turned"""
    copy = weights.clone()
    copy[place] += small
    return float((loss(weights) - loss(copy)) / small)


def wrong_all(loss, weights, place, small=0.001):
    """It moves all weights"""
    copy = weights.clone()
    copy += small
    return float((loss(copy) - loss(weights)) / small)


def wrong_in_place(loss, weights, place, small=0.001):
    """Work on a copy"""
    before = loss(weights)
    weights[place] += small
    return float((loss(weights) - before) / small)


def wrong_constant_size(loss, weights, place, small=0.001):
    """It moves by 0.001 whatever `small` is"""
    copy = weights.clone()
    copy[place] += 1e-3
    return float((loss(copy) - loss(weights)) / 1e-3)


def wrong_only_after(loss, weights, place, small=0.001):
    """It is the loss after the move"""
    copy = weights.clone()
    copy[place] += small
    return float(loss(copy) / small)


def right_with_a_unit_move(loss, weights, place, small=0.001):
    move = torch.zeros_like(weights)
    move[place] = small
    return float(loss(weights + move) - loss(weights)) / small


def right_to_both_sides(loss, weights, place, small=0.001):
    up, down = weights.clone(), weights.clone()
    up[place] += small
    down[place] -= small
    return ((loss(up) - loss(down)) / (2 * small)).item()


def right_by_halves(loss, weights, place, small=0.001):
    move = torch.zeros_like(weights)
    move[place] = small / 2
    return float((loss(weights + move) - loss(weights - move)) / small)


def right_by_autograd(loss, weights, place, small=0.001):
    weights = weights.detach().clone().requires_grad_()
    loss(weights).backward()
    return weights.grad[place].item()


def right_by_a_transform(loss, weights, place, small=0.001):
    return torch.func.grad(loss)(weights)[place].item()


def right_by_jacobian(loss, weights, place, small=0.001):
    return float(torch.autograd.functional.jacobian(loss, weights)[place])


def wrong_half_of_a_central_difference(loss, weights, place, small=0.001):
    """both sides"""
    up, down = weights.clone(), weights.clone()
    up[place] += small
    down[place] -= small
    return ((loss(up) - loss(down)) / small).item()


def wrong_divided_by_the_weight(loss, weights, place, small=0.001):
    """It moves by a share of the weight"""
    copy = weights.clone()
    copy[place] *= 1 + small
    return ((loss(copy) - loss(weights)) / small).item()
