"""What a notebook imports for its exercises: check, hint, predict, quiz, and progress to carry."""

import inspect
from collections.abc import Callable
from typing import Any

from helpers import course, exercises
from helpers.checking import outside, pace
from helpers.checking import progress as store
from helpers.checking.export import export
from helpers.checking.grading import grade
from helpers.checking.kinds import kind_of
from helpers.checking.overview import progress
from helpers.checking.predictions import predict
from helpers.checking.quizzes import quiz
from helpers.checking.transfer import download_progress, upload_progress
from helpers.files import root
from helpers.show.display import box, shell
from helpers.words import spoken

__all__ = [
    "check",
    "download_progress",
    "hint",
    "mark",
    "predict",
    "progress",
    "quiz",
    "upload_progress",
]

pace.follow()
progress.export = export  # what to hand in to a teacher: progress.export("blue heron")


def check(exercise_id: str, function: Any) -> Callable[..., Any]:
    """Check your function. Returns it if it passes, otherwise the reference.

    So the cells below work whatever you wrote, and `softmax = check("softmax", softmax)` never
    stops a notebook. The result is recorded in your progress, where a pass stays a pass.

    >>> def count_words(text): ...
    >>> count_words = check("count_words", count_words)
    … count_words: not attempted yet.
    The reference is used below.
    >>> count_words("a b a")
    {'a': 2, 'b': 1}
    """
    exercise = exercises.find(exercise_id)
    if function is exercise.reference:  # this cell ran before, and put the reference here
        text = spoken(
            "{id}: the reference is in use, not your function.\nRun the cell with your `def {id}`"
            " again, then this one.",
            id=exercise_id,
        )
        box("open", text)
        return exercise.reference
    verdict = grade(exercise, function)
    name = kind_of(exercise, verdict.text) if verdict.status == "failed" else ""
    passed_before = store.record_check(exercise_id, verdict.status, name)
    if verdict.status == "passed":
        box("good", spoken("{id} passes.", id=exercise_id))
        return function
    if verdict.status == "not attempted":
        text = spoken("{id}: not attempted yet.\nThe reference is used below.", id=exercise_id)
        box("open", text)
    else:
        call = f'hint("{exercise_id}")'
        after = spoken("The reference is used below. Stuck? Run `{call}`.", call=call)
        before = spoken("It had passed before, and that stays recorded.")
        after += f"\n{before}" * passed_before
        box("bad", f"{exercise_id}: {verdict.text}\n{after}")
    return exercise.reference


def mark(exercise_id: str, function: Any) -> None:
    """What a test cell of nbgrader does: AssertionError unless the function passes its check.

    While a course's work is marked, a grader outside of this kernel asks the function itself and
    decides; `python -m tools.nbgrader` makes such courses. Nothing is recorded in your progress.

    >>> mark("count_words", lambda text: {})
    Traceback (most recent call last):
    AssertionError: count_words does not pass. The next cell says why.
    """
    exercise = exercises.find(exercise_id)
    if outside.asked():
        outside.answer(exercise_id, function, exercise.reference)
        return
    passed = function is not exercise.reference and grade(exercise, function).status == "passed"
    if not passed:
        raise AssertionError(f"{exercise_id} does not pass. The next cell says why.")


def _solution(exercise_id: str) -> str:
    """Where to find the solution: the lab's solution notebook, or for a lesson the reference.

    A learner's copy shows neither."""
    slug = exercises.index()[exercise_id]
    in_lab = slug in course.order() and exercise_id not in exercises.announced(slug, "lesson")
    path = course.notebook(slug, "solution") if in_lab else ""
    if path and (root() / path).exists():
        return spoken("The solution is in `{path}`.", path=path)
    try:
        source = inspect.getsource(exercises.find(exercise_id).reference)
    except OSError:  # packed, in a learner's copy
        return spoken("This was the last hint.")
    return spoken("This was the last hint. A solution:") + f"\n```\n{source}```"


def hint(exercise_id: str) -> None:
    """Show a hint; run it again for the next. There are three, and then the solution's place.

    Run All shows none.
    """
    exercise = exercises.find(exercise_id)
    if pace.run_all():
        box("note", spoken("{id}: run this cell by itself for a hint.", id=exercise_id))
        return
    level = store.next_hint(exercise_id)
    more = spoken("Run this cell again for the next hint.")
    after = _solution(exercise_id) if level == 3 else more
    first = spoken("{id}, hint {level} of 3", id=exercise_id, level=level)
    text = course.resolve(spoken(exercise.hints[level - 1]))
    box("note", f"{first}\n{text}\n{after}")


if (running := shell()) is not None:
    # A notebook's text and a failed check both name `hint`, whether or not it was imported.
    running.user_ns.setdefault("hint", hint)
