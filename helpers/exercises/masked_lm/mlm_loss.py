"""The loss of masked language modelling: cross-entropy where there is a label."""

import math

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.masked_lm.common import IGNORED, answer_cases, likelihood


def mlm_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats where labels are not -100, as a tensor of one number.

    logits: float (..., vocabulary); labels: int64 (...). Try it without `cross_entropy`.
    """
    asked = labels != -100
    log_p = logits[asked].log_softmax(-1)
    return -log_p[torch.arange(len(log_p)), labels[asked]].mean()


def cross_entropy(logits, labels, **how):
    return F.cross_entropy(logits.flatten(0, -2), labels.flatten(), **how)


@mistake("It divides by all positions. Divide by the number with a label.")
def mean_over_all(logits, labels):
    return cross_entropy(logits, labels, reduction="sum") / labels.numel()


@mistake("It asks where the label is -100. Leave those out.")
def asks_everywhere(logits, labels):
    return cross_entropy(logits, labels.clamp(min=0))


@mistake("-100 is no token id. Keep only `labels != -100`.")
def gathers_ignored(logits, labels):
    return -logits.log_softmax(-1).gather(-1, labels.unsqueeze(-1)).mean()


@mistake("-100 is no index. Keep only `labels != -100`.")
def indexes_ignored(logits, labels):
    flat, answers = logits.log_softmax(-1).flatten(0, -2), labels.flatten()
    return -flat[torch.arange(len(answers)), answers].mean()


@mistake("It is in bits. Nats need the natural logarithm.")
def in_bits(logits, labels):
    return cross_entropy(logits, labels) / math.log(2)


@mistake("It adds the losses up. Take their mean.")
def summed(logits, labels):
    return cross_entropy(logits, labels, reduction="sum")


@mistake("The sign is wrong: a loss is minus the log-probability.")
def negative(logits, labels):
    return -cross_entropy(logits, labels)


@mistake("Softmax twice: `F.cross_entropy` wants the logits.")
def softmax_twice(logits, labels):
    return cross_entropy(logits.softmax(-1), labels)


@mistake("It averages row by row. Weigh all hidden tokens equally.")
def row_by_row(logits, labels):
    if labels.ndim == 1:
        return cross_entropy(logits, labels)
    return torch.stack([cross_entropy(*row) for row in zip(logits, labels)]).mean()


@mistake("A tiny probability rounds to 0, its log is infinite. Use `log_softmax`.")
def log_of_softmax(logits, labels):
    return -likelihood(logits, labels).log().mean()


@mistake("The logarithm of the probability is missing.")
def without_log(logits, labels):
    return -likelihood(logits, labels).mean()


@mistake("One minus the probability is not minus its logarithm.")
def one_minus(logits, labels):
    return 1 - likelihood(logits, labels).mean()


@mistake("Logits are no log-probabilities. Apply `log_softmax(-1)`.")
def raw_logits(logits, labels):
    asked = labels != IGNORED
    return -logits[asked].gather(-1, labels[asked].unsqueeze(-1)).mean()


EXERCISE = Exercise(
    id="mlm_loss",
    title="The loss, at hidden positions only",
    minutes=8,
    difficulty=2,
    reference=mlm_loss,
    cases=answer_cases,
    mistakes=(
        mean_over_all,
        asks_everywhere,
        gathers_ignored,
        indexes_ignored,
        in_bits,
        summed,
        negative,
        softmax_twice,
        row_by_row,
        log_of_softmax,
        without_log,
        one_minus,
        raw_logits,
    ),
    differentiable=True,
    hints=(
        "First keep only the positions that are asked: `labels != -100`. Then compare each"
        " row of logits with its label.",
        "`log_softmax(-1)` turns logits into log-probabilities, stably. `gather` picks the one"
        " of the label.",
        "`log_p.gather(-1, answers.unsqueeze(-1))` has the log-probability of each answer. The"
        " loss is minus their mean.",
    ),
)
