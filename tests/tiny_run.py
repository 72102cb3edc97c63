"""A training run of a second, with everything a resume has to bring back: dropout, Muon, schedule.

`python tests/tiny_run.py STEP` saves after every step and dies in STEP as if the power had failed.
"""

import os
import sys

import torch
from torch import nn

from helpers.weights import optim, resume, training

STEPS = 24


class Tiny(nn.Module):
    """Tells two classes of points apart. Dropout draws from torch's global generator."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.body, self.classifier = nn.Linear(4, 8), nn.Linear(8, 2)

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        hidden = nn.functional.dropout(self.body(points).relu(), 0.3, self.training)
        return self.classifier(hidden)


class Points:
    """Batches of points. `at` maps a step, counted from 1, to what shall happen there."""

    def __init__(self, at: dict | None = None, size: int = 16):
        self.at, self.size, self.drawn = at or {}, size, 0

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        points = torch.randn(self.size, 4, generator=generator)
        self.at.get(self.drawn, lambda: None)()  # the first draw only identifies the data
        self.drawn += 1
        return points, (points.sum(1) > 0).long()


def loss(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    return nn.functional.cross_entropy(model(batch[0]), batch[1])


@torch.no_grad()
def evaluate(model: nn.Module) -> dict[str, float]:
    generator = torch.Generator().manual_seed(99)
    return {"loss": loss(model, Points(size=64)(generator)).item()}


def train(batches=None, model=None, optimizer=None, name="tiny", **options) -> training.History:
    """The run with some things changed."""
    model = Tiny() if model is None else model
    optimizer = optim.MuonAdamW(model) if optimizer is None else optimizer
    options = {"evaluate": evaluate, "evaluate_every": 5, "steps": STEPS, "show": False, **options}
    return training.train(
        name, model, batches or Points(), loss=loss, optimizer=optimizer, **options
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    resume.SECONDS_BETWEEN_SAVES = -1.0
    train(Points({int(sys.argv[1]): lambda: os._exit(9)}))
