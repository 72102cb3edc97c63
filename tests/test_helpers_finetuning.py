"""Fine-tuning: any encoder or decoder, what is saved comes back, and what does not fit is told."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
import tiny_bases
import torch
import transformers
from datasets import Dataset

from helpers.files import CourseError, root
from helpers.text import data
from helpers.weights import classifiers, finetuning, resume, training

NAMES = ["long", "small"]
TEXTS = [
    "a long text",
    "the small model",
    "long words of the text",
    "every small model",
    "the number of long words",
    "a small text that we count",
] * 2
DATA = Dataset.from_dict({"text": TEXTS, "label": [0, 1] * 6})
LONG = " ".join(["the words of a text"] * 2500)

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bases")
    return {kind: tiny_bases.save(kind, folder / kind) for kind in tiny_bases.BASES}


@pytest.fixture
def base(bases, tmp_path):
    """A copy of one of them, to be damaged."""
    return shutil.copytree(bases["modernbert"], tmp_path / "base")


def fit(model, steps=20, **options):
    options = {"batch_size": 6, "lr": 5e-3, "show": False, "schedule": training.decay} | options
    return finetuning.fit(model, DATA, steps, **options)


# --- real pre-trained models ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", tiny_bases.BASES)
def test_any_base_learns_and_comes_back(kind, bases, tmp_path):
    model = finetuning.classifier(bases[kind], NAMES)
    name, _ = tiny_bases.BASES[kind]
    base = getattr(tiny_bases.transformers, name).from_pretrained(bases[kind])
    same = model.model.get_input_embeddings().weight, base.get_input_embeddings().weight
    assert torch.equal(*same), "the body is the pre-trained one"
    assert type(model.model).__name__.endswith("ForSequenceClassification")
    before = finetuning.validate(model, DATA)["loss"]
    fit(model, 30)
    after = finetuning.validate(model, DATA)
    assert after["loss"] < 0.6 * before and after["accuracy"] > 0.9
    again = finetuning.load(model.save(tmp_path / "mine"))
    assert again.names == NAMES and again.max_tokens == model.max_tokens
    texts = [*TEXTS, LONG, "unknown wörds ☃"]
    assert torch.equal(again.logits(texts), model.logits(texts))


@pytest.mark.parametrize("kind", tiny_bases.BASES)
def test_padding_changes_nothing(kind, bases):
    model = finetuning.classifier(bases[kind], NAMES)
    alone, together = model.logits([TEXTS[0]]), model.logits([TEXTS[0], LONG])
    assert torch.allclose(alone[0], together[0], atol=1e-5)
    assert model.tokenizer.padding_side == "right"
    assert model.encode(["a text", LONG])[1].sum(1).tolist()[1] == 40, "cut to the context"


@pytest.mark.parametrize("kind", tiny_bases.BASES)
@pytest.mark.parametrize("part", ["head", "lora"])
def test_a_part_learns_and_the_rest_stays(part, kind, bases, tmp_path):
    model = finetuning.classifier(bases[kind], NAMES, train=part)
    frozen = {n: p.clone() for n, p in model.model.named_parameters() if not p.requires_grad}
    before = finetuning.validate(model, DATA)["loss"]
    fit(model, 30)
    assert finetuning.validate(model, DATA)["loss"] < before
    assert len(frozen) > 5
    for name, parameter in model.model.named_parameters():
        assert name not in frozen or torch.equal(parameter, frozen[name]), name
    logits = model.logits(TEXTS)
    again = finetuning.load(model.save(tmp_path / "mine"))
    assert not hasattr(again.model, "merge_and_unload"), "an adapter is merged"
    assert torch.allclose(again.logits(TEXTS), logits, atol=1e-5)
    assert torch.equal(model.logits(TEXTS), logits), "saving changes nothing"


def test_the_course_s_own_checkpoint():
    model = finetuning.classifier("manuals-encoder", NAMES, max_tokens=16)
    assert model.probabilities(TEXTS).sum(1).tolist() == pytest.approx([1] * len(TEXTS))
    assert model.model.config.classifier_pooling == "mean"
    assert model.encode([LONG])[0].shape == (1, 16)


def test_fresh_is_the_same_network_without_its_training(bases):
    trained = finetuning.classifier(bases["bert"], NAMES)
    fresh = finetuning.classifier(bases["bert"], NAMES, fresh=True)
    shapes = [{n: p.shape for n, p in m.model.named_parameters()} for m in (trained, fresh)]
    assert shapes[0] == shapes[1]
    tables = [m.model.get_input_embeddings().weight for m in (trained, fresh)]
    assert not torch.equal(*tables)
    assert trained.tokenizer.get_vocab() == fresh.tokenizer.get_vocab()


def test_the_seed_decides_the_head(bases):
    make = [finetuning.classifier(bases["gpt2"], NAMES, seed=seed) for seed in (0, 0, 1)]
    one, again, other = (model.logits(TEXTS) for model in make)
    assert torch.equal(one, again) and not torch.equal(one, other)


# --- wrong combinations --------------------------------------------------------------------------


def test_a_tokenizer_of_another_model(bases, base):
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(bases["llama"] / name, base / name)
    with pytest.raises(CourseError, match="300 tokens and the model knows .*do not belong"):
        finetuning.classifier(base, NAMES)


def test_no_padding_and_no_end_token(bases, base):
    tiny_bases.transformers.PreTrainedTokenizerFast(
        tokenizer_object=tiny_bases.bpe()
    ).save_pretrained(base)
    with pytest.raises(CourseError, match="neither a padding token nor an end"):
        finetuning.classifier(base, NAMES)


def edit(path, **changes):
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def remove_tokenizer(folder):
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").unlink()


def half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    "damage, message",
    [
        (remove_tokenizer, "has no tokenizer that fits.*Save the tokenizer"),
        (lambda f: (f / "tokenizer.json").write_text("{"), "has no tokenizer that fits"),
        (lambda f: (f / "config.json").unlink(), "config.json is missing"),
        (lambda f: (f / "config.json").write_text("{"), "no model to be had from"),
        (lambda f: edit(f / "config.json", model_type="no-such"), "no model to be had from"),
        (lambda f: edit(f / "config.json", model_type="sam"), "cannot be fine-tuned"),
        (lambda f: edit(f / "config.json", hidden_size=64), "cannot be fine-tuned"),
        (lambda f: half(f / "model.safetensors"), "cannot be fine-tuned"),
        (lambda f: (f / "model.safetensors").unlink(), "cannot be fine-tuned"),
    ],
)
def test_a_folder_that_is_not_whole(damage, message, base):
    damage(base)
    with pytest.raises(CourseError, match=message):
        finetuning.classifier(base, NAMES)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("manuals-encoder", ["one"]), "two or more different classes"),
        (("manuals-encoder", ["one", "one"]), "two or more different classes"),
        (("no-such-model", NAMES), 'no checkpoint or folder "no-such-model".*"owner/model"'),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(CourseError, match=message):
        finetuning.classifier(*arguments)


def test_an_unknown_part():
    with pytest.raises(CourseError, match="train is one of all, head, lora, not 'body'"):
        finetuning.classifier("manuals-encoder", NAMES, train="body")


def test_a_hub_name_without_a_network(monkeypatch):
    def refuse(source):
        assert source == "owner/model"
        raise OSError("We couldn't connect to the hub.\nCheck your connection.")

    monkeypatch.setattr(transformers.AutoConfig, "from_pretrained", refuse)
    with pytest.raises(CourseError, match="owner/model: We couldn't connect to the hub. Is the"):
        finetuning.classifier("owner/model", NAMES)


def test_a_hub_name_is_passed_on(monkeypatch, bases):
    """What the hub would give is here given from a folder."""

    def from_folder(real):
        return lambda source, **options: real(bases.get(str(source)[6:], source), **options)

    for part in (
        transformers.AutoConfig,
        transformers.AutoTokenizer,
        transformers.AutoModelForSequenceClassification,
    ):
        monkeypatch.setattr(part, "from_pretrained", from_folder(part.from_pretrained))
    assert finetuning.classifier("owner/gpt2", NAMES).origin == "gpt2"


def test_a_classifier_as_base(bases, tmp_path):
    model = finetuning.classifier(bases["bert"], NAMES)
    fit(model, 5)
    folder = model.save(tmp_path / "mine")
    again = finetuning.classifier(folder, NAMES)
    assert torch.equal(again.logits(TEXTS), model.logits(TEXTS)), "goes on where it was"
    with pytest.raises(CourseError, match="is a classifier of long, small. Name the same classes"):
        finetuning.classifier(folder, ["cat", "dog"])


# --- odd texts and labels ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(bases):
    return finetuning.classifier(bases["bert"], NAMES)


@pytest.mark.parametrize("texts", [["a text", ""], ["  \n"], ["a text", None]])
def test_an_empty_text(texts, model):
    with pytest.raises(CourseError, match="There is an empty text. Drop it"):
        model.predict(texts)


def test_a_text_without_its_list(model):
    with pytest.raises(CourseError, match=r"also for a single one: \[text\]"):
        model.predict("a text")
    assert model.predict([]) == [] and len(model.predict(["a text"])) == 1


def test_a_very_long_text_and_strange_signs(model):
    assert model.probabilities([LONG * 4, "☃\u200b\x00 �", "x" * 5000]).isfinite().all()


def test_the_order_of_texts_stays(model):
    mixed = [TEXTS[0], LONG, TEXTS[1]]
    one_by_one = torch.cat([model.logits([text]) for text in mixed])
    assert torch.allclose(model.logits(mixed, batch_size=2), one_by_one, atol=1e-5)


@pytest.mark.parametrize(
    "labels, message",
    [
        ([0, 2], "labels go from 0 to 2, and the model has 2 classes"),
        ([-1, 0], "labels go from -1 to 0"),
        (["long", "small"], "Labels are the numbers of classes"),
        ([0, None], "Labels are the numbers of classes"),
    ],
)
def test_labels_that_the_model_does_not_have(labels, message, model):
    unseen = {"text": TEXTS[:2], "label": labels}
    with pytest.raises(CourseError, match=message):
        finetuning.fit(model, unseen, 2, show=False)
    with pytest.raises(CourseError, match=message):
        finetuning.validate(model, unseen)


def test_a_class_that_training_never_saw(bases):
    """Known by name, so it can be asked about; it is just never the answer."""
    model = finetuning.classifier(bases["bert"], [*NAMES, "unseen"])
    fit(model, 30)
    found = finetuning.validate(model, {"text": TEXTS[:2], "label": [0, 2]})
    assert found["accuracy"] == 0.5 and found["loss"] > 1


def test_data_without_its_columns(model):
    with pytest.raises(CourseError, match="columns `text` and `label`.*Choose one split"):
        finetuning.fit(model, {"train": DATA}, 2)
    with pytest.raises(CourseError, match="no examples to learn from"):
        finetuning.fit(model, {"text": [], "label": []}, 2)


def test_weights_of_classes(bases):
    model = finetuning.classifier(bases["bert"], NAMES)
    fit(model, 30, weights=torch.tensor([1.0, 0.0]))
    assert model.predict(TEXTS) == [0] * len(TEXTS), "the second class costs nothing"


# --- interruptions -------------------------------------------------------------------------------


class CtrlC(finetuning.Batches):
    """Interrupts at the tenth batch that is drawn."""

    drawn = 0

    def __call__(self, generator):
        CtrlC.drawn += 1
        if CtrlC.drawn == 10:
            signal.raise_signal(signal.SIGINT)
        return super().__call__(generator)


def cell(bases, **options):
    """What a notebook's cell does: make a model and train it."""
    model = finetuning.classifier(bases["bert"], NAMES, seed=1, **options)
    history = fit(model, name="cell", validation=DATA, evaluate_every=4)
    return model, history


def test_ctrl_c_and_the_cell_again(bases, monkeypatch, capsys):
    whole, losses = cell(bases)
    CtrlC.drawn = 0
    with monkeypatch.context() as patch:
        patch.setattr(finetuning, "Batches", CtrlC)
        with pytest.raises(KeyboardInterrupt, match="cell, bert stopped after 9 of 20 steps"):
            cell(bases)
    other, others = cell(bases, fresh=True)
    assert "Going on" not in capsys.readouterr().out and len(others.losses) == 20
    again, history = cell(bases)
    assert "Going on with an interrupted run, after 9 steps." in capsys.readouterr().out
    assert history.losses == losses.losses and history.evaluations == losses.evaluations
    assert torch.equal(again.logits(TEXTS), whole.logits(TEXTS))
    assert list((resume.cache_dir() / "runs").iterdir()) == []


# --- persistence ---------------------------------------------------------------------------------


@pytest.fixture
def saved(bases, tmp_path):
    model = finetuning.classifier(bases["modernbert"], NAMES, max_tokens=12)
    fit(model, 5)
    return model, model.save(tmp_path / "mine")


def test_another_process_gives_the_same_answers(saved):
    model, folder = saved
    script = """if True:
        import json, sys, torch
        from helpers.weights import finetuning
        torch.set_num_threads(1)
        print(json.dumps(finetuning.load(sys.argv[1]).logits(sys.argv[2:]).tolist()))"""
    texts, env = [*TEXTS[:3], LONG[:300]], {**os.environ, "PYTHONPATH": str(root())}
    done = subprocess.run(
        [sys.executable, "-c", script, folder, *texts], text=True, env=env, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert torch.equal(torch.tensor(json.loads(done.stdout)), model.logits(texts))


def test_saving_again_replaces(saved):
    model, folder = saved
    fit(model, 3)
    model.save(folder)
    assert torch.equal(finetuning.load(folder).logits(TEXTS), model.logits(TEXTS))
    assert [path.name for path in folder.parent.iterdir()] == ["mine"], "nothing is left behind"


def test_a_save_that_fails_leaves_the_old_one(saved, monkeypatch):
    model, folder = saved
    before = model.logits(TEXTS)

    def full(*values):
        raise OSError("No space left on device")

    fit(model, 3)
    monkeypatch.setattr(classifiers, "write_json", full)
    with pytest.raises(OSError):
        model.save(folder)
    assert torch.equal(finetuning.load(folder).logits(TEXTS), before)
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]


def test_other_people_s_files_are_left_alone(saved, tmp_path):
    model, _ = saved
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("text")
    for folder in (tmp_path / "thesis", root() / "checkpoints" / "manuals-encoder"):
        before = sorted(path.name for path in folder.iterdir())
        with pytest.raises(CourseError, match="Name a new folder"):
            model.save(folder)
        assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda f: half(f / "model.safetensors"),
        lambda f: (f / "model.safetensors").unlink(),
        lambda f: (f / "config.json").write_text("{"),
        lambda f: (f / "config.json").unlink(),
        lambda f: (f / "tokenizer.json").write_text("{"),
        lambda f: (f / "card.json").write_text("{"),
    ],
    ids=["weights", "no weights", "config", "no config", "tokenizer", "card"],
)
def test_a_damaged_classifier_is_noticed(damage, saved):
    damage(saved[1])
    with pytest.raises(CourseError, match="is damaged"):
        finetuning.load(saved[1])


def test_what_is_no_classifier(tmp_path):
    for folder in (tmp_path, tmp_path / "none", root() / "checkpoints" / "manuals-encoder"):
        with pytest.raises(CourseError, match="is no folder of a saved classifier"):
            finetuning.load(folder)


def test_with_what_data_load_makes(bases, tmp_path):
    """From a file to a saved classifier, as the lab does it."""
    rows = [f"{text} {i},{NAMES[i % 2]}" for i, text in enumerate(TEXTS * 3)]
    (tmp_path / "own.csv").write_text("\n".join(["text,label", *rows]), "utf-8")
    own = data.load(tmp_path / "own.csv", show=False)
    names = own["train"].features["label"].names
    model = finetuning.classifier(bases["distilbert"], names)
    history = finetuning.fit(model, own["train"], 10, validation=own["validation"], show=False)
    assert history.last("accuracy") >= 0 and set(model.predict(own["test"]["text"])) <= {0, 1}
