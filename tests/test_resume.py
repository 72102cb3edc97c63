"""Interrupted runs: one goes on only if it is the very same run, and no disk ends a training."""

import errno
import itertools
import json
import os
import signal
import subprocess
import sys
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from test_helpers_training import interrupt, same, saved
from tiny_run import STEPS, Points, Tiny, evaluate, loss, train
from torch import nn

from helpers import files
from helpers.files import cache_dir, root
from helpers.weights import decides, optim, resume, run_files, training

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    yield
    for path in list(run_files._locks):
        run_files.release(path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("whole")))
        return train()


def other_weights():
    model = Tiny()
    with torch.no_grad():
        model.body.weight[0, 0] += 1e-3
    return model


def named(*names):
    model = Tiny()
    model.config = SimpleNamespace(id2label=dict(enumerate(names)))
    return model


def frozen():
    model = Tiny()
    model.body.weight.requires_grad_(False)
    return model


class Held(Points):
    """Batches that also hold texts and labels, which the first batch does not show."""

    def __init__(self, texts, labels, at=None):
        super().__init__(at)
        self.texts, self.labels = texts, labels


def with_optimizer(make):
    def changed():
        model = Tiny()
        return {"model": model, "optimizer": make(model)}

    return changed


def ctrl_c():
    signal.raise_signal(signal.SIGINT)


def goes_on(first, second, capsys):
    """Interrupt a run with some options, run it again with others; what was said of it."""
    batches = first.pop("batches", Points())
    batches.at = {9: ctrl_c}
    with pytest.raises(KeyboardInterrupt):
        train(batches, **first)
    assert saved().exists() and capsys.readouterr().out == ""
    train(**second)
    assert not saved().exists()
    said = " ".join(capsys.readouterr().out.split())
    return "Going on with an interrupted run" in said, said


def of_data(model, data):
    return {"loss": float(data.sum())}


SGD = partial(torch.optim.SGD, lr=0.1)
OPTIMIZERS = {
    "weight decay": (optim.adamw, partial(optim.adamw, weight_decay=0.1)),
    "betas": (
        lambda m: torch.optim.AdamW(m.parameters(), lr=1e-3, betas=(0.9, 0.98)),
        lambda m: torch.optim.AdamW(m.parameters(), lr=1e-3, betas=(0.9, 0.99)),
    ),
    "eps": (
        lambda m: torch.optim.AdamW(m.parameters(), lr=1e-3),
        lambda m: torch.optim.AdamW(m.parameters(), lr=1e-3, eps=1e-6),
    ),
    "kind": (
        lambda m: torch.optim.AdamW(m.parameters(), lr=1e-3),
        lambda m: torch.optim.Adam(m.parameters(), lr=1e-3, weight_decay=0.01),
    ),
    "kind with other memory": (
        lambda m: torch.optim.Adam(m.parameters(), lr=0.1),
        lambda m: SGD(m.parameters()),
    ),
    "momentum": (lambda m: SGD(m.parameters()), lambda m: SGD(m.parameters(), momentum=0.9)),
    "Muon's momentum": (optim.MuonAdamW, partial(optim.MuonAdamW, momentum=0.9)),
    "Muon's blocks": (optim.MuonAdamW, partial(optim.MuonAdamW, blocks=True)),
    "Muon's decay": (optim.MuonAdamW, partial(optim.MuonAdamW, decay_matrices=0.1)),
    "what it is for": (
        lambda m: SGD(m.parameters()),
        lambda m: SGD(list(m.parameters())[::-1]),
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_another_optimizer_starts_afresh(name, capsys):
    first, second = (with_optimizer(make)() for make in OPTIMIZERS[name])
    went_on, said = goes_on(first, second, capsys)
    assert not went_on and "differs in: " in said and "optimizer" in said
    assert "This one starts at its first step" in said


@pytest.mark.parametrize("name", ["adamw", "MuonAdamW"])
def test_the_same_optimizer_goes_on(name, capsys):
    make = with_optimizer(getattr(optim, name))
    assert goes_on(make(), make(), capsys)[0]


DIFFERENT = {
    "initial weights": ({"model": Tiny}, {"model": other_weights}),
    "order of classes": (
        {"model": lambda: named("bad", "good")},
        {"model": lambda: named("good", "bad")},
    ),
    "model": ({"model": Tiny}, {"model": frozen}),
    "data": (
        {"batches": lambda: Held(["a", "b"], [0, 1])},
        {"batches": lambda: Held(["a", "b"], [0, 0])},
    ),
    "schedule": (
        {"schedule": lambda: lambda step, steps: 1.0},
        {"schedule": lambda: lambda step, steps: 1.0 if step != 13 else 0.5},
    ),
    "evaluation": ({"evaluate_every": lambda: 5}, {"evaluate_every": lambda: 6}),
    " evaluation": (  # by other held-out data: the best weights would be those of neither
        {"evaluate": lambda: partial(of_data, data=torch.ones(2)), "patience": lambda: 99},
        {"evaluate": lambda: partial(of_data, data=torch.zeros(2)), "patience": lambda: 99},
    ),
    "learning rate": (
        with_optimizer(partial(optim.adamw, lr=1e-3)),
        with_optimizer(partial(optim.adamw, lr=2e-3)),
    ),
    "seed": ({"seed": lambda: 1}, {"seed": lambda: 2}),
}


def made(options):
    return {k: v() for k, v in options.items()} if isinstance(options, dict) else options()


@pytest.mark.parametrize("what", DIFFERENT)
def test_whatever_else_decides_the_result_starts_afresh(what, capsys):
    first, second = map(made, DIFFERENT[what])
    went_on, said = goes_on(first, second, capsys)
    assert not went_on and what.strip() in said.partition("differs in: ")[2]


@pytest.mark.parametrize("what", [name for name in DIFFERENT if name != "learning rate"])
def test_the_same_goes_on(what, capsys):
    assert goes_on(made(DIFFERENT[what][0]), made(DIFFERENT[what][0]), capsys)[0]


def weighted(weights):
    def measure(model, batch):
        return nn.functional.cross_entropy(model(batch[0]), batch[1], weight=weights)

    return measure


LOSSES = {
    "class weights": (weighted(torch.tensor([1.0, 2.0])), weighted(torch.tensor([1.0, 3.0]))),
    "no weights": (weighted(torch.tensor([1.0, 2.0])), weighted(None)),
    "partial": (partial(loss), partial(weighted(torch.ones(2)))),
    "code": (lambda m, b: loss(m, b), lambda m, b: 2 * loss(m, b)),
}


@pytest.mark.parametrize("name", LOSSES)
def test_another_loss_starts_afresh(name, capsys):
    def run(measure, at=None):
        model = Tiny()
        training.train("tiny", model, Points(at), STEPS, measure, optim.adamw(model), show=False)

    first, second = LOSSES[name]
    with pytest.raises(KeyboardInterrupt):
        run(first, {9: ctrl_c})
    run(second)
    assert "differs in: loss." in capsys.readouterr().out
    with pytest.raises(KeyboardInterrupt):
        run(first, {9: ctrl_c})
    run(first)
    assert "Going on" in capsys.readouterr().out


def test_weights_that_were_changed_in_place_start_afresh(capsys):
    model = Tiny()
    interrupt(9, model=model)
    with torch.no_grad():
        model.body.weight += 1
    train(model=model)
    assert "initial weights" in capsys.readouterr().out


def test_an_error_between_two_saves_loses_nothing(whole, monkeypatch, capsys):
    """The model in the kernel is further than the saved state then."""
    monkeypatch.setattr(resume.SavedRun, "due", saving_once(resume.SavedRun.due))
    calls = []

    def breaks(model):
        calls.append(1)
        if len(calls) == 4:
            raise RuntimeError("an error of the learner's")
        return evaluate(model)

    model = Tiny()
    with pytest.raises(RuntimeError):
        train(model=model, evaluate=breaks)
    same(train(model=model), whole)
    assert "Going on with an interrupted run, after 7 steps." in capsys.readouterr().out


def saving_once(real):
    calls = []

    def due(self):
        real(self)
        calls.append(1)
        self.goes_on = len(calls) == 7
        return self.goes_on

    return due


def test_a_state_of_the_first_format_is_read(whole, capsys):
    """It did not say how its run had begun."""
    interrupt(9)
    notes, tensors = run_files.read(saved())
    for name in ("started", "reached"):
        del notes[name]
    saved().write_bytes(run_files.whole(tensors, notes))
    same(train(), whole)
    assert "Going on with an interrupted run, after 9 steps." in capsys.readouterr().out


# --- disks ---------------------------------------------------------------------------------------


def refuse(code):
    def fail(*_, **__):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_save_that_fails_is_said_once_and_training_goes_on(code, whole, monkeypatch, capsys):
    monkeypatch.setattr(resume, "SECONDS_BETWEEN_SAVES", -1.0)
    monkeypatch.setattr(files.os, "fsync", refuse(code))
    same(train(), whole)
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("tiny.safetensors cannot be written") == 1
    assert "This run is not saved, and the training goes on." in said
    assert list((cache_dir() / "runs").iterdir()) == []


def test_ctrl_c_without_a_disk_loses_nothing_in_this_kernel(whole, monkeypatch, capsys):
    monkeypatch.setattr(files.os, "fsync", refuse(errno.ENOSPC))
    with pytest.raises(KeyboardInterrupt, match="did not take its state, so run the cell again in"):
        train(Points({9: ctrl_c}))
    same(train(), whole)
    assert "Going on with an interrupted run, after 9 steps." in capsys.readouterr().out
    assert run_files.unsaved == {}


def test_an_optimizer_that_remembers_odd_things_is_no_obstacle(monkeypatch, capsys):
    monkeypatch.setattr(resume, "SECONDS_BETWEEN_SAVES", -1.0)
    model = Tiny()
    optimizer = optim.adamw(model)
    optimizer.param_groups[0]["odd"] = object()
    assert len(train(model=model, optimizer=optimizer).losses) == STEPS
    assert capsys.readouterr().out.count("This run is not saved") == 1


def test_a_state_that_cannot_be_read_is_left_alone(whole, monkeypatch, capsys):
    interrupt(9)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse(errno.EACCES))
        same(train(), whole)
    assert "cannot be read (Permission denied)" in " ".join(capsys.readouterr().out.split())
    same(train(), whole)
    assert "Going on with an interrupted run, after 9 steps." in capsys.readouterr().out


def test_a_state_is_not_in_use_once_it_is_loaded(whole, monkeypatch):
    """Windows refuses to replace or remove a file that is mapped into memory."""
    if not Path("/proc/self/maps").exists():
        pytest.skip("only Linux lists what is mapped")
    interrupt(9)
    seen = []
    batches = Points({3: lambda: seen.append(Path("/proc/self/maps").read_text())})
    same(train(batches), whole)
    assert seen and ".safetensors" not in seen[0]


def test_a_clock_that_jumps_changes_nothing(whole, monkeypatch):
    clock = itertools.cycle([5e6, -3e6, 9e6, -7e6, 1e6])
    monkeypatch.setattr("time.time", lambda: next(clock))
    interrupt(9)
    os.utime(saved(), (0, 4e9))
    same(train(), whole)


def test_what_a_killed_save_left_goes_with_the_run(whole):
    interrupt(9)
    part = saved().with_name(".tiny.safetensors.x.part")
    other = saved().with_name(".other.safetensors.x.part")
    part.touch(), other.touch()
    same(train(), whole)
    assert list(saved().parent.iterdir()) == [other]


def test_a_name_of_any_length_and_kind(capsys):
    for name in ("x" * 400, "ü" * 200, "a/b\\c:d*?", ""):
        with pytest.raises(KeyboardInterrupt):
            train(Points({2: ctrl_c}), name=name)
        train(name=name)
        assert "Going on" in capsys.readouterr().out
    assert list((cache_dir() / "runs").iterdir()) == []


def test_a_run_of_another_name_in_the_same_file_loses_nothing(whole, capsys):
    interrupt(9, name="one/two")
    interrupt(5, name="one two")
    for name, step in (("one two", 5), ("one/two", 9)):
        same(train(name=name), whole)
        assert f"after {step} steps." in capsys.readouterr().out


OTHER_KERNEL = """
import signal, sys, torch
sys.path.insert(0, "tests")
torch.set_num_threads(1)
from helpers.weights import resume
from tiny_run import Points, train
def wait():
    print("there", flush=True)
    sys.stdin.readline()
resume.SECONDS_BETWEEN_SAVES = -1.0
history = train(Points({9: wait}))
print(history.losses)
"""


def test_two_kernels_with_one_run_do_not_disturb_each_other(whole, capsys):
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_KERNEL],
        env={**os.environ, "PYTHONPATH": str(root())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root(),
    )
    assert other.stdout.readline() == "there\n"
    before = saved().read_bytes()
    interrupt(5)
    assert capsys.readouterr().out == "", "the other one's run is not taken over"
    same(train(), whole)
    assert "after 5 steps" in capsys.readouterr().out
    assert saved().read_bytes() == before, "its state is still there"
    said, _ = other.communicate("\n")
    assert json.loads(said) == whole.losses
    assert list((cache_dir() / "runs").iterdir()) == []


# --- what decides --------------------------------------------------------------------------------


def test_counters_and_functions_of_an_object_do_not_count():
    counting, other = Points({3: ctrl_c}), Points()
    counting.drawn = 17
    assert decides.held(counting, whole=False) == decides.held(other, whole=False)


class Filled:
    """An object that remembers what it has worked out."""

    def __init__(self):
        self.texts, self.cache = ["a"], {}

    @cached_property
    def words(self):
        return [text.split() for text in self.texts]


def test_what_an_object_works_out_does_not_count():
    used = Filled()
    used.words, used.cache["a"] = used.words, [1]
    assert decides.held(used, whole=False) == decides.held(Filled(), whole=False)


def test_data_counts_however_it_is_held():
    def closure(rows):
        return lambda generator: rows

    kinds = [
        closure,
        lambda rows: partial(max, rows),
        lambda rows: partial(max, key=rows),
        lambda rows: Held([], rows).__call__,
        lambda rows: SimpleNamespace(deep={"a": [SimpleNamespace(rows=rows)]}),
    ]
    pairs = [
        (torch.tensor([1, 2]), torch.tensor([1, 3])),
        (torch.tensor([1.0]), torch.tensor([1])),
        (["a", "b"], ["b", "a"]),
        ([0, 1], [0, 2]),
        ([[0, 1]], [[0], [1]]),
        ({"a", "b"}, {"a", "c"}),
    ]
    for kind in kinds:
        for one, two in pairs:
            hashes = [decides.held(kind(rows), whole=False) for rows in (one, one, two)]
            assert hashes[0] == hashes[1] != hashes[2], (one, two)


def test_a_notebook_s_function_takes_what_other_cells_made():
    space = {"__name__": "__main__", "RATE": 0.3, "unused": 1}
    exec("def loss(x):\n    return [RATE * y for y in x]", space)
    before = decides.held(space["loss"])
    assert decides.held(space["loss"]) == before
    space["unused"] = 2
    assert decides.held(space["loss"]) == before
    space["RATE"] = 0.4
    assert decides.held(space["loss"]) != before
