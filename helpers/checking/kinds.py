"""A diagnosis as a short name, for the progress file: what went wrong, and nothing of the code."""

import re

from helpers.checking.spec import Exercise

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
STOPS = re.compile(r"^It stops with (\w+)", re.MULTILINE)
OTHER = "other"


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
        if text.startswith(mistake.message):
            return mistake.function.__name__
    for beginning, name in BEGINNINGS.items():
        if text.startswith(beginning):
            return name
    error = STOPS.search(text)
    return error[1][:40] if error else OTHER


def known(exercise: Exercise) -> set[str]:
    """All names that `kind_of` gives for an exercise, but for those of errors."""
    own = {mistake.function.__name__ for mistake in exercise.mistakes}
    return own | set(BEGINNINGS.values()) | {OTHER}
