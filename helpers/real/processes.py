"""The course's training loop in several processes, each with its own CPU core or GPU.

    accelerate launch --multi_gpu --num_processes 2 -m helpers.real.processes FOLDER --steps 40

Every process has the whole model and reads its part of each batch. Their gradients are averaged
(`DistributedDataParallel`, Li et al. 2020), so all take the same step, that of one process with the
whole batch. On GPUs NCCL carries the numbers, on CPUs gloo, which is what was run for this course.
`--multi_gpu` is the launcher's word for several processes, on CPUs too; its `--cpu` starts one.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from accelerate import Accelerator
from torch import nn

from helpers import setup
from helpers.files import CourseError, write_bytes, write_json
from helpers.systems import contents
from helpers.text import tokens, town
from helpers.weights import causal, models, optim, resume, run_files, training

STATE, REPORT = "state.safetensors", "report.json"  # files in a run's folder


@dataclass(frozen=True)
class Plan:
    """What decides a run's result: the network, the batches, the steps, the seed."""

    width: int = 64
    layers: int = 2
    batch_size: int = 8
    length: int = 64
    steps: int = 40
    seed: int = 0


@dataclass
class Progress:
    """How far a run has come: one loss a step, of the whole batch."""

    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def part_of_loss(
    model: nn.Module, ids: torch.Tensor, process: int, processes: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss of a process's rows, weighted so that the processes' average is the whole batch's.

    ids: int64 (batch, length), the whole batch. Rows do not ask for equally many tokens (a
    document's first one is not asked for), so the mean of two means is not the mean: each counts by
    its share of the tokens. Returns what to take the gradient of, and the part's share of the loss.
    """
    rows = ids[process::processes]  # (batch / processes, length)
    asked, all_asked = ((some[:, 1:] != causal.START).sum() for some in (rows, ids))
    share = causal.loss(model, (rows,)) * asked / all_asked
    return share * processes, share.detach()


def make_accelerator() -> Accelerator:
    """One process: on `setup.device`. Several: on CPUs, or each on a GPU of its own."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return training.make_accelerator()
    return Accelerator(cpu=setup.device().type == "cpu")


def train(
    folder: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: Callable[[torch.Generator], tuple[torch.Tensor]],
    plan: Plan,
    every: int,
) -> Progress:
    """Train, in as many processes as there are; the state is kept in `folder` each `every` steps.

    A run that was cut off goes on from its state, in any number of processes.
    """
    accelerator = make_accelerator()
    process, processes = accelerator.process_index, accelerator.num_processes
    progress = load(folder, model, optimizer, plan)
    plain, rates = model, [group["lr"] for group in optimizer.param_groups]
    model, optimizer = accelerator.prepare(model, optimizer)
    model.train()
    for step in range(len(progress.losses), plan.steps):
        began = time.perf_counter()
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * training.warmup_decay(step, plan.steps)
        luck = torch.Generator().manual_seed(plan.seed * 1_000_003 + step)
        ids = batches(luck)[0].to(accelerator.device)  # the same in every process
        value, share = part_of_loss(model, ids, process, processes)
        accelerator.backward(value)  # and average the gradients
        accelerator.clip_grad_norm_(model.parameters(), training.CLIP)
        optimizer.step()
        optimizer.zero_grad()
        progress.losses.append(accelerator.reduce(share, "sum").item())
        progress.seconds.append(time.perf_counter() - began)
        if (step + 1) % every == 0 or step + 1 == plan.steps:
            if accelerator.is_main_process:
                save(folder, plain, optimizer, rates, plan, progress)
            accelerator.wait_for_everyone()
    accelerator.end_training()
    return progress


def save(
    folder: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    rates: list[float],
    plan: Plan,
    progress: Progress,
) -> None:
    """Write the state in one step: one file, whole or not at all."""
    for group, rate in zip(optimizer.param_groups, rates):
        group["lr"] = rate  # the schedule begins from these
    tensors: dict[str, torch.Tensor] = {}
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    notes = {"state": resume.pull_tensors(state, tensors), "plan": asdict(plan)}
    write_bytes(folder / STATE, run_files.whole(tensors, notes | asdict(progress)))


def load(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, plan: Plan) -> Progress:
    """Fill model and optimizer from the state, if there is one; how far it had come.

    Raises `CourseError` for the state of another plan, and for a damaged one.
    """
    if not (folder / STATE).exists():
        return Progress()
    try:
        notes, tensors = run_files.parse(contents(folder / STATE))
    except Exception as error:  # of json, of safetensors, of the digest
        raise CourseError(
            f"The state in {folder} is damaged ({type(error).__name__}). Remove {STATE} there, and"
            " the run begins anew."
        ) from None
    if notes["plan"] != asdict(plan):
        raise CourseError(f"{folder} holds a run with other settings. Name another folder.")
    state = resume.push_tensors(notes["state"], tensors)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return Progress(notes["losses"], notes["seconds"])


def run(folder: Path, plan: Plan, every: int = 10) -> Progress:
    """A causal model on texts of the town, from nothing or from the state in `folder`."""
    setup.use_threads()
    tokenizer = models.load_checkpoint("town-lm")[1]
    rows = tokens.pack(tokenizer, town.documents(600), plan.length)
    model = models.decoder(len(tokenizer), plan.width, plan.layers, seed=plan.seed)
    batches = causal.Windows(rows, plan.batch_size)
    progress = train(folder, model, optim.MuonAdamW(model), batches, plan, every)
    write_json(folder / REPORT, asdict(progress))
    return progress


def parser(program: str) -> argparse.ArgumentParser:
    """The options of a run: a folder, and the parts of its plan."""
    made = argparse.ArgumentParser(f"python -m helpers.real.{program}")
    made.add_argument("folder", type=Path, help="where the state is kept")
    made.add_argument("--every", type=int, default=10, help="steps between two saves")
    for name, default in asdict(Plan()).items():
        made.add_argument(f"--{name}", type=int, default=default)
    return made


def plan_of(options: argparse.Namespace) -> Plan:
    return Plan(**{name: getattr(options, name) for name in asdict(Plan())})


def main() -> None:
    options = parser("processes").parse_args()
    try:
        run(options.folder, plan_of(options), options.every)
    except CourseError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
