"""An interrupted training run on disk, complete enough to go on with the very same losses."""

import hashlib
import json
import time
from collections.abc import Iterable

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from helpers.files import cache_dir, write_bytes

SECONDS_BETWEEN_SAVES = 20.0


class SavedRun:
    """The state of the run called `name`: weights, optimizer, random numbers, history.

    It is only picked up by a run with the same recipe and the same model, so a changed cell starts
    afresh. Everything is in one safetensors file, written in one step.
    """

    def __init__(self, name: str, recipe: list):
        safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in name)
        self.path = cache_dir() / "runs" / f"{safe}.safetensors"
        self.recipe, self.last_save = [name, *recipe], time.monotonic()

    def due(self) -> bool:
        """True if the last save is long enough ago."""
        return time.monotonic() - self.last_save > SECONDS_BETWEEN_SAVES

    def _fingerprint(self, model: nn.Module) -> str:
        shapes = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
        return json.dumps([self.recipe, shapes])

    def save(self, model: nn.Module, optimizer, history, best) -> None:
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
        }
        text = json.dumps(notes)
        metadata = {"notes": text, "digest": digest(tensors.values(), text)}
        write_bytes(self.path, save(tensors, metadata))
        self.last_save = time.monotonic()

    def load(self, model: nn.Module, optimizer, history, best) -> int:
        """Fill all four from disk if there is a run to go on with. Returns the next step."""
        if not self.path.exists():
            return 0
        try:
            with safe_open(self.path, framework="pt") as file:
                metadata = file.metadata()
                notes = json.loads(metadata["notes"])
                tensors = {str(i): file.get_tensor(str(i)) for i in range(len(file.keys()))}
            if metadata["digest"] != digest(tensors.values(), metadata["notes"]):
                raise ValueError
        except (SafetensorError, KeyError, TypeError, ValueError, OSError):
            print("The saved state of an earlier run is damaged; starting from the beginning.")
            self.remove()
            return 0
        if notes["fingerprint"] != self._fingerprint(model):
            return 0
        state = push_tensors(notes["state"], tensors)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        history.losses[:] = notes["losses"]
        history.evaluations[:] = [(step, values) for step, values in notes["evaluations"]]
        history.seconds = notes["seconds"]
        best.loss, best.waited = notes["best"]
        best.weights = state["best"]
        print(f"Going on with an interrupted run, after {len(history.losses)} steps.")
        return len(history.losses)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def digest(tensors: Iterable[torch.Tensor], text: str = "") -> str:
    """A fingerprint of some tensors and a text: any change of them gives another.

    >>> digest([torch.ones(2)]) == digest([torch.ones(2)])
    True
    >>> digest([torch.ones(2)]) == digest([torch.ones(3)])
    False
    """
    found = hashlib.sha256(text.encode())
    for tensor in tensors:
        found.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        found.update(tensor.detach().cpu().flatten().contiguous().view(torch.uint8).numpy())
    return found.hexdigest()[:16]


def pull_tensors(value, tensors: dict[str, torch.Tensor]):
    """A copy of nested dicts and lists, each tensor moved into `tensors`, a number in its place.

    >>> found = {}
    >>> pull_tensors({"a": [torch.ones(1), 5]}, found), list(found)
    ({'dict': [['a', {'list': [{'tensor': '0'}, {'value': 5}]}]]}, ['0'])
    """
    if isinstance(value, torch.Tensor):
        key = str(len(tensors))
        # A clone: safetensors refuses tensors that share memory, as tied weights do.
        tensors[key] = value.detach().cpu().clone().contiguous()
        return {"tensor": key}
    if isinstance(value, dict):
        return {"dict": [[key, pull_tensors(item, tensors)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"list": [pull_tensors(item, tensors) for item in value]}
    return {"value": value}


def push_tensors(value: dict, tensors: dict[str, torch.Tensor]):
    """The inverse of `pull_tensors`.

    >>> found = {}
    >>> push_tensors(pull_tensors({"a": [torch.ones(1), 5]}, found), found)
    {'a': [tensor([1.]), 5]}
    """
    ((kind, content),) = value.items()
    if kind == "tensor":
        return tensors[content]
    if kind == "dict":
        return {key: push_tensors(item, tensors) for key, item in content}
    if kind == "list":
        return [push_tensors(item, tensors) for item in content]
    return content
