"""`exit()` and `quit()` in a cell end the cell, not the kernel with all that it holds."""

import sys
from typing import Any, NoReturn

from helpers.files import CourseError
from helpers.show.display import shell


def install() -> None:
    """From now on they say how to stop instead. Safe to call any number of times; only in a kernel.

    In a terminal IPython ends as ever.
    """
    running = shell()
    if getattr(running, "kernel", None) is not None:
        running.ask_exit = stay


def stay(*_: Any) -> NoReturn:
    """What `exit` and `quit` call in place of the shell's own; raises `CourseError`."""
    stop, end = "Kernel > Interrupt Kernel", "Kernel > Shut Down Kernel"
    if "google.colab" in sys.modules:
        stop, end = "Runtime > Interrupt execution", "Runtime > Disconnect and delete runtime"
    raise CourseError(
        "exit() would end the kernel, and with it all that your cells have made. This cell ends"
        f" here, and the kernel goes on.\nTo stop a cell that runs: in the menu, {stop}.\nTo end"
        f" for today: save the notebook, then {end}."
    )
