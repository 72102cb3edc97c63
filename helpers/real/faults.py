"""What the libraries say when a model cannot be had, as a sentence that names the cure."""

import errno
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from huggingface_hub import constants, get_token
from huggingface_hub.errors import HTTPError, OfflineModeIsEnabled

from helpers.files import CourseError

HUB = "https://huggingface.co"
AGAIN = "Then run this again: what has arrived is kept."
TOKEN = (
    "ask for it on its page, {page}, put a token of yours into the environment variable"
    " HF_TOKEN, and restart the kernel."
)


class Unreachable(CourseError):
    """The hub gives no answer now. A copy that is here will do."""


def endpoint() -> str:
    """The hub's address: `HF_ENDPOINT`, also where it was set after the libraries were imported.

    >>> endpoint().startswith("http")
    True
    """
    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT or HUB).rstrip("/")


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it came from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Raise `CourseError` in place of what a hub, a network or a disk does to a request for `name`.

    >>> with explained("a/b"):  # doctest: +ELLIPSIS
    ...     raise ConnectionError("no route")
    Traceback (most recent call last):
    helpers.real.faults.Unreachable: The hub cannot be reached, and a/b is not here. Connect ...
    """
    try:
        yield
    except CourseError:
        raise
    except (HTTPError, OSError) as error:
        chain = list(causes(error))
        answers = [e.response for e in chain if getattr(e, "response", None) is not None]
        if answers:
            raise refused(answers[0].status_code, answers[0].headers, name) from None
        raise unanswered(chain, name) from None


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """The seconds that a server asks to wait: its `Retry-After`, a number or a date; 0 if there is
    none that can be read.

    >>> [seconds_to_wait({"Retry-After": said}) for said in ("30", "soon", "-5", "nan")]
    [30.0, 0.0, 0.0, 0.0]
    >>> seconds_to_wait({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    0.0
    """
    said = headers.get("Retry-After") or ""
    try:
        seconds = float(said)
    except ValueError:
        try:
            then = parsedate_to_datetime(said)
        except ValueError:
            return 0.0
        then = then if then.tzinfo else then.replace(tzinfo=UTC)
        seconds = (then - datetime.now(UTC)).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0


def refused(status: int, headers: Mapping[str, str], name: str) -> CourseError:
    """What to do about a status that the hub answers.

    >>> str(refused(404, {}, "a/b"))
    'The hub has no model a/b (404). Look its name up: it has two parts, owner/model.'
    >>> str(refused(503, {}, "a/b"))
    'The hub has a fault of its own (503). Wait. Then run this again: what has arrived is kept.'
    """
    cure = TOKEN.format(page=f"{endpoint()}/{name}")
    if status == 401 and get_token():
        return CourseError(
            f"The hub does not give {name} to you (401): your token is wrong or has run out, or"
            " there is no such model. Open models need none: take HF_TOKEN away and restart the"
            f" kernel, or put in a new one. The name stands on {endpoint()}/{name}."
        )
    if status == 401:
        return CourseError(
            f"The hub does not give {name} to you (401): there is no such model, or it is not open"
            f" to all. Check the name. If it is right, {cure}"
        )
    if status == 403:
        return CourseError(
            f"The hub does not give {name} to you (403): its owner wants something agreed to first,"
            f" or your token is too narrow. To have it, {cure}"
        )
    if status in (404, 410):
        return CourseError(
            f"The hub has no model {name} ({status}). Look its name up: it has two parts,"
            " owner/model."
        )
    if status == 429:
        seconds = seconds_to_wait(headers)
        wait = f"{seconds:,.0f} seconds" if seconds else "a few minutes"
        return Unreachable(
            f"The hub had too many requests from your address (429). Wait {wait}. {AGAIN}"
        )
    if status >= 500:
        return Unreachable(f"The hub has a fault of its own ({status}). Wait. {AGAIN}")
    return CourseError(f"The hub answers {status} to a request for {name}. Take another model.")


def unanswered(chain: list[BaseException], name: str) -> CourseError:
    """What to do where no answer came: a network, a clock, or a disk."""
    kinds = {kind.__name__ for error in chain for kind in type(error).__mro__}
    disk = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EPERM, errno.ENOTDIR}
    for error in chain:
        if getattr(error, "errno", None) in disk and "ConnectError" not in kinds:
            return disk_refuses(error, name)
    if any(isinstance(error, OfflineModeIsEnabled) for error in chain):
        return Unreachable(
            f"HF_HUB_OFFLINE is set, and {name} is not here. Unset it and restart the kernel, or"
            " name a folder that holds the model."
        )
    if "TimeoutException" in kinds or "TimeoutError" in kinds:
        return Unreachable(
            f"The hub was silent for {constants.HF_HUB_DOWNLOAD_TIMEOUT} seconds. Try another"
            f" network, or set HF_HUB_DOWNLOAD_TIMEOUT to more and restart the kernel. {AGAIN}"
        )
    cut = any("Consistency check failed" in str(error) for error in chain)
    if cut or kinds & {"RemoteProtocolError", "ReadError"}:
        return Unreachable(f"The hub broke off in the middle of {name}. {AGAIN[5:].capitalize()}")
    return Unreachable(
        f"The hub cannot be reached, and {name} is not here. Connect to the internet, or name a"
        f" folder that holds the model. {AGAIN}"
    )


def disk_refuses(error: OSError, name: str) -> CourseError:
    """A disk that is full, or not to be written.

    >>> str(disk_refuses(OSError(errno.ENOSPC, "No space left"), "a/b"))[:58]
    'The disk is full: a/b cannot be kept (No space left). Free'
    """
    why = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CourseError(f"The disk is full: {name} cannot be kept ({why}). Free space. {AGAIN}")
    return CourseError(
        f"{name} cannot be kept ({why}). Set HF_HOME to a folder that you may write to, and"
        " restart the kernel."
    )
