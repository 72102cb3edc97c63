"""Changes around a function, for `mutation.py`: what goes in, and what comes out."""

import copy
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import torch
from mutation_bounds import FEW

from helpers.checking.arrays import float_tensors


def recorded(check: Callable[[Callable[..., Any]], Any], reference: Callable[..., Any]) -> list:
    """The bound arguments of the calls that a check makes, at most fifty."""
    calls: list[dict[str, Any]] = []

    @functools.wraps(reference)
    def watching(*values: Any, **keywords: Any) -> Any:
        if len(calls) < 50:
            bound = inspect.signature(reference).bind(*values, **keywords)
            bound.apply_defaults()
            calls.append({key: safe_copy(value) for key, value in bound.arguments.items()})
        return reference(*values, **keywords)

    check(watching)
    return calls


def safe_copy(value: Any) -> Any:
    return value if isinstance(value, torch.Generator) else copy.deepcopy(value)


def with_argument(reference: Callable[..., Any], key: str, change: Callable) -> Callable[..., Any]:
    """The reference, one of whose arguments is changed before it is called."""

    @functools.wraps(reference)
    def mutant(*values: Any, **keywords: Any) -> Any:
        bound = inspect.signature(reference).bind(*values, **keywords)
        bound.apply_defaults()
        bound.arguments[key] = change(safe_copy(bound.arguments[key]))
        return reference(*bound.args, **bound.kwargs)

    return mutant


def spoiling(reference: Callable[..., Any], key: str) -> Callable[..., Any]:
    """The reference, which changes one of the caller's own arguments afterwards."""

    @functools.wraps(reference)
    def mutant(*values: Any, **keywords: Any) -> Any:
        bound = inspect.signature(reference).bind(*values, **keywords)
        bound.apply_defaults()
        before = {k: safe_copy(v) for k, v in bound.arguments.items()}
        result = reference(**before)
        spoil(bound.arguments[key])
        return result

    return mutant


def spoil(value: Any) -> None:
    if isinstance(value, torch.Tensor):
        value.copy_(~value if value.dtype == torch.bool else value + 1)
    elif isinstance(value, list):
        value.append(value[-1]) if value else value.append(0)
    elif isinstance(value, dict):
        value.popitem() if value else value.update(new=0)
    elif isinstance(value, set):
        value.add("new")


def of_result(reference: Callable[..., Any], change: Callable) -> Callable[..., Any]:
    @functools.wraps(reference)
    def mutant(*values: Any, **keywords: Any) -> Any:
        return change(reference(*values, **keywords))

    return mutant


LISTS = {
    "reversed": lambda x: x[::-1],
    "first only": lambda x: x[:1],
    "last only": lambda x: x[-1:],
}
LISTS |= {"without the first": lambda x: x[1:], "without the last": lambda x: x[:-1]}

# An answer that looks at a few only is right on every short case.
BOUNDED = {f"first {n}": lambda x, n=n: x[:n] for n in FEW}
BOUNDED |= {f"last {n}": lambda x, n=n: x[-n:] for n in FEW}

TEXTS = {"in small letters": str.lower, "stripped": str.strip}
TEXTS |= {"with single spaces": lambda text: " ".join(text.split())}


def in_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed, also in lists, tuples and dicts."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {in_texts(k, change): in_texts(v, change) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return type(value)(in_texts(one, change) for one in value)
    return value


def is_mask(value: Any) -> bool:
    """Whether it is a tensor of rows of True and False, or of 0 and 1."""
    if not isinstance(value, torch.Tensor) or value.ndim != 2 or value.is_floating_point():
        return False
    return value.dtype == torch.bool or bool(((value == 0) | (value == 1)).all())


MASKS = {
    "real ones first": lambda x: x.sort(-1, descending=True).values,
    "real ones last": lambda x: x.sort(-1).values,
    "as in its first row": lambda x: x[:1].expand_as(x).clone(),
}


def texts_in(value: Any) -> list[str]:
    """All texts in a value, also in lists, tuples and dicts."""
    if isinstance(value, str):
        return [value]
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return [t for one in parts for t in texts_in(one)] if isinstance(value, HOLDERS) else []


HOLDERS = (list, tuple, set, dict)


def text_changes(values: list[Any]) -> dict[str, Callable]:
    """Other letters or spaces, where at least one of the values has such."""
    some = [text for value in values for text in texts_in(value)]
    found = {s: c for s, c in TEXTS.items() if any(c(text) != text for text in some)}
    return {s: lambda x, change=change: in_texts(x, change) for s, change in found.items()}


def changes_of(values: list[Any]) -> dict[str, Callable]:
    """What may be done to an argument before the function sees it; values: those of the calls."""
    if is_mask(values[0]):
        return MASKS
    changes = text_changes(values)
    if isinstance(values[0], list):
        changes |= LISTS | BOUNDED
    if isinstance(values[0], dict):
        pairs = {**LISTS, "sorted": lambda x: sorted(x, key=repr)}
        record = len(values) > 1 and all(value.keys() == values[0].keys() for value in values)
        pairs |= {} if record else BOUNDED
        changes |= {s: lambda x, cut=cut: dict(cut([*x.items()])) for s, cut in pairs.items()}
    return changes


def around_calls(
    reference: Callable[..., Any], calls: list[dict[str, Any]], trained: bool
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Mutants that fix an argument to what a case has, change it, cut or reorder it.

    trained: the exercise asks for a gradient, so there are some that cut it off.
    """
    for key, value in calls[0].items():
        if callable(value) or isinstance(value, torch.Generator):
            continue
        for which, fixed in {"first": value, "last": calls[-1][key]}.items():
            change = lambda _, fixed=fixed: safe_copy(fixed)  # noqa: E731
            yield f"{key} as in the {which} call", with_argument(reference, key, change)
        if isinstance(value, (list, dict, set, torch.Tensor)):
            yield f"changes {key}", spoiling(reference, key)
        for said, change in changes_of([call[key] for call in calls]).items():
            yield f"{key} {said}", with_argument(reference, key, change)
        if trained and isinstance(value, torch.Tensor) and value.is_floating_point():
            yield f"{key} detached", without_gradient(reference, key)
    results = results_of(reference, calls)
    result = results[0]
    if isinstance(result, list):
        for said in ("reversed", "without the last"):
            yield f"result {said}", of_result(reference, LISTS[said])
        yield "result as a set's list", of_result(reference, lambda x: sorted(x, key=repr))
        for said, cut in BOUNDED.items():
            yield f"result {said}", of_result(reference, cut)
    for said, change in text_changes(results).items():
        yield f"result {said}", of_result(reference, change)
    if trained:
        yield "result detached", of_result(reference, lambda x: x.detach())


def results_of(reference: Callable[..., Any], calls: list[dict[str, Any]]) -> list[Any]:
    """What the reference returns in these calls, but where it raises an error."""
    results = []
    for call in calls:
        try:
            results.append(reference(**{key: safe_copy(value) for key, value in call.items()}))
        except (ValueError, RuntimeError):
            pass
    return results


def connected(reference: Callable[..., Any], call: dict[str, Any]) -> bool:
    """Whether a gradient could go from the result of a call to one of its float tensors."""
    inputs = {k: safe_copy(v) for k, v in call.items()}
    floats = float_tensors(inputs)
    for value in floats:
        value.requires_grad_()
    try:
        result = reference(**inputs) if floats else None
    except (TypeError, ValueError, RuntimeError):
        return False
    return isinstance(result, torch.Tensor) and result.requires_grad


def without_gradient(reference: Callable[..., Any], key: str) -> Callable[..., Any]:
    """The reference, through one of whose arguments no gradient goes."""

    @functools.wraps(reference)
    def mutant(*values: Any, **keywords: Any) -> Any:
        bound = inspect.signature(reference).bind(*values, **keywords)
        bound.arguments[key] = bound.arguments[key].detach()
        return reference(*bound.args, **bound.kwargs)

    return mutant
