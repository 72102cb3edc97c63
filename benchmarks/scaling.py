"""How many tokens a second the course's loop trains, in one process and in two.

    python -m benchmarks.scaling

Each process has one thread. The runs of one and of two take turns; of each the fastest tenth of its
steps counts, since another program that wants the cores slows down some steps and no step is faster
than it can be. Takes three minutes on two cores that are idle. The result is printed, and kept in
`benchmarks/scaling.json`.
"""

import argparse
import tempfile
from itertools import product
from pathlib import Path

from tqdm.auto import tqdm

from helpers.files import write_json
from helpers.measure import metrics
from helpers.measure.runs import Runs
from helpers.real import launching
from helpers.real.processes import Plan

PLAN = Plan(width=128, layers=4, batch_size=32, length=64, steps=60)
PROCESSES, REPEATS = (1, 2), 3


def speed(processes: int, repeat: int) -> dict:
    """Tokens a second of one run, and its last loss."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        begun = launching.start(folder, PLAN, processes, every=PLAN.steps)
        found = launching.finish(begun, folder, processes)
    fastest = sorted(found["seconds"])[: PLAN.steps // 10]
    tokens = PLAN.batch_size * PLAN.length * len(fastest)
    return {
        "processes": processes,
        "seed": repeat,
        "tokens a second": tokens / sum(fastest),
        "loss": found["losses"][-1],
    }


def main() -> None:
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    turns = list(product(range(REPEATS), PROCESSES))
    rows = [speed(count, repeat) for repeat, count in tqdm(turns, desc="runs")]
    write_json(Path(__file__).with_suffix(".json"), {"rows": rows})
    runs = Runs(rows)
    runs.table(["tokens a second", "loss"], "processes", caption="Throughput, one thread each")
    gain = [two / one for one, two in zip(*runs.by("tokens a second", "processes").values())]
    print("two processes against one:", metrics.text(gain))


if __name__ == "__main__":
    main()
