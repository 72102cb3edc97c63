"""The loss of a causal model: each token against the answer one place before it."""

import math

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake


def next_token_loss(logits: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of each token given those before it, as a tensor of one number.

    logits: float (rows, length, vocabulary). ids: int64 (rows, length).
    """
    answers = logits[:, :-1].log_softmax(-1)
    wanted = ids[:, 1:].unsqueeze(-1)
    return -answers.gather(-1, wanted).mean()


def cases() -> list:
    rng = torch.Generator().manual_seed(4)
    small = torch.tensor([[[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 3.0]]])
    return [
        (small, torch.tensor([[0, 0, 1]])),
        (torch.randn(3, 5, 7, generator=rng), torch.randint(7, (3, 5), generator=rng)),
        (30 * torch.randn(2, 4, 6, generator=rng), torch.randint(6, (2, 4), generator=rng)),
        (torch.randn(2, 12, 4, generator=rng), torch.randint(4, (2, 12), generator=rng)),
    ]


@mistake("It compares each token with the answer at its own place. Shift by one.")
def without_shift(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1), ids.flatten())


@mistake("It asks for the token before. The model predicts the next.")
def backwards(logits, ids):
    return F.cross_entropy(logits[:, 1:].flatten(0, 1), ids[:, :-1].flatten())


@mistake("The end of a row is asked for the start of the next. Shift inside each row.")
def across_rows(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1)[:-1], ids.flatten()[1:])


@mistake("The last place is asked for the row's first token. Cut it.")
def rolled(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1), ids.roll(-1, 1).flatten())


@mistake("It adds the losses up. Take their mean.")
def summed(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")


@mistake("It is in bits. Nats need the natural logarithm.")
def in_bits(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten()) / math.log(2)


@mistake("Softmax twice: `F.cross_entropy` wants the logits.")
def softmax_twice(logits, ids):
    return F.cross_entropy(logits[:, :-1].softmax(-1).flatten(0, 1), ids[:, 1:].flatten())


@mistake("The sign is wrong: a loss is minus the log-probability.")
def positive(logits, ids):
    return -F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


EXERCISE = Exercise(
    id="next_token_loss",
    title="The loss of a causal model",
    minutes=7,
    difficulty=2,
    reference=next_token_loss,
    cases=cases,
    differentiable=True,
    mistakes=(
        without_shift,
        backwards,
        across_rows,
        rolled,
        summed,
        in_bits,
        softmax_twice,
        positive,
    ),
    hints=(
        "At place i the model answers for the token at place i + 1. So the last answer has"
        " nothing to be compared with, and the first token is never asked for.",
        "`logits[:, :-1]` are the answers, `ids[:, 1:]` the right ones.",
        "`log_softmax(-1)` of the answers, `gather(-1, ids[:, 1:, None])`, then minus the mean."
        " Or `F.cross_entropy` of both, flattened.",
    ),
)
