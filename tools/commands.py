"""How a command ends that somebody stops with Ctrl-C: with a sentence, in place of a traceback."""

import sys
from collections.abc import Callable

STOPPED = 130  # the exit code of what Ctrl-C stopped


def ended(main: Callable[[], int | None], then: str = "Run it again to finish.") -> int:
    """What `main` gives, 0 for None. then: what to do after a stop.

    >>> ended(lambda: 1)
    1
    """
    try:
        return main() or 0
    except KeyboardInterrupt:
        print(f"\nStopped. {then}", file=sys.stderr)
        return STOPPED
