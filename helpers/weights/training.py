"""The one training loop of the course. Every later lesson uses it, so it is worth reading once.

A step is: draw a batch, compute the loss, ask for its gradient, let the optimizer move the weights.
What makes a loop pleasant (a progress bar, a live curve, evaluation, early stopping, going on after
an interruption) stands around it, in `session`. `accelerate` puts everything on the device that
`setup.device` names.
"""

import os
from collections.abc import Callable

import torch
from accelerate import Accelerator
from torch import nn

from helpers import arguments
from helpers.setup import device
from helpers.show import plots
from helpers.weights import resume
from helpers.weights.session import Batch, History, Session, Values, Watch

__all__ = ["Batch", "History", "decay", "train", "warmup", "warmup_decay"]

RAMP = 50  # steps until the learning rate is full
CLIP = 1.0  # the longest gradient that is followed as it is


@arguments.checked
def warmup_decay(step: int, steps: int, warmup: int = RAMP) -> float:
    """What the learning rate is multiplied by at `step`: up a ramp, flat, and down to nearly zero.

    The ramp protects the first, wild steps; the way down, over the second half of the run, lets the
    weights settle.

    >>> [round(warmup_decay(step, 100, warmup=10), 2) for step in (0, 9, 50, 75, 99)]
    [0.1, 1.0, 1.0, 0.5, 0.02]
    """
    up = (step + 1) / warmup
    down = (steps - step) / (steps * 0.5)
    return max(0.0, min(1.0, up, down))


@arguments.checked
def warmup(step: int, steps: int) -> float:
    """Up a ramp and then flat, for the first part of a run in two parts.

    >>> warmup(0, 100), warmup(70, 100)
    (0.02, 1.0)
    """
    return min(1.0, (step + 1) / RAMP)


def decay(step: int, steps: int) -> float:
    """Straight down from 1 to nearly 0, for the second part.

    >>> decay(0, 100), decay(99, 100)
    (1.0, 0.01)
    """
    return (steps - step) / steps


@arguments.checked(floors=0)
def train(
    name: str,
    model: nn.Module,
    batches: Callable[[torch.Generator], Batch],
    steps: int,
    loss: Callable[[nn.Module, Batch], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    schedule: Callable[[int, int], float] = warmup_decay,
    evaluate: Callable[[nn.Module], Values] | None = None,
    evaluate_every: int = 100,
    patience: int | None = None,
    until: Callable[[Values], bool] | None = None,
    seed: int = 0,
    floors: dict[str, float] | None = None,
    show: bool = True,
) -> History:
    """Train `model` in place for `steps` steps and return what happened.

    batches(generator) draws one batch; its generator is seeded by `seed` and the step, so a run is
    the same whether or not it was interrupted. loss(model, batch) returns a scalar in nats.
    evaluate(model) returns {"loss": ..., ...}; with `patience`, training ends after that many
    evaluations without a lower loss and the best weights come back; with `until`, it ends after an
    evaluation for which until({"loss": ..., ...}) is true. `floors` are horizontal lines in the
    plot. `name` names the run: if it was interrupted, the same call goes on with it; one that
    differs in anything that decides the result starts from the beginning and says why. A finished
    run leaves nothing behind, so calling again starts from the weights `model` then has.

    Ctrl-C finishes the current step, saves, and raises KeyboardInterrupt. Raises ValueError if the
    loss is not a number any more.
    """
    arguments.refuse(
        evaluate is None and (patience or until),
        "`patience` and `until` go by a validation: give `evaluate`, or leave them out.",
    )
    accelerator = make_accelerator()
    model, optimizer = accelerator.prepare(model, optimizer)
    plain = accelerator.unwrap_model(model)
    watch = Watch(evaluate, evaluate_every, patience, until)
    resume.identify(
        *(watch.best, batches, loss, schedule, steps, (evaluate_every, until)),
        validation=evaluate if patience or until else None,  # otherwise it only shows
    )
    plot = plots.LivePlot(name, steps, floors or {}) if show else None
    session = Session(name, plain, optimizer, batches, steps, schedule, watch, seed, plot)
    with session:
        for step in session.remaining():  # evaluates on the way, and sets the learning rate
            batch = tuple(part.to(accelerator.device) for part in session.draw(step))
            value = loss(model, batch)  # one number, in nats
            accelerator.backward(value)  # how the loss would change with each weight: its gradient
            accelerator.clip_grad_norm_(model.parameters(), CLIP)  # one odd batch cannot throw it
            optimizer.step()  # every weight moves a little, against its gradient
            optimizer.zero_grad()  # or the next gradient would be added to this one
            session.note(step, value.item())  # draws, saves, and ends the run after Ctrl-C
    return session.finish()


def make_accelerator() -> Accelerator:
    """An accelerator for `setup.device`; left alone, it would choose one itself."""
    os.environ["ACCELERATE_TORCH_DEVICE"] = str(device())
    return Accelerator()
