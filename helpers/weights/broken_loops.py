"""Four scripts that run without an error and do not do what they should, for the lab `training`.

What is wrong with each is for the learner to find, so it is not said here.
"""

import ast
import inspect
from collections.abc import Callable

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from helpers import arguments


@arguments.checked
def loop_a(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """Script A: (table, losses). start: (V, V) logits; batches: pairs of int64 (n,)."""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        loss = cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return table.detach(), losses


@arguments.checked
def loop_b(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """Script B: (table, losses). start: (V, V) logits; batches: pairs of int64 (n,)."""
    table, losses = start.clone().requires_grad_(), []
    for before, after in batches:
        loss = cross_entropy(table[before], after)
        loss.backward()
        with torch.no_grad():
            table += rate * table.grad
        table.grad.zero_()
        losses.append(loss.item())
    return table.detach(), losses


@arguments.checked
def loop_c(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """Script C: (table, losses). start: (V, V) logits; batches: rows of ids, int64 (n, length)."""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids[:, 1:], ids[:, 1:]
        loss = cross_entropy(table[before].flatten(0, 1), after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


@arguments.checked
def evaluate_d(network: nn.Module, before: torch.Tensor, after: torch.Tensor) -> float:
    """Script D: the mean loss in nats. before, after: int64 (n,)."""
    with torch.no_grad():
        loss = cross_entropy(network(before), after)
    return loss.item()


@arguments.checked
def code(script: Callable) -> str:
    """The lines of one of the scripts, without its docstring and its hints of types.

    >>> print(code(evaluate_d))
    def evaluate_d(network, before, after):
        with torch.no_grad():
            loss = cross_entropy(network(before), after)
        return loss.item()
    """
    text = inspect.getsource(script)
    words = ast.parse(text).body[0].body[0]  # where the docstring stands
    head = f"def {script.__name__}({', '.join(inspect.signature(script).parameters)}):"
    return "\n".join([head, *text.splitlines()[words.end_lineno :]])
