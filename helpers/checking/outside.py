"""A notebook's kernel on the line: a grader in another process asks a function of the learner's.

Marks that count are not decided where a learner's code runs: whatever it did to this process, it
can only answer. The grader (`tools/outside_grader.py`) has the cases and the reference; it sends
arguments, and gets back what the function returned, printed, changed and drew.
"""

import inspect
import io
import json
import os
import pickle
import traceback
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Client, Connection
from typing import Any

from helpers.checking.limits import OverLimit, Watch
from helpers.checking.sandbox import contained, is_blank, quiet, seeded
from helpers.checking.values import difference

LINE = "COURSE_GRADER"  # the grader's address and key, while somebody marks


def asked() -> bool:
    """Whether a grader waits for this notebook's answers."""
    return bool(os.environ.get(LINE))


def answer(exercise_id: str, function: Any, reference: Callable[..., Any]) -> None:
    """Answer all that the grader wants to know of `function`.

    reference: if the function runs it, the grader is told.
    """
    place = json.loads(os.environ[LINE])
    with Client(place["address"], authkey=bytes.fromhex(place["key"])) as line:
        told = describe(function) | {"id": exercise_id, "given": function is reference}
        with seeded(), Watch() as watch, _spied(reference) as runs:
            _Answers(line, function, watch, runs).until_the_end(told)


def describe(function: Any) -> dict[str, Any]:
    """What can be said of a function without calling it.

    >>> describe(lambda a, b=1: a)["parameters"]
    [['a', 'POSITIONAL_OR_KEYWORD', False], ['b', 'POSITIONAL_OR_KEYWORD', True]]
    """
    try:
        given = inspect.signature(function).parameters.values()
        parameters = [[p.name, p.kind.name, p.default is not p.empty] for p in given]
    except (TypeError, ValueError):  # no function, or one that tells nothing
        parameters = None
    sort = type(function).__name__
    blank = is_blank(function)
    return {"blank": blank, "callable": callable(function), "sort": sort, "parameters": parameters}


_original: list[Callable[..., Any]] = []  # the reference that is watched now
_runs: list[bool] = []  # an entry for each time that it ran


def _noting(*values: Any, **keywords: Any) -> Any:
    """What a watched reference does; its names are found from any module."""
    from helpers.checking import outside

    outside._runs.append(True)
    return outside._original[0](*values, **keywords)


@contextmanager
def _spied(reference: Callable[..., Any]) -> Iterator[list[bool]]:
    """Inside the block each run of the reference is noted, by whatever name it is called."""
    code, defaults = reference.__code__, (reference.__defaults__, reference.__kwdefaults__)
    own = types.FunctionType(code, reference.__globals__, reference.__name__, defaults[0])
    own.__kwdefaults__ = defaults[1]
    _original[:], _runs[:] = [own], []
    reference.__code__ = _noting.__code__
    reference.__defaults__ = reference.__kwdefaults__ = None
    try:
        yield _runs
    finally:
        reference.__code__ = code
        reference.__defaults__, reference.__kwdefaults__ = defaults


class _Arguments(pickle.Unpickler):
    """Arguments as the grader sends them; a function that it keeps becomes a question to it."""

    def __init__(self, parcel: bytes, ask: Callable[..., Any]) -> None:
        super().__init__(io.BytesIO(parcel))
        self.ask = ask

    def persistent_load(self, number: int) -> Callable[..., Any]:
        return lambda *values, **keywords: self.ask(number, values, keywords)


class _Answers:
    """One exercise's session with the grader."""

    def __init__(self, line: Connection, function: Any, watch: Watch, runs: list[bool]) -> None:
        self.line, self.function, self.watch, self.runs = line, function, watch, runs
        self.graph: tuple[Any, list[Any]] | None = None  # the last result, and what it depends on

    def until_the_end(self, told: dict[str, Any]) -> None:
        from helpers.checking.parcels import pack

        while True:
            self.line.send_bytes(pack(told))
            wish = _Arguments(self.line.recv_bytes(), self._ask).load()
            if wish["do"] == "end":
                return
            told = self._call(wish) if wish["do"] == "call" else self._slope(wish)

    def _ask(self, number: int, values: tuple, keywords: dict[str, Any]) -> Any:
        """Call a function that the grader keeps."""
        from helpers.checking.parcels import pack, plain

        self.line.send_bytes(pack({"ask": number, "values": plain([values, keywords])}))
        found = _Arguments(self.line.recv_bytes(), self._ask).load()
        if "error" in found:
            raise found["error"]
        return found["value"]

    def _call(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Call the learner's function. What it returned or raised, and all that it changed."""
        from helpers.checking import parcels

        given = [*wish["values"], *wish["keywords"].values()]
        before = [parcels.content(one) for one in given]
        parcels.set_chance(wish["chance"])
        with quiet() as said, contained():
            told = self._result(wish["values"], wish["keywords"])
        after = [parcels.content(one) for one in given]
        changed = {n: one for n, one in enumerate(after) if difference(before[n], one, 0)}
        told |= {
            "changed": changed,
            "chance": parcels.plain(parcels.chance()),
            "used": bool(self.runs),
        }
        return told | {"printed": said.stdout[:1000]}

    def _result(self, values: tuple, keywords: dict[str, Any]) -> dict[str, Any]:
        from helpers.checking import parcels
        from helpers.checking.arrays import float_tensors

        try:
            value = self.watch.call(self.function, *values, **keywords)
            slopes = getattr(value, "requires_grad", False) is True
            inputs = [t for t in float_tensors([values, keywords]) if t.requires_grad]
            self.graph = (value, inputs) if slopes else None
            return {"value": parcels.plain(value), "slopes": slopes}
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)
            return {"error": _said(error)}

    def _slope(self, wish: dict[str, Any]) -> dict[str, Any]:
        """The gradient of the last result, for a gradient of what comes after it."""
        import torch

        from helpers.checking.parcels import plain

        try:
            value, inputs = self.graph or (None, [])
            grads = torch.autograd.grad(value, inputs, wish["with"], allow_unused=True)
            return {"value": plain(list(grads))}
        except Exception as error:
            return {"error": _said(error)}


def _said(error: BaseException) -> dict[str, Any]:
    """An error as the names of its classes, its words, and the limit that it passed."""
    try:
        words = str(error)[:1000]
    except Exception:  # an exception class of the learner's own
        words = ""
    limit = [error.seconds, error.megabytes] if isinstance(error, OverLimit) else [0.0, 0.0]
    return {
        "names": [sort.__name__ for sort in type(error).__mro__],
        "words": words,
        "limit": limit,
    }
