"""A loop that never forgets its gradients, mended."""

import torch
from torch.nn.functional import cross_entropy

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.training.common import descend, loop_cases


def mend_a(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """Loop A without its fault: (table, losses), as from `train_table`."""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        loss = cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


@mistake("The fault is still there: each step follows the sum of all gradients so far.")
def still_there(start, batches, rate):
    return descend(start, batches, rate, clear=False)


@mistake("It forgets the gradient before the step could use it: the table never moves.")
def too_early(start, batches, rate):
    return descend(start, batches, 0.0)


@mistake("The direction was right. Now it climbs.")
def climbs(start, batches, rate):
    return descend(start, batches, rate, sign=-1.0)


@mistake("It forgets only after some of the batches. Forget after each.")
def every_other(start, batches, rate):
    table, losses, kept = start.clone(), [], 0
    for number, (before, after) in enumerate(batches):
        table.requires_grad_()
        loss = cross_entropy(table[before], after)
        kept = kept + torch.autograd.grad(loss, table)[0]
        table = table.detach() - rate * kept
        kept = kept if number % 2 == 0 else 0
        losses.append(loss.item())
    return table, losses


EXERCISE = Exercise(
    id="mend_a",
    title="Loop A",
    minutes=3,
    difficulty=1,
    reference=mend_a,
    cases=loop_cases,
    mistakes=(still_there, too_early, climbs, every_other),
    hints=(
        "Compare it line by line with the five lines of the lesson. Which one is missing?",
        "`backward()` adds to what lies in `.grad`. Who empties it?",
        "Copy the loop, and put `optimizer.zero_grad()` after `optimizer.step()`.",
    ),
)
