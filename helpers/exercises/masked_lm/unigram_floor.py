"""The loss of a table that always answers with the token frequencies of the training text."""

import math

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.masked_lm.common import IGNORED


def unigram_floor(
    train: torch.Tensor, labels: torch.Tensor, special_ids: list[int], vocab_size: int
) -> float:
    """Mean loss in nats over the labels that are not -100, answered with frequencies of `train`.

    train, labels: int64 of any shape.
    """
    counts = torch.bincount(train.flatten(), minlength=vocab_size) + 1.0
    counts[special_ids] = 0
    wanted = labels[labels != -100]
    return -(counts[wanted] / counts.sum()).log().mean().item()


def cases() -> list:
    rng = torch.Generator().manual_seed(5)
    train = torch.randint(0, 9, (6, 8), generator=rng)
    labels = torch.randint(3, 8, (4, 8), generator=rng)
    labels[torch.rand(4, 8, generator=rng) < 0.5] = IGNORED
    unseen = labels.clone()
    unseen[0, :2] = 9  # never occurs in train
    return [
        (torch.tensor([[0, 2, 2, 3, 1]]), torch.tensor([[IGNORED, 2, IGNORED, 4]]), [0, 1], 5),
        (train, unseen, [0, 1, 2], 10),
        (torch.arange(16)[None], torch.tensor([[12, 13]]), [*range(12)], 16),
        (train, labels, [8], 150),  # large enough for -100 to be a valid index from the end
    ]


def frequencies(counts, labels):
    return -(counts / counts.sum()).log()[labels[labels != IGNORED]].mean().item()


def counted(tokens, vocab_size, more=0.0, special_ids=()):
    counts = torch.bincount(tokens.flatten(), minlength=vocab_size).float() + more
    counts[list(special_ids)] = 0
    return counts


@mistake("It counts the held-out labels: those are the answers. Count in `train`.")
def of_held_out(train, labels, special_ids, vocab_size):
    return frequencies(counted(labels[labels != IGNORED], vocab_size), labels)


@mistake("It counts the held-out labels: those are the answers. Count in `train`.")
def of_held_out_smoothed(train, labels, special_ids, vocab_size):
    asked = labels[labels != IGNORED]
    return frequencies(counted(asked, vocab_size, 1, special_ids), labels)


@mistake("A token that `train` lacks gets probability 0. Add 1 to every count.")
def unsmoothed(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 0, special_ids), labels)


@mistake("Special tokens keep a share of the probability. Set their counts to 0.")
def counts_special(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 1), labels)


@mistake("Special tokens get the added 1. Add 1 first, then set their counts to 0.")
def one_for_special(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 0, special_ids) + 1, labels)


@mistake("It is in bits. The loss is in nats.")
def floor_in_bits(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 1, special_ids), labels) / math.log(2)


@mistake("It adds the losses up. Take their mean.")
def floor_summed(train, labels, special_ids, vocab_size):
    one = frequencies(counted(train, vocab_size, 1, special_ids), labels)
    return one * int((labels != IGNORED).sum())


@mistake("It is the entropy of `train`. Average over the labels instead.")
def of_training(train, labels, special_ids, vocab_size):
    p = counted(train, vocab_size, 1, special_ids)
    return torch.distributions.Categorical(p).entropy().item()


@mistake("It looks up -100 as if it were a token. Keep only `labels != -100`.")
def reads_ignored(train, labels, special_ids, vocab_size):
    counts = counted(train, vocab_size, 1, special_ids)
    return -(counts / counts.sum()).log()[labels].mean().item()


EXERCISE = Exercise(
    id="unigram_floor",
    title="The floor that counting reaches",
    minutes=7,
    difficulty=2,
    reference=unigram_floor,
    cases=cases,
    mistakes=(
        of_held_out,
        of_held_out_smoothed,
        unsmoothed,
        counts_special,
        one_for_special,
        floor_in_bits,
        floor_summed,
        of_training,
        reads_ignored,
    ),
    hints=(
        "Three steps: count the tokens of `train`, make probabilities of the counts, look up"
        " the labels that are asked.",
        "`torch.bincount(train.flatten(), minlength=vocab_size)` counts. Add 1, so that no"
        " ordinary token is impossible; then set `special_ids` to 0.",
        "Divide by the sum, take `.log()`, index with `labels[labels != -100]`. Minus the mean"
        " is the loss; `.item()` makes it a number.",
    ),
)
