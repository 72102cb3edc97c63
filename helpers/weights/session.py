"""What stands around the training loop, so that the loop itself can be read at a glance.

A progress bar, a live curve, evaluation, the learning rate's schedule, early stopping, Ctrl-C that
cuts no step in half, and a state on disk, so that an interrupted run goes on exactly where it
stopped. `training.train` has the loop.
"""

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn
from tqdm.auto import tqdm

from helpers.setup import return_memory
from helpers.show import plots
from helpers.weights import resume

Batch = tuple[torch.Tensor, ...]
Values = dict[str, float]  # what an evaluation measured, by name; "loss" is among them


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
        """The latest evaluated value; without one, the mean of the last 20 training losses."""
        if self.evaluations:
            return self.evaluations[-1][1][name]
        return sum(self.losses[-20:]) / len(self.losses[-20:])


class Best:
    """The lowest evaluated loss so far and, with early stopping, the weights that reached it."""

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


class Watch:
    """Evaluates a run on its way, and says when it has gone on long enough."""

    def __init__(
        self,
        evaluate: Callable[[nn.Module], Values] | None,
        every: int,
        patience: int | None,
        until: Callable[[Values], bool] | None,
    ):
        self.evaluate, self.every, self.until = evaluate, every, until
        self.best = Best(patience)

    def measure(self, step: int, model: nn.Module, history: History) -> None:
        """Evaluate, without dropout, and write the result down."""
        if self.evaluate is None:
            return
        model.eval()
        values = {name: float(value) for name, value in self.evaluate(model).items()}
        model.train()
        history.evaluations.append((step, values))
        self.best.update(values["loss"], model)

    def is_enough(self, step: int, model: nn.Module, history: History) -> bool:
        """Evaluate if it is time to. True if that was the last one that was needed."""
        if self.evaluate is None or step % self.every:
            return False
        self.measure(step, model, history)
        return self.best.exhausted or bool(self.until and self.until(history.evaluations[-1][1]))


class Session:
    """One run of a training loop, from its first step or from where it was interrupted.

    Used as `with session: for step in session.remaining(): ...`; every step draws its batch with
    `draw`, and tells its loss to `note`. `finish` leaves the model ready to use.
    """

    def __init__(
        self,
        name: str,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        batches: Callable[[torch.Generator], Batch],
        steps: int,
        schedule: Callable[[int, int], float],
        watch: Watch,
        seed: int,
        plot: plots.LivePlot | None,
    ):
        self.name, self.model, self.optimizer, self.batches = name, model, optimizer, batches
        self.steps, self.schedule, self.watch, self.seed = steps, schedule, watch, seed
        self.plot, self.history = plot, History()
        self.rates = [group["lr"] for group in optimizer.param_groups]
        plan = [schedule(step, steps) for step in range(0, steps, max(1, steps // 50))]
        recipe = [steps, seed, self.rates, plan, watch.best.patience, resume.digest(self.draw(0))]
        self.saved = resume.SavedRun(name, recipe)
        self.first = self.saved.load(model, optimizer, self.history, watch.best)
        self.began = time.monotonic() - self.history.seconds
        model.train()

    def draw(self, step: int) -> Batch:
        """The batch of a step: it depends on the seed and the step, and on nothing before."""
        return self.batches(torch.Generator().manual_seed(self.seed * 1_000_003 + step))

    def __enter__(self) -> "Session":
        # Each move of the bar is a message to the notebook; two a second are enough for the eye.
        self.bar = tqdm(
            total=self.steps,
            initial=self.first,
            desc=self.name,
            leave=False,
            disable=self.plot is None,
            mininterval=0.5,
        )
        self.around = ExitStack()
        self.around.enter_context(self.bar)
        self.around.enter_context(restored_rates(self.optimizer, self.rates))
        self.stop = self.around.enter_context(stop_politely())
        return self

    def __exit__(self, *error) -> None:
        self.around.close()

    def remaining(self) -> Iterator[int]:
        """The steps that are left, each with its learning rate set; evaluates on the way."""
        for step in range(self.first, self.steps):
            if self.watch.is_enough(step, self.model, self.history):
                self.history.stopped_early = True
                return
            for group, rate in zip(self.optimizer.param_groups, self.rates):
                group["lr"] = rate * self.schedule(step, self.steps)
            yield step
        self.watch.measure(self.steps, self.model, self.history)

    def note(self, step: int, loss: float) -> None:
        """Write down the loss of a step; draw and save if it is time to; end after Ctrl-C."""
        self.history.losses.append(loss)
        if not math.isfinite(loss):
            raise ValueError(
                f"The loss became {loss} at step {step}. Lower the"
                " learning rate, and make a new model before you try again."
            )
        self.bar.update()
        if step % 20 == 0:
            return_memory()  # takes some milliseconds
        if self.plot:
            self.plot.update(self.history, self.bar)
        self.history.seconds = time.monotonic() - self.began
        if self.stop.is_set() or self.saved.due():
            self.saved.save(self.model, self.optimizer, self.history, self.watch.best)
        if self.stop.is_set():
            raise KeyboardInterrupt(
                f"{self.name} stopped after {step + 1} of {self.steps} steps."
                f" {self.saved.promise} to go on."
            )

    def finish(self) -> History:
        """Give the best weights back if early stopping is on, clean up, and show the last curve."""
        self.watch.best.restore(self.model)
        self.saved.remove()
        return_memory()
        self.model.eval()
        if self.plot:
            self.plot.finish(self.history)
        return self.history


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
