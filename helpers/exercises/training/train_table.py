"""The training loop itself: five lines, and a list of losses."""

import torch
from torch.nn.functional import cross_entropy

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.training.common import descend, loop_cases


def train_table(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """The table after a step of SGD for each batch, and the loss of each batch: (table, losses).

    start: (V, V) logits; it stays as it is. batches: pairs of int64 (n,), before and after.
    losses: a list of numbers, each measured before its step.
    """
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for before, after in batches:
        loss = cross_entropy(table[before], after)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


@mistake("Gradients pile up: set them to zero after each step.")
def piles_up(start, batches, rate):
    return descend(start, batches, rate, clear=False)


@mistake("It climbs: a step goes against the gradient.")
def climbs(start, batches, rate):
    return descend(start, batches, rate, sign=-1.0)


@mistake("Nothing moves the table: is `optimizer.step()` missing, or the gradient gone before it?")
def never_steps(start, batches, rate):
    return descend(start, batches, 0.0)


@mistake("The rate is not used: give `lr=rate` to the optimizer.")
def own_rate(start, batches, rate):
    return descend(start, batches, 0.1)


@mistake("It stops after the first batch. Is `return` inside the loop?")
def first_only(start, batches, rate):
    return descend(start, batches[:1], rate)


@mistake("It begins with a table of zeros. Begin with a copy of `start`.")
def from_zeros(start, batches, rate):
    return descend(torch.zeros_like(start), batches, rate)


@mistake("Before and after are swapped: the row of `before` guesses `after`.")
def swapped(start, batches, rate):
    return descend(start, [(after, before) for before, after in batches], rate)


@mistake("Softmax twice: `cross_entropy` wants the logits.")
def softmax_twice(start, batches, rate):
    def loss_of(table, before, after):
        return cross_entropy(table[before].softmax(-1), after)

    return descend(start, batches, rate, loss_of=loss_of)


@mistake("It adds the losses of a batch up. Take their mean, as `cross_entropy` does by itself.")
def summed(start, batches, rate):
    def loss_of(table, before, after):
        return cross_entropy(table[before], after, reduction="sum")

    return descend(start, batches, rate, loss_of=loss_of)


@mistake("A loss is measured after its step. Compute it once, before the step, and keep that.")
def measured_after(start, batches, rate):
    table, losses = start, []
    for batch in batches:
        table, _ = descend(table, [batch], rate)
        losses.append(cross_entropy(table[batch[0]], batch[1]).item())
    return table, losses


EXERCISE = Exercise(
    id="train_table",
    title="The loop",
    minutes=7,
    difficulty=2,
    reference=train_table,
    cases=loop_cases,
    mistakes=(
        piles_up,
        climbs,
        never_steps,
        own_rate,
        first_only,
        from_zeros,
        swapped,
        softmax_twice,
        summed,
        measured_after,
    ),
    hints=(
        "Before the loop: a copy of the table that wants gradients, an optimizer for it, an empty"
        " list. In the loop: loss, gradient, step, forget.",
        "`table = start.clone().requires_grad_()` and `torch.optim.SGD([table], lr=rate)`. The"
        " logits for a batch are `table[before]`.",
        "In the loop: `loss = cross_entropy(table[before], after)`, `loss.backward()`,"
        " `optimizer.step()`, `optimizer.zero_grad()`, `losses.append(loss.item())`. At the end:"
        " `return table.detach(), losses`.",
    ),
)
