"""difference and brief: what is equal, what is not, and the words for it."""

import math

import numpy
import pytest

from helpers.checking.arrays import differing_part
from helpers.checking.values import brief, difference

A = numpy.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "expected, got",
    [
        (1.0, 1.00001),
        (1.0, 1),
        (0.5, numpy.float32(0.5)),
        (3, numpy.int64(3)),
        (True, numpy.bool_(True)),
        ([1, 2], numpy.array([1, 2])),
        ((0.5, 1), (numpy.float32(0.5), numpy.int64(1))),
        ([(1, 2)], numpy.array([[1, 2]])),
        ([[0.5], []], [numpy.array([0.5]), numpy.array([])]),
        (0.5, numpy.array(0.5)),
        ({"a": [True]}, {"a": numpy.array([True])}),
        (math.inf, math.inf),
        (math.nan, math.nan),
        (None, None),
        ("ab", "ab"),
        ([1, (2.0, "a")], [1, (2.0, "a")]),
        ({"a": [1.0]}, {"a": [1.0 + 1e-7]}),
        ({1, 2}, {2, 1}),
        (A, A.astype("float32")),
        (A, A + 1e-6),
        (numpy.array([math.nan, math.inf]), numpy.array([math.nan, math.inf])),
        (numpy.array(["a", "b"]), numpy.array(["a", "b"])),
        (numpy.zeros((0, 3)), numpy.zeros((0, 3))),
    ],
)
def test_equal(expected, got):
    assert difference(expected, got) is None


@pytest.mark.parametrize(
    "expected, got, words",
    [
        (0.5, 0.25, "expected 0.5, got 0.25"),
        (0.5, True, "expected a number, got a bool"),
        (0.5, numpy.True_, "expected a number, got a bool"),
        ([1, 2], numpy.array([1.0, 2.0]), "at item 0: expected a whole number (int)"),
        ([1, 2], numpy.array([[1, 2]]), "expected 2 items, got 1"),
        (None, numpy.array([1, 2]), "expected None, got array"),
        ("ab", numpy.array(["a", "b"]), "expected a string, got a NumPy array"),
        (0.5, "0.5", "expected a number, got a string"),
        (0.5, numpy.array([0.5]), "a NumPy array; `.item()` makes one value a number"),
        (0.5, None, "expected a number, got None"),
        (3, 3.0, "expected a whole number (int), got a float: 3.0"),
        (10**20, 10**20 + 1, "got 100000000000000000001"),
        (True, 1, "expected True, got 1"),
        (None, 0, "expected None, got 0"),
        ("abcd", "abxd", "from character 2 on: expected 'cd', got 'xd'"),
        ("ab", "abc", "from character 2 on: expected '', got 'c'"),
        ("ab", ["a", "b"], "expected a string, got a list"),
        ([1], (1,), "expected a list, got a tuple"),
        ((1, 2), (1,), "expected 2 items, got 1"),
        ([[1, 2], [3, 4]], [[1, 2], [3, 5]], "at item 1: at item 1: expected 4, got 5"),
        ({"a": 1}, {}, "key 'a' is missing"),
        ({}, {"a": 1}, "key 'a' is too much"),
        ({"a": 0.5}, {"a": 0.6}, "at key 'a': expected 0.5, got 0.6"),
        ({"a": 1}, [1], "expected a dict, got a list"),
        ({1, 2}, {1}, "{2} missing"),
        ({1}, {1, 2}, "{2} too many"),
        (A, A.tolist(), "expected a NumPy array, got a list"),
        (A, A[0], "expected shape (2, 2), got shape (2,)"),
        (A, A.astype(int), "expected decimal numbers, got whole numbers (int64)"),
        (A > 2, A, "expected True/False, got decimal numbers (float64)"),
        (A, A * [1, -1], "at row 0, column 1: expected 2.0, got -2.0 (2 of 4 values differ)"),
        (A[0], A[0] * 0, "at position 0: expected 1.0, got 0.0 (2 of 2 values differ)"),
        (A[None], A[None] + [[0, 0], [0, 9]], "at index [0, 1, 1]: expected 4.0, got 13.0"),
        (A, numpy.where(A > 1, A, math.nan), "1 of 4 values are nan (not a number)"),
        (numpy.array(1.0), numpy.array(2.0), "expected 1.0, got 2.0"),
    ],
)
def test_different(expected, got, words):
    said = difference(expected, got)
    assert said and words in said


def test_tolerance_is_absolute_and_relative():
    assert difference(1000.0, 1000.5, 1e-3) is None
    assert difference(0.0, 0.0005, 1e-3) is None
    assert difference(0.0, 0.002, 1e-3)
    assert difference([0.1], [0.1 + 1e-9], 0) == "at item 0: expected 0.1, got 0.100000001"


@pytest.mark.parametrize(
    "value", ["x" * 10**5, list(range(10**5)), [["x" * 99] * 99] * 99, numpy.ones((300, 300))]
)
def test_brief_is_brief(value):
    assert len(brief(value)) < 350 and "\n" not in brief(value)


def test_brief_of_arrays():
    assert brief(["a  b", "c\n"]) == "['a  b', 'c\\n']"
    assert brief(A) == "array([[1., 2.], [3., 4.]])"
    assert brief(numpy.zeros((3, 9))) == (
        "array([[0., 0., ..., 0., 0.], [0., 0., ..., 0., 0.], [0., 0., ..., 0., 0.]], shape=(3, 9))"
    )
    assert brief([A[0], numpy.float64(0.1)]) == "[array([1., 2.]), 0.1]"


def test_torch_tensors():
    torch = pytest.importorskip("torch")
    x = torch.arange(4.0)
    assert difference(x, x.double()) is None
    assert difference(x, x.bfloat16()) is None
    assert difference(x, torch.nn.Parameter(x)) is None
    assert difference(x, x.to_sparse()) is None
    assert difference(x, x.numpy()) == "expected a tensor, got a NumPy array"
    assert difference(x, [0.0]) == "expected a tensor, got a list"
    assert difference(1.0, torch.tensor(1.0)).startswith(
        "expected a number, got a tensor; `.item()`"
    )
    assert difference(torch.tensor(1.0), 1.0) == "expected a tensor, got a float"
    assert difference({"x": x}, {"x": -x}) == (
        "at key 'x': at position 1: expected 1.0, got -1.0 (3 of 4 values differ)"
    )
    assert brief({"x": x.long()}) == "{'x': tensor([0, 1, 2, 3])}"


def test_of_large_arrays_the_part_that_differs():
    torch = pytest.importorskip("torch")
    zeros = torch.zeros(2, 3, 40)
    other = zeros.clone()
    other[1, 2, 30] = 1
    where, right, mine = differing_part(zeros, other, most=6, tolerance=1e-4)
    assert where == "index [1, 2], places 27 to 32"
    assert right.tolist() == [0] * 6 and mine.tolist() == [0, 0, 0, 1, 0, 0]
    assert differing_part(zeros, zeros[0], 6, 0)[0] == "", "shapes differ: nothing is cut"
    assert differing_part(A, A + 1, 6, 0)[1] is A, "small ones stay whole"
    row = numpy.arange(20)
    assert differing_part(row, row[::-1], 6, 0)[0] == "places 0 to 5"
