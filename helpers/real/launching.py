"""Starting `helpers.real.processes` with accelerate's launcher; what to do if a process dies.

`python -m helpers.real.launching FOLDER --processes 2` does both, and says in one line what the
launcher says in fifty.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import psutil

from helpers import arguments
from helpers.files import CourseError, read_json, root
from helpers.real import processes as loop
from helpers.real.processes import REPORT, STATE, Plan, parser, plan_of

DEAD = re.compile(r"\brank\s*:\s*(\d+).*?exitcode\s*:\s*(-?\d+)", re.DOTALL)
ALONE = re.compile(r"died with <Signals\.\w+: (\d+)>")  # what is said of a single process
TERMINATED = 15  # SIGTERM


@arguments.checked
def command(folder: Path, plan: Plan, processes: int, every: int = 10) -> list[str]:
    """The command line, complete: what is left out, the launcher asks or warns about.

    >>> " ".join(command(Path("run"), Plan(), 2)[3:6])
    '--num_processes 2 --num_machines'
    """
    several = ["--multi_gpu", "--main_process_port", "0"] if processes > 1 else ["--cpu"]
    options = [f"--{name}={value}" for name, value in asdict(plan).items()]
    return [
        *(sys.executable, "-m", "accelerate.commands.launch"),
        *("--num_processes", str(processes), "--num_machines", "1"),
        *("--mixed_precision", "no", "--dynamo_backend", "no", *several),
        *("-m", "helpers.real.processes", str(folder), f"--every={every}", *options),
    ]


def environment() -> dict[str, str]:
    """One thread for each process, and a network that ends in this computer."""
    threads = {"OMP_NUM_THREADS": "1", "MASTER_ADDR": "127.0.0.1"}
    path = os.pathsep.join(filter(None, [str(root()), os.environ.get("PYTHONPATH")]))
    return {**os.environ, **threads, "PYTHONPATH": path}


def start(folder: Path, plan: Plan, processes: int, every: int = 10) -> subprocess.Popen:
    """Start the run, and do not wait for it."""
    return subprocess.Popen(
        command(folder, plan, processes, every),
        env=environment(),
        cwd=root(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def finish(begun: subprocess.Popen, folder: Path, processes: int) -> dict[str, list[float]]:
    """Wait for a run to end: its losses and seconds, one a step. `CourseError` if one died."""
    _, said = begun.communicate()
    if begun.returncode:
        raise CourseError(explained(said, folder, processes))
    return read_json(folder / REPORT)


def explained(said: str, folder: Path, processes: int) -> str:
    """What the launcher says of a failure in many lines, in one that names the cure.

    >>> explained("rank : 1 (local_rank: 1) exitcode : -9 (pid: 7)", Path("run"), 2)[:58]
    'Process 1 of 0 to 1 was ended from outside (signal 9), and'
    """
    ours = [line for line in said.splitlines() if line.endswith((".", "!")) and " holds " in line]
    kept = (folder / STATE).exists()
    again = "it goes on from its last state" if kept else "it begins anew, as no state was kept yet"
    if ours:
        return ours[-1]
    if found := killed(said):
        rank, signal = found
        who, others = f"Process {rank} of 0 to {processes - 1}", ", and the others with it"
        who, others = (who, others) if processes > 1 else ("The process", "")
        return (
            f"{who} was ended from outside (signal {signal}){others}: perhaps the memory was full."
            f" Start it again: {again}."
        )
    last = ([line for line in said.splitlines() if "Error" in line] or ["no word"])[-1].strip()
    return f"The run failed ({last}). Mend that, and start it again: {again}."


def killed(said: str) -> tuple[int, int] | None:
    """The process that was ended from outside, and the signal. The launcher ends the others with
    SIGTERM and lists them too, so another signal tells more.

    >>> killed("rank: 0 exitcode: -15 rank: 1 exitcode: -9"), killed("rank: 0 exitcode: 1")
    ((1, 9), None)
    """
    found = [(int(rank), -int(code)) for rank, code in DEAD.findall(said) if int(code) < 0]
    found += [(0, int(signal)) for signal in ALONE.findall(said)]
    return next((one for one in found if one[1] != TERMINATED), found[0] if found else None)


def kill(begun: subprocess.Popen, folder: Path, process: int = 0, seconds: float = 300) -> None:
    """End one process of a run from outside, as a system short of memory does, once a state later
    than the folder's is kept. Raises `CourseError` if the run ends, or keeps none in that time."""
    state, ends = folder / STATE, time.monotonic() + seconds
    before = state.stat().st_mtime_ns if state.exists() else None
    while not state.exists() or state.stat().st_mtime_ns == before:
        if begun.poll() is not None or time.monotonic() > ends:
            raise CourseError("The run ended, or kept no state, before a process could be killed.")
        time.sleep(0.02)
    below = psutil.Process(begun.pid).children(recursive=True)
    ranks = [one for one in below if one.environ().get("LOCAL_RANK", "0") == str(process)]
    ranks[0].kill()


@arguments.checked
def relay(folder: Path, plan: Plan, counts: list[int], every: int = 10) -> tuple[list, list[str]]:
    """Train in so many processes, one count after another: each but the last is killed on the way,
    and the next goes on from its state. The losses, one a step, and what was said of the killed.

    A single process that is the last runs here, without the launcher.
    """
    said = []
    for count in counts[:-1]:
        begun = start(folder, plan, count, every)
        kill(begun, folder, process=count - 1)
        try:
            finish(begun, folder, count)
        except CourseError as error:
            said.append(str(error))
    last = counts[-1]
    if last == 1:
        return loop.run(folder, plan, every).losses, said
    return finish(start(folder, plan, last, every), folder, last)["losses"], said


def main() -> None:
    options = parser("launching")
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    begun = start(given.folder, plan_of(given), given.processes, given.every)
    try:
        losses = finish(begun, given.folder, given.processes)["losses"]
    except CourseError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        begun.wait()
        sys.exit(130)
    print(f"{len(losses)} steps; loss of the first {losses[0]:.3f}, of the last {losses[-1]:.3f}")


if __name__ == "__main__":
    main()
