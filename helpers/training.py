"""The one training loop of the course. Every later lesson uses it, so it is worth reading once.

A step is: draw a batch, compute the loss, ask for its gradient, let the optimizer move the weights.
Around it stand what makes a loop pleasant: a progress bar, a live curve, evaluation, a learning
rate schedule, early stopping, and a state on disk so that an interrupted run goes on exactly where
it stopped. `accelerate` puts everything on the device that `setup.device` names.
"""

import math
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from accelerate import Accelerator
from torch import nn
from tqdm.auto import tqdm

from helpers import plots, runs
from helpers.setup import device, return_memory

Batch = tuple[torch.Tensor, ...]


@dataclass
class History:
    """What a run recorded: one loss per step, and the evaluations as (step, {name: value})."""

    losses: list[float] = field(default_factory=list)
    evaluations: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    stopped_early: bool = False
    seconds: float = 0.0  # of training and evaluating, interruptions left out

    def __repr__(self) -> str:  # a cell that ends in a training would show thousands of numbers
        return f"History of {len(self.losses)} steps"

    def curve(self, name: str = "loss") -> tuple[list[int], list[float]]:
        """Steps and values of one evaluated quantity, ready for plotting.

        >>> History(evaluations=[(0, {"loss": 2.0}), (9, {"loss": 1.0})]).curve()
        ([0, 9], [2.0, 1.0])
        """
        return [s for s, _ in self.evaluations], [e[name] for _, e in self.evaluations]

    def last(self, name: str = "loss") -> float:
        """The latest evaluated value, or the mean of the last 20 training losses if there is none."""
        if self.evaluations:
            return self.evaluations[-1][1][name]
        return sum(self.losses[-20:]) / len(self.losses[-20:])


def warmup_decay(step: int, steps: int, warmup: int = 50, decay: float = 0.5) -> float:
    """What the learning rate is multiplied by at `step`: up a ramp, flat, and down to nearly zero.

    The ramp protects the first, wild steps; the way down, over the last `decay` of the run, lets
    the weights settle.

    >>> [round(warmup_decay(step, 100, warmup=10, decay=0.5), 2) for step in (0, 9, 50, 75, 99)]
    [0.1, 1.0, 1.0, 0.5, 0.02]
    """
    up = (step + 1) / warmup
    down = (steps - step) / (steps * decay)
    return max(0.0, min(1.0, up, down))


def warmup(step: int, steps: int, ramp: int = 50) -> float:
    """Up a ramp and then flat, for the first part of a run in two parts.

    >>> warmup(0, 100), warmup(70, 100)
    (0.02, 1.0)
    """
    return min(1.0, (step + 1) / ramp)


def decay(step: int, steps: int) -> float:
    """Straight down from 1 to nearly 0, for the second part.

    >>> decay(0, 100), decay(99, 100)
    (1.0, 0.01)
    """
    return (steps - step) / steps


def train(
    name: str,
    model: nn.Module,
    batches: Callable[[torch.Generator], Batch],
    steps: int,
    loss: Callable[[nn.Module, Batch], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    schedule: Callable[[int, int], float] = warmup_decay,
    evaluate: Callable[[nn.Module], dict[str, float]] | None = None,
    evaluate_every: int = 100,
    patience: int | None = None,
    until: Callable[[dict[str, float]], bool] | None = None,
    seed: int = 0,
    clip: float = 1.0,
    floors: dict[str, float] | None = None,
    show: bool = True,
) -> History:
    """Train `model` in place for `steps` steps and return what happened.

    batches(generator) draws one batch; its generator is seeded by `seed` and the step, so a run is
    the same whether or not it was interrupted. loss(model, batch) returns a scalar in nats.
    evaluate(model) returns {"loss": ..., ...}; with `patience`, training ends after that many
    evaluations without a lower loss and the best weights come back; with `until`, it ends after an
    evaluation for which until({"loss": ..., ...}) is true. `floors` are horizontal lines in the
    plot. `name` names the run: if it was interrupted, the same call goes on with it. A finished run
    leaves nothing behind, so calling again starts from the weights `model` then has.

    Ctrl-C finishes the current step, saves, and raises KeyboardInterrupt. Raises ValueError if the
    loss is not a number any more.
    """
    accelerator = make_accelerator()
    model, optimizer = accelerator.prepare(model, optimizer)
    plain = accelerator.unwrap_model(model)
    base = [group["lr"] for group in optimizer.param_groups]

    def batch_at(step: int) -> Batch:
        return batches(torch.Generator().manual_seed(seed * 1_000_003 + step))

    history, best = History(), Best(patience)
    rates = [schedule(step, steps) for step in range(0, steps, max(1, steps // 50))]
    recipe = [steps, seed, clip, base, rates, patience, runs.digest(batch_at(0))]
    saved = runs.SavedRun(name, recipe)
    first = saved.load(plain, optimizer, history, best)
    plot = plots.LivePlot(name, steps, floors or {}) if show else None
    # Each move of the bar is a message to the notebook; two a second are enough for the eye.
    bar = tqdm(
        total=steps, initial=first, desc=name, leave=False, disable=not show, mininterval=0.5
    )
    started = time.monotonic() - history.seconds
    model.train()
    with bar, restored_rates(optimizer, base), stop_politely() as stop:
        for step in range(first, steps):
            if evaluate and step % evaluate_every == 0:
                record(history, best, step, evaluate, plain)
                if best.exhausted or (until and until(history.evaluations[-1][1])):
                    history.stopped_early = True
                    break
            for group, lr in zip(optimizer.param_groups, base):
                group["lr"] = lr * schedule(step, steps)
            batch = tuple(part.to(accelerator.device) for part in batch_at(step))
            value = loss(model, batch)
            accelerator.backward(value)
            accelerator.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            optimizer.zero_grad()
            history.losses.append(value.item())
            if not math.isfinite(history.losses[-1]):
                raise ValueError(
                    f"The loss became {value.item()} at step {step}. Lower the"
                    " learning rate, and make a new model before you try again."
                )
            bar.update()
            if step % 20 == 0:
                return_memory()  # takes some milliseconds
            if plot:
                plot.update(history, bar)
            history.seconds = time.monotonic() - started
            if stop.is_set() or saved.due():
                saved.save(plain, optimizer, history, best)
            if stop.is_set():
                raise KeyboardInterrupt(
                    f"{name} stopped after {step + 1} of {steps} steps."
                    " Nothing is lost: run the cell again to go on."
                )
        if evaluate and not history.stopped_early:
            record(history, best, steps, evaluate, plain)
    if patience is not None:
        best.restore(plain)
    saved.remove()
    return_memory()
    plain.eval()
    if plot:
        plot.finish(history)
    return history


def make_accelerator() -> Accelerator:
    """An accelerator for `setup.device`; left alone, it would choose one itself."""
    os.environ["ACCELERATE_TORCH_DEVICE"] = str(device())
    return Accelerator()


class Best:
    """The lowest evaluated loss so far and, if early stopping is on, the weights that reached it."""

    def __init__(self, patience: int | None):
        self.patience, self.loss, self.waited = patience, math.inf, 0
        self.weights: dict[str, torch.Tensor] = {}

    def update(self, loss: float, model: nn.Module) -> None:
        if loss < self.loss:
            self.loss, self.waited = loss, 0
            if self.patience is not None:
                self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}
        else:
            self.waited += 1

    @property
    def exhausted(self) -> bool:
        return self.patience is not None and self.waited >= self.patience

    def restore(self, model: nn.Module) -> None:
        if self.weights:
            model.load_state_dict(self.weights)


def record(
    history: History,
    best: Best,
    step: int,
    evaluate: Callable[[nn.Module], dict[str, float]],
    model: nn.Module,
) -> None:
    """Evaluate, without dropout, and write the result down."""
    model.eval()
    values = {name: float(value) for name, value in evaluate(model).items()}
    model.train()
    history.evaluations.append((step, values))
    best.update(values["loss"], model)


@contextmanager
def restored_rates(optimizer: torch.optim.Optimizer, base: list[float]):
    """Give the learning rates back as they were, however the run ends: the next one reads them."""
    try:
        yield
    finally:
        for group, lr in zip(optimizer.param_groups, base):
            group["lr"] = lr


@contextmanager
def stop_politely():
    """Turn the first Ctrl-C into a flag, so that no step is cut in half. The second one cuts."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # signals reach the main thread only
        return

    def handle(number, frame):
        stop.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
