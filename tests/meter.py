"""What a process and its children cost: seconds by the clock, seconds of computing, peak memory."""

import threading
import time

import psutil

from tools.session import exact_peak, held


class Meter:
    """Seconds since it was made, and what a process with its children computed and held in memory.

    Children are seen twice a second only, and what they share with it, such as torch's code, counts
    once. The process itself is asked for its exact peak where the system knows it. (`getrusage`
    does not: on Linux a new process inherits its parent's peak.)
    """

    def __init__(self):
        self.started, self.peak, self.ended = time.monotonic(), 0, threading.Event()
        self.process = None

    def watch(self, pid: int) -> None:
        self.process = psutil.Process(pid)
        threading.Thread(target=self._sample, daemon=True).start()

    def _sample(self) -> None:
        while not self.ended.wait(0.5):
            self._look()

    def _look(self) -> None:
        try:
            family = [self.process, *self.process.children(recursive=True)]
        except psutil.Error:
            return
        self.peak = max(self.peak, held(family), exact_peak(self.process))

    def read(self) -> tuple[float, float, float]:
        """Seconds by the clock, seconds of computing over all cores, and peak MB so far."""
        self._look()
        return time.monotonic() - self.started, computed(self.process), self.peak / 1e6

    def stop(self) -> None:
        self.ended.set()


def computed(process: psutil.Process) -> float:
    """Seconds that a process and its children computed, those that have ended included."""
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            spent = one.cpu_times()
            total += spent.user + spent.system + spent.children_user + spent.children_system
    except psutil.Error:  # it has just ended
        pass
    return total
