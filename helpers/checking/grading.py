"""Find words for what is wrong with a learner's function, by name where the mistake is known."""

import copy
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.checking.arrays import is_array
from helpers.checking.diagnosis import on_cases, say_changed, say_none
from helpers.checking.limits import Watch
from helpers.checking.sandbox import (
    Outcome,
    changed_argument,
    contained,
    is_blank,
    quiet,
    say_error,
    seeded,
)
from helpers.checking.spec import Args, Exercise
from helpers.checking.values import brief, kind
from helpers.words import spoken

FIRST = 20  # calls of a judge that get copies, to compare with; some judges make hundreds


@dataclass(frozen=True)
class Verdict:
    """`status` is "passed", "failed" or "not attempted"; `text` is the diagnosis."""

    status: str
    text: str = ""


def _trained(value: Any) -> bool:
    """Whether a gradient is to come back through it: a copy would cut it off."""
    if isinstance(value, (list, dict)):
        return any(map(_trained, value.values() if isinstance(value, dict) else value))
    return getattr(value, "requires_grad", False)


def _kept(value: Any) -> Any:
    """A copy of what a function could change unseen."""
    mutable = is_array(value) or isinstance(value, (list, dict, set))
    return copy.deepcopy(value) if mutable and not _trained(value) else value


class _Watched:
    """The learner's function as a judge calls it: within limits, quiet, its arguments compared."""

    def __init__(self, function: Callable, watch: Watch) -> None:
        self.function, self.watch = function, watch
        self.last: Outcome | None = None
        self.changed: str | None = None
        self.calls = 0

    def __call__(self, *values: Any, **keywords: Any) -> Any:
        self.calls += 1
        given = Args(*values, **keywords)
        copied = self.calls <= FIRST or self.changed is not None
        if copied:
            given = Args(*map(_kept, values), **{name: _kept(v) for name, v in keywords.items()})
        try:
            with quiet() as said, contained():
                value = self.watch.call(self.function, *given.values, **given.keywords)
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)  # or what it had filled stays in memory
            self.last = Outcome(error=error)
            raise
        self.last = Outcome(value, printed=said.stdout)
        if copied and self.changed is None:
            self.changed = changed_argument(self.function, Args(*values, **keywords), given)
        return value


def _ask_judge(exercise: Exercise, function: Callable, watch: Watch) -> str | None:
    """The judge's diagnosis, or one for a function whose results the judge could not use."""
    watched = _Watched(function, watch)
    assert exercise.judge
    try:
        problem = exercise.judge(watched)
    except BaseException as error:
        last = watched.last
        if last is None or last.error:
            return say_error(error, function)
        if last.value is None:
            return say_none(last)
        # The call went well, so it is the result that the judge choked on.
        found = f"{kind(last.value)}, {brief(last.value)}"
        return spoken(
            "Its result has the wrong form: it is {found}. ({error})", found=found, error=error
        )
    if problem is None and watched.changed:
        return say_changed(watched.changed)
    return problem


def grade(exercise: Exercise, function: Any) -> Verdict:
    """Judge `function`; whatever it is or does, a verdict comes back.

    >>> from helpers.exercises import find
    >>> print(grade(find("count_words"), lambda text: {}).text.splitlines()[0])
    Key 'to' is missing.
    """
    try:
        if is_blank(function):
            return Verdict("not attempted")
        if not callable(function):
            name = exercise.id
            text = spoken(
                "`{name}` is {kind}, not a function. Was `{name}` given a new value? Run the cell"
                " with `def {name}` again.",
                name=name,
                kind=kind(function),
            )
            return Verdict("failed", text)
        with seeded(), Watch() as watch:  # also the cases may be drawn at random
            text = on_cases(exercise, function, watch) if exercise.cases else None
            if text is None and exercise.judge:
                text = _ask_judge(exercise, function, watch)
    except BaseException as error:  # objects that misbehave even when looked at, or Ctrl-C
        text = spoken("It could not be checked ({error}).", error=type(error).__name__)
        return Verdict("failed", text)
    return Verdict("failed", text) if text else Verdict("passed")
