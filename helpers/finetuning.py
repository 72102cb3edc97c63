"""Fine-tuning: a pre-trained body, a new head for your classes, and a short training on examples.

Works with the course's checkpoints, and with any encoder or decoder of `transformers` that has a
class for sequence classification, from a local folder or, online, by its hub name.
"""

import copy
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
import transformers
from datasets import Dataset
from peft import LoraConfig, TaskType, get_peft_model
from torch import nn
from transformers import (AutoConfig, AutoModelForSequenceClassification, AutoTokenizer,
                          PreTrainedModel, PreTrainedTokenizerBase)  # fmt: skip

from helpers import models, optim, tokens, training
from helpers.files import CourseError, sha256, write_json

PARTS = ("all", "head", "lora")


@contextmanager
def quiet():
    """Without transformers' reports on loading: that a new head is new is what we want here."""
    log = transformers.logging
    level, bars = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    log.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # between libraries
            yield
    finally:
        log.set_verbosity(level)
        if bars:
            log.enable_progress_bar()


class Classifier:
    """A model with its tokenizer and class names: texts in, classes out."""

    def __init__(self, model: nn.Module, tokenizer: PreTrainedTokenizerBase, max_tokens: int = 128):
        context = getattr(model.config, "max_position_embeddings", max_tokens)
        self.model, self.tokenizer = model, tokenizer
        self.max_tokens = min(max_tokens, context)

    @property
    def names(self) -> list[str]:
        """The class names, in the order of the logits."""
        return [self.model.config.id2label[i] for i in range(self.model.config.num_labels)]

    def encode(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and attention mask, each int64 (texts, longest). Long texts lose their end."""
        if any(not text.strip() for text in texts):
            raise CourseError("There is an empty text. Drop it, or give it some words.")
        batch = self.tokenizer(list(texts), padding=True, truncation=True,
                               max_length=self.max_tokens, return_tensors="pt")  # fmt: skip
        return batch["input_ids"], batch["attention_mask"]

    @torch.no_grad()
    def logits(self, texts: Sequence[str], batch_size: int = 64) -> torch.Tensor:
        """One score for each class: float (texts, classes)."""
        self.model.eval()
        device = next(self.model.parameters()).device
        # By length, so that short texts are not padded to the longest one of all.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = torch.empty(len(texts), len(self.names))
        for start in range(0, len(order), batch_size):
            part = order[start : start + batch_size]
            ids, mask = self.encode([texts[i] for i in part])
            logits = self.model(input_ids=ids.to(device), attention_mask=mask.to(device)).logits
            found[part] = logits.float().cpu()
        return found

    def probabilities(self, texts: Sequence[str]) -> torch.Tensor:
        """The softmax of the logits: rows add up to 1."""
        return self.logits(texts).softmax(-1)

    def predict(self, texts: Sequence[str]) -> list[int]:
        """The class with the highest score for each text, as its number."""
        return self.logits(texts).argmax(-1).tolist()

    def save(self, folder: str | Path) -> Path:
        """Write model, tokenizer and a card with the weights' hash, all or nothing.

        An adapter (LoRA) is merged into the weights first, in a copy.
        """
        folder = Path(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as part, quiet():
            lora = hasattr(self.model, "merge_and_unload")
            model = merged(self.model) if lora else self.model
            new = Path(part) / "new"
            model.save_pretrained(new)
            self.tokenizer.save_pretrained(new)
            write_json(new / "card.json", {"name": folder.name, "max_tokens": self.max_tokens,
                                           "sha256": sha256(new / "model.safetensors")})  # fmt: skip
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
        return folder


def merged(model: nn.Module) -> PreTrainedModel:
    """A plain model with a copy of the weights that an adapter and its base have together."""
    return copy.deepcopy(model).merge_and_unload()


def load(folder: str | Path) -> Classifier:
    """A classifier that `Classifier.save` wrote. Raises `CourseError` if it is damaged."""
    folder = models.checkpoint_folder(folder)
    models.verify(folder)
    with quiet():
        model = AutoModelForSequenceClassification.from_pretrained(folder)
    return Classifier(model.eval(), AutoTokenizer.from_pretrained(folder))


def load_tokenizer(source: str | Path) -> PreTrainedTokenizerBase:
    """The tokenizer that belongs to a model; with a padding token, which some decoders lack."""
    if (Path(source) / "card.json").exists() and not (Path(source) / "tokenizer_config.json").exists():
        return tokens.load(source)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source)
    except (OSError, ValueError, KeyError) as error:
        raise CourseError(f"{source} has no tokenizer that fits: {short(error)}. Save the"
                          " tokenizer into the model's folder.") from None  # fmt: skip
    if tokenizer.pad_token is None:
        if tokenizer.eos_token is None:
            raise CourseError(f"The tokenizer of {source} has neither a padding token nor an end"
                              " token. Give it one: tokenizer.pad_token = ...")  # fmt: skip
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    return tokenizer


def short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:160].rstrip(".") if str(error).strip() else repr(error)


def resolve(base: str | Path) -> str | Path:
    """A checkpoint of the course, a local folder, or a hub name as it is."""
    try:
        return models.checkpoint_folder(base)
    except CourseError:
        if Path(base).exists():
            raise CourseError(f"{base} holds no model: config.json is missing.") from None
        if "/" not in str(base):
            raise
        return str(base)


def classifier(base: str | Path, names: Sequence[str], *, train: str = "all", fresh: bool = False,
               seed: int = 0, max_tokens: int = 128) -> Classifier:  # fmt: skip
    """A classifier on a pre-trained body, its head drawn at random by `seed`.

    base: a checkpoint of the course ("town-encoder"), a folder, or a hub name ("owner/model").
    names: the classes. train: "all" weights, only the "head", or "lora" (two thin matrices beside
    each layer's; Hu et al. 2021). With `fresh` the body too is drawn at random: the same network
    without its pre-training.

    Raises `CourseError` for an unknown base, one class, or a tokenizer that does not fit the model.

    >>> model = classifier("manuals-encoder", ["short", "long"])
    >>> model.probabilities(["A text."]).shape
    torch.Size([1, 2])
    """
    if len(set(names)) < 2 or len(set(names)) != len(names):
        raise CourseError(f"A classifier needs two or more different classes, not {list(names)}.")
    if train not in PARTS:
        raise CourseError(f"train is one of {', '.join(PARTS)}, not {train!r}.")
    source = resolve(base)
    if (Path(source) / "card.json").exists():
        models.verify(Path(source))
    settings = {"num_labels": len(names), "id2label": dict(enumerate(names)),
                "label2id": {name: i for i, name in enumerate(names)}}  # fmt: skip
    tokenizer = load_tokenizer(source)
    try:
        with quiet():
            config = AutoConfig.from_pretrained(source, **settings)
            config.pad_token_id = tokenizer.pad_token_id
            if hasattr(config, "classifier_pooling"):
                config.classifier_pooling = "mean"  # [CLS] means nothing before fine-tuning
            torch.manual_seed(seed)
            make = AutoModelForSequenceClassification
            model = make.from_config(config) if fresh else make.from_pretrained(
                source, config=config, dtype=torch.float32)  # fmt: skip
    except (OSError, ValueError, RuntimeError) as error:
        raise CourseError(f"{base} cannot be fine-tuned as a classifier: {short(error)}.") from None
    size = model.get_input_embeddings().num_embeddings
    if len(tokenizer) > size:
        raise CourseError(f"The tokenizer has {len(tokenizer)} tokens and the model knows {size}:"
                          " they do not belong together. Save the model's own tokenizer.")  # fmt: skip
    if train == "head":
        model.base_model.requires_grad_(False)
    elif train == "lora":
        model = with_lora(model)
    return Classifier(model.eval(), tokenizer, max_tokens)


def with_lora(model: PreTrainedModel, rank: int = 8) -> nn.Module:
    """The model with an adapter on every matrix of its layers; only adapter and head learn."""
    # The head is not part of the body: peft keeps it trainable as it is.
    return get_peft_model(model, LoraConfig(task_type=TaskType.SEQ_CLS, r=rank, lora_alpha=2 * rank,
                                            target_modules="all-linear"))  # fmt: skip


class Batches:
    """Batches for `training.train`: (ids, attention mask, labels), rows drawn at random."""

    def __init__(self, model: Classifier, texts: Sequence[str], labels: Sequence[int], size: int):
        self.model, self.texts, self.size = model, list(texts), size
        self.labels = torch.tensor(list(labels))
        if len(texts) == 0:
            raise CourseError("There are no examples to learn from.")
        if int(self.labels.max()) >= len(model.names) or int(self.labels.min()) < 0:
            raise CourseError(f"The labels go up to {int(self.labels.max())}, and the model has"
                              f" {len(model.names)} classes. Make it with the data's classes.")  # fmt: skip

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, ...]:
        picks = torch.randint(len(self.texts), (self.size,), generator=generator)
        return (*self.model.encode([self.texts[i] for i in picks]), self.labels[picks])


def loss(model: nn.Module, batch: tuple[torch.Tensor, ...],
         weights: torch.Tensor | None = None) -> torch.Tensor:  # fmt: skip
    """Cross-entropy of the classes, in nats. weights: float (classes,), for rare classes."""
    ids, mask, labels = batch
    logits = model(input_ids=ids, attention_mask=mask).logits
    return nn.functional.cross_entropy(logits, labels, weight=weights)


def fit(model: Classifier, data: Dataset, steps: int, *, name: str = "fine-tuning",
        batch_size: int = 16, lr: float = 5e-4, weight_decay: float = 0.01,
        validation: Dataset | None = None, weights: torch.Tensor | None = None,
        **options) -> training.History:  # fmt: skip
    """Train on the columns `text` and `label` with the course's loop; `options` go to it."""
    batches = Batches(model, data["text"], data["label"], batch_size)
    if validation is not None:
        options["evaluate"] = lambda _: validate(model, validation)
    return training.train(
        name, model.model, batches, steps, lambda net, batch: loss(net, batch, weights),
        optim.adamw(model.model, lr, weight_decay), **options,
    )  # fmt: skip


def validate(model: Classifier, data: Dataset) -> dict[str, float]:
    """Loss (nats) and accuracy on all of `data`."""
    labels = torch.tensor(list(data["label"]))
    logits = model.logits(list(data["text"]))
    return {"loss": nn.functional.cross_entropy(logits, labels).item(),
            "accuracy": (logits.argmax(-1) == labels).float().mean().item()}  # fmt: skip
