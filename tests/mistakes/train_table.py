"""Typical wrong answers to train_table; the first line of a docstring is in the message."""

import torch
from torch.nn import functional as F


def wrong_no_zero_grad(start, batches, rate):
    """Gradients pile up"""
    table = start.clone().requires_grad_()
    optimizer, losses = torch.optim.SGD([table], lr=rate), []
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_zero_before_step(start, batches, rate):
    """Nothing moves the table"""
    table = start.clone().requires_grad_()
    optimizer, losses = torch.optim.SGD([table], lr=rate), []
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_return_inside(start, batches, rate):
    """Is `return` inside the loop?"""
    table = start.clone().requires_grad_()
    losses = []
    for before, after in batches:
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        losses.append(loss.item())
        return table.detach() - rate * table.grad, losses


def wrong_uphill(start, batches, rate):
    """It climbs"""
    table, losses = start.clone(), []
    for before, after in batches:
        table = table.detach().requires_grad_()
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        losses.append(loss.item())
        table = table + rate * table.grad
    return table.detach(), losses


def wrong_softmax_twice(start, batches, rate):
    """Softmax twice"""
    table, losses = start.clone(), []
    for before, after in batches:
        table = table.detach().requires_grad_()
        loss = F.cross_entropy(table[before].softmax(1), after)
        loss.backward()
        losses.append(loss.item())
        table = table - rate * table.grad
    return table.detach(), losses


def wrong_swapped(start, batches, rate):
    """Before and after are swapped"""
    table, losses = start.clone(), []
    for before, after in batches:
        table = table.detach().requires_grad_()
        loss = F.cross_entropy(table[after], before)
        loss.backward()
        losses.append(loss.item())
        table = table - rate * table.grad
    return table.detach(), losses


def wrong_in_place(start, batches, rate):
    """Work on a copy"""
    losses = []
    for before, after in batches:
        table = start.clone().requires_grad_()
        loss = F.cross_entropy(table[before], after)
        loss.backward()
        start -= rate * table.grad
        losses.append(loss.item())
    return start, losses


def right_slopes_by_hand(start, batches, rate):
    table, losses = start.clone(), []
    for before, after in batches:
        p = table[before].softmax(1)
        answers = F.one_hot(after, len(table)).float()
        losses.append(-(p * answers).sum(1).log().mean().item())
        table.index_add_(0, before, (answers - p) * rate / len(before))
    return table, losses
