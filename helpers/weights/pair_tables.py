"""The smallest language model: a table with a row of logits for each token, and its training.

The lesson `training` writes its loop in view. What it needs many times, with other rates and data,
stands here: the same loop, which also keeps what the table was on the way.
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from helpers import arguments

Make = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]


@arguments.checked
def network(size: int) -> nn.Embedding:
    """A table of zeros: it knows nothing, and gives all `size` tokens the same probability.

    >>> network(3)(torch.tensor([2])).tolist()
    [[0.0, 0.0, 0.0]]
    """
    table = nn.Embedding(size, size)
    nn.init.zeros_(table.weight)
    return table


@arguments.checked
def fit(
    pairs: torch.Tensor,
    make: Make,
    steps: int = 500,
    seed: int = 0,
    clear: bool = True,
    every: int = 25,
    batch: int = 64,
    size: int = 50,
) -> list[torch.Tensor]:
    """Train a table and return it as it was before step 0, `every`, 2 * `every` ... and at the end.

    pairs: int64 (n, 2), token and next token, from which each step draws `batch`. make: parameters
    → optimizer. clear: without it the gradient is never set to zero. Each table: (size, size).

    >>> found = fit(torch.tensor([[0, 1]]), lambda table: torch.optim.SGD(table, 1.0), 50, size=2)
    >>> len(found), found[-1][0].argmax().item()
    (3, 1)
    """
    table, rng = network(size), torch.Generator().manual_seed(seed)
    optimizer, found = make(table.parameters()), []
    for step in range(steps):
        if step % every == 0:
            found.append(table.weight.detach().clone())
        before, after = pairs[torch.randint(len(pairs), (batch,), generator=rng)].T
        loss = cross_entropy(table(before), after)
        loss.backward()
        optimizer.step()
        if clear:
            optimizer.zero_grad()
    return [*found, table.weight.detach().clone()]


def losses(tables: Iterable[torch.Tensor], pairs: torch.Tensor) -> list[float]:
    """The mean cross-entropy of each table on `pairs`, in nats. tables: (V, V); pairs: (n, 2).

    >>> [round(loss, 3) for loss in losses([torch.zeros(2, 2)], torch.tensor([[0, 1]]))]
    [0.693]
    """
    return [cross_entropy(table[pairs[:, 0]], pairs[:, 1]).item() for table in tables]
