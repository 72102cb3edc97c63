"""Marks a notebook's functions from outside its kernel: no line of a learner's runs here.

    python -m tools.outside_grader

`tools/marking.py` starts it. For each line on its input it listens for the kernel of one notebook,
and prints the verdicts at the end, a line of JSON. A kernel that answers with the right results has
a right function; nothing else that it says earns anything, and what it sends is read as data.
"""

import builtins
import io
import json
import os
import pickle
import queue
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from inspect import Parameter, Signature
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from typing import Any

import torch

from helpers import exercises
from helpers.checking import grading, limits, parcels, sandbox
from helpers.checking.arrays import float_tensors
from helpers.files import CourseError

SECONDS = 240.0  # by the clock, for one exercise; beyond it the kernel is not asked any more
HELLO = 30.0  # seconds that a kernel may take to say what it wants
MOST = 200_000_000  # bytes of one message
# Errors that a kernel may name beside Python's own.
KNOWN = {
    "TooLong": limits.TooLong,
    "TooLarge": limits.TooLarge,
    "AskedInput": sandbox.AskedInput,
    "CourseError": CourseError,
}


class _Outgoing(pickle.Pickler):
    """Arguments for a kernel. A function of the exercise's own stays here, and is asked for."""

    def __init__(self, stream: io.BytesIO, kept: list[Callable[..., Any]]) -> None:
        super().__init__(stream)
        self.kept = kept

    def persistent_id(self, value: Any) -> int | None:
        if not isinstance(value, types.FunctionType | types.MethodType):
            return None
        if not value.__module__.startswith("helpers.") and "<" not in value.__qualname__:
            return None  # the kernel has it, too
        self.kept.append(value)
        return len(self.kept) - 1


def raised(told: dict[str, Any]) -> BaseException:
    """An error as a kernel described it: of the first of its classes that is known here.

    >>> error = raised({"names": ["Mine", "ValueError"], "words": "too long", "limit": [0, 0]})
    >>> type(error).__name__, isinstance(error, ValueError), str(error)
    ('Mine', True, 'too long')
    """
    names, words = [str(name) for name in told["names"]] or ["Exception"], str(told["words"])
    known = [KNOWN.get(name) or getattr(builtins, name, None) for name in names]
    sorts = [one for one in known if isinstance(one, type) and issubclass(one, BaseException)]
    own = {"__init__": lambda self: None, "__str__": lambda self: words}
    error = type(names[0], (sorts[0] if sorts else Exception,), own)()
    if isinstance(error, limits.OverLimit):
        error.seconds, error.megabytes = map(float, told["limit"])
    return error


class _Slopes(torch.autograd.Function):
    """Lets a gradient go back through a function that ran in the kernel."""

    @staticmethod
    def forward(ctx: Any, value: torch.Tensor, remote: "Remote", *_: torch.Tensor) -> torch.Tensor:
        ctx.remote = remote
        return value.clone()

    @staticmethod
    def backward(ctx: Any, slope: torch.Tensor) -> tuple[Any, ...]:
        told = ctx.remote.ask({"do": "slope", "with": slope})
        if "error" in told:
            raise raised(told["error"])
        return None, None, *told["value"]


class Remote:
    """A learner's function, in the kernel at the other end of a line; called as any other."""

    def __init__(self, line: Connection, told: dict[str, Any]) -> None:
        self.line, self.end = line, time.monotonic() + SECONDS
        self.kept: list[Callable[..., Any]] = []
        self.used = self.lost = False
        if told["parameters"] is not None:
            self.__signature__ = Signature(
                Parameter(
                    name, getattr(Parameter, kind), default=None if given else Parameter.empty
                )
                for name, kind, given in told["parameters"]
            )

    def __call__(self, *values: Any, **keywords: Any) -> Any:
        chance = parcels.chance()
        told = self.ask({"do": "call", "values": values, "keywords": keywords, "chance": chance})
        self.used |= told["used"] is True
        parcels.set_chance(parcels.real(told["chance"]))
        for number, changed in told["changed"].items():
            parcels.put([*values, *keywords.values()][number], changed)
        print(told["printed"], end="")
        if "error" in told:
            raise raised(told["error"])
        value = parcels.real(told["value"])
        if told["slopes"]:
            inputs = [t for t in float_tensors([values, keywords]) if t.requires_grad]
            value = _Slopes.apply(value, self, *inputs)
        return value

    def ask(self, wish: dict[str, Any]) -> dict[str, Any]:
        """The kernel's answer. After an error here the two are out of step: it is asked no more."""
        if self.lost:
            raise EOFError("its kernel answers no more")
        try:
            self.send(wish)
            told = self._receive()
            while "ask" in told:
                self.send(self._own(told))
                told = self._receive()
        except BaseException:
            self.lost = True
            raise
        return told

    def send(self, wish: dict[str, Any]) -> None:
        stream = io.BytesIO()
        _Outgoing(stream, self.kept).dump(wish)
        self.line.send_bytes(stream.getvalue())

    def _receive(self) -> dict[str, Any]:
        while not self.line.poll(0.1):
            if time.monotonic() > self.end:
                error = limits.TooLong()
                error.seconds = SECONDS
                raise error
        return parcels.unpack(self.line.recv_bytes(MOST))

    def _own(self, told: dict[str, Any]) -> dict[str, Any]:
        """The result of a function that stayed here."""
        values, keywords = parcels.real(told["values"])
        try:
            return {"value": self.kept[told["ask"]](*values, **keywords)}
        except Exception as error:
            return {"error": RuntimeError(str(error))}


def judged(line: Connection, told: dict[str, Any]) -> dict[str, Any]:
    """The verdict on one function. `used`: it ran the reference."""
    name = str(told["id"])
    exercise, remote = exercises.find(name), Remote(line, told)
    if told["given"] is True:
        words = f"The reference was handed in. Was `{name}` checked before this cell?"
        verdict = grading.Verdict("not attempted", words)
    elif told["blank"] is True:
        verdict = grading.Verdict("not attempted", f"{name} was not attempted.")
    elif told["callable"] is not True:
        verdict = grading.Verdict("failed", f"`{name}` is no function, but a {told['sort']}.")
    else:
        verdict = grading.grade(exercise, remote)
    if not remote.lost:
        remote.send({"do": "end"})
    return {"passed": verdict.status == "passed", "text": verdict.text, "used": remote.used}


def listen(listener: Listener, end: bytes) -> dict[str, dict[str, Any]]:
    """The verdict for each exercise that one notebook's kernel asks about, until `end` is said.

    Whoever passes once has a right function; whoever ran the reference once did run it.
    """
    found: dict[str, dict[str, Any]] = {}
    while True:
        try:
            with listener.accept() as line:
                first = line.recv_bytes(MOST) if line.poll(HELLO) else b""
                if first == end:
                    return found
                told = parcels.unpack(first)
                verdict = judged(line, told)
        except (OSError, EOFError, AuthenticationError):  # gone, or not the notebook's
            continue
        except Exception as error:  # what it said is no question
            print(f"A kernel was not understood ({type(error).__name__}).", file=sys.stderr)
            continue
        before = found.get(told["id"], verdict)
        used = before["used"] or verdict["used"]
        found[told["id"]] = (before if before["passed"] else verdict) | {"used": used}


def requests() -> Iterator[dict[str, Any]]:
    """The lines of the input. At its end this process ends, also while it waits for a kernel."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(lines.get())


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr
    for request in requests():
        key = os.urandom(32)
        with Listener(authkey=key) as listener:
            place = {"address": listener.address, "key": key.hex()}
            print(json.dumps(place), file=answers, flush=True)
            found = listen(listener, request["end"].encode("ascii"))
        print(json.dumps(found), file=answers, flush=True)


if __name__ == "__main__":
    main()
