"""Folders of models: replaced as a whole or not at all, whatever happens in between."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError
from torch import nn
from transformers import BertConfig, BertForSequenceClassification

from helpers import files
from helpers.files import CourseError, root
from helpers.weights import saved_folders

KILLED = """
import os, sys
from pathlib import Path
from helpers import files
from helpers.weights import saved_folders
real, calls = os.replace, []
def replace(*paths):
    calls.append(1)
    if len(calls) == int(sys.argv[2]):
        os._exit(9)
    real(*paths)
os.replace = replace
with saved_folders.whole_folder(Path(sys.argv[1])) as new:
    (new / "a").write_text("new")
    if sys.argv[2] == "0":
        os._exit(9)
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "mine"
    fill(folder, "old")
    return folder


def fill(folder, text):
    with saved_folders.whole_folder(folder) as new:
        (new / "a").write_text(text)


def content(folder):
    saved_folders.restore_folder(folder)
    return (folder / "a").read_text()


def names(folder):
    return [path.name for path in folder.parent.iterdir() if not path.name.endswith(".part")]


@pytest.mark.parametrize("call", [0, 1, 2])
def test_killed_at_any_point(call, folder):
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(call)],
        env={**os.environ, "PYTHONPATH": str(root())},
    )
    assert ran.returncode == 9
    assert content(folder) == "old" and names(folder) == ["mine"]
    fill(folder, "new")
    assert content(folder) == "new" and names(folder) == ["mine"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_refuses_leaves_the_old_folder(failing, folder, monkeypatch):
    real, calls = os.replace, []

    def refuse(*paths):
        calls.append(1)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*paths)

    monkeypatch.setattr(files.os, "replace", refuse)
    with pytest.raises(CourseError, match="mine cannot be written .* Free some space"):
        fill(folder, "new")
    assert content(folder) == "old" and list(folder.parent.iterdir()) == [folder]


def test_what_a_library_says_of_a_full_disk(folder):
    with pytest.raises(CourseError, match=r"mine cannot be written \(I/O .*\)\. Free some space"):
        with saved_folders.whole_folder(folder):
            raise SafetensorError("I/O error: No space left on device (os error 28)")
    assert content(folder) == "old" and list(folder.parent.iterdir()) == [folder]


def test_replacing_waits_while_another_program_reads(folder, monkeypatch):
    real, calls = os.replace, []

    def busy(*paths):
        calls.append(1)
        if len(calls) in (1, 3):
            raise PermissionError(errno.EACCES, "used by another process")
        real(*paths)

    monkeypatch.setattr(files.os, "replace", busy)
    fill(folder, "new")
    assert content(folder) == "new" and names(folder) == ["mine"]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux lists what is mapped")
def test_weights_are_not_in_use_once_they_are_copied(tmp_path):
    """Libraries map files into memory; Windows refuses to replace one that is mapped."""
    config = BertConfig(
        vocab_size=50,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=32,
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    model = BertForSequenceClassification.from_pretrained(tmp_path)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    saved_folders.copy_weights(model)
    assert str(tmp_path) not in Path("/proc/self/maps").read_text()
    shutil.rmtree(tmp_path)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_tied_weights_stay_tied():
    one, two = nn.Linear(3, 3), nn.Linear(3, 3)
    two.weight = one.weight
    model = nn.Sequential(one, two)
    saved_folders.copy_weights(model)
    assert model[0].weight is model[1].weight
