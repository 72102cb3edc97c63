"""Say how two values differ, in words a learner can act on: what, where, expected, got.

Tensors and arrays are compared by kind, shape and closeness; lists, tuples and dicts item by item.
"""

import math
import numbers
import reprlib
from collections.abc import Mapping
from typing import Any

from helpers.checking.arrays import (
    as_numpy,
    equal_places,
    is_array,
    is_tensor,
    number_kind,
    place,
    plain,
)
from helpers.words import message, spoken

# Sorts whose article is not only a matter of their first letter, in other languages.
KINDS = {
    "str": message("a string"),
    "list": message("a list"),
    "tuple": message("a tuple"),
    "function": message("a function"),
    "builtin_function_or_method": message("a function"),
    "ndarray": message("a NumPy array"),
}
TOLERANCE = 1e-4  # absolute and relative: far above float32 rounding, far below a real mistake


def kind(value: object) -> str:
    """What a value is, with its article.

    >>> kind([1]), kind(0.5), kind(None), kind(n for n in "ab")
    ('a list', 'a float', 'None', 'a generator')
    """
    if value is None:
        return "None"
    if is_tensor(value):
        return spoken("a tensor")
    if is_array(value):
        return spoken("a NumPy array")
    if isinstance(value, type):
        return spoken("a class")
    name = type(value).__name__
    if name in KINDS:
        return spoken(KINDS[name])
    if name[0].lower() in "aeiou":
        return spoken("an {name}", name=name)
    return spoken("a {name}", name=name)


class _Brief(reprlib.Repr):
    """`repr` that stays short: long lists, texts and tensors are cut in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 8
        self.maxstring, self.maxother, self.maxlevel = 100, 100, 4

    def repr1(self, x: Any, level: int) -> str:
        if is_array(x):
            return _brief_array(x)
        return super().repr1(plain(x), level)

    def repr_float(self, x: float, level: int) -> str:
        return f"{x:.6g}" if math.isfinite(x) and x != int(x) else repr(x)


def _brief_array(value: Any) -> str:
    import numpy

    array = as_numpy(value)
    text = numpy.array2string(array, threshold=12, edgeitems=2, precision=4, separator=", ")
    text = " ".join(text.split())  # one line
    shape = f", shape={tuple(array.shape)}" if array.size > 12 or array.size == 0 else ""
    return f"{'tensor' if is_tensor(value) else 'array'}({text}{shape})"


def brief(value: object) -> str:
    """One short line that shows `value`; never raises.

    >>> brief({"a": 0.1 + 0.2})
    "{'a': 0.3}"
    >>> brief(list(range(100)))
    '[0, 1, 2, 3, 4, 5, 6, 7, ...]'
    """
    try:
        text = _Brief().repr(value).replace("\n", " ")
        return text if len(text) <= 300 else text[:300] + "…"
    except Exception:  # a learner's own __repr__ may be broken
        return kind(value)


def _pair(expected: object, got: object) -> str:
    """`expected A, got B`, with as many digits as it takes to see that they differ."""
    first, second = brief(expected), brief(got)
    if first == second:
        first, second = repr(expected), repr(got)
    return say_expected(first, second)


def say_expected(first: str, second: str, cure: str = "") -> str:
    """That something else was expected, and how to make it, if that is said in a word."""
    return spoken("expected {first}, got {second}", first=first, second=second) + cure


def difference(expected: Any, got: Any, tolerance: float = TOLERANCE) -> str | None:
    """The first difference between two values, in words; None if there is none.

    `tolerance` bounds |expected - got| both absolutely and relative to |expected|.
    A list is no tuple and a string no number, but NumPy's numbers count as Python's, and its arrays
    as lists and tuples.

    >>> difference({"a": [1, 2]}, {"a": [1, 3]})
    "at key 'a': at item 1: expected 2, got 3"
    >>> difference(0.5, 0.50000001) is None
    True
    >>> difference([1, 2], (1, 2))
    'expected a list, got a tuple'
    """
    if is_array(expected):
        return _array_difference(expected, got, tolerance)
    got = _as_python(expected, got)
    if isinstance(expected, bool):
        same = isinstance(got, bool) and got == expected
        return None if same else _pair(expected, got)
    if isinstance(expected, numbers.Real):
        return _number_difference(expected, got, tolerance)
    if isinstance(expected, Mapping):
        return _dict_difference(expected, got, tolerance)
    for sort in (list, tuple, str, set, frozenset):
        if isinstance(expected, sort) and not isinstance(got, sort):
            lazy = hasattr(got, "__next__") and sort is list
            cure = spoken("; wrap it in `list(...)`") if lazy else ""
            return say_expected(kind(sort()), kind(got), cure)
    if isinstance(expected, (list, tuple)):
        if len(expected) != len(got):
            return spoken("expected {most} items, got {got}", most=len(expected), got=len(got))
        for index, (one, other) in enumerate(zip(expected, got)):
            if problem := difference(one, other, tolerance):
                return spoken("at item {index}: {problem}", index=index, problem=problem)
        return None
    if isinstance(expected, str) and expected != got:
        pairs = zip(expected, got)
        start = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(got)))
        pair = _pair(expected[start:], got[start:])
        return spoken("from character {start} on: {pair}", start=start, pair=pair)
    if isinstance(expected, (set, frozenset)) and expected != got:
        missing, extra = expected - got, got - expected
        if missing:
            return spoken("{items} missing", items=brief(missing))
        return spoken("{items} too many", items=brief(extra))
    return None if not is_array(got) and bool(expected == got) else _pair(expected, got)


def _as_python(expected: Any, got: Any) -> Any:
    """NumPy's numbers as Python's; its arrays as a list or tuple if that is expected."""
    if is_array(got) and not is_tensor(got) and got.ndim:
        sort = next((sort for sort in (list, tuple) if isinstance(expected, sort)), None)
        return sort(got) if sort else got
    return plain(got)


def _number_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    if is_array(got):
        one = as_numpy(got).size == 1
        cure = spoken("; `.item()` makes one value a number") if one else ""
        return say_expected(spoken("a number"), kind(got), cure)
    if isinstance(got, bool) or not isinstance(got, numbers.Real):
        return say_expected(spoken("a number"), kind(got))
    if isinstance(expected, numbers.Integral) and not isinstance(got, numbers.Integral):
        return say_expected(spoken("a whole number (int)"), kind(got), f": {brief(got)}")
    if isinstance(expected, numbers.Integral):
        return None if expected == got else _pair(expected, got)
    both_nan = math.isnan(expected) and math.isnan(got)
    close = math.isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance)
    return None if close or both_nan else _pair(expected, got)


def _dict_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    if not isinstance(got, Mapping):
        return say_expected(spoken("a dict"), kind(got))
    for key in expected:
        if key not in got:
            return spoken("key {key} is missing", key=brief(key))
    for key in got:
        if key not in expected:
            return spoken("key {key} is too much", key=brief(key))
    for key, value in expected.items():
        if problem := difference(value, got[key], tolerance):
            return spoken("at key {key}: {problem}", key=brief(key), problem=problem)
    return None


def _array_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    """Compare tensors or arrays: sort, shape, kind of number, nan, then every value."""
    import numpy

    if is_tensor(expected) != is_tensor(got) or not is_array(got):
        return say_expected(kind(expected), kind(got))
    right, mine = as_numpy(expected), as_numpy(got)
    if right.shape != mine.shape:
        shapes = {"right": tuple(right.shape), "mine": tuple(mine.shape)}
        return spoken("expected shape {right}, got shape {mine}", **shapes)
    if number_kind(right) != number_kind(mine):
        return say_expected(number_kind(right), number_kind(mine), f" ({got.dtype})")
    if right.dtype.kind in "fc":
        strange = numpy.isnan(mine) & ~numpy.isnan(right)
        if strange.any():
            counts = {"some": int(strange.sum()), "all": mine.size}
            return spoken("{some} of {all} values are nan (not a number)", **counts)
    same = equal_places(right, mine, tolerance)
    if same.all():
        return None
    index = tuple(int(i) for i in numpy.argwhere(~same)[0])
    where = spoken("at {place}: ", place=place(index)) if index else ""
    counts = {"some": int((~same).sum()), "all": same.size}
    count = spoken(" ({some} of {all} values differ)", **counts) if same.size > 1 else ""
    return where + _pair(right[index].item(), mine[index].item()) + count
