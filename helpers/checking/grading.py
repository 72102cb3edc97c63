"""Find words for what is wrong with a learner's function, by name where the mistake is known."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.checking.sandbox import Outcome, call, is_blank, quiet, say_error, seeded
from helpers.checking.spec import Args, Exercise
from helpers.checking.values import brief, difference, kind


@dataclass(frozen=True)
class Verdict:
    """`status` is "passed", "failed" or "not attempted"; `text` is the diagnosis."""

    status: str
    text: str = ""


def _say_call(exercise: Exercise, case: Args) -> str:
    parts = [brief(value) for value in case.values]
    parts += [f"{name}={brief(value)}" for name, value in case.keywords.items()]
    return f"{exercise.reference.__name__}({', '.join(parts)})"


def _say_signature(exercise: Exercise, function: Any, cases: list[Args]) -> str | None:
    """A sentence if the function cannot be called with the arguments of every case."""
    try:
        for case in cases:
            inspect.signature(function).bind(*case.values, **case.keywords)
    except TypeError as error:
        wanted = ", ".join(inspect.signature(exercise.reference).parameters)
        first = f"Its arguments do not fit ({error})."
        return f"{first} Keep the first line as it was: `def {exercise.id}({wanted}):`"
    except ValueError:  # some built-in functions have no signature to read
        pass
    return None


def _say_none(outcome: Outcome) -> str:
    if outcome.printed:
        return "It prints its result but returns None. Use `return` in place of `print`."
    return "It returns None. Is the `return` missing?"


def _differs(exercise: Exercise, expected: Outcome, got: Outcome) -> str | None:
    """What differs between two outcomes. Two errors are the same if they are of one sort."""
    if expected.error or got.error:
        return None if type(expected.error) is type(got.error) else "an error"
    if exercise.compare:
        return exercise.compare(expected.value, got.value)
    return difference(expected.value, got.value, exercise.tolerance)


def _mistake(exercise: Exercise, cases: list[Args], right: list, mine: list) -> str:
    """The message of the known mistake that explains the most wrong results, or nothing."""
    best, message = 0, ""
    for mistake in exercise.mistakes:
        wrong = [call(mistake.function, case) for case in cases]
        telling = [i for i in range(len(cases)) if _differs(exercise, right[i], wrong[i])]
        same = all(not _differs(exercise, wrong[i], mine[i]) for i in telling)
        if same and len(telling) > best:
            best, message = len(telling), mistake.message
    return message


def _say_wrong(
    exercise: Exercise, function: Any, case: Args, right: Outcome, mine: Outcome, problem: str
) -> list[str]:
    """The sentences about one wrong result, without the name of the mistake."""
    said = _say_call(exercise, case)
    if mine.error:
        return [say_error(mine.error, function), f"It ran `{said}`."]
    wanted, given = brief(right.value), brief(mine.value)
    first = f"{problem[0].upper()}{problem[1:]}."
    if problem == f"expected {wanted}, got {given}":
        first = ""  # the next sentence says it all
    if mine.value is None:
        first = _say_none(mine)
    if len(wanted + given) > 80:
        return [first, f"For `{said}`:\nexpected `{wanted}`\ngot `{given}`"]
    return [first, f"For `{said}`: expected `{wanted}`, got `{given}`."]


def _compare_on_cases(exercise: Exercise, function: Callable) -> str | None:
    """The diagnosis of the first wrong result, None if all are right."""
    assert exercise.cases
    cases = [case if isinstance(case, Args) else Args(*case) for case in exercise.cases()]
    if problem := _say_signature(exercise, function, cases):
        return problem
    mine = []
    for case in cases:
        mine.append(call(function, case))
        if isinstance(mine[-1].error, KeyboardInterrupt):
            return f"{say_error(mine[-1].error, function)}\nIt ran `{_say_call(exercise, case)}`."
    right = [call(exercise.reference, case) for case in cases]
    for case, expected, got in zip(cases, right, mine):
        if problem := _differs(exercise, expected, got):
            parts = _say_wrong(exercise, function, case, expected, got, problem)
            if name := _mistake(exercise, cases, right, mine):
                # The mistake's own words replace the general ones, but not the line of an error.
                parts = [name, *parts] if got.error else [name, parts[-1]]
            return "\n".join(part for part in parts if part)
        if got.changed and not expected.changed:
            return f"It changes its argument `{got.changed}`. Work on a copy."
    return None


def _ask_judge(exercise: Exercise, function: Callable) -> str | None:
    """The judge's diagnosis, or one for a function whose results the judge could not use."""
    outcomes: list[Outcome] = []

    def watched(*values: Any, **keywords: Any) -> Any:
        try:
            with quiet() as said:
                value = function(*values, **keywords)
        except BaseException as error:
            outcomes.append(Outcome(error=error))
            raise
        outcomes.append(Outcome(value, printed=said.stdout))
        return value

    assert exercise.judge
    try:
        return exercise.judge(watched)
    except BaseException as error:
        if not outcomes or outcomes[-1].error:
            return say_error(error, function)
        # The call went well, so it is the result that the judge choked on.
        result = outcomes[-1].value
        if result is None:
            return _say_none(outcomes[-1])
        return f"Its result has the wrong form: it is {kind(result)}, {brief(result)}. ({error})"


def grade(exercise: Exercise, function: Any) -> Verdict:
    """Judge `function`; whatever it is or does, a verdict comes back.

    >>> from helpers.exercises import find
    >>> print(grade(find("count_words"), lambda text: {}).text.splitlines()[0])
    Key 'to' is missing.
    """
    try:
        if is_blank(function):
            return Verdict("not attempted")
        if not callable(function):
            name = exercise.id
            cure = f"Was `{name}` given a new value? Run the cell with `def {name}` again."
            return Verdict("failed", f"`{name}` is {kind(function)}, not a function. {cure}")
        with seeded():  # also the cases may be drawn at random
            text = _compare_on_cases(exercise, function) if exercise.cases else None
            if text is None and exercise.judge:
                text = _ask_judge(exercise, function)
    except BaseException as error:  # objects that misbehave even when looked at, or Ctrl-C
        return Verdict("failed", f"It could not be checked ({type(error).__name__}).")
    return Verdict("failed", text) if text else Verdict("passed")
