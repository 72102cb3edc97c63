"""What several exercises of `training` share: small tables, and batches to train them on."""

import torch
from torch.nn.functional import cross_entropy


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def loop_cases() -> list:
    """(start, batches, rate): tables of several sizes, batches of several numbers of pairs."""
    found = []
    for seed, (size, counts, rate) in enumerate(
        ((3, (4, 4), 0.5), (5, (6, 2, 9), 2), (4, (7,), 1), (2, (2,) * 9, 0.5))
    ):
        rng = seeded(seed)
        batches = [
            tuple(torch.randint(size, (count,), generator=rng) for _ in range(2))
            for count in counts
        ]
        found.append((torch.randn(size, size, generator=rng), batches, rate))
    return found


def sequence_cases() -> list:
    """(start, batches, rate), a batch being rows of ids: int64 (rows, length)."""
    found = []
    long = (3, ((1, 12), *((2, 3),) * 8), 0.5)
    for seed, (size, shapes, rate) in enumerate(
        ((4, ((2, 5), (3, 4)), 0.5), (6, ((4, 7),), 2), long)
    ):
        rng = seeded(seed + 10)
        batches = [torch.randint(size, shape, generator=rng) for shape in shapes]
        found.append((torch.randn(size, size, generator=rng), batches, rate))
    return found


def descend(start, batches, rate, sign=1.0, clear=True, loss_of=None):
    """The right loop by hand, with what may be wrong with it: (table, losses)."""
    loss_of = loss_of or (lambda table, before, after: cross_entropy(table[before], after))
    table, losses, kept = start.clone(), [], 0
    for before, after in batches:
        table.requires_grad_()
        loss = loss_of(table, before, after)
        (slopes,) = torch.autograd.grad(loss, table)
        kept = slopes if clear else kept + slopes
        table = table.detach() - sign * rate * kept
        losses.append(loss.item())
    return table, losses
