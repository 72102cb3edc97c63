"""A loop that asks for the token it was just shown, mended."""

import torch
from torch.nn.functional import cross_entropy

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.training.common import descend, sequence_cases


def mend_c(start: torch.Tensor, batches: list, rate: float) -> tuple:
    """Loop C without its fault: (table, losses). A batch: rows of ids, int64 (rows, length)."""
    table, losses = start.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([table], lr=rate)
    for ids in batches:
        before, after = ids[:, :-1], ids[:, 1:]
        loss = cross_entropy(table[before].flatten(0, 1), after.flatten())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return table.detach(), losses


def shifted(start, batches, rate, cut):
    """The loop with another way to cut rows of ids: cut(ids) gives before and after."""
    pairs = [tuple(part.flatten() for part in cut(ids)) for ids in batches]
    return descend(start, pairs, rate)


@mistake("The fault is still there: it asks for the token that it was just shown.")
def still_there(start, batches, rate):
    return shifted(start, batches, rate, lambda ids: (ids[:, 1:], ids[:, 1:]))


@mistake("It asks for the token that it was just shown, now at the other end of the row.")
def other_end(start, batches, rate):
    return shifted(start, batches, rate, lambda ids: (ids[:, :-1], ids[:, :-1]))


@mistake("It guesses backwards: from a token, the one before it.")
def backwards(start, batches, rate):
    return shifted(start, batches, rate, lambda ids: (ids[:, 1:], ids[:, :-1]))


@mistake("It guesses the token after the next one. Shift by one place, not by two.")
def by_two(start, batches, rate):
    return shifted(start, batches, rate, lambda ids: (ids[:, :-2], ids[:, 2:]))


@mistake("The end of a row guesses the start of the next. Shift inside each row.")
def across_rows(start, batches, rate):
    return shifted(start, batches, rate, lambda ids: (ids.flatten()[:-1], ids.flatten()[1:]))


@mistake("The last place guesses the first token of its row. Cut it off.")
def rolled(start, batches, rate):
    return shifted(start, batches, rate, lambda ids: (ids, ids.roll(-1, 1)))


EXERCISE = Exercise(
    id="mend_c",
    title="Loop C",
    minutes=4,
    difficulty=2,
    reference=mend_c,
    cases=sequence_cases,
    mistakes=(still_there, other_end, backwards, by_two, across_rows, rolled),
    hints=(
        "A loss near zero is too good for a table that sees one token. What is it asked for?",
        "Write a row as `[5, 7, 9]`, and what `before` and `after` are then. Which pairs should"
        " there be?",
        "`before` is each row without its last token, `ids[:, :-1]`; `after` each row without its"
        " first, `ids[:, 1:]`.",
    ),
)
