"""The loop in two processes: the steps of one, states that pass to and fro, a process that dies.

The processes talk over loopback; nothing leaves the computer.
"""

import os
import shutil
import subprocess
import sys

import pytest
import torch

from helpers.files import CourseError, read_json
from helpers.real import launching, processes
from helpers.real.processes import REPORT, STATE, Plan
from helpers.weights import causal, models, optim

PLAN = Plan(width=32, layers=1, batch_size=4, length=32, steps=30)
NEAR = 1e-4  # nats: sums are added up in another order


class Cut(Exception):
    """Ends a run in this process."""


def cut_after(monkeypatch, steps: int) -> None:
    """Let the next run in this process end before its step of this number."""
    draw, drawn = causal.Windows.__call__, []

    def limited(self, generator):
        drawn.append(1)
        if len(drawn) > steps:
            raise Cut
        return draw(self, generator)

    monkeypatch.setattr(causal.Windows, "__call__", limited)


def reached(folder) -> int:
    """Steps in the state that a folder holds."""
    return len(processes.load(folder, *blank(), PLAN).losses)


def blank():
    """A model and an optimizer of the plan, to be filled."""
    tokenizer = models.load_checkpoint("town-lm")[1]
    model = models.decoder(len(tokenizer), PLAN.width, PLAN.layers)
    return model, optim.MuonAdamW(model)


def near(found: list[float], wanted: list[float]) -> bool:
    return len(found) == len(wanted) and max(abs(a - b) for a, b in zip(found, wanted)) < NEAR


def test_a_part_of_the_loss_counts_by_its_tokens():
    model = models.decoder(50, width=32, layers=1)
    ids = torch.randint(5, 50, (4, 12), generator=torch.Generator().manual_seed(0))
    ids[1, 3:9] = causal.START  # this row asks for fewer tokens
    model.zero_grad()
    causal.loss(model, (ids,)).backward()
    whole = [p.grad.clone() for p in model.parameters()]
    model.zero_grad()
    shares = []
    for process in (0, 1):
        value, share = processes.part_of_loss(model, ids, process, 2)
        (value / 2).backward()  # the average that the processes take
        shares.append(share)
    assert torch.allclose(sum(shares), causal.loss(model, (ids,)), atol=1e-6)
    assert all(torch.allclose(a, p.grad, atol=1e-6) for a, p in zip(whole, model.parameters()))


@pytest.mark.skipif(os.name == "nt", reason="several processes were not tried on Windows")
def test_one_process_two_a_death_and_the_way_back(tmp_path, monkeypatch):
    """All in one test, since starting a process takes seconds."""
    alone = processes.run(tmp_path / "alone", PLAN).losses
    shared = tmp_path / "shared"
    with monkeypatch.context() as patch:
        cut_after(patch, 10)
        with pytest.raises(Cut):
            processes.run(shared, PLAN, every=10)
    shutil.copytree(shared, tmp_path / "early")
    # Two processes go on with the state of one, and one of them is killed.
    begun = launching.start(shared, PLAN, 2, every=5)
    launching.kill(begun, shared, process=1)
    with pytest.raises(
        CourseError, match=r"Process 1 of 0 to 1 was ended .*\(signal 9\).* goes on"
    ):
        launching.finish(begun, shared, 2)
    assert not (shared / REPORT).exists() and 10 < reached(shared) < 30
    shutil.copytree(shared, tmp_path / "killed")
    # Both ways back: two processes again, and one.
    assert near(launching.finish(launching.start(shared, PLAN, 2), shared, 2)["losses"], alone)
    assert near(processes.run(tmp_path / "killed", PLAN).losses, alone)
    assert near(read_json(shared / REPORT)["losses"], alone)
    # The same in one call, begun by a single process.
    handed_on, said = launching.relay(tmp_path / "relay", PLAN, [1, 1], every=5)
    assert near(handed_on, alone)
    assert len(said) == 1 and said[0].startswith("The process was ended from outside (signal 9):")


def test_a_folder_of_another_plan_and_a_damaged_state(tmp_path):
    model, optimizer = blank()
    rates = [group["lr"] for group in optimizer.param_groups]
    processes.save(tmp_path, model, optimizer, rates, PLAN, processes.Progress([2.0], [0.1]))
    assert processes.load(tmp_path, *blank(), PLAN).losses == [2.0]
    with pytest.raises(CourseError, match="holds a run with other settings. Name another"):
        processes.load(tmp_path, *blank(), Plan(steps=7))
    (tmp_path / STATE).write_bytes(b"no")
    with pytest.raises(CourseError, match="is damaged .* Remove state.safetensors there"):
        processes.load(tmp_path, *blank(), PLAN)


def test_what_is_said_of_a_failure(tmp_path):
    said = "Traceback\nruns/a holds a run with other settings. Name another folder.\nexitcode: 2"
    assert launching.explained(said, tmp_path, 2).startswith("runs/a holds a run")
    said = "Traceback\nValueError: no such width\nrank : 0 exitcode : 1 (pid: 7)"
    assert "(ValueError: no such width). Mend that" in launching.explained(said, tmp_path, 2)
    assert "begins anew" in launching.explained("", tmp_path, 2)
    said = "CalledProcessError: Command '[]' died with <Signals.SIGKILL: 9>."
    assert launching.explained(said, tmp_path, 1).startswith("The process was ended from outside")


def test_a_run_that_ends_first_cannot_be_killed(tmp_path):
    begun = subprocess.Popen([sys.executable, "-c", ""])
    begun.wait()
    with pytest.raises(CourseError, match="ended, or kept no state, before a process could be"):
        launching.kill(begun, tmp_path)
