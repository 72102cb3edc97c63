"""Changes around a function, for `mutation.py`: what goes in, and what comes out."""

import copy
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import torch

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
        if isinstance(value, list):
            for said, cut in LISTS.items():
                yield f"{key} {said}", with_argument(reference, key, cut)
        if trained and isinstance(value, torch.Tensor) and value.is_floating_point():
            yield f"{key} detached", without_gradient(reference, key)
    result = reference(**{key: safe_copy(value) for key, value in calls[0].items()})
    if isinstance(result, list):
        for said in ("reversed", "without the last"):
            yield f"result {said}", of_result(reference, LISTS[said])
        yield "result as a set's list", of_result(reference, lambda x: sorted(x, key=repr))
    if trained:
        yield "result detached", of_result(reference, lambda x: x.detach())


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
