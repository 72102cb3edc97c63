"""The files of interrupted runs: one kernel has each, and what is read from one is whole."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import filelock
import torch
from safetensors import SafetensorError
from safetensors.torch import load
from safetensors.torch import save as to_bytes

from helpers.files import cache_dir
from helpers.systems import contents
from helpers.weights.decides import digest

Found = tuple[dict, dict[str, torch.Tensor]]  # notes, and the tensors that they number

_locks: dict[Path, filelock.BaseFileLock] = {}  # of the files that this kernel has
unsaved: dict[Path, bytes] = {}  # states that the disk did not take


def acquire(path: Path) -> bool:
    """Whether a file is this kernel's, from now on if it was nobody's."""
    if path in _locks:
        return True
    try:
        folder = cache_dir() / "locks"
        folder.mkdir(exist_ok=True)
        lock = filelock.FileLock(folder / f"{path.name}.lock")
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return False
    except (OSError, NotImplementedError):  # a disk that cannot be written or knows no locks
        return True
    _locks[path] = lock
    return True


def release(path: Path) -> None:
    """Let other kernels have a file."""
    if lock := _locks.pop(path, None):
        lock.release()


def read(path: Path) -> Found | None:
    """Notes and tensors of a saved state; None if there is none. A damaged one is removed.

    Raises OSError if the file is there and cannot be read.

    The file is read and closed: one that is mapped into memory cannot be replaced on Windows.
    """
    if path in unsaved:
        return parse(unsaved[path])
    try:
        return parse(contents(path))
    except FileNotFoundError:
        return None
    except (SafetensorError, KeyError, TypeError, ValueError):
        print("The saved state of an earlier run is damaged; starting from the beginning.")
        with suppress(OSError):
            path.unlink()
    return None


def whole(tensors: dict[str, torch.Tensor], notes: dict) -> bytes:
    """A file's bytes, with a digest of all that it holds."""
    text = json.dumps(notes, default=lambda value: value.tolist())
    return to_bytes(tensors, {"notes": text, "digest": digest(tensors.values(), text)})


def parse(data: bytes) -> Found:
    """Notes and tensors of a file's bytes. Raises one of several errors if they are damaged."""
    size = int.from_bytes(data[:8], "little")  # the format: length of the header, header, tensors
    metadata = json.loads(data[8 : 8 + size])["__metadata__"]
    tensors = load(data)
    tensors = {str(i): tensors[str(i)] for i in range(len(tensors))}
    if metadata["digest"] != digest(tensors.values(), metadata["notes"]):
        raise ValueError("It was changed.")
    return json.loads(metadata["notes"]), tensors


def list_tensors(value: Any) -> list[torch.Tensor]:
    """All tensors in nested dicts and lists.

    >>> list_tensors({"a": [torch.ones(1), 5]})
    [tensor([1.])]
    """
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    nested = isinstance(value, dict | list | tuple)
    return [tensor for part in parts for tensor in list_tensors(part)] if nested else []


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
