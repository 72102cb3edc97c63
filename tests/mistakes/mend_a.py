"""Typical wrong answers to mend_a; the first line of a docstring is in the message."""

import torch
from torch.nn import functional as F


def wrong_unchanged(start, batches, rate):
    """The fault is still there"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_once_before_the_loop(start, batches, rate):
    """The fault is still there"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    optimizer.zero_grad()
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_between(start, batches, rate):
    """It forgets the gradient before the step could use it"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_maximize(start, batches, rate):
    """Now it climbs"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate, maximize=True)
    for before, after in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


def right_at_the_start_of_the_loop(start, batches, rate):
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        table.grad = None
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses
