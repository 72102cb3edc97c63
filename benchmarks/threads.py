"""What it costs how OpenMP's threads wait for work: `python -m benchmarks.threads`.

Two questions. Do four small trainings at once, each with a thread for every core, take at most 1.5
times as long as with one thread each? Does one training alone lose at most 5 % against threads that
spin while they wait? `helpers/__init__.py` chooses what is in between.

Every row compares two ways in one run, in turn, so read the ratios; the lowest and the highest say
how noisy they were. Takes three minutes on two idle cores; `--only alone` runs one part. The result
is printed, and kept in `benchmarks/threads.json`. On a machine that others use too, Linux can let
one part go first: `chrt --rr 1 python -m benchmarks.threads --only alone`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch

from helpers import models
from helpers.files import read_json, root, write_json
from helpers.setup import threads, use_threads

BATCH, LENGTH, VOCABULARY = 16, 64, 2048
AT_ONCE, ALONE_STEPS, AT_ONCE_STEPS = 4, 15, 10
ALONE_TURNS, AT_ONCE_TURNS = 15, 6
MOST_AT_ONCE, MOST_ALONE = 1.5, 1.05
THREADS = ("OMP", "GOMP", "KMP")  # how the variables begin that OpenMP libraries read
ONE, OURS, SPINNING, SLEEPING = "one thread", "the course", "spinning", "sleeping"
WAYS = {
    ONE: {"OMP_NUM_THREADS": "1"},
    OURS: {},
    SPINNING: {"GOMP_SPINCOUNT": "300000", "KMP_BLOCKTIME": "200"},  # what they do if not told
    SLEEPING: {"GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"},
}


def work() -> None:
    """A training that does as many steps as each line of its input says, and tells when."""
    use_threads()
    model = models.encoder(VOCABULARY, layers=4, seed=0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    ids = torch.randint(VOCABULARY, (BATCH, LENGTH))
    print("ready", flush=True)
    for line in sys.stdin:
        for _ in range(int(line)):
            optimizer.zero_grad()
            model(input_ids=ids, labels=ids).loss.backward()
            optimizer.step()
        print("done", flush=True)


class Trainings:
    """So many trainings, each a process of its own, that wait for a number of steps."""

    def __init__(self, way: str, count: int):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(THREADS)}
        command = [sys.executable, "-m", "benchmarks.threads", "--work"]
        options = {"cwd": root(), "env": environment | WAYS[way], "text": True}
        self.processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
            for _ in range(count)
        ]
        self.wait()
        self.seconds(2)  # what is slow once only

    def wait(self) -> None:
        for process in self.processes:
            if not process.stdout.readline():
                raise SystemExit("A training has failed; see above.")

    def seconds(self, steps: int) -> float:
        """Until all have done so many steps."""
        began = time.perf_counter()
        for process in self.processes:
            process.stdin.write(f"{steps}\n")
            process.stdin.flush()
        self.wait()
        return time.perf_counter() - began

    def end(self) -> None:
        for process in self.processes:
            process.communicate()


def in_turn(ways: list[str], count: int, steps: int, turns: int) -> dict[str, list[float]]:
    """Seconds of each way, in turn, so that whatever else the machine does meets all alike."""
    ready = {way: Trainings(way, count) for way in ways}
    try:
        found = [{way: ready[way].seconds(steps) for way in ways} for _ in range(turns)]
    finally:
        for some in ready.values():
            some.end()
    return {way: [turn[way] for turn in found] for way in ways}


def row(what: str, times: dict[str, list[float]], way: str, other: str, most: float | None) -> dict:
    """`way` against `other`: medians of the seconds and of the ratios, turn by turn."""
    ratios = sorted(a / b for a, b in zip(times[way], times[other]))
    seconds = {name: round(statistics.median(times[name]), 3) for name in (way, other)}
    return {
        "what": f"{what}: {way} against {other}",
        "seconds": seconds,
        "ratio": round(statistics.median(ratios), 3),
        "lowest": round(ratios[0], 3),
        "highest": round(ratios[-1], 3),
        "turns": len(ratios),
        "at most": most,
    }


def alone() -> list[dict]:
    """One training on all cores: our way of waiting, and the others, against spinning."""
    times = in_turn([SPINNING, OURS, SLEEPING, ONE], 1, ALONE_STEPS, ALONE_TURNS)
    limits = {OURS: MOST_ALONE, SLEEPING: None, ONE: None}
    return [row("alone", times, way, SPINNING, most) for way, most in limits.items()]


def at_once() -> list[dict]:
    """Four trainings: with all cores each, against one thread each. Spinning gets one turn."""
    what = f"{AT_ONCE} at once"
    times = in_turn([ONE, OURS, SLEEPING], AT_ONCE, AT_ONCE_STEPS, AT_ONCE_TURNS)
    rows = [row(what, times, way, ONE, m) for way, m in ((OURS, MOST_AT_ONCE), (SLEEPING, None))]
    times = in_turn([ONE, SPINNING], AT_ONCE, AT_ONCE_STEPS, 1)
    return [*rows, row(what, times, SPINNING, ONE, None)]


PARTS = {"alone": alone, "at once": at_once}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=list(PARTS))
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work()
        return 0
    store = Path(__file__).with_suffix(".json")
    results = read_json(store) if store.exists() else {}
    for name, part in PARTS.items():
        if options.only in (None, name):
            results[name] = {"cores": threads(), "rows": part()}
            write_json(store, results)
    lines = [line for part in results.values() for line in part["rows"]]
    print(f"{'':<45}{'ratio':>7}{'lowest':>9}{'highest':>9}{'at most':>9}")
    for line in lines:
        print(
            f"{line['what']:<45}{line['ratio']:>7.2f}{line['lowest']:>9.2f}"
            f"{line['highest']:>9.2f}{line['at most'] or '':>9}"
        )
    return int(any(line["at most"] and line["ratio"] > line["at most"] for line in lines))


if __name__ == "__main__":
    sys.exit(main())
