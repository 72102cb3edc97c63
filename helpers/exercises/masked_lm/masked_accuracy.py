"""The share of hidden tokens that the model's first choice gets right."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.masked_lm.common import IGNORED, answer_cases, likelihood


def masked_accuracy(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of right first choices where labels are not -100: a number between 0 and 1."""
    asked = labels != -100
    right = logits[asked].argmax(-1) == labels[asked]
    return right.float().mean().item()


@mistake("It counts positions where nothing is asked. Divide by the positions with a label.")
def counts_unasked(logits, labels):
    return (logits.argmax(-1) == labels).float().mean().item()


@mistake("It compares the highest logit with a token id. `argmax` says which token it is.")
def highest_logit(logits, labels):
    asked = labels != IGNORED
    return (logits.amax(-1)[asked] == labels[asked]).float().mean().item()


@mistake("It counts the right answers. Divide by the questions.")
def number_right(logits, labels):
    return float((logits.argmax(-1) == labels).sum())


@mistake("It is in percent. Return a share between 0 and 1.")
def percent(logits, labels):
    asked = labels != IGNORED
    return 100 * (logits.argmax(-1) == labels)[asked].float().mean().item()


@mistake("It averages probabilities. Count how often the right token is the likeliest.")
def mean_probability(logits, labels):
    return likelihood(logits, labels).mean().item()


@mistake("It averages row by row. Weigh all tokens equally.")
def accuracy_by_row(logits, labels):
    rows = zip(logits, labels) if labels.ndim == 2 else [(logits, labels)]
    shares = [(x.argmax(-1) == y)[y != IGNORED].float().mean() for x, y in rows]
    return torch.stack(shares).mean().item()


EXERCISE = Exercise(
    id="masked_accuracy",
    title="Accuracy, at hidden positions only",
    minutes=4,
    difficulty=1,
    reference=masked_accuracy,
    cases=answer_cases,
    mistakes=(
        counts_unasked,
        highest_logit,
        number_right,
        percent,
        mean_probability,
        accuracy_by_row,
    ),
    hints=(
        "The model's answer at a position is the token with the highest logit.",
        "`logits.argmax(-1)` has the answers. Compare with `labels`, but only where a label"
        " is not -100.",
        "Index both with `asked = labels != -100`, compare, then `.float().mean().item()`.",
    ),
)
