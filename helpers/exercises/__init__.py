"""What an exercise is, and where to find one by its id.

The exercises of lab 03 stand in `helpers/exercises/lab03.py` as a list called `EXERCISES`. A lab's
file is imported when one of its exercises is asked for; the list of all ids is read from the
source text, so that listing them never imports torch.
"""

import ast
import difflib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpers.checking.values import TOLERANCE
from helpers.files import CourseError


class Args:
    """The arguments of one call, for cases that need keywords; otherwise a tuple will do.

    >>> Args([1.0, 2.0], temperature=0.5).keywords
    {'temperature': 0.5}
    """

    def __init__(self, *values: Any, **keywords: Any) -> None:
        self.values, self.keywords = values, keywords


@dataclass(frozen=True)
class Mistake:
    """A known wrong implementation, and what to tell a learner whose results equal its results."""

    message: str
    function: Callable[..., Any]


@dataclass(frozen=True)
class Exercise:
    """One exercise: what the learner's function must do and how to help.

    id: unique in the course, a Python name; by custom the function's name.
    title: a few words.
    minutes, difficulty: honest minutes for a beginner; 1 easy, 2 takes thought, 3 hard.
    reference: the right function, used below a wrong one. Its docstring says what it returns.
    hints: exactly three, from a nudge to nearly the answer.
    cases: returns the inputs to compare on, each a tuple of arguments (or `Args`). Seed them.
    mistakes: typical wrong implementations, each with its diagnosis.
    judge: for what cannot be compared (random results, properties): gets the learner's function,
        calls it, and returns the diagnosis or None. Runs after the cases if both are given.
    compare: replaces `helpers.checking.values.difference(expected, got)`; returns what differs, or None.
    tolerance: absolute and relative, for decimal numbers.
    """

    id: str
    title: str
    minutes: int
    difficulty: int
    reference: Callable[..., Any]
    hints: tuple[str, str, str]
    cases: Callable[[], Sequence[Any]] | None = None
    mistakes: tuple[Mistake, ...] = ()
    judge: Callable[[Callable[..., Any]], str | None] | None = None
    compare: Callable[[Any, Any], str | None] | None = None
    tolerance: float = TOLERANCE

    def __post_init__(self) -> None:
        if not self.id.isidentifier():
            raise ValueError(f"{self.id!r}: an exercise's id is a Python name.")
        if self.cases is None and self.judge is None:
            raise ValueError(f"{self.id}: give cases or a judge, or nothing is checked.")
        if self.mistakes and self.cases is None:
            raise ValueError(f"{self.id}: mistakes are compared on cases; a judge names its own.")
        if len(self.hints) != 3 or self.difficulty not in (1, 2, 3) or self.minutes < 1:
            raise ValueError(f"{self.id}: three hints, difficulty 1 to 3, minutes 1 or more.")


@cache
def index() -> dict[str, str]:
    """Every exercise's id with the file it stands in, in the order in which they are listed.

    >>> index()["count_words"]
    'lesson00'
    """
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Exercise"
        ]
        for call in sorted(calls, key=lambda call: call.lineno):
            ids = [word.value for word in call.keywords if word.arg == "id"] or call.args[:1]
            if not ids or not isinstance(ids[0], ast.Constant):
                raise CourseError(f"{path.name}, line {call.lineno}: write the id as plain text.")
            if ids[0].value in found:
                raise CourseError(f"Two exercises have the id {ids[0].value!r}. Rename one.")
            found[ids[0].value] = path.stem
    return found


def ids(part: str) -> list[str]:
    """The exercises of one lab or lesson, in order.

    >>> ids("lesson00")
    ['count_words']
    """
    return [name for name, home in index().items() if home == part]


def find(exercise_id: str) -> Exercise:
    """The exercise with this id.

    >>> find("count_word")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no exercise 'count_word'. Did you mean 'count_words'?
    """
    home = index().get(exercise_id)
    if home is None:
        near = difflib.get_close_matches(str(exercise_id), index(), n=1)
        cure = f" Did you mean {near[0]!r}?" if near else " Check the spelling."
        raise CourseError(f"There is no exercise {exercise_id!r}.{cure}")
    module = importlib.import_module(f"{__name__}.{home}")
    return next(exercise for exercise in module.EXERCISES if exercise.id == exercise_id)
