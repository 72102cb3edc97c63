"""Where to find an exercise by its id; `helpers.checking.spec` says what one is.

The exercises of the lab `masked_lm` stand in `helpers/exercises/masked_lm.py` as a list called
`EXERCISES`. A lab's
file is imported when one of its exercises is asked for; the list of all ids is read from the
source text, so that listing them never imports torch.
"""

import ast
import difflib
import importlib
from functools import cache
from pathlib import Path

from helpers.checking.spec import Exercise
from helpers.files import CourseError


@cache
def index() -> dict[str, str]:
    """Every exercise's id with the file it stands in, in the order in which they are listed.

    >>> index()["count_words"]
    'start_here'
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

    >>> ids("start_here")
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
