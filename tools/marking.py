"""Starts the grader that marks from outside, and talks with it."""

import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Client

from helpers.checking.outside import LINE
from helpers.files import CourseError, root

SECONDS = 600.0  # that it may take to start, or to finish what it does; then it is given up


class Grader:
    """The process `tools/outside_grader.py`: for one notebook after the other."""

    def __init__(self) -> None:
        paths = [str(root()), os.environ.get("PYTHONPATH", "")]
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tools.outside_grader"],
            cwd=root(),
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "TQDM_DISABLE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.place, self.end = {"address": "", "key": ""}, ""

    def _read(self) -> None:
        for line in self.child.stdout:
            self.lines.put(line)
        self.lines.put("")

    def _line(self) -> dict:
        with suppress(queue.Empty):
            if line := self.lines.get(timeout=SECONDS):
                return json.loads(line)
        self.close()
        raise CourseError("The grader stopped. Run `nbgrader autograde` again for this notebook.")

    def begin(self) -> dict[str, str]:
        """Let it listen for a notebook's kernel: what that one needs in its environment."""
        self.end = secrets.token_hex(16)
        with suppress(OSError):  # it is gone: there is no line to read either
            self.child.stdin.write(json.dumps({"end": self.end}) + "\n")
            self.child.stdin.flush()
        self.place = self._line()
        return {LINE: json.dumps(self.place)}

    def verdicts(self) -> dict[str, dict]:
        """What it found, by exercise, when the notebook's kernel is gone."""
        key = bytes.fromhex(self.place["key"])
        with suppress(OSError, EOFError), Client(self.place["address"], authkey=key) as line:
            line.send_bytes(self.end.encode("ascii"))
        return self._line()

    @property
    def alive(self) -> bool:
        return self.child.poll() is None

    def close(self) -> None:
        """End the process; at the end of its input it goes by itself."""
        self.child.stdin.close()
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
