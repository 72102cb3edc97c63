"""The helpers that learners call, and arguments for them: what `test_arguments.py` walks."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import torch

import helpers
from helpers.files import root
from helpers.measure.course_code import here
from helpers.measure.reading import imported

ROOMS = ("text", "weights", "context", "measure", "icl", "inside", "facts", "real")
# What notebooks call without the decorator, each with the reason.
OWN_CHECKS = "says itself, and better, what is wrong with each part; walked through in examples"
SHOWS_NAN = "shows runs whose numbers may have become nan, which is what it is there to show"
EACH_STEP = "called in each step of a training, with what the loop has made itself"
EACH_QUESTION = "called for each question, with what `choose` and `ask` have checked"
WRITTEN = "takes what the course's own questions and inferences are made of"
COURSE_DATA = "reads the course's own stored results"
UNCHECKED = {
    "helpers.context.prompts.Prompt": OWN_CHECKS,
    "helpers.measure.evaluation.Report": OWN_CHECKS,
    "helpers.measure.intervals.interval": OWN_CHECKS,
    "helpers.measure.intervals.minus": "the interval of what it returns is refused",
    "helpers.text.own_files.decode": "takes bytes that `read_bytes` has read",
    "helpers.context.demonstrations.index": "takes a pool that `pairs` has checked",
    "helpers.weights.finetuning.loss": EACH_STEP,
    "helpers.weights.pair_tables.losses": SHOWS_NAN,
    "helpers.weights.finetuning.Classifier": "made by `classifier` and `load`, which are checked",
    "helpers.weights.finetuning.Batches": "its own method is checked",
    "helpers.facts.evaluation.context": EACH_QUESTION,
    "helpers.facts.evaluation.prompted": EACH_QUESTION,
    "helpers.facts.inferences.agreeing": WRITTEN,
    "helpers.facts.inferences.texts": WRITTEN,
    "helpers.facts.paper.asked": WRITTEN,
    "helpers.facts.statements.FactQuestion": WRITTEN,
    "helpers.facts.views": SHOWS_NAN,
    "helpers.measure.evidence": COURSE_DATA,
    "helpers.measure.break_even": COURSE_DATA,
    "helpers.real.processes.part_of_loss": EACH_STEP,
    "helpers.real.processes.Plan": "settings of the lesson's own, handed on by `command`",
    "helpers.weights.training_views": SHOWS_NAN,
    "helpers.inside.induction_views": SHOWS_NAN,
    "helpers.weights.session.History": "made by the training loop",
    "helpers.measure.rules.Case": "its values come from menus",
    "helpers.measure.runs.Runs": "made by `experiment.run`",
}


class StandIn:
    """Something that is no plain value; where a body is never reached, it may be anything."""


def modules() -> Iterator:
    """All modules of the rooms."""
    folder = str(Path(helpers.__file__).parent)
    for room in ROOMS:
        for found in pkgutil.iter_modules([f"{folder}/{room}"], f"helpers.{room}."):
            yield importlib.import_module(found.name)


def is_checked(function: Callable) -> bool:
    return getattr(getattr(function, "__code__", None), "co_name", "") == "careful"


def checked() -> dict[str, Callable]:
    """Every checked function by its dotted name; of a class, what makes its objects."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            made = value.__init__ if inspect.isclass(value) else value
            if getattr(value, "__module__", "") == module.__name__ and is_checked(made):
                found[f"{module.__name__}.{name}"] = made
    return found


def named_in_notebooks() -> set[str]:
    """The functions and classes of the rooms that a cell of a lesson or a lab names."""
    found = set()
    for path in root().glob("source/*/*.py"):
        program = here().notebook(path)
        names = dict(imported([statement.node for statement in program.statements]))
        for statement in program.statements:
            for chain in statement.as_written.uses:
                first, *rest = chain.split(".")
                if names.get(first, "").startswith("helpers.") and (
                    value := at(names[first], rest)
                ):
                    found.add(f"{value.__module__}.{value.__qualname__}")
    return {name for name in found if name.split(".")[1] in ROOMS}


def at(dotted: str, rest: list[str]) -> Callable | None:
    """The function or class that a dotted name and its attributes lead to, if they do."""
    parts = [*dotted.split("."), *rest]
    value = helpers
    for place, part in enumerate(parts[1:], 2):
        if inspect.ismodule(value) and not hasattr(value, part):
            importlib.import_module(".".join(parts[:place]))
        value = getattr(value, part)
        if inspect.isfunction(value) or inspect.isclass(value):
            ours = value.__module__.startswith("helpers.")
            takes = inspect.isclass(value) or inspect.signature(value).parameters
            return value if ours and takes else None
    return None


def fitting(hint: Any) -> object:
    """A value that fits a hint as far as a hint can say."""
    kind, inner = get_origin(hint) or hint, [one for one in get_args(hint) if one is not ...]
    if kind in (Union, UnionType):
        return fitting(next(one for one in inner if one is not NoneType))
    plain = {str: "a", bool: True, int: 1, float: 0.5}
    if kind in plain:
        return plain[kind]
    if kind is Callable:
        return print
    if not inspect.isclass(kind) or kind is Any:
        return StandIn()
    if kind.__name__ == "Tensor":
        return torch.ones(1, dtype=torch.long)  # fits ids and other numbers
    if kind.__module__ in ("builtins", "collections.abc") and issubclass(kind, Iterable):
        if issubclass(kind, Mapping):
            return {"a": fitting(inner[1])} if inner else {}
        return tuple(map(fitting, inner)) if kind is tuple else list(map(fitting, inner[:1]))
    return StandIn()


def bad_for(hint: Any, default: object) -> Iterator[object]:
    """Values that a parameter with this hint and default cannot mean."""
    kinds = [get_origin(one) or one for one in (get_args(hint) or [hint])]
    kinds = kinds if get_origin(hint) in (Union, UnionType) else [get_origin(hint) or hint]
    classes = [kind for kind in kinds if inspect.isclass(kind) and kind not in (object, Any)]
    if len(classes) < len(kinds) and Callable not in kinds:
        return
    if NoneType not in kinds and default is not None:
        yield None
    yield float("nan")
    yield object()
    if set(kinds) <= {int, NoneType}:
        yield from (True, 2**70)
    if set(kinds) <= {float, NoneType}:
        yield float("inf")
    if str in kinds and Path not in kinds:
        yield "half of a character: \ud83d"
    if set(kinds) <= {Sequence, list, tuple, NoneType}:
        yield from ({1, 2}, iter([]), (number for number in ()))
    if not any(kind.__module__ in ("builtins", "collections.abc", "types") for kind in classes):
        yield from (print, fitting, dict)  # a function or a class is no model
    lists = [one for one in classes if issubclass(one, Iterable) and one.__module__ != "builtins"]
    if lists and all(one.__module__ == "collections.abc" for one in classes) and get_args(hint):
        yield [None]
        if not any(issubclass(one, Mapping) for one in classes):
            yield "a text"
