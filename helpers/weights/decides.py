"""What decides the result of a training run, as short hashes by name, to tell two runs apart."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from types import CodeType, FunctionType, MethodType
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from torch import nn

CELLS = ("__main__", "__mp_main__")  # functions of these take values from a notebook's cells
# Objects of these hold settings and caches of their own; what they do shows in the first batch.
OTHERS = (
    "torch",
    "transformers",
    "tokenizers",
    "peft",
    "accelerate",
    "random",
    "numpy",
    "builtins",
)
SHOWN = ("params", "lr", "initial_lr")  # of an optimizer; names and rates are compared apart
# Of a configuration: where it came from, and what `classes` tells by itself.
APART = ("_name_or_path", "transformers_version", "architectures", "dtype", "id2label", "label2id")


def short(lines: Iterable[str]) -> str:
    """One hash for some lines."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()[:16]


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


def weights(model: nn.Module) -> str:
    """A hash of all parameters and buffers."""
    return digest(model.state_dict().values())


def classes(model: nn.Module) -> str:
    """A hash of the names of a classifier's classes, in their order."""
    return short([repr(getattr(getattr(model, "config", None), "id2label", None))])


def network(model: nn.Module) -> str:
    """A hash of what a model is beside its weights: layers, settings, and what of it can learn."""
    config = getattr(model, "config", None)
    settings = dict(config.to_dict()) if hasattr(config, "to_dict") else {}
    listed = json.dumps({k: v for k, v in settings.items() if k not in APART}, default=str)
    return short(
        [repr(model), listed, *(n for n, p in model.named_parameters() if p.requires_grad)]
    )


def optimizer(of: torch.optim.Optimizer, model: nn.Module) -> str:
    """A hash of an optimizer's kind, of all its settings, and of which weights each is for."""
    names = {id(p): name for name, p in model.named_parameters()}
    return short(_settings(of, names))


def _settings(of: torch.optim.Optimizer, names: dict[int, str]) -> Iterator[str]:
    while isinstance(inner := getattr(of, "optimizer", None), torch.optim.Optimizer):
        of = inner  # accelerate wraps it
    yield type(of).__qualname__
    for group in of.param_groups:
        yield repr([names.get(id(p)) for p in group["params"]])
        yield from (f"{k}={v!r}" for k, v in sorted(group.items()) if k not in SHOWN)
    yield repr(_scalars(of))
    for value in vars(of).values():
        if isinstance(value, torch.optim.Optimizer):
            yield from _settings(value, names)


def held(value: Any, whole: bool = True) -> str:
    """A hash of the data that a function or an object holds: texts, labels, tensors, in any depth.

    It follows closures, the arguments of a `partial`, attributes, and what a notebook's function
    takes from other cells. With `whole`, single numbers and the code of functions count, too;
    without, they do not, for an object may count its calls.

    >>> held(partial(max, torch.ones(2))) == held(partial(max, torch.zeros(2)))
    False
    >>> held(lambda x: x + 1) == held(lambda x: x + 2)
    False
    """
    return short(_Walk(whole).lines(value))


class _Walk:
    """Goes through a value and what it is made of; each object is looked at once."""

    def __init__(self, whole: bool):
        self.whole, self.seen = whole, {}  # objects by id, kept alive: an id may not come again

    def lines(self, value: Any) -> list[str]:
        """What there is to tell of a value; nothing of what is no data."""
        if isinstance(value, str | bytes):
            return [repr(value)]
        if isinstance(value, bool | int | float):
            return [repr(value)] if self.whole else []
        if isinstance(value, torch.Tensor):
            return [digest([value])]
        if isinstance(value, np.ndarray):
            return [short([str(value.dtype), repr(value.tolist())])]
        if value is None or id(value) in self.seen:
            return []
        self.seen[id(value)] = value
        if isinstance(value, list | tuple) and all(map(_plain, value)):
            return [short(map(repr, value))] if value else []
        found = [line for name, part in self.parts(value) for line in self.named(name, part)]
        kind = [type(value).__qualname__] if self.whole else []
        return [*kind, *found] if found else []

    def named(self, name: str, part: Any) -> list[str]:
        told = self.lines(part)
        return [name, *told] if told else []

    def parts(self, value: Any) -> Iterator[tuple[str, Any]]:
        """The parts of a value that is no plain data, with names."""
        if isinstance(value, dict):
            yield from ((repr(key), part) for key, part in list(value.items()))
        elif isinstance(value, list | tuple):
            yield from (("", part) for part in value)
        elif isinstance(value, set | frozenset):
            yield "", sorted(map(repr, value))
        elif isinstance(value, Dataset):
            yield from ((name, list(value[name])) for name in value.column_names)
        elif isinstance(value, partial):
            yield from (("", value.func), ("", value.args), ("", value.keywords))
        elif isinstance(value, MethodType):
            yield from (("", value.__func__), ("", value.__self__))
        elif isinstance(value, FunctionType):
            yield from self.of_function(value)
        elif isinstance(value, nn.Module):
            if not list(value.parameters()):  # a loss; what learns is compared by itself
                yield from (("", repr(value)), ("", dict(value.named_buffers())))
                yield "", _scalars(value)
        elif hasattr(value, "__dict__") and not _foreign(value):
            yield from ((k, v) for k, v in sorted(vars(value).items()) if not _filled(value, k))

    def of_function(self, function: FunctionType) -> Iterator[tuple[str, Any]]:
        code = function.__code__
        if self.whole:
            yield "code", "\n".join(_code(code))
        yield from (("defaults", function.__defaults__), ("defaults", function.__kwdefaults__))
        for name, cell in zip(code.co_freevars, function.__closure__ or ()):
            try:
                yield name, cell.cell_contents
            except ValueError:  # it is filled later
                continue
        if function.__module__ in CELLS:
            known = function.__globals__
            yield from ((name, known[name]) for name in sorted(_names(code)) if name in known)


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, str | bool | int | float)


def _scalars(value: Any) -> dict[str, Any]:
    return {k: v for k, v in vars(value).items() if k[0] != "_" and _plain(v) and k != "training"}


def _filled(value: Any, name: str) -> bool:
    """Whether an attribute is a cache, which is filled as the object is used."""
    return "cache" in name or isinstance(getattr(type(value), name, None), cached_property)


def _foreign(value: Any) -> bool:
    return isinstance(value, type) or type(value).__module__.split(".")[0] in OTHERS


def _code(code: CodeType) -> Iterator[str]:
    """What a function does, without the file and the lines it stands in."""
    yield from (code.co_code.hex(), repr(code.co_names))
    for constant in code.co_consts:
        told = sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant
        yield from _code(constant) if isinstance(constant, CodeType) else [repr(told)]


def _names(code: CodeType) -> set[str]:
    """The names that a function, and those within it, look up outside."""
    inner = (_names(part) for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*inner)
