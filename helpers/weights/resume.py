"""An interrupted training run on disk, complete enough to go on with the very same losses.

A run goes on only if all that decides its result is what it was (`decides` has the list); otherwise
it starts from the beginning and says why. No disk ends a training: what cannot be saved is said.
"""

import json
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import nn

from helpers import systems
from helpers.files import cache_dir, clear_parts, part_of, say_once, write_bytes
from helpers.weights import decides, run_files
from helpers.weights.decides import digest
from helpers.weights.run_files import list_tensors, pull_tensors, push_tensors

__all__ = ["SavedRun", "digest", "identify", "pull_tensors", "push_tensors"]

SECONDS_BETWEEN_SAVES = 20.0
KERNELS = 9  # that train under one name at once, each with a file of its own
SAFE = "Nothing is lost: run the cell again"
NOT_SAFE = "The disk did not take its state, so run the cell again in this kernel"
# What the parts of a recipe are called when one is another.
PARTS = ("name", "steps", "seed", "learning rate", "schedule", "patience", "data")

_told: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
# By model: the name of an unfinished run, how it began, and where its weights lie since.
_begun: WeakKeyDictionary[nn.Module, tuple[str, dict[str, str], list]] = WeakKeyDictionary()


def identify(
    best: Any,
    batches: Callable,
    loss: Callable,
    schedule: Callable[[int, int], float],
    steps: int,
    ends: tuple,
    validation: Callable | None = None,
) -> None:
    """Note what decides the result of the run that `best` belongs to, beside model and optimizer.

    It is told apart from making the run, and gives nothing back: what is kept on disk decides no
    number (`helpers.measure.course_code` has the rule). batches, loss, schedule, steps: those of
    `training.train`. ends: how often it is evaluated, and what ends it early.
    validation: what evaluates it, if that can end it: its data count, and not its code.
    """
    _told[best] = {
        "data": decides.held(batches, whole=False),
        "loss": decides.held(loss),
        "schedule": decides.short(repr(schedule(step, steps)) for step in range(steps)),
        "evaluation": decides.held(ends) + decides.held(validation, whole=False),
    }


class SavedRun:
    """The state of the run called `name`: weights, optimizer, random numbers, history.

    It is only picked up by a run with the same recipe, so a changed cell starts afresh. Everything
    is in one safetensors file, written in one step. A second kernel that trains under this name at
    the same time has a file of its own.
    """

    def __init__(self, name: str, recipe: list):
        safe = systems.safe(name)
        if len(safe.encode()) > 100:  # no disk takes names of any length
            safe = f"{safe[:25]}-{decides.short([name])}"
        self.name, self.recipe, self.last_save = name, [name, *recipe], time.monotonic()
        self.path = cache_dir() / "runs" / f"{safe}.safetensors"
        self.started: dict[str, str] = {}
        self.model, self.goes_on, self.promise = None, False, SAFE

    def due(self) -> bool:
        """True if the last save is long enough ago. To be asked after each step."""
        if self.model is not None:
            _begun[self.model] = (self.name, self.started, marks(self.model))
        self.goes_on = time.monotonic() - self.last_save > SECONDS_BETWEEN_SAVES
        return self.goes_on

    def _fingerprint(self, model: nn.Module) -> str:
        shapes = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
        return json.dumps([self.recipe, shapes])

    def save(self, model: nn.Module, optimizer, history, best) -> None:
        """Write the state. If the disk refuses, say so once; the training goes on.

        A save that was not due is the last one, as after Ctrl-C: another kernel may then go on.
        """
        data, self.last_save = b"", time.monotonic()
        try:
            data = self._state(model, optimizer, history, best)
            write_bytes(self.path, data)
            self.promise = SAFE
            run_files.unsaved.pop(self.path, None)
        except Exception as error:  # of the disk, or of an optimizer that remembers odd things
            told = f"The state of {self.name} cannot be written ({error})."
            told = str(error) if isinstance(error, OSError) else told
            say_once(str(self.path), f"{told} This run is not saved, and the training goes on.")
            self.promise = NOT_SAFE
            if data and not self.goes_on:
                run_files.unsaved[self.path] = data
        if not self.goes_on:
            run_files.release(self.path)
        self.goes_on = False

    def _state(self, model: nn.Module, optimizer, history, best) -> bytes:
        tensors: dict[str, torch.Tensor] = {}
        state = {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "best": best.weights,
            "random": torch.get_rng_state(),
        }
        notes = {
            "state": pull_tensors(state, tensors),
            "losses": history.losses,
            "evaluations": history.evaluations,
            "seconds": history.seconds,
            "best": [best.loss, best.waited],
            "fingerprint": self._fingerprint(model),
            "started": self.started,
            "reached": beginning(model, optimizer),
        }
        return run_files.whole(tensors, notes)

    def load(self, model: nn.Module, optimizer, history, best) -> int:
        """Fill all four from disk if there is a run to go on with. Returns the next step."""
        first, reached = self.path, beginning(model, optimizer)
        self.started = {
            "model": decides.network(model),
            "order of classes": decides.classes(model),
            "optimizer": decides.optimizer(optimizer, model),
            **_told.get(best, {}),
            **reached,
        }
        name, started, places = _begun.get(model, ("", {}, []))
        if name == self.name and places == marks(model):
            self.started |= {key: started[key] for key in reached}
            reached = None  # it goes on with what this kernel left
        self.model = model
        self.path, found, other = self._find(first, reached)
        _begun[model] = (self.name, self.started, marks(model))
        if found is None:
            return 0
        if other:
            told = f"An interrupted run of this name differs in: {', '.join(other)}."
            now = "This one starts at its first step, with the weights that the model has now."
            print(textwrap.fill(f"{told} {now}", 75))
            return 0
        notes, tensors = found
        self.started = notes.get("started") or self.started
        self._fill(notes, tensors, model, optimizer, history, best)
        _begun[model] = (self.name, self.started, marks(model))
        print(f"Going on with an interrupted run, after {len(history.losses)} steps.")
        return len(history.losses)

    def _find(self, first: Path, reached: dict | None):
        """A file for this run that no other kernel and no run of another name has.

        Returns its path, what is in it, and what of that is another than in this run: the file of
        the very same run if there is one, else the first of this name, else a free one.
        """
        chosen, best = None, 3
        for n in range(1, KERNELS + 1):
            path = first.with_stem(f"{first.stem}~{n}") if n > 1 else first
            there = path.exists() or path in run_files.unsaved
            if best < 3 and not there or not run_files.acquire(path):
                continue
            try:
                found = run_files.read(path) if there else None
            except OSError as error:  # it may be read another time, so it is left alone
                why = f"The saved state of an earlier run cannot be read ({error.strerror});"
                say_once(f"read {path}", f"{why} starting from the beginning.")
                run_files.release(path)
                continue
            other = self._others(found[0], reached) if found else []
            rank = 3 if "name" in other else 2 if found is None else 1 if other else 0
            if rank < best:
                if chosen:
                    run_files.release(chosen[0])
                chosen, best = (path, found, other), rank
            else:
                run_files.release(path)
        return chosen or (first, None, [])

    def _others(self, notes: dict, reached: dict | None) -> list[str]:
        """What was another when the saved run began, in words; nothing if it is the same run."""
        (before, shapes), (now, mine) = map(
            json.loads, (notes["fingerprint"], self._fingerprint(self.model))
        )
        names = PARTS if len(now) == len(PARTS) else ("name", *(["settings"] * len(now)))
        other = [names[i] for i, (a, b) in enumerate(zip(before, now)) if a != b]
        other += ["recipe"] * (len(before) != len(now)) + ["model"] * (shapes != mine)
        for key, value in notes.get("started", {}).items():
            same = self.started.get(key, value) == value
            if reached and key in reached:  # as at the beginning, or as the interrupted run left it
                same = same or reached[key] == notes["reached"][key]
            other += [] if same else [key]
        return list(dict.fromkeys(other))

    def _fill(self, notes: dict, tensors: dict, model: nn.Module, optimizer, history, best) -> None:
        state = push_tensors(notes["state"], tensors)
        optimizer.load_state_dict(state["optimizer"])
        model.load_state_dict(state["model"])
        torch.set_rng_state(state["random"])
        history.losses[:] = notes["losses"]
        history.evaluations[:] = [(step, values) for step, values in notes["evaluations"]]
        history.seconds = notes["seconds"]
        best.loss, best.waited = notes["best"]
        best.weights = state["best"]

    def give_weights(self, model: nn.Module) -> None:
        """Fill a model alone with the saved weights, for a run that begins after another one."""
        if found := run_files.read(self.path):
            notes, tensors = found
            model.load_state_dict(push_tensors(notes["state"], tensors)["model"])

    def remove(self) -> None:
        """Forget a finished run."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
            clear_parts(self.path.parent, part_of(self.path.name))  # nobody else writes them
        run_files.unsaved.pop(self.path, None)
        if self.model is not None:
            _begun.pop(self.model, None)
        run_files.release(self.path)


def marks(model: nn.Module) -> list[tuple[int, int]]:
    """Where each weight lies, and how often it was changed in place."""
    return [(p.data_ptr(), p._version) for p in model.parameters()]


def beginning(model: nn.Module, optimizer) -> dict[str, str]:
    """Hashes of the weights, and of what an optimizer remembers."""
    return {
        "initial weights": decides.weights(model),
        "optimizer's memory": digest(list_tensors(optimizer.state_dict())),
    }
