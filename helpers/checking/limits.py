"""End a learner's function that runs too long or takes too much memory, wherever it is.

A thread watches. Past a limit it makes Python raise `TooLong` or `TooLarge` in the thread that runs
the function, at the line that was reached. That works on every system, also in the main thread of a
notebook's kernel. Only a single step of compiled code, such as one huge matrix product, cannot be
cut short: it is ended when it returns.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil

SECONDS = 10.0  # of computing, for one call; on a busy machine the clock would judge the machine
WAITING = 60.0  # by the clock, for a function that waits and does not compute
MEGABYTES = 1000.0  # by which the process may grow
PAUSE = 0.05  # seconds between two looks


class OverLimit(BaseException):
    """What is raised in a function beyond a limit. `except Exception` lets it pass."""

    seconds = 0.0  # by the clock, since the call began
    megabytes = 0.0  # that the process had grown when it was seen


class TooLong(OverLimit):
    """The time is over."""


class TooLarge(OverLimit):
    """The memory is over."""


def resident() -> float:
    """Megabytes that the process holds.

    >>> resident() > 1
    True
    """
    return psutil.Process().memory_info().rss / 1e6


class _Nothing(BaseException):
    """Takes the place of an error that is pending, and is caught at once."""


def _raise_in(thread: int, error: type[BaseException]) -> None:
    """Let `error` be raised in a thread at its next step, in place of one that is pending."""
    value = ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), value)


def _take_back(thread: int) -> None:
    """Let nothing be pending in this thread.

    Taken back by a null pointer, Python 3.11 would look for it at every step ever after, and hang
    as soon as a profiler or a debugger is used.
    """
    try:
        _raise_in(thread, _Nothing)
        for _ in range(1000):
            pass
    except _Nothing:
        pass


class Watch:
    """Calls functions of the thread that made it, each within the limits.

    >>> with Watch() as watch:
    ...     watch.call(len, "abc")
    3
    """

    def __init__(self) -> None:
        self._home = threading.get_ident()
        self._lock = threading.Lock()
        self._began: tuple[float, float] | None = None  # computing and clock, while a call runs
        self._before = self._grown = 0.0  # megabytes
        self._raised = False  # whether something may be pending
        self._over = threading.Event()

    def __enter__(self) -> "Watch":
        self._before = resident()
        threading.Thread(target=self._look, name="limits", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def call(self, function: Callable[..., Any], *values: Any, **keywords: Any) -> Any:
        """The function's result. `OverLimit` comes out of it as any other error would."""
        began = time.process_time(), time.monotonic()
        try:
            try:
                self._began = began
                return function(*values, **keywords)
            finally:
                with self._lock:  # from here on the thread raises nothing more
                    self._began = None
                if self._raised:
                    self._raised = False
                    _take_back(self._home)
        except OverLimit as error:
            self._began = None
            error.seconds, error.megabytes = time.monotonic() - began[1], self._grown
            raise

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            with self._lock:
                if self._began is None:
                    self._before = resident()
                elif error := self._beyond(*self._began):
                    # Again at every look: a bare `except:` may have swallowed the last one.
                    self._raised = True
                    _raise_in(self._home, error)

    def _beyond(self, computing: float, clock: float) -> type[OverLimit] | None:
        self._grown = resident() - self._before
        if self._grown > MEGABYTES:
            return TooLarge
        late = time.process_time() - computing > SECONDS or time.monotonic() - clock > WAITING
        return TooLong if late else None
