"""The loss of a classifier: mean cross-entropy in nats."""

import math

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake


def class_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats, as a tensor of one number.

    logits: float (texts, classes); labels: int64 (texts,), the number of the right class. Try it
    without `cross_entropy`.
    """
    log_p = logits.log_softmax(dim=-1)
    return -log_p[torch.arange(len(labels)), labels].mean()


def cases() -> list:
    rng = torch.Generator().manual_seed(6)
    return [
        (torch.tensor([[2.0, 0.0, 1.0], [0.0, 0.5, 0.0]]), torch.tensor([0, 2])),
        (torch.randn(5, 4, generator=rng), torch.tensor([3, 0, 1, 1, 2])),
        (torch.tensor([[200.0, 0.0, 3.0], [0.0, 1.0, 300.0]]), torch.tensor([1, 2])),
        (torch.randn(10, 3, generator=rng), torch.randint(3, (10,), generator=rng)),
    ]


@mistake("It is in bits. Nats need the natural logarithm.")
def in_bits(logits, labels):
    return F.cross_entropy(logits, labels) / math.log(2)


@mistake("It is in bits. Nats need the natural logarithm: `log_softmax`.")
def log2_of_softmax(logits, labels):
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].log2().mean()


@mistake("It adds the losses up. Take their mean.")
def summed(logits, labels):
    return F.cross_entropy(logits, labels, reduction="sum")


@mistake("The sign is wrong: a loss is minus the log-probability.")
def negative(logits, labels):
    return -F.cross_entropy(logits, labels)


@mistake("Softmax twice: `F.cross_entropy` wants the logits.")
def softmax_twice(logits, labels):
    return F.cross_entropy(logits.softmax(-1), labels)


@mistake("A tiny probability rounds to 0, its log is infinite. Use `log_softmax`.")
def log_of_softmax(logits, labels):
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].log().mean()


@mistake("The logarithm of the probability is missing.")
def without_log(logits, labels):
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].mean()


@mistake("One minus the probability is not minus its logarithm.")
def one_minus(logits, labels):
    return (1 - logits.softmax(-1)[torch.arange(len(labels)), labels]).mean()


@mistake("Logits are no log-probabilities. Apply `log_softmax(-1)`.")
def raw_logits(logits, labels):
    return -logits[torch.arange(len(labels)), labels].mean()


@mistake("The softmax runs over the texts. Classes are the last axis.")
def first_axis(logits, labels):
    return -logits.log_softmax(0)[torch.arange(len(labels)), labels].mean()


@mistake("It averages over all classes. Pick the right one.")
def all_classes(logits, labels):
    return -logits.log_softmax(-1).mean()


@mistake("Take the logarithm first, then the mean; not the other way round.")
def mean_probability(logits, labels):
    """The logarithm of the mean instead of the mean of the logarithms."""
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].mean().log()


EXERCISE = Exercise(
    id="class_loss",
    title="The loss of a classifier",
    minutes=6,
    difficulty=2,
    reference=class_loss,
    cases=cases,
    mistakes=(
        in_bits,
        log2_of_softmax,
        summed,
        negative,
        softmax_twice,
        log_of_softmax,
        without_log,
        one_minus,
        raw_logits,
        first_axis,
        all_classes,
        mean_probability,
    ),
    differentiable=True,
    hints=(
        "Each row of logits becomes log-probabilities. Of each row you need one: that of the"
        " right class.",
        "`logits.log_softmax(-1)` gives the log-probabilities, stably.",
        "`log_p[torch.arange(len(labels)), labels]` picks one a row. The loss is minus their mean.",
    ),
)
