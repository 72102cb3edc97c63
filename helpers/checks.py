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
        again = f"Run the cell with your `def {exercise_id}` again, then this one."
        box("open", f"{exercise_id}: the reference is in use, not your function.\n{again}")
        return exercise.reference
    verdict = grade(exercise, function)
    name = kind_of(exercise, verdict.text) if verdict.status == "failed" else ""
    passed_before = store.record_check(exercise_id, verdict.status, name)
    if verdict.status == "passed":
        box("good", f"{exercise_id} passes.")
        return function
    if verdict.status == "not attempted":
        box("open", f"{exercise_id}: not attempted yet.\nThe reference is used below.")
    else:
        after = f'The reference is used below. Stuck? Run `hint("{exercise_id}")`.'
        after += "\nIt had passed before, and that stays recorded." * passed_before
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
        return f"The solution is in `{path}`."
    try:
        source = inspect.getsource(exercises.find(exercise_id).reference)
    except OSError:  # packed, in a learner's copy
        return "This was the last hint."
    return f"This was the last hint. A solution:\n```\n{source}```"


def hint(exercise_id: str) -> None:
    """Show a hint; run it again for the next. There are three, and then the solution's place.

    Run All shows none.
    """
    exercise = exercises.find(exercise_id)
    if pace.run_all():
        box("note", f"{exercise_id}: run this cell by itself for a hint.")
        return
    level = store.next_hint(exercise_id)
    after = _solution(exercise_id) if level == 3 else "Run this cell again for the next hint."
    box(
        "note",
        f"{exercise_id}, hint {level} of 3\n{course.resolve(exercise.hints[level - 1])}\n{after}",
    )


if (running := shell()) is not None:
    # A notebook's text and a failed check both name `hint`, whether or not it was imported.
    running.user_ns.setdefault("hint", hint)
