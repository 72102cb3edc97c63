"""What a check ends, and which case its diagnosis shows."""

import builtins
import dataclasses
import re
import subprocess
import sys
import time

import pytest
from stand_in_exercise import HINTS, SHARE

from helpers.checking import limits
from helpers.checking.grading import grade
from helpers.checking.spec import Exercise, Mistake
from helpers.files import root


def endless(values, power=1.0):
    i = 0
    while i < len(values):
        i += 0
    return values


def endless_inside(values, power=1.0):
    while True:
        try:
            values = [value + 1 for value in values]
        except BaseException:
            pass


def waits_long(values, power=1.0):
    for _ in range(10_000):
        time.sleep(0.01)


def grows(values, power=1.0):
    while True:
        values += [0.0] * 100_000


@pytest.mark.parametrize("function", [endless, endless_inside])
def test_what_never_ends_is_ended_with_its_line(function, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    text = grade(SHARE, function).text
    assert re.search(r"It was stopped after \d+ seconds at line \d+: `.+`\. Does a loop", text)
    assert "It ran `share([1.0, 3.0])`." in text


def test_what_only_waits_is_ended_too(monkeypatch):
    monkeypatch.setattr(limits, "WAITING", 0.2)
    assert "Does a loop there never end?" in grade(SHARE, waits_long).text


def test_what_grows_is_ended_and_its_memory_given_back(monkeypatch):
    monkeypatch.setattr(limits, "MEGABYTES", 200)
    before = limits.resident()
    assert "GB of memory. Does a list there grow without end?" in grade(SHARE, grows).text
    assert limits.resident() - before < 150


def test_a_judge_is_within_the_limits_too(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    judged = dataclasses.replace(SHARE, cases=None, mistakes=(), judge=lambda f: f([1.0]) and None)
    assert "It was stopped after" in grade(judged, endless).text


def test_after_the_limit_nothing_is_raised_any_more(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.0)
    for _ in range(3):
        with limits.Watch() as watch:
            with pytest.raises(limits.TooLong):
                watch.call(endless, [1.0])
            time.sleep(3 * limits.PAUSE)


def asks(values, power=1.0):
    try:
        return [float(input("how many? "))]
    except Exception:
        return [0.0]


def leaves(values, power=1.0):
    exit()


def test_input_and_exit_are_named():
    assert "It asks for `input()` at line" in grade(SHARE, asks).text
    assert "It tries to end Python at line" in grade(SHARE, leaves).text
    assert input is builtins.input and input.__name__ == "input"


def test_the_diagnosis_speaks_of_the_smallest_wrong_case():
    def adds_up(words):
        return sum(map(len, words))

    def cases():
        return [(["a", "longer", "list"],), ([],), (["bb"],), (["a", "bb"],)]

    exercise = Exercise("size", "Size", 1, 1, adds_up, HINTS, cases)
    assert "For `size" not in grade(exercise, adds_up).text
    assert "For `adds_up(['bb'])`: expected `2`" in grade(exercise, lambda words: 7).text
    only_none = grade(exercise, lambda words: sum(map(len, words)) if words else None).text
    assert "For `adds_up([])`" in only_none


def test_a_mistake_is_shown_with_a_case_that_it_explains():
    """Here the smallest wrong case has another cause than the one that is named."""

    def double(n):
        return 2 * n

    named = Mistake("It forgets the large ones.", lambda n: n if n > 10 else 2 * n)
    exercise = Exercise("double", "Double", 1, 1, double, HINTS, lambda: [(3,), (40,)], (named,))
    text = grade(exercise, lambda n: 5 if n == 3 else n).text
    assert text == "It forgets the large ones.\nFor `double(40)`: expected `80`, got `40`."


def test_an_error_that_is_asked_for_is_missed():
    def root(n):
        if n < 0:
            raise ValueError("n is below 0.")
        return n**0.5

    exercise = Exercise("root", "Root", 1, 1, root, HINTS, lambda: [(4.0,), (-1.0,)])
    text = grade(exercise, lambda n: abs(n) ** 0.5).text
    assert text.startswith("It should stop with ValueError here: n is below 0. It returns 1.0.")


def test_a_profiler_works_after_a_check():
    """Python 3.11 hung there for ever, as long as a taken-back error was looked for."""
    code = """
import sys
from helpers.checking import limits

events = []
def endless():
    while True:
        pass
with limits.Watch() as watch:
    watch.call(len, "abc")
    limits.SECONDS = 0.0
    try:
        watch.call(endless)
    except limits.TooLong:
        limits.SECONDS = 10.0
    sys.setprofile(lambda *event: events.append(event))
    watch.call(len, "abc")
    sys.setprofile(None)
print(len(events) > 3)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root(), capture_output=True, text=True, timeout=300)
    assert done.stdout == "True\n", done.stderr
