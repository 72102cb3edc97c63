"""Show a case and its two results so short that the difference is seen."""

from collections.abc import Mapping
from typing import Any

from helpers.checking.arrays import differing_part, is_array, is_tensor
from helpers.checking.sandbox import Outcome
from helpers.checking.spec import Args, Exercise
from helpers.checking.values import brief
from helpers.words import spoken

WHOLE = 12  # numbers of an array that are shown; of a larger one its shape, or what differs


def bulk(value: Any) -> int:
    """How much there is to read in a value, counted in numbers and letters.

    >>> bulk([1, "ab"]), bulk({}), bulk(0.5)
    (4, 0, 1)
    """
    if is_array(value):
        return int(value.numel() if is_tensor(value) else value.size)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(1 + bulk(key) + bulk(one) for key, one in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return len(value) + sum(bulk(one) for one in value) - (len(value) > 0)
    return 1


def smallest(cases: list[Args], numbers: list[int]) -> int:
    """Of some cases' numbers, that of the smallest; one without anything in it comes last."""

    def size(number: int) -> tuple[bool, int]:
        sizes = [bulk(value) for value in (*cases[number].values, *cases[number].keywords.values())]
        return 0 in sizes, sum(sizes)

    return min(numbers, key=size)


def _argument(value: Any) -> str:
    if is_array(value) and bulk(value) > WHOLE:
        return f"{'tensor' if is_tensor(value) else 'array'}(shape={tuple(value.shape)})"
    return brief(value)


def say_call(exercise: Exercise, case: Args) -> str:
    """The call of a case as a learner could type it; of large arrays only the shape."""
    parts = [_argument(value) for value in case.values]
    parts += [f"{name}={_argument(value)}" for name, value in case.keywords.items()]
    return f"{exercise.reference.__name__}({', '.join(parts)})"


def say_results(exercise: Exercise, case: Args, right: Outcome, mine: Outcome) -> str:
    """What was expected and what came, of large arrays only the line that differs."""
    said, tolerance = say_call(exercise, case), exercise.tolerance
    where, wanted, given = differing_part(right.value, mine.value, WHOLE, tolerance)
    wanted, given = brief(wanted), brief(given)
    start = spoken("For `{call}`{where}:", call=said, where=f", {where}" if where else "")
    both = {"wanted": wanted, "given": given}
    if len(wanted + given) > 80:
        return start + "\n" + spoken("expected `{wanted}`\ngot `{given}`", **both)
    return start + " " + spoken("expected `{wanted}`, got `{given}`.", **both)
