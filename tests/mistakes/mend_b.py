"""Typical wrong answers to mend_b; the first line of a docstring is in the message."""

import torch
from torch.nn import functional as F


def wrong_unchanged(start, batches, rate):
    """The fault is still there"""
    table, losses = start.clone().requires_grad_(), []
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        with torch.no_grad():
            table += rate * table.grad
        table.grad.zero_()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_both_turned(start, batches, rate):
    """The fault is still there"""
    table, losses = start.clone().requires_grad_(), []
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        with torch.no_grad():
            table -= -rate * table.grad
        table.grad.zero_()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_loss_turned(start, batches, rate):
    """Mend the step, not the loss"""
    table, losses = start.clone().requires_grad_(), []
    for before, after in batches:
        loss = -F.cross_entropy(table[before], after)
        loss.backward()
        with torch.no_grad():
            table += rate * table.grad
        table.grad.zero_()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_piles_up(start, batches, rate):
    """The line that empties `.grad` is lost"""
    table, losses = start.clone().requires_grad_(), []
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        with torch.no_grad():
            table -= rate * table.grad
        # table.grad.zero_()
        losses.append(loss.item())
    return table.detach(), losses


def right_with_an_optimizer(start, batches, rate):
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return table.detach(), losses
