"""What an exercise is: its reference, what it is tried on, its typical mistakes, and its hints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.checking.values import TOLERANCE


class Args:
    """The arguments of one call, for cases that need keywords; otherwise a tuple will do.

    >>> Args([1.0, 2.0], temperature=0.5).keywords
    {'temperature': 0.5}
    """

    def __init__(self, *values: Any, **keywords: Any) -> None:
        self.values, self.keywords = values, keywords


@dataclass(frozen=True)
class Mistake:
    """A known wrong implementation, and what to tell a learner whose results equal its results.

    It can be called like the function itself, so that other wrong functions may build on it.
    """

    message: str
    function: Callable[..., Any]

    def __call__(self, *values: Any, **keywords: Any) -> Any:
        return self.function(*values, **keywords)


def mistake(message: str) -> Callable[[Callable[..., Any]], Mistake]:
    """Make the function below a `Mistake`, so that its message stands right above it.

    >>> @mistake("It adds. Multiply.")
    ... def adds(a, b):
    ...     return a + b
    >>> adds.message, adds(2, 3)
    ('It adds. Multiply.', 5)
    """
    return lambda function: Mistake(message, function)


@dataclass(frozen=True)
class Exercise:
    """One exercise: what the learner's function must do and how to help.

    It stands as `EXERCISE` at the end of a file of its own; CONTRIBUTING.md shows one.

    id: unique in the course, a Python name; by custom the function's name.
    title: a few words.
    minutes, difficulty: honest minutes for a beginner; 1 easy, 2 takes thought, 3 hard.
    reference: the right function, used below a wrong one, and the solution that the build shows.
        Its docstring says what it returns.
    hints: exactly three, from a nudge to nearly the answer.
    cases: returns the inputs to compare on, each a tuple of arguments (or `Args`). Seed them.
    mistakes: typical wrong implementations, each with its diagnosis; see `mistake`.
    judge: for what cannot be compared (random results, properties): gets the learner's function,
        calls it, and returns the diagnosis or None. Runs after the cases if both are given.
    compare: replaces `helpers.checking.values.difference(expected, got)`; returns what differs,
        or None.
    tolerance: absolute and relative, for decimal numbers.
    differentiable: training goes back through the result, so its gradient must be right, too.
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
    differentiable: bool = False

    def __post_init__(self) -> None:
        if not self.id.isidentifier():
            raise ValueError(f"{self.id!r}: an exercise's id is a Python name.")
        if self.cases is None and self.judge is None:
            raise ValueError(f"{self.id}: give cases or a judge, or nothing is checked.")
        if self.mistakes and self.cases is None:
            raise ValueError(f"{self.id}: mistakes are compared on cases; a judge names its own.")
        if len(self.hints) != 3 or self.difficulty not in (1, 2, 3) or self.minutes < 1:
            raise ValueError(f"{self.id}: three hints, difficulty 1 to 3, minutes 1 or more.")
