"""A diagnosis as a short name, for the progress file: what went wrong, and nothing of the code."""

import re

from helpers.checking.spec import Exercise
from helpers.words import language, spoken

# How a diagnosis begins that names no mistake of the exercise's own, and what it is called.
BEGINNINGS = {
    "It returns None": "returns_none",
    "It prints its result but returns None": "prints",
    "It changes its argument": "changes_argument",
    "Its arguments do not fit": "other_arguments",
    "Its result has the wrong form": "wrong_form",
    "The numbers are right": "no_gradient",
    "You stopped it": "stopped",
    "It asks for `input()`": "asks_for_input",
    "It tries to end Python": "ends_python",
    "It calls itself without end": "RecursionError",
}
# The whole messages, for other languages: their translations begin in ways of their own.
WHOLE = (
    "It returns None. Is the `return` missing?",
    "It prints its result but returns None. Use `return` in place of `print`.",
    "It changes its argument `{name}`. Work on a copy.",
    "Its arguments do not fit ({error}). Keep the first line as it was: `{line}`",
    "Its result has the wrong form: it is {found}. ({error})",
    "The numbers are right, but training needs their gradient. Compute with tensors"
    " all the way; `.item()`, `.detach()` and `torch.tensor(...)` cut it off.",
    "The numbers are right and their gradient is not. Is a part of it detached?",
    "You stopped it{place}. Does a loop there never end?",
    "It asks for `input()`{place}. What it needs comes as its arguments.",
    "It tries to end Python{place}. Use `return` to leave a function.",
    "It calls itself without end (RecursionError){place}.",
)
STOPS = "It stops with {error}."
OTHER = "other"


def beginnings() -> dict[str, str]:
    """How a diagnosis begins, in the learner's language and in English, and what it is called."""
    if not language():
        return BEGINNINGS
    told = {
        spoken(whole).partition("{")[0]: name
        for whole in WHOLE
        for start, name in BEGINNINGS.items()
        if whole.startswith(start)
    }
    return {**told, **BEGINNINGS}


def kind_of(exercise: Exercise, text: str) -> str:
    """The name of the mistake that a diagnosis speaks of; "other" where it has none.

    The exercise's own mistakes have their function's name, an error has its class's.

    >>> from helpers.exercises import find
    >>> from helpers.checking.grading import grade
    >>> exercise = find("count_words")
    >>> kind_of(exercise, grade(exercise, lambda text: text.nothing).text)
    'AttributeError'
    """
    for mistake in exercise.mistakes:
        if text.startswith((mistake.message, spoken(mistake.message))):
            return mistake.function.__name__
    for beginning, name in beginnings().items():
        if text.startswith(beginning):
            return name
    start = re.escape(spoken(STOPS).partition("{")[0])
    error = re.search(rf"^{start}(\w+)", text, re.MULTILINE)
    return error[1][:40] if error else OTHER


def known(exercise: Exercise) -> set[str]:
    """All names that `kind_of` gives for an exercise, but for those of errors."""
    own = {mistake.function.__name__ for mistake in exercise.mistakes}
    return own | set(BEGINNINGS.values()) | {OTHER}
