"""Typical wrong answers to mend_d; the first line of a docstring is in the message."""

import torch
from torch.nn import functional as F


def wrong_unchanged(network, before, after):
    """dropout is still at work"""
    with torch.no_grad():
        return F.cross_entropy(network(before), after).item()


def wrong_stays_off(network, before, after):
    """dropout stays off afterwards"""
    network.eval()
    with torch.no_grad():
        return F.cross_entropy(network(before), after).item()


def wrong_way_round(network, before, after):
    """dropout is still at work"""
    network.train()
    with torch.no_grad():
        loss = F.cross_entropy(network(before), after)
    network.train()
    return loss.item()


def wrong_too_late(network, before, after):
    """dropout is still at work"""
    with torch.no_grad():
        loss = F.cross_entropy(network(before), after)
    network.eval()
    network.train()
    return loss.item()


def wrong_backward(network, before, after):
    """It leaves gradients behind"""
    network.eval()
    loss = F.cross_entropy(network(before), after)
    loss.backward()
    network.train()
    return loss.item()


def wrong_sum(network, before, after):
    """It adds the losses up"""
    network.eval()
    loss = F.cross_entropy(network(before), after, reduction="sum")
    network.train()
    return loss.item()


def wrong_no_return(network, before, after):
    """Is the `return` missing?"""
    network.eval()
    F.cross_entropy(network(before), after).item()
    network.train()


def right_without_the_layer(network, before, after):
    was = network.training
    network.train(False)
    log_p = network(before).log_softmax(1)
    network.train(was)
    return -log_p[range(len(after)), after].mean()
