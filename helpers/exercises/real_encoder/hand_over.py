"""Save a classifier so that a colleague's program names its classes; judged by what that does."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerFast,
)

from helpers.checking.spec import Exercise

MONTHS = ["may", "oct", "jan", "dec", "feb", "sep", "nov", "apr", "jul", "mar", "jun", "aug"]
WORDS = ["[PAD]", "[UNK]", "the", "game", "vote", "was", "won", "lost"]


def hand_over(trained: str, folder: str, names: list[str], max_tokens: int) -> str:
    """Save the classifier in `trained` into `folder`, with class names; return `folder`.

    names: in the order of the logits. The tokenizer cuts after `max_tokens` tokens.
    """
    id2label = dict(enumerate(names))
    named = {"id2label": id2label, "label2id": {name: i for i, name in id2label.items()}}
    model = AutoModelForSequenceClassification.from_pretrained(trained, **named)
    tokenizer = AutoTokenizer.from_pretrained(trained)
    tokenizer.model_max_length = max_tokens
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@cache
def small(classes: int) -> tuple[BertForSequenceClassification, PreTrainedTokenizerFast]:
    """A classifier of a few thousand numbers, which names no class, and its tokenizer."""
    torch.manual_seed(classes)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=16,
        num_labels=classes,
        initializer_range=0.5,
    )
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, "[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]"
    )
    return BertForSequenceClassification(config).eval(), tokenizer


def problem_in(place: Path, names: list[str], max_tokens: int) -> str | None:
    """What a colleague would find wrong with the folder."""
    model, _ = small(len(names))
    if not place.is_dir() or not list(place.glob("*")):
        return "The folder is empty. `save_pretrained(folder)` writes into it."
    if not (place / "config.json").exists() or not list(place.glob("model*.safetensors")):
        return "The folder has no model: `model.save_pretrained(folder)` is missing."
    if not (place / "tokenizer.json").exists():
        return "The folder has no tokenizer. Without it the model cannot read a text: save both."
    found = AutoModelForSequenceClassification.from_pretrained(place).eval()
    tokenizer = AutoTokenizer.from_pretrained(place)
    told = [found.config.id2label.get(number) for number in range(len(names))]
    if told == [f"LABEL_{number}" for number in range(len(names))]:
        return "It answers LABEL_0, LABEL_1, …: nobody knows what these mean. Give it `id2label`."
    if sorted(map(str, told)) == sorted(names) and told != names:
        return "It has the names in another order. The first logit belongs to the first of `names`."
    if told != names:
        return f"It names its classes {told}, not {names}."
    if found.config.label2id != {name: number for number, name in enumerate(names)}:
        return "`label2id` does not fit `id2label`. Who trains the model further goes by it."
    if tokenizer.model_max_length != max_tokens:
        return (
            f"Its tokenizer would cut after {tokenizer.model_max_length} tokens, not after"
            f" {max_tokens}. Set `tokenizer.model_max_length` before you save it."
        )
    batch = tokenizer(["the game was won " * 9], truncation=True, return_tensors="pt")
    ids = {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"]}
    with torch.no_grad():
        same = torch.allclose(found(**ids).logits, model(**ids).logits, atol=1e-5)
    return None if same else "Its answers are not those of the trained model. Load its weights."


@cache
def scratch() -> tempfile.TemporaryDirectory:
    """A folder that goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="hand_over", ignore_cleanup_errors=True)


@cache
def trained_folder(classes: int) -> Path:
    """The small classifier as `Trainer` leaves it: it names no class."""
    folder = Path(scratch().name) / f"trained_{classes}"
    for part in small(classes):
        part.save_pretrained(folder)
    return folder


def judge(function) -> str | None:
    for names, max_tokens in ((["sports", "politics"], 12), (MONTHS, 7)):
        folder = Path(scratch().name) / f"for_colleagues_{len(names)}"
        shutil.rmtree(folder, ignore_errors=True)
        trained = trained_folder(len(names))
        returned = function(str(trained), str(folder), list(names), max_tokens)
        problem = problem_in(folder, names, max_tokens)
        if problem is None and str(returned) != str(folder):
            problem = "The folder is right. Return it: `return folder`."
        if problem:
            return problem
    return None


EXERCISE = Exercise(
    id="hand_over",
    title="A folder for colleagues",
    minutes=10,
    difficulty=2,
    reference=hand_over,
    judge=judge,
    hints=(
        "Load model and tokenizer from `trained`, tell both what they should know, save both.",
        "`from_pretrained` of `AutoModelForSequenceClassification` takes `id2label` and"
        " `label2id`; the tokenizer has `model_max_length`.",
        "`model.save_pretrained(folder)` and `tokenizer.save_pretrained(folder)`, then"
        " `return folder`.",
    ),
)
