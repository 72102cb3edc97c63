"""Where to find an exercise by its id; `helpers.checking.spec` says what one is.

The exercise `mlm_loss` of the lab `masked_lm` is `helpers/exercises/masked_lm/mlm_loss.py`: what it
asks, the reference, the inputs on which answers are compared, the typical mistakes with their
messages, and the hints. What several exercises of a lab share stands beside them in `common.py`.
A file is imported when its exercise is asked for; the list of all ids is read from the file names,
so that listing them never imports torch.

The order is that in which a lesson, and after it its lab, announce their exercises: the lines
`@exercise ID` in `source/lessons/SLUG.py` and `source/labs/SLUG.py`.
"""

import difflib
import importlib
from functools import cache
from pathlib import Path

from helpers import outline
from helpers.checking.spec import Exercise
from helpers.files import CourseError

SHARED = ("__init__", "common")  # files beside the exercises that are none


def announced(slug: str, kind: str, folder: Path | None = None) -> list[str]:
    """The ids that a source announces, in order; kind: "lesson" or "lab". Empty without a source.

    >>> announced("masked_lm", "lab")[:2]
    ['choose_positions', 'hide_tokens']
    """
    found = outline.of(slug, kind, folder)
    return list(found.exercises) if found else []


@cache
def index() -> dict[str, str]:
    """Every exercise's id with the slug of its lesson or lab, in the order of `announced`.

    One that nothing announces comes last in its slug.

    >>> index()["count_words"]
    'start_here'
    """
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob("*/__init__.py")):
        slug = path.parent.name
        order = announced(slug, "lesson") + announced(slug, "lab")
        names = sorted(file.stem for file in path.parent.glob("*.py") if file.stem not in SHARED)
        for name in sorted(names, key=lambda name: order.index(name) if name in order else 999):
            if name in found:
                raise CourseError(f"Two exercises have the id {name!r}. Rename one.")
            found[name] = slug
    return found


def ids(slug: str) -> list[str]:
    """The exercises of a lesson and its lab, in order.

    >>> ids("start_here")
    ['count_words']
    """
    return [name for name, home in index().items() if home == slug]


def find(exercise_id: str) -> Exercise:
    """The exercise with this id.

    >>> find("count_word")
    Traceback (most recent call last):
    helpers.files.CourseError: There is no exercise 'count_word'. Did you mean 'count_words'?
    """
    slug = index().get(str(exercise_id))
    if slug is None:
        near = difflib.get_close_matches(str(exercise_id), index(), n=1)
        cure = f" Did you mean {near[0]!r}?" if near else " Check the spelling."
        raise CourseError(f"There is no exercise {exercise_id!r}.{cure}")
    return importlib.import_module(f"{__name__}.{slug}.{exercise_id}").EXERCISE
