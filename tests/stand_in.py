"""A device that is not there: tensors "on" it live on the CPU, and refuse to meet CPU tensors.

Computers without a GPU can so find what would fail on one. `with StandIn():` sends everything that
torch is asked for through `__torch_function__` below. A tensor becomes "away" by `.to("mps")`, by
being created there, or by being computed from tensors that are; it says so if asked for its device.
What real devices refuse is refused: operands of two devices (a CPU number without dimensions may
join), a CPU generator for a tensor that is away, indexing a CPU tensor by one that is away, NumPy.
"""

from collections.abc import Iterator

import torch
from torch.overrides import TorchFunctionMode

AWAY = torch.device("mps")  # a name that torch and transformers know
MOVES = {"to", "cpu", "cuda", "type_as"}
COPIES = {"copy_", "new_tensor", "set_", "__deepcopy__", "tensor"}
COPIES |= {"_has_compatible_shallow_copy_type"}  # Module.to asks it: may the data be replaced?
NUMPY = {"numpy", "__array__"}
CPU_ANSWERS = {"is_cpu": False, "is_mps": True}


class Refused(RuntimeError):
    """Two devices met."""


def is_away(value) -> bool:
    return isinstance(value, torch.Tensor) and getattr(value, "_is_away", False)


def mark(value, away: bool):
    """The same value; all tensors in it are said to be away, or not."""
    if isinstance(value, torch.Tensor):
        value._is_away = away
    elif isinstance(value, (list, tuple)):
        for part in value:
            mark(part, away)
    elif isinstance(value, Iterator):
        return iter([mark(part, away) for part in value])
    return value


def tensors(value) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [t for part in value for t in tensors(part)] if isinstance(value, (list, tuple)) else []


def same_device(name: str, values: list[torch.Tensor]) -> bool:
    """True if the result is away. Raises `Refused` if CPU tensors meet others."""
    away = any(map(is_away, values))
    if away and any(not is_away(t) and t.dim() for t in values):
        shapes = [("away" if is_away(t) else "cpu", tuple(t.shape)) for t in values]
        raise Refused(f"Expected all tensors to be on the same device: {name} of {shapes}")
    return away


def destination(args: tuple, kwargs: dict):
    """The device that `.to(...)` or a factory was asked for, if any, and arguments for the CPU."""
    found = None

    def local(value):
        nonlocal found
        if isinstance(value, torch.Tensor):
            return value
        if isinstance(value, (torch.device, str)):
            try:
                found = torch.device(value)
            except RuntimeError:  # a string that is no device
                return value
            return torch.device("cpu") if found.type == AWAY.type else value
        return value

    args = tuple(map(local, args))
    return args, {name: local(value) for name, value in kwargs.items()}, found


class Event:
    """In place of `torch.Event` of a device: here all that came before is done at once."""

    def __init__(self, device=None, **options):
        pass

    def record(self, stream=None) -> None:
        pass

    wait = synchronize = record


class StandIn(TorchFunctionMode):
    """While it is entered, `torch.device("mps")` is a device as described above."""

    def __enter__(self):
        self.event, torch.Event = torch.Event, Event
        return super().__enter__()

    def __exit__(self, *problem):
        torch.Event = self.event
        return super().__exit__(*problem)

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs, name = dict(kwargs or {}), getattr(func, "__name__", str(func))
        if name in ("__get__", "__set__", "__delete__"):
            return self.attribute(func, name, args)
        if name in MOVES:
            return self.move(func, name, args, kwargs)
        if name in NUMPY and any(map(is_away, tensors(args))):
            raise Refused(f"{name} of a tensor that is away: use .cpu() first")
        if kwargs.get("device") is not None:
            return self.create(func, name, args, kwargs)
        values = tensors(args) + tensors(kwargs)
        if name == "__getitem__":
            away = is_away(args[0])
            if not away and any(map(is_away, tensors(args[1:]))):
                raise Refused("a CPU tensor is indexed by one that is away")
        elif name == "__setitem__" and not tensors(args[1:2]):
            away = is_away(args[0])  # places without tensors: a copy, which may cross
        elif name in COPIES:
            away = is_away(args[0]) and name != "tensor"
        else:
            away = same_device(name, values)
        self.check_generator(name, kwargs.get("generator"), away)
        before = {id(t): is_away(t) for t in values}
        result = func(*args, **kwargs)
        if isinstance(result, torch.Tensor) and id(result) in before:
            return result  # in place: it is where it was
        return mark(result, away)

    @staticmethod
    def check_generator(name: str, generator, away: bool) -> None:
        if away and generator is not None:
            raise Refused(f"{name} of a tensor that is away with a CPU generator")

    @staticmethod
    def attribute(func, name: str, args: tuple):
        owner = args[0]
        what = getattr(getattr(func, "__self__", None), "__name__", "")
        if name == "__set__" and isinstance(args[1], torch.Tensor):
            if what == "grad" and is_away(owner) != is_away(args[1]):
                raise Refused("a gradient on another device than its parameter")
            if what == "data":
                owner._is_away = is_away(args[1])
        if name == "__get__" and is_away(owner):
            if what == "device":
                return AWAY
            if what in CPU_ANSWERS:
                return CPU_ANSWERS[what]
            return mark(func(*args), True)
        return func(*args)

    @staticmethod
    def move(func, name: str, args: tuple, kwargs: dict):
        value, rest = args[0], args[1:]
        if name == "cpu":
            away = False
        elif rest and isinstance(rest[0], torch.Tensor):
            away = is_away(rest[0])
        else:
            rest, kwargs, where = destination(rest, kwargs)
            away = is_away(value) if where is None else where.type == AWAY.type
        result = func(value, *rest, **kwargs)
        if result is value and away != is_away(value):
            result = value.clone()
        return mark(result, away)

    def create(self, func, name: str, args: tuple, kwargs: dict):
        where = torch.device(kwargs["device"])
        away = where.type == AWAY.type
        if away:
            kwargs["device"] = torch.device("cpu")
        self.check_generator(name, kwargs.get("generator"), away)
        return mark(func(*args, **kwargs), away)
