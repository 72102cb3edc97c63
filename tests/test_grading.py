"""grade: the right diagnosis for whatever a learner writes, and never an exception."""

import functools
import random
import signal
import sys
import threading
import time
import types

import pytest
from broken import Broken
from stand_in_exercise import HINTS, SHARE, by_largest, no_power, share

from helpers.checking.grading import grade
from helpers.checking.spec import Exercise, Mistake


def test_a_right_function_passes():
    def mine(values, power=1.0):
        total = sum(v**power for v in values)
        return [v**power / total for v in values]

    assert grade(SHARE, mine).status == "passed"


def test_a_blank_is_not_attempted():
    def blank(values, power=1.0):
        """Docstring."""
        ...  # your code here

    @functools.wraps(blank)
    def wrapped(*values, **keywords):
        return blank(*values, **keywords)

    for function in (blank, wrapped, None, ...):
        assert grade(SHARE, function).status == "not attempted"


def test_a_wrong_value_is_located():
    assert grade(SHARE, lambda values, power=1.0: [0.25, 0.5]).text == (
        "At item 1: expected 0.75, got 0.5.\n"
        "For `share([1.0, 3.0])`: expected `[0.25, 0.75]`, got `[0.25, 0.5]`."
    )


def test_known_mistakes_are_named():
    assert "The power is never used." in grade(SHARE, no_power).text
    assert "not by the largest" in grade(SHARE, by_largest).text

    def fails_otherwise(values, power=1.0):  # wrong where no_power is right
        return [0.0 for _ in values]

    assert "power" not in grade(SHARE, fails_otherwise).text.splitlines()[0]


def test_the_mistake_that_explains_more_is_named():
    def off_at_five(n):
        return n + (n == 5)

    def off_above_three(n):
        return n + (n > 3)

    exercise = Exercise(
        "whole",
        "Whole",
        1,
        1,
        lambda n: n,
        HINTS,
        lambda: [(1,), (4,), (5,)],
        (Mistake("only five", off_at_five), Mistake("all above three", off_above_three)),
    )
    assert "only five" in grade(exercise, off_at_five).text
    assert "all above three" in grade(exercise, off_above_three).text


def raises(values, power=1.0):
    total = 0
    return values[0] / total


class OwnError(Exception):
    def __str__(self):
        raise ValueError


def recursive(values, power=1.0):
    return recursive(values, power)


def exits(values, power=1.0):
    sys.exit(1)


def interrupts(values, power=1.0):
    raise KeyboardInterrupt


def own_error(values, power=1.0):
    raise OwnError


def mutates(values, power=1.0):
    for i, value in enumerate(share(values, power)):
        values[i] = value
    return values


def prints(values, power=1.0):
    print(share(values, power))


async def waits(values, power=1.0):
    return share(values, power)


LOOPED = []
LOOPED.append(LOOPED)


@pytest.mark.parametrize(
    "function, message",
    [
        (3, "`share` is an int, not a function"),
        ([0.25], "is a list, not a function"),
        (lambda: [], "Its arguments do not fit (too many positional arguments)"),
        (lambda values: values, "Keep the first line as it was: `def share(values, power):`"),
        (raises, "It stops with ZeroDivisionError: float division by zero at line"),
        (raises, "`return values[0] / total`"),
        (recursive, "It calls itself without end (RecursionError) at line"),
        (exits, "It tries to end Python at line"),
        (interrupts, "You stopped it at line"),
        (own_error, "It stops with OwnError at line"),
        (mutates, "It changes its argument `values`. Work on a copy."),
        (prints, "Use `return` in place of `print`."),
        (lambda values, power=1.0: values.clear(), "Is the `return` missing?"),
        (lambda values, power=1.0: tuple(share(values, power)), "Expected a list, got a tuple."),
        (lambda values, power=1.0: (v for v in values), "wrap it in `list(...)`"),
        (lambda values, power=1.0: [float("nan")] * len(values), "got nan"),
        (lambda values, power=1.0: [1] * 10**6, "Expected 2 items, got 1000000."),
        (lambda values, power=1.0: "x" * 10**6, "Expected a list, got a string."),
        (lambda values, power=1.0: LOOPED, "Expected 2 items, got 1."),
        (lambda values, power=1.0: [LOOPED, LOOPED], "expected a number, got a list"),
        (waits, "Expected a list, got a coroutine."),
        (dict, "It stops with"),
        (Broken(), ""),
        (lambda values, power=1.0: Broken(), ""),
        (lambda values, power=1.0: [Broken(), Broken()], ""),
        (types, "`share` is a module, not a function"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the coroutine is never awaited
def test_whatever_the_learner_writes(function, message):
    verdict = grade(SHARE, function)
    assert verdict.status == "failed" and message in verdict.text
    assert len(verdict.text) < 800, "long values are abbreviated"


def test_an_error_names_the_line_it_came_from():
    line = raises.__code__.co_firstlineno + 2
    assert f"at line {line}: `return values[0] / total`" in grade(SHARE, raises).text
    partial = functools.partial(raises)
    assert f"at line {line}:" in grade(SHARE, partial).text


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent in another way there")
def test_ctrl_c_ends_an_endless_loop():
    stop = threading.Timer(0.1, signal.pthread_kill, (threading.get_ident(), signal.SIGINT))

    def endless(values, power=1.0):
        stop.start()
        while True:
            time.sleep(0.01)

    text = grade(SHARE, endless).text
    assert "You stopped it at line" in text and "share([1.0, 3.0])" in text


def test_checking_leaves_no_trace(capsys):
    def noisy(values, power=1.0):
        print("noise")
        print("noise", file=sys.stderr)
        random.random()
        return share(values, power)

    random.seed(3)
    before = random.getstate()
    assert grade(SHARE, noisy).status == "passed"
    assert random.getstate() == before
    assert capsys.readouterr() == ("", "")
