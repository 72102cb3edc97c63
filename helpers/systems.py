"""What Windows asks of a program: names that it takes, and patience with files that others read."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import time
from collections.abc import Callable
from pathlib import Path, PurePath

WINDOWS = os.name == "nt"
# Seconds between attempts: Windows refuses to replace a file as long as somebody reads it.
WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
IN_USE = (5, 32, 33)  # its own numbers for: refused, somebody has the file, or a part of it

# As Windows sees them: in any case, with or without an ending.
KEPT = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f]')


def problem(name: str) -> str:
    """Why Windows does not take this as the name of a file or folder, in words; "" if it does.

    >>> problem("my run.json"), problem("nul.json"), problem("why?")
    ('', 'Windows keeps that name for a device', 'Windows allows no ? in names')
    """
    if KEPT.fullmatch(name):
        return "Windows keeps that name for a device"
    if found := FORBIDDEN.search(name):
        return f"Windows allows no {found[0] if found[0] >= ' ' else 'control character'} in names"
    if name.endswith((" ", ".")) and name.strip("."):
        return "Windows drops a blank or dot at the end of a name"
    return ""


def refused(path: PurePath) -> str:
    """What to do if this is Windows and takes a name in `path` not; "" otherwise.

    Written to `nul.json`, a file would be lost without a word, and `a:b` would be a part of `a`.

    >>> refused(PurePath("runs") / "first.json")
    ''
    """
    for name in path.parts if WINDOWS else ():
        if name != path.anchor and (wrong := problem(name)):
            return f"{name}: {wrong}. Choose another name."
    return ""


def safe(name: str) -> str:
    """A file's name without its ending, made of any text: all systems take it.

    >>> safe("My run: 2?"), safe("con"), safe("été.1")
    ('My-run--2-', '-con', 'été.1')
    """
    made = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return f"-{made}" if KEPT.fullmatch(made) else made


def patiently(act: Callable, *arguments: object) -> object:
    """act(*arguments), tried again for a second or two while another program has the file.

    >>> patiently(len, "abc")
    3
    """
    for wait in WAITS:
        try:
            return act(*arguments)
        except PermissionError:
            time.sleep(wait)
    return act(*arguments)


def replace(source: Path | str, target: Path | str) -> None:
    """`os.replace`, which Windows refuses while another program has the file open."""
    patiently(os.replace, source, target)


def contents(path: Path) -> bytes:
    """All of a file, which Windows lets nobody read in the moment when it is replaced."""
    return patiently(path.read_bytes) if WINDOWS else path.read_bytes()


def in_use(error: OSError) -> bool:
    """Whether Windows says that another program has a file open.

    >>> in_use(OSError(13, "Permission denied"))
    False
    """
    return getattr(error, "winerror", None) in IN_USE


def write_cure(error: OSError) -> str:
    """What to do about a file that the disk does not take.

    >>> write_cure(IsADirectoryError(errno.EISDIR, "Is a directory"))
    'There is a folder of that name: use another name.'
    """
    if in_use(error):
        return "Close the program or notebook that has it open, or use another name."
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return "Free some space on the disk."
    if error.errno == errno.EFBIG:
        return "This disk or your account takes no file of that size: use another disk."
    if error.errno == errno.EISDIR:
        return "There is a folder of that name: use another name."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "A file stands where its folder should be: use another name."
    return "Name a folder that you may write to."


def return_memory() -> None:
    """Ask Linux's allocator to give freed memory back to the system. Elsewhere a no-op.

    It keeps freed blocks otherwise, and because the number of masked tokens differs from step to
    step, few of them fit the next request: a notebook would grow by hundreds of megabytes.
    """
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):  # macOS, Windows, or another C library
        pass
