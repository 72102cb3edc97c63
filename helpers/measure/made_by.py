"""What made a stored result: the parts of the code it reached, and how they differ from today's.

`of` looks at a function that is there to be called, `of_experiment` reads the sources only. Both
follow the same text, a notebook's cells in the order in which they ran, so they agree.
"""

import inspect
import json
import linecache
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from helpers.files import CourseError
from helpers.measure.closure import Closure
from helpers.measure.course_code import CourseCode, followed, here, notebook
from helpers.measure.fingerprint import short_hash
from helpers.measure.program import Program, statements


def of_experiment(name: str, code: CourseCode | None = None) -> dict[str, str]:
    """The parts that an experiment of a lesson or lab reaches, from the sources' text alone.

    >>> list(of_experiment("costs/overfit"))[:2]
    ['notebook: SECTIONS', 'notebook: STEPS']
    """
    closure = Closure(code or here())
    program, measure, place = closure.code.experiment(name)
    closure.follow(program, measure, place)
    return closure.parts()


def known(name: str, code: CourseCode) -> bool:
    """Whether a notebook's source has an experiment of that name.

    >>> known("costs/overfit", here()), known("costs/nothing", here())
    (True, False)
    """
    try:
        return code.notebook(code.source(name)).experiment(name) is not None
    except CourseError:
        return False


def of(measure: Callable, name: str = "") -> dict[str, str]:
    """The parts that `measure` reaches, with which `experiment.run` is called under that name.

    Raises `CourseError` if the text of the function is not to be had.

    >>> from helpers.text.town import tasks
    >>> list(of(tasks))[:2]
    ['helpers/text/town.py: FOLDER', 'helpers/text/town.py: tasks']
    """
    closure = Closure(here())
    _follow(closure, measure, name, "measure")
    return closure.parts()


def _follow(closure: Closure, value: object, experiment: str, name: str) -> None:
    """A value that a function holds: another function, a module, a class, or plain data."""
    if isinstance(value, partial):
        for key, given in [*enumerate(value.args), *value.keywords.items()]:
            _follow(closure, given, experiment, f"{name}, {key}")
        value = value.func
    value = inspect.unwrap(value) if callable(value) else value
    value = getattr(value, "__func__", value)
    if isinstance(value, ModuleType):
        closure.follow_dotted(value.__name__)
    elif inspect.isfunction(value) or inspect.isclass(value):
        _follow_code(closure, value, experiment)
    else:
        closure.hashes[f"value: {name}"] = short_hash(_plain(value))
        if callable(value) and not inspect.isbuiltin(value):
            _follow_code(closure, type(value), experiment)


def _follow_code(closure: Closure, made: Callable, experiment: str) -> None:
    dotted = f"{made.__module__}.{made.__qualname__}"
    if closure.code.locate(dotted) and "<" not in dotted:
        closure.follow_dotted(dotted)
        return
    if made.__module__.split(".")[0] in ("builtins", "torch", "transformers", "functools"):
        return
    program = _program(made)
    place = (program.experiment(experiment) or ("", len(program.statements)))[1]
    if "<" not in made.__qualname__:
        closure.follow(program, made.__qualname__.split(".")[0], place)
        return
    # Made inside another function: its own text, and what it holds of its surroundings.
    text = dedent(inspect.getsource(made))
    program = Program("notebook", (*program.statements[:place], statements(text)[0]), ordered=True)
    closure.include(program, made.__name__, place, place)
    closure.go_on()
    for name, cell in zip(made.__code__.co_freevars, made.__closure__ or ()):
        if cell.cell_contents is not made:
            _follow(closure, cell.cell_contents, experiment, name)


def _program(made: Callable) -> Program:
    """The text that a function stands in: the cells of a notebook, or a file."""
    space = getattr(made, "__globals__", {})
    cells = space.get("In")
    if isinstance(cells, list) and "get_ipython" in space:
        found = notebook(cells)
        if made.__qualname__.split(".")[0] in found.makers:
            return found
    file = made.__code__.co_filename if inspect.isfunction(made) else inspect.getsourcefile(made)
    # A kernel that keeps no history (as when notebooks are tested) still keeps the cells' texts.
    folder = Path(file or "").parent
    if "get_ipython" in space and folder.name.startswith("ipykernel_"):
        texts = [(name, linecache.getlines(name)) for name in list(linecache.cache)]
        return notebook(["".join(lines) for name, lines in texts if Path(name).parent == folder])
    text = "".join(linecache.getlines(file or ""))
    if not text:
        raise CourseError(
            f"The text of {made.__qualname__} is not to be had, so its results cannot be kept."
            " Define it in a cell of the notebook."
        )
    return notebook([text])


def _plain(value: object) -> str:
    """Plain data as text; of anything else its kind only."""

    def other(value: object) -> object:
        if isinstance(value, set | frozenset):
            return sorted(map(repr, value))
        return value.tolist() if hasattr(value, "tolist") else type(value).__qualname__

    try:
        return json.dumps(value, default=other)
    except (TypeError, ValueError):  # keys that JSON does not know
        return repr(sorted(map(repr, value.items()))) if isinstance(value, dict) else repr(value)


def tail(part: str) -> str:
    """A part's name without the folder and file it stands in, which may change.

    >>> tail("helpers/text/data.py: sample"), tail("helpers/text/town_data/news.toml")
    ('sample', 'news.toml')
    """
    return part.split(": ", 1)[-1] if ": " in part else part.split("/")[-1]


def module(part: str) -> str:
    """The module that a part of the course's code stands in, as a dotted name.

    >>> module("helpers/text/data.py: sample")
    'helpers.text.data'
    """
    return part.split(": ")[0].removesuffix(".py").replace("/", ".")


def dotted(part: str) -> str:
    """The whole name of a part of the course's code.

    >>> dotted("helpers/text/data.py: sample"), dotted("helpers/text/town_data/news.toml")
    ('helpers.text.data.sample', 'helpers.text.town_data.news.toml')
    """
    return f"{module(part)}.{tail(part)}" if ": " in part else module(part)


def digest(parts: dict[str, str]) -> str:
    """One short hash for all parts; it stays the same if they only move to other files."""
    return short_hash(json.dumps(sorted((tail(name), value) for name, value in parts.items())))


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """What is different now, part by part. A definition that only moved is the same.

    >>> differences({"a.py: f": "1", "b.py: g": "2"}, {"a.py: f": "3", "c/b.py: g": "2"})
    ['a.py: f changed']

    Parts of modules that are not followed any more do not count.
    """
    before = {name: value for name, value in before.items() if followed(dotted(name))}
    gone = {name: value for name, value in before.items() if now.get(name) != value}
    come = {name: value for name, value in now.items() if before.get(name) != value}
    moved = _counted(gone.items()) & _counted(come.items())
    gone, come = (_without(parts, moved) for parts in (gone, come))
    words = [f"{name} {'changed' if name in now else 'is not used any more'}" for name in gone]
    return words + [f"{name} is new" for name in come if name not in gone]


def _counted(parts: Iterable[tuple[str, str]]) -> Counter:
    return Counter((tail(name), value) for name, value in parts)


def _without(parts: dict[str, str], moved: Counter) -> dict[str, str]:
    left, kept = Counter(moved), {}
    for name, value in parts.items():
        if left[tail(name), value] > 0:
            left[tail(name), value] -= 1
        else:
            kept[name] = value
    return kept


def told(changes: list[str], most: int = 3) -> str:
    """The first few differences in one line.

    >>> told(["a changed", "b changed", "c is new", "d is new", "e is new"])
    'a changed, b changed, c is new and 2 more'
    """
    more = f" and {len(changes) - most} more" if len(changes) > most else ""
    return ", ".join(changes[:most]) + more
