"""What to do about a failure of pip, from what it wrote.

Standard library only, and no syntax newer than Python 3.6, as in start.py.
"""

import platform
import re

from tools.computers import ELSEWHERE, MACHINE, SYSTEM


def pip_problem(output: str) -> str:
    """What to do about a failure of pip, from what it wrote to its error stream."""
    full = r"No space left on device|not enough space on the disk|Errno 28|WinError 112"
    if re.search(full, output):
        return "The disk is full. Make room (3 GB), then run this command again."
    if re.search(r"Windows Long Path|WinError 206", output):
        return (
            "Windows takes no names of files that are so long. Move the course's folder, for"
            " example to C:\\course, then run this command there."
        )
    if re.search(r"WinError (5|32)\b", output):
        return (
            "Windows keeps a file of .venv, because it is in use. Close JupyterLab and every"
            " notebook, then run this command again."
        )
    offline = r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError"
    if re.search(offline + r"|ProxyError|ProtocolError|Max retries exceeded", output):
        return (
            "The package index cannot be reached. Connect to the internet (behind a proxy, set"
            " HTTPS_PROXY), then run this command again: it keeps what it has."
        )
    if re.search(r"(No matching distribution found for|Cannot install) torch\b", output):
        return (
            "pip finds no torch for Python %s on this system (%s, %s). Install Python 3.12 and run"
            " this command with it. %s" % (platform.python_version(), SYSTEM, MACHINE, ELSEWHERE)
        )
    return (
        "pip could not install the packages. Its last lines:\n\n%s\n\nRun this command again. If"
        " that fails too, delete the folder .venv and run this command with Python 3.12. %s"
        % ("\n".join(output.strip().splitlines()[-12:]), ELSEWHERE)
    )
