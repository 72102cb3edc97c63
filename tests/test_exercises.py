"""Exercises: what a spec must have, finding one by its id, judges for random results, tensors."""

import random
import subprocess
import sys

import pytest

from helpers import exercises
from helpers.checking.grading import grade
from helpers.checking.spec import Exercise

HINTS = ("The first hint is here.", "The second hint is here.", "The third hint is here.")


def coin() -> bool:
    """A fair coin."""
    return random.random() < 0.5


def judge_coin(function):
    heads = sum(function() + 0 for _ in range(400))
    return None if 140 < heads < 260 else f"{heads} of 400 are heads: is the coin fair?"


COIN = Exercise("coin", "Coin", 2, 1, coin, HINTS, judge=judge_coin)


@pytest.mark.parametrize(
    "function, message",
    [
        (lambda: True, "400 of 400 are heads"),
        (lambda: random.random() < 0.9, "is the coin fair?"),
        (lambda: "heads", "Its result has the wrong form: it is a string, 'heads'."),
        (lambda: [].clear(), "Is the `return` missing?"),
        (lambda: print("heads"), "in place of `print`"),
        (lambda: 1 / 0, "ZeroDivisionError: division by zero at line"),
        (lambda sides: sides, "missing 1 required positional argument"),
        (lambda: sys.exit(), "It tries to end Python"),
    ],
)
def test_a_judge_decides_where_results_are_random(function, message):
    assert message in grade(COIN, function).text


def test_a_judge_sees_the_same_luck_each_time():
    state = random.getstate()
    assert {grade(COIN, coin).status for _ in range(3)} == {"passed"}
    assert random.getstate() == state


def test_tensors_are_compared_properly():
    torch = pytest.importorskip("torch")

    def double(x):
        return 2 * x

    def cases():
        return [(torch.arange(6.0).reshape(2, 3),), (torch.rand(30, 40),)]

    exercise = Exercise("double", "Double", 1, 1, double, HINTS, cases)
    x = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])

    def text(function):
        return grade(exercise, function).text

    assert grade(exercise, lambda x: (x + x).double()).status == "passed"
    assert grade(exercise, lambda x: (x + x).requires_grad_()).status == "passed"
    assert "Expected shape (2, 3), got shape (3, 2)." in text(lambda x: (2 * x).T)
    assert "Expected decimal numbers, got whole numbers (torch.int64)." in text(
        lambda x: (2 * x).long()
    )
    assert "Expected a tensor, got a NumPy array." in text(lambda x: (2 * x).numpy())
    assert "Expected a tensor, got a list." in text(lambda x: (2 * x).tolist())
    assert "2 of 6 values are nan" in text(lambda x: (2 * x).masked_fill(x > 3, float("nan")))
    said = text(lambda x: 2 * x.clamp(max=3))
    assert "At row 1, column 1: expected 8.0, got 6.0 (2 of 6 values differ)." in said
    assert "double(tensor([[0., 1., 2.], [3., 4., 5.]]))" in said
    big = text(lambda x: 2 * x if x.numel() == 6 else x)
    assert "shape=(30, 40)" in big and len(big) < 900
    assert "`x`. Work on a copy." in text(lambda x: x.mul_(2))
    assert torch.equal(x, cases()[0][0])
    before = torch.get_rng_state()
    grade(exercise, lambda x: torch.rand(2))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(
    "change, message",
    [
        ({"id": "no good"}, "Python name"),
        ({"hints": HINTS[:2]}, "three hints"),
        ({"difficulty": 4}, "difficulty"),
        ({"cases": None, "mistakes": ()}, "give cases or a judge"),
    ],
)
def test_a_wrong_spec_is_refused(change, message):
    words = exercises.find("count_words")
    fields = {name: getattr(words, name) for name in words.__dataclass_fields__}
    with pytest.raises(ValueError, match=message):
        Exercise(**{**fields, **change})


def test_listing_exercises_imports_no_torch():
    code = (
        "import sys; from helpers import exercises, checks; exercises.index();"
        "exercises.find('count_words'); checks.progress('start_here');"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
