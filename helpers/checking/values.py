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

TOLERANCE = 1e-4  # absolute and relative: far above float32 rounding, far below a real mistake


def kind(value: object) -> str:
    """What a value is, with its article.

    >>> kind([1]), kind(0.5), kind(None), kind(n for n in "ab")
    ('a list', 'a float', 'None', 'a generator')
    """
    if value is None:
        return "None"
    if is_tensor(value):
        return "a tensor"
    if is_array(value):
        return "a NumPy array"
    if isinstance(value, type):
        return "a class"
    names = {"str": "string", "ndarray": "NumPy array", "builtin_function_or_method": "function"}
    name = names.get(type(value).__name__, type(value).__name__)
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


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
    return f"expected {first}, got {second}"


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
            made = "; wrap it in `list(...)`" if hasattr(got, "__next__") and sort is list else ""
            return f"expected {kind(sort())}, got {kind(got)}{made}"
    if isinstance(expected, (list, tuple)):
        if len(expected) != len(got):
            return f"expected {len(expected)} items, got {len(got)}"
        for index, (one, other) in enumerate(zip(expected, got)):
            if problem := difference(one, other, tolerance):
                return f"at item {index}: {problem}"
        return None
    if isinstance(expected, str) and expected != got:
        pairs = zip(expected, got)
        start = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(got)))
        return f"from character {start} on: " + _pair(expected[start:], got[start:])
    if isinstance(expected, (set, frozenset)) and expected != got:
        missing, extra = expected - got, got - expected
        return f"{brief(missing)} missing" if missing else f"{brief(extra)} too many"
    return None if not is_array(got) and bool(expected == got) else _pair(expected, got)


def _as_python(expected: Any, got: Any) -> Any:
    """NumPy's numbers as Python's; its arrays as a list or tuple if that is expected."""
    if is_array(got) and not is_tensor(got) and got.ndim:
        sort = next((sort for sort in (list, tuple) if isinstance(expected, sort)), None)
        return sort(got) if sort else got
    return plain(got)


def _number_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    if is_array(got):
        item = "; `.item()` makes one value a number" if as_numpy(got).size == 1 else ""
        return f"expected a number, got {kind(got)}{item}"
    if isinstance(got, bool) or not isinstance(got, numbers.Real):
        return f"expected a number, got {kind(got)}"
    if isinstance(expected, numbers.Integral) and not isinstance(got, numbers.Integral):
        return f"expected a whole number (int), got {kind(got)}: {brief(got)}"
    if isinstance(expected, numbers.Integral):
        return None if expected == got else _pair(expected, got)
    both_nan = math.isnan(expected) and math.isnan(got)
    close = math.isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance)
    return None if close or both_nan else _pair(expected, got)


def _dict_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    if not isinstance(got, Mapping):
        return f"expected a dict, got {kind(got)}"
    for key in expected:
        if key not in got:
            return f"key {brief(key)} is missing"
    for key in got:
        if key not in expected:
            return f"key {brief(key)} is too much"
    for key, value in expected.items():
        if problem := difference(value, got[key], tolerance):
            return f"at key {brief(key)}: {problem}"
    return None


def _array_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    """Compare tensors or arrays: sort, shape, kind of number, nan, then every value."""
    import numpy

    if is_tensor(expected) != is_tensor(got) or not is_array(got):
        return f"expected {kind(expected)}, got {kind(got)}"
    right, mine = as_numpy(expected), as_numpy(got)
    if right.shape != mine.shape:
        return f"expected shape {tuple(right.shape)}, got shape {tuple(mine.shape)}"
    if number_kind(right) != number_kind(mine):
        return f"expected {number_kind(right)}, got {number_kind(mine)} ({got.dtype})"
    if right.dtype.kind in "fc":
        strange = numpy.isnan(mine) & ~numpy.isnan(right)
        if strange.any():
            return f"{int(strange.sum())} of {mine.size} values are nan (not a number)"
    same = equal_places(right, mine, tolerance)
    if same.all():
        return None
    index = tuple(int(i) for i in numpy.argwhere(~same)[0])
    where = f"at {place(index)}: " if index else ""
    count = f" ({int((~same).sum())} of {same.size} values differ)" if same.size > 1 else ""
    return where + _pair(right[index].item(), mine[index].item()) + count
