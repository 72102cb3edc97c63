"""Cuts a Python process off from the network, and writes down every attempt.

Python imports a module of this name at its start. The tests put this folder on the PYTHONPATH of
the kernels, so that it also reaches every Python process that a notebook starts. It listens to the
events that Python's own socket code announces (PEP 578), beneath all libraries. A library may
swallow the error; the line in the log stays.

What a kernel needs goes on working: ZeroMQ does not come this way, pipes between processes are not
AF_INET, and on Windows `socket.socketpair` may connect to itself.
"""

import os
import socket
import sys
import traceback

LOG = os.environ.get("COURSE_GUARD_LOG")
INTERNET = (socket.AF_INET, socket.AF_INET6)
BY_SOCKET = ("socket.connect", "socket.sendto", "socket.sendmsg")
BY_NAME = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


class NetworkUsed(Exception):
    """Something tried to reach the network (or another program on this computer)."""


def target(event: str, arguments: tuple) -> str | None:
    """Where an event would have led, or None if it may pass."""
    if event in BY_NAME:
        host = arguments[0]
        return None if host in (None, "") else str(host)  # none: an address to listen at
    if event in BY_SOCKET and arguments[0].family in INTERNET:
        address = arguments[-1]
        if address is None or from_socketpair():  # none: along a connection that was refused
            return None
        return ":".join(map(str, address[:2])) if isinstance(address, tuple) else str(address)
    return None


def from_socketpair() -> bool:
    """True if `socket.socketpair` is connecting its two ends, as it does on Windows."""
    frame = sys._getframe()
    while frame is not None:
        code = frame.f_code
        if code.co_filename == socket.__file__ and code.co_name.endswith("socketpair"):
            return True
        frame = frame.f_back
    return False


def caller() -> str:
    """The place that asked: the innermost line that belongs to no library."""
    libraries = (os.path.dirname(socket.__file__), sys.prefix, "<frozen", __file__)
    for frame in reversed(traceback.extract_stack()):
        if not frame.filename.startswith(libraries):
            name = "a cell" if "ipykernel" in frame.filename else os.path.basename(frame.filename)
            return f"{name}, line {frame.lineno}: {frame.line or ''}"
    return "a library"


def guard(event: str, arguments: tuple) -> None:
    if not event.startswith("socket."):
        return
    where = target(event, arguments)
    if where is not None:
        message = f"opened a connection to {where} ({caller()})"
        with open(LOG, "a", encoding="utf-8") as stream:
            stream.write(message + "\n")
        raise NetworkUsed(message)


if LOG:
    sys.addaudithook(guard)
