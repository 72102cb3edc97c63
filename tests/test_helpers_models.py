"""Models and checkpoints: what is saved comes back, and what is damaged does not."""

import json

import pytest
import torch
from safetensors import safe_open
from tiny_text import NETWORKS, bert, encoder, rows, tokenizer
from torch.utils.flop_counter import FlopCounterMode
from transformers import AutoTokenizer

from helpers.files import CourseError, read_json, root
from helpers.text import tokens
from helpers.weights import models

SAVED = {name: make for name, make in NETWORKS.items() if name != "pre-norm"}


@pytest.fixture
def folder(tmp_path):
    """A checkpoint of a tiny encoder."""
    return models.save_checkpoint(encoder(seed=5), tokenizer(), tmp_path / "tiny", {"seed": 5})


@pytest.mark.parametrize("network", SAVED)
def test_a_checkpoint_comes_back(network, tmp_path):
    model = SAVED[network](seed=5)
    folder = models.save_checkpoint(model, tokenizer(), tmp_path / "tiny", {"name": "tiny"})
    again, words = models.load_checkpoint(folder)
    assert type(again) is type(model) and not again.training
    with torch.no_grad():
        before, after = model(rows()).logits, again(rows()).logits
    assert after.dtype == torch.float32
    assert torch.allclose(before, after, atol=5e-3), "half precision changes little"
    assert words.get_vocab() == tokenizer().get_vocab()
    assert words("a small [MASK].")["input_ids"] == tokenizer()("a small [MASK].")["input_ids"]
    assert again.get_output_embeddings().weight is again.get_input_embeddings().weight
    assert models.parameters(again) == models.parameters(model)


def test_a_second_save_of_what_was_loaded_is_the_same_file(folder, tmp_path):
    model, words = models.load_checkpoint(folder)
    models.save_checkpoint(model, words, tmp_path / "again", {"seed": 5})
    for name in ("model.safetensors", "tokenizer.json", "tokenizer_config.json", "card.json"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name
    first, second = (read_json(place / "config.json") for place in (folder, tmp_path / "again"))
    assert first == second


CHECKPOINTS = [path.parent for path in sorted((root() / "checkpoints").glob("*/card.json"))]


@pytest.mark.parametrize("place", CHECKPOINTS, ids=lambda place: place.name)
def test_other_programs_read_a_checkpoint_s_tokenizer_as_the_course_does(place):
    """`AutoTokenizer` alone, as in the lab's program: with padding and the same ids."""
    ours, theirs = tokens.load(place), AutoTokenizer.from_pretrained(place)
    texts = ["The cat sleeps, on the sofa.", "Don 't  stop; 日本 [SEP] x"]
    padded = theirs(texts, padding=True)
    assert dict(padded) == dict(ours(texts, padding=True))
    assert [theirs.decode(ids) for ids in padded["input_ids"]] == [
        ours.decode(ids) for ids in padded["input_ids"]
    ]
    for name, mark in tokens.SPECIAL.items():
        assert getattr(theirs, name) == mark
    settings = read_json(place / "tokenizer_config.json")
    assert settings.items() >= tokens.SETTINGS.items()


def test_what_the_course_saves_other_programs_read(folder):
    batch = AutoTokenizer.from_pretrained(folder)(["a", "a small thing"], padding=True)
    assert dict(batch) == dict(tokens.load(folder)(["a", "a small thing"], padding=True))


def test_a_checkpoint_is_small(folder):
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        tensors = [file.get_tensor(name) for name in file.keys()]
    assert {tensor.dtype for tensor in tensors} == {torch.float16}
    # Tied weights are stored once, so the file holds no more than the model has.
    assert sum(tensor.numel() for tensor in tensors) <= models.parameters(encoder()) + 1000


def flip(path, place=-3):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def edit(path, **changes):
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


@pytest.mark.parametrize(
    "damage, message",
    [
        (lambda f: flip(f / "model.safetensors"), "missing or damaged. Fetch the folder again"),
        (lambda f: (f / "model.safetensors").unlink(), "missing or damaged"),
        (lambda f: (f / "card.json").unlink(), "card.json is missing"),
        (lambda f: (f / "card.json").write_text("{"), "card.json is damaged"),
        (lambda f: (f / "card.json").write_text("{}"), "missing or damaged"),
        (lambda f: (f / "config.json").unlink(), "There is no checkpoint"),
        (lambda f: (f / "tokenizer.json").write_text("{"), "tokenizer.json"),
        (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json"),
        (lambda f: edit(f / "config.json", architectures=["GPT2LMHeadModel"]), "GPT2LMHeadModel"),
        (lambda f: edit(f / "config.json", num_hidden_layers=2), "does not fit"),
        (lambda f: edit(f / "config.json", hidden_size=64), "does not fit"),
    ],
)
def test_damage_is_noticed(damage, message, folder):
    damage(folder)
    with pytest.raises(CourseError, match=message):
        models.load_checkpoint(folder)


def test_a_wrong_name_shows_the_right_ones():
    with pytest.raises(CourseError, match="no checkpoint .manuals-encodr..*manuals-encoder"):
        models.load_checkpoint("manuals-encodr")


@pytest.mark.parametrize("name", [p.parent.name for p in root().glob("checkpoints/*/card.json")])
def test_the_course_s_own_checkpoints_load(name):
    model, words = models.load_checkpoint(name)
    assert len(words) == model.config.vocab_size
    assert not any(parameter.isnan().any() for parameter in model.parameters())
    size = sum(p.stat().st_size for p in (root() / "checkpoints" / name).iterdir())
    assert size <= 8_000_000


@pytest.mark.parametrize("network", NETWORKS)
def test_the_seed_decides_the_weights(network):
    make = NETWORKS[network]
    one, again = make(), make()
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), again.parameters(), strict=True))
    if network != "pre-norm":
        other = make(seed=1)
        assert not torch.equal(next(one.parameters()), next(other.parameters()))


@pytest.mark.parametrize("network", NETWORKS)
def test_every_token_sees_every_other(network):
    model = NETWORKS[network]()
    ids = rows()[:1].clone()
    other = ids.clone()
    other[0, -1] = (ids[0, -1] + 1) % len(tokenizer())
    with torch.no_grad():
        change = (model(ids).logits - model(other).logits).abs().amax(-1)[0]
    assert (change > 1e-7).all()


@pytest.mark.parametrize("make", [encoder, bert])
def test_a_full_context_can_be_read(make):
    model = make(context=20)
    assert model(torch.full((1, 20), 7)).logits.shape == (1, 20, len(tokenizer()))


@pytest.mark.parametrize("network", NETWORKS)
def test_flops_against_torch_s_counter(network):
    """On a short row, where attention itself (which the rule leaves out) costs next to nothing."""
    model, ids = NETWORKS[network](), rows(4)[:8]
    with FlopCounterMode(display=False) as counter:
        model(ids).logits.sum().backward()
    assert models.flops_per_token(model) == pytest.approx(counter.get_total_flops() / 32, rel=0.1)


def test_a_tied_matrix_counts_once():
    model = encoder()
    tied = model.get_input_embeddings().weight.numel()
    all_names = sum(tensor.numel() for tensor in model.state_dict().values())
    assert models.parameters(model) == all_names - tied
