"""Contextual calibration: divide by what the prompt says about nothing, then normalise."""

import torch

from helpers.checking.spec import Exercise, mistake


def calibrated(probabilities: torch.Tensor, content_free: torch.Tensor) -> torch.Tensor:
    """Contextual calibration (Zhao et al. 2021): float (queries, candidates), rows add up to 1.

    probabilities: (queries, candidates). content_free: (inputs, candidates), what the same prompt
    says about "N/A" and the like.
    """
    leaning = content_free.mean(dim=0)
    divided = probabilities / leaning
    return divided / divided.sum(dim=1, keepdim=True)


def cases() -> list:
    rng = torch.Generator().manual_seed(8)

    def shares(rows: int, columns: int) -> torch.Tensor:
        return (2 * torch.randn(rows, columns, generator=rng)).softmax(-1)

    return [
        (torch.tensor([[0.9, 0.1], [0.6, 0.4]]), torch.tensor([[0.7, 0.3], [0.8, 0.2]])),
        (shares(5, 3), shares(4, 3)),
        (shares(3, 3), shares(3, 3)),  # an axis to get wrong
        (shares(4, 2), shares(1, 2)),
        (shares(2, 10), shares(10, 10)),
    ]


@mistake("The rows do not add up to 1. Divide each by its sum.")
def not_normal(probabilities, content_free):
    return probabilities / content_free.mean(0)


@mistake("It subtracts the leaning. Divide by it.")
def subtracted(probabilities, content_free):
    return probabilities - content_free.mean(0)


@mistake("It divides by the sum of everything. Each row has its own: `sum(dim=1, keepdim=True)`.")
def normal_as_a_whole(probabilities, content_free):
    divided = probabilities / content_free.mean(0)
    return divided / divided.sum()


def normal(divided: torch.Tensor, dim: int = 1) -> torch.Tensor:
    return divided / divided.sum(dim, keepdim=True)


@mistake("It subtracts the leaning, and then nothing is left to divide by. Divide by the leaning.")
def subtracted_then_normal(probabilities, content_free):
    return normal(probabilities - content_free.mean(0))


@mistake("It subtracts the leaning: a softmax does not mend that. Divide by it.")
def subtracted_in_softmax(probabilities, content_free):
    return (probabilities - content_free.mean(0)).softmax(-1)


@mistake("It multiplies by the leaning, which doubles it. Divide.")
def multiplied(probabilities, content_free):
    return normal(probabilities * content_free.mean(0))


@mistake("The columns add up to 1. The rows should: `dim=1`.")
def by_columns(probabilities, content_free):
    return normal(probabilities / content_free.mean(0), dim=0)


@mistake("A softmax of probabilities is no probability any more. Divide by the sum.")
def through_softmax(probabilities, content_free):
    return (probabilities / content_free.mean(0)).softmax(-1)


@mistake("Only the first input without content counts. Take the mean of all.")
def first_input_only(probabilities, content_free):
    return normal(probabilities / content_free[0])


@mistake("It averages over the candidates. Average over the inputs: `dim=0`.")
def mean_over_candidates(probabilities, content_free):
    return normal(probabilities / content_free.mean(1))


@mistake("It averages the results. Average the inputs without content first, then divide.")
def averaged_late(probabilities, content_free):
    return torch.stack([normal(probabilities / row) for row in content_free]).mean(0)


EXERCISE = Exercise(
    id="calibrated",
    title="Calibration by hand",
    minutes=6,
    difficulty=1,
    reference=calibrated,
    cases=cases,
    mistakes=(
        not_normal,
        subtracted,
        subtracted_then_normal,
        subtracted_in_softmax,
        normal_as_a_whole,
        multiplied,
        by_columns,
        through_softmax,
        first_input_only,
        mean_over_candidates,
        averaged_late,
    ),
    hints=(
        "First one number for each candidate: its mean over the inputs without content.",
        "`content_free.mean(dim=0)` has the shape (candidates,), so every row can be divided"
        " by it.",
        "Then `divided / divided.sum(dim=1, keepdim=True)`.",
    ),
)
