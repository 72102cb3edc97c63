"""What a notebook imports for its exercises: check, hint, predict, quiz and progress."""

import difflib
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

from helpers import course, exercises
from helpers.checking import progress as store
from helpers.checking.grading import grade
from helpers.checking.overview import progress
from helpers.checking.quizzes import quiz
from helpers.checking.values import kind
from helpers.files import root
from helpers.show.display import box

__all__ = ["check", "hint", "predict", "progress", "quiz"]

UNDECIDED = "not told apart"  # as `metrics.UNDECIDED`, which would load SciPy here


def check(exercise_id: str, function: Any) -> Callable[..., Any]:
    """Check your function. Returns it if it passes, otherwise the reference.

    So the cells below work whatever you wrote, and `softmax = check("softmax", softmax)` never
    stops a notebook. The result is recorded in your progress.

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
    store.record_check(exercise_id, verdict.status)
    if verdict.status == "passed":
        box("good", f"{exercise_id} passes.")
        return function
    if verdict.status == "not attempted":
        box("open", f"{exercise_id}: not attempted yet.\nThe reference is used below.")
    else:
        after = f'The reference is used below. Stuck? Run `hint("{exercise_id}")`.'
        box("bad", f"{exercise_id}: {verdict.text}\n{after}")
    return exercise.reference


def _solution(exercise_id: str) -> str:
    """Where to find the solution: the lab's solution notebook, or for a lesson the reference."""
    slug = exercises.index()[exercise_id]
    in_lab = slug in course.order() and exercise_id not in exercises.announced(slug, "lesson")
    path = course.notebook(slug, "solution") if in_lab else ""
    if path and (root() / path).exists():
        return f"The solution is in `{path}`."
    source = inspect.getsource(exercises.find(exercise_id).reference)
    return f"This was the last hint. A solution:\n```\n{source}```"


def hint(exercise_id: str) -> None:
    """Show a hint; run it again for the next. There are three, and then the solution's place."""
    exercise = exercises.find(exercise_id)
    level = store.next_hint(exercise_id)
    after = _solution(exercise_id) if level == 3 else "Run this cell again for the next hint."
    box(
        "note",
        f"{exercise_id}, hint {level} of 3\n{course.resolve(exercise.hints[level - 1])}\n{after}",
    )


def _number(value: Any) -> float | None:
    """A finite number out of a number, a one-element tensor or a string; None if it is none."""
    try:
        number = float(value)
    except Exception:  # whatever a learner's object does when asked for a number
        return None
    return number if math.isfinite(number) else None


def _show(number: float) -> str:
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}" if abs(number) >= 0.1 else f"{number:.2g}"


def _score_number(guess: float, measured: float, close: float | None) -> tuple[str, str]:
    """Tone and words for a numeric prediction."""
    off = abs(guess - measured)
    if close is not None and off <= close:
        words = f"Close: within {_show(close)} of the result."
    else:
        words = f"Your prediction was {_show(off)} too {'high' if guess > measured else 'low'}."
        small, large = sorted((guess, measured))
        if small > 0 and large / small >= 1.5:
            words = f"{words[:-1]}, by a factor of {large / small:.1f}."
    if off == 0:
        words = "Exactly right."
    good = close is not None and off <= close
    return "good" if good else "note", words


def _undecided(prediction_id: str, guess: Any, shown: str, why: str) -> None:
    """A prediction that is neither right nor wrong, because the runs do not decide it."""
    store.record_prediction(prediction_id, {"guess": guess, "measured": UNDECIDED})
    text = f"You predicted {shown}. These runs do not say: the candidates are {UNDECIDED}."
    more = "No candidate is clearly ahead of every other one. More runs may decide it."
    box("note", f"{text}\n{more}\n{why}".strip())


def _predict_number(prediction_id: str, guess: Any, measured: Any, close: float | None) -> None:
    value, result = _number(guess), _number(measured)
    if value is not None and measured == UNDECIDED:
        _undecided(prediction_id, value, _show(value), "")
    elif result is None:
        box("open", f"{prediction_id}: nothing to compare with, the result is {measured}.")
    elif value is None:
        box("open", f"{prediction_id}: your prediction is {kind(guess)}. Write a number like 0.5.")
    else:
        tone, words = _score_number(value, result, close)
        entry: dict[str, Any] = {"guess": value, "measured": result}
        if close is not None:
            entry["right"] = tone == "good"
        store.record_prediction(prediction_id, entry)
        box(tone, f"You predicted {_show(value)}. The run measured {_show(result)}.\n{words}")


def _predict_choice(
    prediction_id: str, guess: Any, measured: Any, options: Mapping[str, str]
) -> None:
    known = ", ".join(repr(name) for name in options)
    alike = "The runs of one candidate differ as much as the candidates do."
    options = {UNDECIDED: alike, **options}
    names = {name.strip().lower(): name for name in options}
    chosen = names.get(str(guess).strip().lower())
    if chosen is None:
        near = difflib.get_close_matches(str(guess).lower(), names, n=1)
        cure = f" Did you mean {names[near[0]]!r}?" if near else ""
        box("open", f"{prediction_id}: choose one of {known}.{cure}")
        return
    if measured == UNDECIDED and chosen != UNDECIDED:
        _undecided(prediction_id, chosen, repr(chosen), options[chosen])
        return
    right = chosen == measured
    store.record_prediction(
        prediction_id, {"guess": chosen, "measured": str(measured), "right": right}
    )
    if right:
        box("good", f"You predicted {chosen!r}, and so it came out.\n{options[chosen]}")
        return
    lines = [f"You predicted {chosen!r}. The run says {str(measured)!r}.", options[chosen]]
    if measured in options:
        lines.append(f"{measured}: {options[measured]}")
    box("note", "\n".join(lines))


def predict(
    prediction_id: str,
    guess: Any,
    measured: Any,
    *,
    close: float | None = None,
    options: Mapping[str, str] | None = None,
) -> None:
    """Compare your prediction with what the run measured, and record it. Never raises.

    For a number, `close` says how far off (absolutely) still counts as close. For a choice,
    `options` has the choices, each with its explanation or the misconception behind it. If the
    runs do not tell the candidates apart, `measured` is "not told apart" (see `metrics.best`):
    then no choice is right or wrong, unless that was the prediction.
    A guess of None is no prediction; then the result is shown all the same.

    >>> predict("start_here.demo", None, 0.32)
    … The run measured 0.32. No prediction recorded.
    Write one next time, before you run: a guess makes you notice more.
    """
    try:
        if guess is None or guess is ... or (isinstance(guess, str) and not guess.strip()):
            result = _number(measured)
            shown = measured if result is None else _show(result)
            text = f"The run measured {shown}. No prediction recorded."
            if measured == UNDECIDED:
                text = f"In these runs the candidates are {UNDECIDED}. No prediction recorded."
            after = "Write one next time, before you run: a guess makes you notice more."
            box("open", f"{text}\n{after}")
        elif options:
            _predict_choice(prediction_id, guess, measured, options)
        else:
            _predict_number(prediction_id, guess, measured, close)
    except Exception as error:  # a learner's object that misbehaves when looked at
        box("open", f"{prediction_id}: the prediction could not be read ({type(error).__name__}).")
