"""Values on their way between a notebook's kernel and a grader that does not trust it.

What a kernel sends is made of tensors, numbers, texts, lists, tuples, sets and dicts alone, and
torch reads it without running code. Anything else travels as its name and how it is shown.
"""

import io
import random
from pathlib import PurePath
from typing import Any

import numpy
import torch

SIMPLE = (type(None), bool, int, float, complex, str, bytes)
ARRAY, NUMBER, FROZEN, PATH, OTHER = "\0array", "\0number", "\0frozen", "\0path", "\0other"


def plain(value: Any) -> Any:
    """A value of plain things only; `real` makes of it what it was, but for objects.

    >>> plain([numpy.float64(0.5), frozenset({1}), object])[1:]
    [('\\x00frozen', [1]), ('\\x00other', 'type', "<class 'object'>")]
    """
    if type(value) in SIMPLE:
        return value
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu()
        return (value if value.layout is torch.strided else value.to_dense()).clone()
    if isinstance(value, numpy.generic | numpy.ndarray) and value.dtype.kind in "biufc":
        tensor = torch.from_numpy(numpy.array(value))
        return (ARRAY if isinstance(value, numpy.ndarray) else NUMBER), tensor
    if isinstance(value, list | set):
        return (list if isinstance(value, list) else set)(map(plain, value))
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, frozenset):
        return FROZEN, list(map(plain, value))
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    for sort, as_sort in ((int, int.__index__), (float, float.__float__), (str, str.__str__)):
        if isinstance(value, sort):  # of a class of its own
            return as_sort(value)
    if isinstance(value, PurePath):
        return PATH, str(value)
    return OTHER, type(value).__name__, repr(value)[:200]


def real(value: Any) -> Any:
    """What `plain` was given. An object comes back as one of a class with the same name.

    >>> real(plain([numpy.arange(2), frozenset({1}), (x for x in "ab")]))[:2]
    [array([0, 1]), frozenset({1})]
    """
    if isinstance(value, list | set):
        return type(value)(map(real, value))
    if isinstance(value, dict):
        return {real(key): real(one) for key, one in value.items()}
    if not isinstance(value, tuple):
        return value
    name, *parts = value or ("",)
    if not isinstance(name, str) or not name.startswith("\0"):
        return tuple(map(real, value))
    if name in (ARRAY, NUMBER):
        return parts[0].numpy() if name == ARRAY else parts[0].numpy()[()]
    if name == FROZEN:
        return frozenset(map(real, parts[0]))
    if name == PATH:
        return PurePath(parts[0])
    return type(str(parts[0]), (), {"__repr__": lambda self: str(parts[1])})()


def pack(value: Any) -> bytes:
    """A plain value as bytes."""
    stream = io.BytesIO()
    torch.save(value, stream)
    return stream.getvalue()


def unpack(parcel: bytes) -> Any:
    """The plain value in some bytes. Raises an error for anything that is none: no code runs."""
    return torch.load(io.BytesIO(parcel), weights_only=True)


def content(argument: Any) -> Any:
    """What a function may have changed of an argument, as a plain value."""
    if isinstance(argument, torch.nn.Module):
        grads = [plain(one.grad) for one in argument.parameters()]
        modes = [part.training for part in argument.modules()]
        return {"state": plain(argument.state_dict()), "modes": modes, "grads": grads}
    if isinstance(argument, torch.Generator):
        return argument.get_state()
    return plain(argument)


def put(argument: Any, changed: Any) -> None:
    """Give an argument the content that it has on the other side."""
    if isinstance(argument, torch.nn.Module):
        argument.load_state_dict(changed["state"])
        for part, mode in zip(argument.modules(), changed["modes"]):
            part.training = mode
        for parameter, grad in zip(argument.parameters(), changed["grads"]):
            parameter.grad = grad
    elif isinstance(argument, torch.Generator):
        argument.set_state(changed)
    elif isinstance(argument, torch.Tensor):
        argument.data = changed
    elif isinstance(argument, list):
        argument[:] = real(changed)
    elif isinstance(argument, set | dict):
        argument.clear()
        argument.update(real(changed))
    elif isinstance(argument, tuple):
        for one, other in zip(argument, changed):
            put(one, other)


def chance() -> list[Any]:
    """The states of the random generators of Python, NumPy and torch."""
    return [random.getstate(), numpy.random.get_state(), torch.get_rng_state()]


def set_chance(states: list[Any]) -> None:
    """Put the random generators into these states."""
    python, own, tensor = states
    random.setstate(python)
    numpy.random.set_state(own)
    torch.set_rng_state(tensor)
