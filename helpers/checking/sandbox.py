"""Call a learner's function so that nothing it does can stop or disturb the lesson.

It gets copies of the inputs, its printing is swallowed, every random generator is seeded before
the call and put back after it, and an error becomes a sentence with the line it came from. `exit()`
does not end the kernel, `input()` does not wait, and `limits` ends what runs on without end.
"""

import builtins
import copy
import dis
import inspect
import random
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from helpers.checking.limits import OverLimit, TooLarge, Watch
from helpers.checking.spec import Args
from helpers.checking.values import difference, is_array
from helpers.show.display import shell
from helpers.words import spoken


@dataclass
class Outcome:
    """What one call gave: a value or an error, what it printed, which argument it changed."""

    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: str | None = None


@contextmanager
def seeded(seed: int = 0) -> Iterator[None]:
    """Seed Python, NumPy and torch inside the block and restore their states after it.

    >>> with seeded():
    ...     first = random.random()
    >>> with seeded():
    ...     first == random.random()
    True
    """
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    python_state = random.getstate()
    numpy_state = numpy.random.get_state() if numpy else None
    torch_state = torch.get_rng_state() if torch else None
    random.seed(seed)
    if numpy:
        numpy.random.seed(seed)
    if torch:
        torch.manual_seed(seed)
    try:
        yield
    finally:
        random.setstate(python_state)
        if numpy:
            numpy.random.set_state(numpy_state)
        if torch:
            torch.set_rng_state(torch_state)


def is_blank(function: Any) -> bool:
    """True for what a lab starts with: `...` in place of the body, or of the whole object.

    Read from the byte code, in which a docstring and `...` leave nothing behind.

    >>> def stub(x):
    ...     "Docstring."
    ...     ...
    >>> is_blank(stub), is_blank(None), is_blank(len)
    (True, True, False)
    """
    if function is None or function is ...:
        return True
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return False
    steps = [i for i in dis.get_instructions(code) if i.opname not in ("RESUME", "NOP", "CACHE")]
    loads_none = steps[0].opname in ("LOAD_CONST", "RETURN_CONST") and steps[0].argval is None
    return loads_none and steps[-1].opname.startswith("RETURN") and len(steps) <= 2


def quiet() -> Any:
    """A context in which printing and displaying go nowhere; `.stdout` tells what was printed."""
    from IPython.utils.capture import capture_output

    return capture_output()


class AskedInput(BaseException):
    """The function called `input()`. `except Exception` lets it pass."""


def _exit(*_: Any, **__: Any) -> None:
    raise SystemExit


def _input(*_: Any) -> None:
    raise AskedInput


@contextmanager
def contained() -> Iterator[None]:
    """Inside the block `exit()` and `quit()` only end the function, and `input()` does not wait.

    In a notebook `exit` raises nothing: it asks the shell to end the kernel after the cell.

    >>> with contained():
    ...     exit()
    Traceback (most recent call last):
    SystemExit
    """
    names = {"input": _input, "exit": _exit, "quit": _exit}
    before = {name: getattr(builtins, name) for name in names if hasattr(builtins, name)}
    running = shell()
    asks = getattr(running, "ask_exit", None)
    for name in before:
        setattr(builtins, name, names[name])
    if running is not None:
        running.ask_exit = _exit
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(builtins, name, value)
        if running is not None:
            running.ask_exit = asks


def _equal(one: Any, other: Any) -> bool:
    """The quick way to see that nothing changed; what cannot be compared so is no answer."""
    try:
        return not is_array(one) and bool(one == other)
    except Exception:  # lists of arrays, and a learner's own objects
        return False


def _changed(names: list[str], before: tuple, after: tuple) -> str | None:
    """The name of the first argument that the call changed."""
    for name, one, other in zip(names, before, after):
        if is_array(one) or isinstance(one, (list, dict, set)):
            # Objects that differ even from a fresh copy of themselves cannot be judged.
            if _equal(one, other):
                continue
            if difference(one, other, 0) and not difference(one, copy.deepcopy(one), 0):
                return name
    return None


def changed_argument(function: Callable, before: Args, after: Args) -> str | None:
    """The name of the first argument that a call changed, None if there is none."""
    try:
        bound = inspect.signature(function).bind(*after.values, **after.keywords)
        names = list(bound.arguments)
    except (TypeError, ValueError):  # a built-in function without a readable signature
        names = []
    names = (names + ["1", "2", "3"])[: len(after.values)] + list(after.keywords)
    one = before.values + tuple(before.keywords.values())
    return _changed(names, one, after.values + tuple(after.keywords.values()))


def call(function: Callable, case: Args, watch: Watch | None = None) -> Outcome:
    """Call `function` on a copy of the case; whatever happens is in the outcome.

    >>> call(lambda x: 1 / x, Args(0)).error
    ZeroDivisionError('division by zero')
    """
    values, keywords = copy.deepcopy((case.values, case.keywords))
    run = watch.call if watch else lambda function, *v, **k: function(*v, **k)
    try:
        with seeded(), quiet() as said, contained():
            value = run(function, *values, **keywords)
    except BaseException as error:  # also SystemExit and Ctrl-C: the lesson must go on
        # The error holds on to this function and to the learner's, and so to what was filled there.
        traceback.clear_frames(error.__traceback__)
        values, keywords = (), {}
        return Outcome(error=error)
    changed = changed_argument(function, case, Args(*values, **keywords))
    return Outcome(value, printed=said.stdout, changed=changed)


def where(error: BaseException, function: Any) -> str:
    """` at line N: its source`` for the last line of the learner's own code, or nothing."""
    code = getattr(inspect.unwrap(getattr(function, "func", function)), "__code__", None)
    home = code.co_filename if code else ""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        notebook = "ipykernel_" in frame.filename or frame.filename.startswith("<ipython-input")
        if notebook or frame.filename == home:
            place = spoken(" at line {number}", number=frame.lineno)
            return place + (f": `{frame.line}`" if frame.line else "")
    return ""


def _say_limit(error: OverLimit, place: str) -> str:
    if isinstance(error, TooLarge):
        return spoken(
            "It was stopped{place}: it had taken {size} GB of memory. Does a list there grow"
            " without end?",
            place=place,
            size=f"{error.megabytes / 1000:.1f}",
        )
    return spoken(
        "It was stopped after {spent} seconds{place}. Does a loop there never end?",
        spent=f"{error.seconds:.0f}",
        place=place,
    )


def say_error(error: BaseException, function: Any) -> str:
    """An error of the learner's function as a sentence.

    >>> say_error(call(len, Args(3)).error, len)
    "It stops with TypeError: object of type 'int' has no len()."
    """
    place = where(error, function)
    if isinstance(error, KeyboardInterrupt):
        return spoken("You stopped it{place}. Does a loop there never end?", place=place)
    if isinstance(error, OverLimit):
        return _say_limit(error, place)
    if isinstance(error, AskedInput):
        return spoken(
            "It asks for `input()`{place}. What it needs comes as its arguments.", place=place
        )
    if isinstance(error, SystemExit):
        return spoken(
            "It tries to end Python{place}. Use `return` to leave a function.", place=place
        )
    if isinstance(error, RecursionError):
        return spoken("It calls itself without end (RecursionError){place}.", place=place)
    try:
        words = " ".join(str(error).split())
    except Exception:  # an exception class of the learner's own
        words = ""
    words = words if len(words) <= 200 else words[:200] + "…"
    named = f"{type(error).__name__}{': ' * bool(words)}{words}{place}"
    return spoken("It stops with {error}.", error=named)
