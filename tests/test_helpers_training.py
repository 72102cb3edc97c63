"""The training loop: interrupted runs go on exactly, early stopping, schedules, a lost loss."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tiny_run import STEPS, Points, Tiny, evaluate, loss, train
from torch import nn

from helpers.files import cache_dir, root
from helpers.weights import optim, resume, training

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same run without any interruption."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("whole")))
        return train()


def saved(name="tiny") -> Path:
    return cache_dir() / "runs" / f"{name}.safetensors"


def ctrl_c():
    signal.raise_signal(signal.SIGINT)


def interrupt(step=9, **options):
    """Train until Ctrl-C at `step`; it is finished and counts."""
    with pytest.raises(KeyboardInterrupt, match=f"stopped after {step} of {STEPS} steps"):
        train(Points({step: ctrl_c}), **options)


def same(history, whole):
    assert history.losses == whole.losses
    assert history.evaluations == whole.evaluations


def test_it_is_the_loop_of_a_textbook():
    mine, theirs = Tiny(), Tiny()
    rng = torch.get_rng_state()  # for dropout
    history = train(model=mine, optimizer=optim.adamw(mine), evaluate=None)
    optimizer, losses = optim.adamw(theirs), []
    torch.set_rng_state(rng)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * training.warmup_decay(step, STEPS)
        value = loss(theirs, Points()(torch.Generator().manual_seed(step)))
        value.backward()
        nn.utils.clip_grad_norm_(theirs.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(value.item())
    assert history.losses == losses
    assert equal(mine, theirs.state_dict())


def test_it_learns_and_cleans_up(whole):
    assert whole.last() < whole.evaluations[0][1]["loss"]
    assert [step for step, _ in whole.evaluations] == [0, 5, 10, 15, 20, STEPS]
    assert whole.curve()[0][-1] == STEPS and whole.curve()[1][-1] == whole.last()
    model = Tiny()
    history = train(model=model, seed=0)
    same(history, whole)
    assert not model.training and not saved().exists()
    assert train(seed=1).losses != whole.losses


@pytest.mark.parametrize("step", [1, 9, 10, STEPS])
def test_ctrl_c_and_again_gives_the_same_losses(step, whole, capsys):
    interrupt(step)
    model = Tiny()
    same(train(model=model), whole)
    assert f"Going on with an interrupted run, after {step} steps." in capsys.readouterr().out
    assert evaluate(model)["loss"] == whole.last()
    assert not saved().exists()


def test_the_same_model_and_optimizer_go_on(whole):
    """As in a notebook where they are made in an earlier cell than the one that trains."""
    model = Tiny()
    optimizer = optim.MuonAdamW(model)
    interrupt(20, model=model, optimizer=optimizer)
    assert [group["lr"] for group in optimizer.param_groups] == [0.01, 0.003]
    same(train(model=model, optimizer=optimizer), whole)
    assert [group["lr"] for group in optimizer.param_groups] == [0.01, 0.003]


def test_two_interruptions_and_random_numbers_in_between(whole):
    interrupt(7)
    torch.rand(5)
    with pytest.raises(KeyboardInterrupt):
        train(Points({8: ctrl_c}))
    torch.rand(5)
    same(train(), whole)


def test_the_handler_of_ctrl_c_comes_back():
    before = signal.getsignal(signal.SIGINT)
    interrupt()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_killed_process_goes_on(whole, capsys):
    script = Path(__file__).with_name("tiny_run.py")
    killed = subprocess.run(
        [sys.executable, script, "15"], env={**os.environ, "PYTHONPATH": str(root())}
    )
    assert killed.returncode == 9 and saved().exists()
    same(train(), whole)
    assert "Going on with an interrupted run, after 14 steps." in capsys.readouterr().out


def test_a_save_is_due_after_a_while(monkeypatch):
    times = iter(range(0, 1000, 7))
    monkeypatch.setattr(resume.time, "monotonic", lambda: next(times))
    run = resume.SavedRun("x", [])
    assert [run.due() for _ in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("where", ["end", "weights", "notes", "header"])
def test_a_damaged_state_is_noticed(where, whole, capsys):
    interrupt()
    data = bytearray(saved().read_bytes())
    if where == "end":
        del data[-10:]
    else:
        place = {"weights": len(data) - 3, "notes": data.index(b"losses") + 20, "header": 3}[where]
        data[place] ^= 1
    saved().write_bytes(data)
    same(train(), whole)
    said = capsys.readouterr().out
    assert "The saved state of an earlier run is damaged; starting from the beginning." in said


@pytest.mark.parametrize(
    "change",
    [
        {"steps": STEPS + 1},
        {"seed": 1},
        {"patience": 9},
        {"schedule": training.warmup},
        {"schedule": lambda step, steps: 1.0},
        {"batches": Points(size=8)},
    ],
    ids=lambda change: "".join(change),
)
def test_a_changed_recipe_starts_afresh(change, capsys):
    interrupt()
    history = train(**change)
    assert len(history.losses) == change.get("steps", STEPS)
    assert "Going on" not in capsys.readouterr().out


def test_another_model_or_optimizer_starts_afresh(capsys):
    interrupt()
    model = nn.Sequential(nn.Linear(4, 2))
    train(model=model, optimizer=optim.adamw(model))
    interrupt()
    model = Tiny()
    train(model=model, optimizer=optim.MuonAdamW(model, lr_matrices=0.02))
    assert "Going on" not in capsys.readouterr().out


@pytest.mark.parametrize("other", ["another", "one two: rate 0.1"])
def test_two_names_do_not_mix(other, whole, capsys):
    name = "one/two: rate 0.1"  # "other" becomes the same file name
    interrupt(name=name)
    same(train(name=other), whole)
    assert "Going on" not in capsys.readouterr().out


def test_a_name_may_hold_anything(whole, capsys):
    interrupt(name="one/two: rate 0.1")
    assert [path.name for path in (cache_dir() / "runs").iterdir()] == [
        "one-two--rate-0.1.safetensors"
    ]
    same(train(name="one/two: rate 0.1"), whole)
    assert "Going on" in capsys.readouterr().out


class Scripted:
    """An evaluation that says what it is told, and notes the weights it was shown."""

    def __init__(self, losses):
        self.losses, self.weights = list(losses), []

    def __call__(self, model):
        assert not model.training, "evaluation is done without dropout"
        self.weights.append({k: v.clone() for k, v in model.state_dict().items()})
        return {"loss": self.losses[len(self.weights) - 1]}


def equal(model, weights):
    return all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())


def test_early_stopping_gives_the_best_weights_back():
    script, model = Scripted([3.0, 1.0, 2.0, 1.5, 0.1]), Tiny()
    history = train(model=model, evaluate=script, patience=2)
    assert history.stopped_early and len(history.losses) == 15
    assert [step for step, _ in history.evaluations] == [0, 5, 10, 15]
    assert equal(model, script.weights[1]) and not equal(model, script.weights[3])
    assert not saved().exists()


def test_early_stopping_survives_an_interruption():
    script, model = Scripted([3.0, 1.0, 2.0, 1.5, 0.1]), Tiny()
    interrupt(8, evaluate=script, patience=2)
    history = train(model=model, evaluate=script, patience=2)
    assert history.stopped_early and len(history.losses) == 15
    assert equal(model, script.weights[1])


def test_without_patience_the_last_weights_stay():
    script, model = Scripted([3.0, 1.0, 2.0, 1.5, 4.0, 5.0]), Tiny()
    history = train(model=model, evaluate=script)
    assert not history.stopped_early and equal(model, script.weights[-1])


def test_a_measure_may_be_any_kind_of_number():
    interrupt(evaluate=lambda model: {"loss": torch.tensor(2.0)})  # saving needs plain numbers
    assert train(evaluate=evaluate).evaluations[0] == (0, {"loss": 2.0})


def test_a_loss_that_is_no_number_stops_the_run():
    bad = lambda model, batch: model(batch[0]).sum() * float("nan")  # noqa: E731
    model = Tiny()
    with pytest.raises(ValueError, match="The loss became nan at step 0. Lower the learning rate"):
        training.train("nan", model, Points(), 5, bad, optim.adamw(model), show=False)
    assert not saved("nan").exists()


def test_schedules_start_low_and_end_low():
    rates = [training.warmup_decay(step, 400) for step in range(400)]
    assert max(rates) == 1.0 and rates[0] < 0.03 and 0 < rates[-1] < 0.01
    assert rates[:50] == sorted(rates[:50]) and rates[200:] == sorted(rates[200:], reverse=True)
