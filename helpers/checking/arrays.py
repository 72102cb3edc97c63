"""Tensors and NumPy's arrays and numbers: what counts as what, and where two arrays differ.

Neither torch nor NumPy is imported unless a value is one of theirs.
"""

import sys
from typing import Any

from helpers.words import message, spoken

NUMBERS = {
    "f": message("decimal numbers"),
    "b": "True/False",
    "i": message("whole numbers"),
    "u": message("whole numbers"),
    "c": message("complex numbers"),
}


def is_tensor(value: object) -> bool:
    """True for a torch tensor, without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def is_array(value: object) -> bool:
    """True for a torch tensor or a NumPy array."""
    numpy = sys.modules.get("numpy")
    return is_tensor(value) or (numpy is not None and isinstance(value, numpy.ndarray))


def float_tensors(value: Any) -> list[Any]:
    """The tensors of decimal numbers in a value, also in lists and dicts: what may be trained."""
    if isinstance(value, (list, tuple, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return [tensor for part in parts for tensor in float_tensors(part)]
    return [value] if is_tensor(value) and value.is_floating_point() else []


def as_numpy(value: Any) -> Any:
    """A tensor as a NumPy array; anything else as it is."""
    if not is_tensor(value):
        return value
    value = value.detach().cpu().resolve_conj().resolve_neg()
    if value.layout is not sys.modules["torch"].strided:
        value = value.to_dense()
    return (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()


def plain(value: Any) -> Any:
    """NumPy's number as Python's, NumPy's array as a list; anything else, tensors too, as it is.

    >>> import numpy
    >>> plain(numpy.float64(0.5)), plain(numpy.arange(3)), plain("a")
    (0.5, [0, 1, 2], 'a')
    """
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)):
        return value.tolist()
    return value


def number_kind(array: Any) -> str:
    """What sort of numbers an array holds, in words."""
    return spoken(NUMBERS.get(array.dtype.kind, message("objects")))


def place(index: tuple[int, ...]) -> str:
    """Name a position in an array, counting from 0.

    >>> place((2, 0)), place((5,)), place((0, 1, 2))
    ('row 2, column 0', 'position 5', 'index [0, 1, 2]')
    """
    if len(index) == 1:
        return spoken("position {place}", place=index[0])
    if len(index) == 2:
        return spoken("row {row}, column {column}", row=index[0], column=index[1])
    return spoken("index {index}", index=list(index))


def equal_places(right: Any, mine: Any, tolerance: float) -> Any:
    """Where two NumPy arrays of one shape hold the same: a bool array."""
    import numpy

    if right.dtype.kind in "fc" and mine.dtype.kind in "fciub":
        return numpy.isclose(mine, right, rtol=tolerance, atol=tolerance, equal_nan=True)
    return mine == right


def differing_part(right: Any, mine: Any, most: int, tolerance: float) -> tuple[str, Any, Any]:
    """Where two large arrays first differ, and that part of each; small ones whole.

    A part is the line along the last axis, or `most` numbers of it around the difference.

    >>> import numpy
    >>> differing_part(numpy.zeros((9, 2)), numpy.eye(9, 2), most=12, tolerance=0)
    ('row 0', array([0., 0.]), array([1., 0.]))
    """
    whole = "", right, mine
    if not (is_array(right) and is_array(mine)) or tuple(right.shape) != tuple(mine.shape):
        return whole
    one, other = as_numpy(right), as_numpy(mine)
    same = equal_places(one, other, tolerance)
    if same.size <= most or same.all():
        return whole
    import numpy

    *line, column = (int(i) for i in numpy.argwhere(~same)[0])
    where = spoken("index {index}", index=line) if line else ""
    where = spoken("row {row}", row=line[0]) if len(line) == 1 else where
    right, mine = right[tuple(line)], mine[tuple(line)]
    if same.shape[-1] > most:
        first = max(0, min(column - most // 2, same.shape[-1] - most))
        places = spoken("places {first} to {last}", first=first, last=first + most - 1)
        where = f"{where}{', ' if where else ''}{places}"
        right, mine = right[first : first + most], mine[first : first + most]
    return where, right, mine
