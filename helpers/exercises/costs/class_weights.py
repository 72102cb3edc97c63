"""Weigh the classes so that each has the same say in the loss."""

import torch

from helpers.checking.spec import Exercise, mistake


def class_weights(labels: torch.Tensor, classes: int) -> torch.Tensor:
    """One weight for each class, float (classes,); 0 for a class that does not occur.

    >>> class_weights(torch.tensor([0, 0, 0, 1]), classes=2)
    tensor([0.6667, 2.0000])
    """
    counts = torch.bincount(labels, minlength=classes)
    weights = len(labels) / (classes * counts.clamp(min=1))
    return weights.masked_fill(counts == 0, 0.0)


def cases() -> list:
    rng = torch.Generator().manual_seed(3)
    return [
        (torch.tensor([0, 0, 0, 1]), 2),
        (torch.multinomial(torch.tensor([0.5, 0.4, 0.1]), 300, True, generator=rng), 3),
        (torch.multinomial(torch.tensor([0.97, 0.03]), 500, True, generator=rng), 2),
        (torch.tensor([0, 2, 2, 2, 0]), 4),  # classes 1 and 3 do not occur
    ]


def counted(labels, classes):
    return torch.bincount(labels, minlength=classes).float()


@mistake("Frequent classes weigh most. It must be the rare ones.")
def by_frequency(labels, classes):
    return counted(labels, classes) / len(labels)


@mistake("The n is missing: n / (classes * count).")
def not_scaled(labels, classes):
    counts = counted(labels, classes)
    return torch.where(counts > 0, 1 / counts, 0.0)


@mistake("The n is missing: n / (classes * count).")
def one_by_count(labels, classes):
    return 1 / counted(labels, classes)


@mistake("The number of classes is missing below the line.")
def classes_forgotten(labels, classes):
    counts = counted(labels, classes)
    return torch.where(counts > 0, len(labels) / counts, 0.0)


@mistake("A class that does not occur gets inf. Put 0 there.")
def infinite(labels, classes):
    return len(labels) / (classes * counted(labels, classes))


@mistake("The weights add up to 1. Use n / (classes * count).")
def adds_up_to_one(labels, classes):
    weights = not_scaled(labels, classes)
    return weights / weights.sum()


@mistake("A class that does not occur is left out. Use `minlength=classes`.")
def only_seen_classes(labels, classes):
    counts = torch.unique(labels, return_counts=True)[1].float()
    return len(labels) / (len(counts) * counts)


@mistake("One minus the share hardly tells rare classes apart.")
def one_minus_share(labels, classes):
    return 1 - by_frequency(labels, classes)


EXERCISE = Exercise(
    id="class_weights",
    title="Weights for rare classes",
    minutes=6,
    difficulty=2,
    reference=class_weights,
    cases=cases,
    mistakes=(
        by_frequency,
        not_scaled,
        one_by_count,
        classes_forgotten,
        infinite,
        adds_up_to_one,
        only_seen_classes,
        one_minus_share,
    ),
    hints=(
        "A class that occurs half as often should count twice as much.",
        "`torch.bincount(labels, minlength=classes)` counts. The weight is n / (classes * count).",
        "A class without examples would get n / 0. `torch.where(counts > 0, ..., 0.0)` puts 0"
        " there.",
    ),
)
