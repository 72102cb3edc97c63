"""Typical wrong answers to mend_c; the first line of a docstring is in the message."""

import torch
from torch.nn import functional as F


def wrong_unchanged(start, batches, rate):
    """The fault is still there"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids[:, 1:], ids[:, 1:]
        loss = F.cross_entropy(table[before.flatten()], after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_other_end(start, batches, rate):
    """now at the other end of the row"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids[:, :-1], ids[:, :-1]
        loss = F.cross_entropy(table[before.flatten()], after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_backwards(start, batches, rate):
    """It guesses backwards"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids[:, 1:], ids[:, :-1]
        loss = F.cross_entropy(table[before.flatten()], after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_two(start, batches, rate):
    """not by two"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids[:, :-2], ids[:, 2:]
        loss = F.cross_entropy(table[before.flatten()], after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


def wrong_flat(start, batches, rate):
    """Shift inside each row"""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids.flatten()[:-1], ids.flatten()[1:]
        loss = F.cross_entropy(table[before.flatten()], after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


def right_column_by_column(start, batches, rate):
    table, losses = start.clone().requires_grad_(), []
    for ids in batches:
        columns = ids.unbind(1)
        pairs = [F.cross_entropy(table[a], b) for a, b in zip(columns, columns[1:])]
        loss = sum(pairs) / len(pairs)
        (slopes,) = torch.autograd.grad(loss, table)
        table = (table - rate * slopes).detach().requires_grad_()
        losses.append(loss.item())
    return table.detach(), losses
