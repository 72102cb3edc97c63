"""The same weights give the same numbers on every transformers that pyproject.toml allows.

`python -m tools.rooms` runs these tests with the oldest versions, with Colab's and with the newest.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import transformers
from tiny_text import encoder, tokenizer
from transformers import AutoConfig, AutoModelForMaskedLM, AutoTokenizer, ModernBertConfig

from helpers import setup
from helpers.files import CourseError, read_json, root
from helpers.weights import bases, finetuning, models, modernbert

STORED = read_json(Path(__file__).with_name("reference_logits.json"))
IDS = torch.tensor([[2, *range(20, 320, 25), 3], [2, *range(30, 180, 25), 3, *[0] * 6]])
MASK = (IDS != 0).long()
ENCODERS = ["manuals-encoder", "town-encoder"]


def numbers(model) -> list[float]:
    """A few of the logits of a full row and of a padded one."""
    with torch.no_grad():
        logits = model.eval()(input_ids=IDS, attention_mask=MASK).logits.float()
    return [*logits[0, ::4, 10:330:80].flatten().tolist(), *logits[1, 1:7:2, 10:330:80].flatten()]


def close(found, name: str) -> bool:
    return torch.allclose(torch.tensor(found), torch.tensor(STORED[name]), rtol=0, atol=1e-4)


def drawn_by_hand(layers: int):
    """A new encoder whose weights no generator draws: those differ between versions."""
    model = models.encoder(333, width=64, layers=layers)
    with torch.no_grad():
        for place, weight in enumerate(model.parameters()):
            waves = torch.sin(torch.arange(weight.numel(), dtype=torch.float64) * (place + 1.7))
            weight.copy_((0.3 * waves + (weight.dim() == 1)).view_as(weight))
    return model


@pytest.mark.parametrize("name", [*ENCODERS, "town-lm", "facts-lm"])
def test_stored_weights_give_the_stored_logits(name):
    assert close(numbers(models.load_checkpoint(name)[0]), name)


@pytest.mark.parametrize("layers", [1, 3])
def test_a_new_encoder_gives_the_stored_logits(layers):
    assert close(numbers(drawn_by_hand(layers)), f"encoder of {layers}")


def test_encoders_load_without_the_course():
    """Plain transformers, in a process that does not know the helpers."""
    code = """if True:
        import json, sys, torch
        from transformers import AutoModelForMaskedLM, AutoTokenizer
        torch.set_num_threads(1)
        for folder in sys.argv[1:]:
            model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
            ids = AutoTokenizer.from_pretrained(folder)("the printer is broken")["input_ids"]
            print(json.dumps([ids, model(torch.tensor([ids])).logits[0, 1, :5].tolist()]))
        assert "helpers" not in sys.modules"""
    folders = [str(root() / "checkpoints" / name) for name in ENCODERS]
    done = subprocess.run(
        [sys.executable, "-c", code, *folders], capture_output=True, text=True, cwd=os.sep
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for folder, line in zip(folders, done.stdout.splitlines(), strict=True):
        ids, logits = json.loads(line)
        model, words = models.load_checkpoint(folder)
        assert words("the printer is broken")["input_ids"] == ids
        with torch.no_grad():
            here = model(torch.tensor([ids])).logits[0, 1, :5]
        assert torch.allclose(here, torch.tensor(logits), rtol=0, atol=1e-4)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_classifier_is_made_saved_and_loaded(fresh, tmp_path):
    model = finetuning.classifier("town-encoder", ["a", "b"], fresh=fresh)
    asked = ["the printer is broken", "a letter"]
    again = finetuning.load(model.save(tmp_path / "mine"))
    assert torch.equal(model.logits(asked), again.logits(asked))
    assert type(AutoTokenizer.from_pretrained(tmp_path / "mine")) is type(again.tokenizer)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_trained_encoder_is_saved_and_loaded(layers, tmp_path):
    model = encoder(layers=layers)
    folder = models.save_checkpoint(model, tokenizer(), tmp_path / "mine", {})
    loaded = [
        models.load_checkpoint(folder)[0],
        AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval(),
    ]
    ids = torch.tensor([[2, 20, 30, 40, 50, 60, 3]])
    with torch.no_grad():
        for again in loaded:
            assert torch.allclose(model(ids).logits, again(ids).logits, atol=5e-3)
    kinds = set(read_json(folder / "config.json")["layer_types"])
    assert kinds == ({modernbert.FULL} if layers == 1 else {modernbert.FULL, modernbert.WINDOW})


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_the_portable_form_is_the_same_network(attention):
    """Forward and backward, with and without padding, on more tokens than a window had."""
    config = drawn_by_hand(3).config.to_dict() | {"max_position_embeddings": 300}
    nets = []
    for settings in (config, modernbert.portable(config)):
        settings = {**settings, "attn_implementation": attention}
        nets.append(models.ModernBertForMaskedLM(ModernBertConfig(**settings)))
    nets[1].load_state_dict(nets[0].state_dict())
    ids = torch.arange(600).view(2, 300) % 300 + 5
    for mask in (None, (ids % 7 > 0).long()):
        outs = [net(input_ids=ids, attention_mask=mask).logits for net in nets]
        assert torch.equal(*outs)
        for net, out in zip(nets, outs, strict=True):
            net.zero_grad()
            out.square().mean().backward()
        for one, two in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
            assert torch.allclose(one.grad, two.grad, rtol=1e-4, atol=1e-7)


def test_tables_of_positions_are_those_asked_for(tmp_path):
    config = ModernBertConfig(
        num_hidden_layers=1,
        global_attn_every_n_layers=1,
        global_rope_theta=1234.0,
        local_rope_theta=99.0,
    )
    config.save_pretrained(tmp_path)
    for one in (config, AutoConfig.from_pretrained(tmp_path)):
        thetas = {kind: table["rope_theta"] for kind, table in one.rope_parameters.items()}
        assert thetas == {modernbert.FULL: 1234.0, modernbert.WINDOW: 99.0}
    assert models.encoder(100, 32, 1).config.rope_parameters[modernbert.FULL]["rope_theta"] == 160e3
    mixed = ModernBertConfig(num_hidden_layers=4)
    assert mixed.layer_types == [modernbert.FULL, *[modernbert.WINDOW] * 2, modernbert.FULL]


def test_a_transformers_that_cannot_is_named(monkeypatch):
    monkeypatch.setattr(modernbert, "knows_both", lambda: False)
    for name in ("standardize_rope_params", "validate_rope"):  # wrapped again, then put back
        monkeypatch.setattr(ModernBertConfig, name, getattr(ModernBertConfig, name))
    with pytest.raises(CourseError, match=transformers.__version__ + " cannot make the course's"):
        modernbert.mend()


def test_a_configuration_of_another_version_is_not_blamed_on_the_network(tmp_path, monkeypatch):
    def refuse(source):
        raise TypeError("Validation error for field 'rope_parameters':\n    It is strange.")

    monkeypatch.setattr(bases.AutoConfig, "from_pretrained", refuse)
    with pytest.raises(CourseError) as caught:
        finetuning.classifier("town-encoder", ["a", "b"])
    said = str(caught.value)
    assert f"transformers {transformers.__version__} does not take its config.json" in said
    assert "It is strange" in said and "network" not in said and "name" not in said


def test_a_classifier_of_another_version_is_said_to_be_one(tmp_path):
    folder = finetuning.classifier("town-encoder", ["a", "b"]).save(tmp_path / "mine")
    card = read_json(folder / "card.json")
    assert card["transformers"] == transformers.__version__
    (folder / "card.json").write_text(json.dumps(card | {"transformers": "5.99.0"}))
    finetuning.load(folder)
    (folder / "config.json").write_text("{}")
    with pytest.raises(CourseError, match="or was saved by transformers 5.99.0 in a way that"):
        finetuning.load(folder)


def test_ready_is_not_said_where_no_encoder_can_be_made(monkeypatch):
    asked = []
    monkeypatch.setattr(setup, "make_an_encoder", lambda: asked.append(True))
    setup.check_encoders("5.0.0")
    setup.check_encoders(setup.TRIED["transformers"] + ".99")
    assert not asked, "known versions cost no import"
    setup.check_encoders("5.999.0")
    assert asked == [True]

    def refuse():
        raise TypeError("rope_parameters")

    monkeypatch.setattr(setup, "make_an_encoder", refuse)
    with pytest.raises(CourseError, match="transformers 5.999.0 is newer .*rope_parameters.*start"):
        setup.check_encoders("5.999.0")


if __name__ == "__main__":  # writes the reference: only after a checkpoint was trained again
    found = {name: numbers(models.load_checkpoint(name)[0]) for name in STORED if "of" not in name}
    found |= {f"encoder of {layers}": numbers(drawn_by_hand(layers)) for layers in (1, 3)}
    rounded = {name: [round(float(value), 5) for value in row] for name, row in found.items()}
    text = ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in rounded.items())
    Path(__file__).with_name("reference_logits.json").write_text("{\n" + text + "\n}\n")
