"""A loop that walks uphill, mended."""

import torch
from torch.nn.functional import cross_entropy

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.training.common import descend, loop_cases


def mend_b(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """Loop B without its fault: (table, losses), as from `train_table`."""
    table, losses = start.clone().requires_grad_(), []
    for before, after in batches:
        loss = cross_entropy(table[before], after)
        loss.backward()
        with torch.no_grad():
            table -= rate * table.grad
        table.grad.zero_()
        losses.append(loss.item())
    return table.detach(), losses


@mistake("The fault is still there: it adds the slopes, and so walks uphill.")
def still_there(start, batches, rate):
    return descend(start, batches, rate, sign=-1.0)


@mistake("The table is right, but the losses have the wrong sign. Mend the step, not the loss.")
def loss_turned(start, batches, rate):
    table, losses = descend(start, batches, rate)
    return table, [-loss for loss in losses]


@mistake("The rate is lost: subtract `rate * table.grad`.")
def no_rate(start, batches, rate):
    return descend(start, batches, 1.0 if rate != 1 else 0.5)


@mistake("The line that empties `.grad` is lost: gradients pile up.")
def piles_up(start, batches, rate):
    return descend(start, batches, rate, clear=False)


EXERCISE = Exercise(
    id="mend_b",
    title="Loop B",
    minutes=3,
    difficulty=1,
    reference=mend_b,
    cases=loop_cases,
    mistakes=(still_there, loss_turned, no_rate, piles_up),
    hints=(
        "Its loss rises from the first step on. Which line decides about the direction?",
        "A slope says where the loss rises. The step has to go the other way.",
        "Copy the loop, and write `table -= rate * table.grad`.",
    ),
)
