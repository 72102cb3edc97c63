"""Compare a learner's function with the reference, and say what is wrong with the smallest case."""

import copy
import inspect
from collections.abc import Callable
from typing import Any

from helpers.checking.arrays import float_tensors
from helpers.checking.limits import OverLimit, Watch
from helpers.checking.sandbox import AskedInput, Outcome, call, say_error
from helpers.checking.showing import say_call, say_results, smallest
from helpers.checking.spec import Args, Exercise
from helpers.checking.values import brief, difference, say_expected
from helpers.words import spoken

# After these nothing more is tried: they would come again, and each takes its time.
ENDS = (KeyboardInterrupt, OverLimit, AskedInput)


def listed(exercise: Exercise) -> list[Args]:
    """The exercise's cases, all in one form."""
    assert exercise.cases
    return [case if isinstance(case, Args) else Args(*case) for case in exercise.cases()]


def _say_signature(exercise: Exercise, function: Any, cases: list[Args]) -> str | None:
    """A sentence if the function cannot be called with the arguments of every case."""
    try:
        for case in cases:
            inspect.signature(function).bind(*case.values, **case.keywords)
    except TypeError as error:
        wanted = ", ".join(inspect.signature(exercise.reference).parameters)
        return spoken(
            "Its arguments do not fit ({error}). Keep the first line as it was: `{line}`",
            error=error,
            line=f"def {exercise.id}({wanted}):",
        )
    except ValueError:  # some built-in functions have no signature to read
        pass
    return None


def say_none(outcome: Outcome) -> str:
    """Why a function may have returned None."""
    if outcome.printed:
        return spoken("It prints its result but returns None. Use `return` in place of `print`.")
    return spoken("It returns None. Is the `return` missing?")


def say_changed(name: str) -> str:
    """What to do about a function that changes an argument."""
    return spoken("It changes its argument `{name}`. Work on a copy.", name=name)


def _differs(exercise: Exercise, expected: Outcome, got: Outcome) -> str | None:
    """What differs between two outcomes. Two errors are the same if they are of one sort."""
    if expected.error or got.error:
        same = expected.error and isinstance(got.error, type(expected.error))
        return None if same else spoken("an error")
    if exercise.compare:
        return exercise.compare(expected.value, got.value)
    return difference(expected.value, got.value, exercise.tolerance)


def _named(
    exercise: Exercise, cases: list[Args], right: list, mine: list, wrong: list[int]
) -> tuple[str, int]:
    """The message of a known mistake, or nothing, and the number of the case to show with it.

    A mistake is known again if all its wrong results are mine, or if two thirds of my wrong results
    are its. Of several, one that explains the smallest wrong case is preferred, then one of the
    first sort, then one that explains more.
    """
    shown = smallest(cases, wrong)
    found = []
    for mistake in exercise.mistakes:
        outcomes = [call(mistake.function, case) for case in cases]
        telling = [i for i in range(len(cases)) if _differs(exercise, right[i], outcomes[i])]
        same = [i for i in wrong if not _differs(exercise, outcomes[i], mine[i])]
        whole = all(i in same for i in telling)
        if same and (whole or 3 * len(same) >= 2 * len(wrong)):
            found.append(((shown in same, whole, len(same)), mistake.message, same))
    if not found:
        return "", shown
    _, message, same = max(found, key=lambda entry: entry[0])
    return spoken(message), smallest(cases, same)


def _say_refusal(expected: BaseException, mine: Outcome) -> str:
    """The reference raises an error here, and the function does not raise this one."""
    error = type(expected).__name__
    wanted = spoken("It should stop with {error} here: {text}", error=error, text=expected)
    if mine.error:
        return f"{wanted} {spoken('It stops with {error}.', error=type(mine.error).__name__)}"
    return f"{wanted} {spoken('It returns {value}.', value=brief(mine.value))}"


def _say_wrong(
    exercise: Exercise, function: Any, case: Args, right: Outcome, mine: Outcome, name: str
) -> list[str]:
    """The sentences about one wrong result; `name` is what the mistake is called, if it is known.

    Its words replace the general ones, but not the line of an error.
    """
    said = say_call(exercise, case)
    if right.error:
        return [name or _say_refusal(right.error, mine), spoken("It ran `{call}`.", call=said)]
    if mine.error:
        return [name, say_error(mine.error, function), spoken("It ran `{call}`.", call=said)]
    results = say_results(exercise, case, right, mine)
    if name:
        return [name, results]
    if mine.value is None:
        return [say_none(mine), results]
    problem = _differs(exercise, right, mine) or ""
    if problem == say_expected(brief(right.value), brief(mine.value)):
        return [results]  # it says it all
    return [f"{problem[0].upper()}{problem[1:]}.", results]


def on_cases(exercise: Exercise, function: Callable, watch: Watch) -> str | None:
    """The diagnosis of the smallest wrong result, None if all are right."""
    cases = listed(exercise)
    if problem := _say_signature(exercise, function, cases):
        return problem
    mine = []
    for case in cases:
        mine.append(call(function, case, watch))
        if isinstance(mine[-1].error, ENDS):
            ran = spoken("It ran `{call}`.", call=say_call(exercise, case))
            return f"{say_error(mine[-1].error, function)}\n{ran}"
    right = [call(exercise.reference, case) for case in cases]
    wrong = [i for i in range(len(cases)) if _differs(exercise, right[i], mine[i])]
    if wrong:
        name, shown = _named(exercise, cases, right, mine, wrong)
        parts = _say_wrong(exercise, function, cases[shown], right[shown], mine[shown], name)
        return "\n".join(part for part in parts if part)
    for expected, got in zip(right, mine):
        if got.changed and not expected.changed:
            return say_changed(got.changed)
    if exercise.differentiable:
        return _gradient_problem(exercise, function, cases, watch)
    return None


def _gradients(function: Callable, case: Args) -> list[Any] | None:
    """The gradient of the result for each float tensor of the case; None if there is none."""
    import torch

    values = copy.deepcopy(case.values)
    inputs = float_tensors(values)
    for value in inputs:
        value.requires_grad_()
    result = function(*values, **case.keywords)
    if not result.requires_grad:
        return None
    total = (result * torch.linspace(1, 2, result.numel()).reshape(result.shape)).sum()
    return list(torch.autograd.grad(total, inputs, allow_unused=True))


def _gradient_problem(
    exercise: Exercise, function: Callable, cases: list[Args], watch: Watch
) -> str | None:
    """A sentence if training could not go back through the function as through the reference."""
    for case in cases[:2]:
        outcome = call(lambda case=case: _gradients(function, case), Args(), watch)
        if outcome.error:
            return say_error(outcome.error, function)
        if outcome.value is None:
            return spoken(
                "The numbers are right, but training needs their gradient. Compute with tensors"
                " all the way; `.item()`, `.detach()` and `torch.tensor(...)` cut it off."
            )
        right = _gradients(exercise.reference, case)
        if difference(right, outcome.value, 10 * exercise.tolerance):
            return spoken(
                "The numbers are right and their gradient is not. Is a part of it detached?"
            )
    return None
