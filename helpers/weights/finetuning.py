"""Fine-tuning: a pre-trained body, a new head for your classes, and a short training on examples.

Works with the course's checkpoints, and with any encoder or decoder of `transformers` that has a
class for sequence classification, from a local folder or, online, by its hub name.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
import transformers
from datasets import Dataset
from peft import LoraConfig, TaskType, get_peft_model
from torch import nn
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from helpers.files import CourseError
from helpers.text import tokens
from helpers.weights import models, optim, saved_folders, training
from helpers.weights.classifiers import Classifier, class_numbers, columns, load, quiet, short

__all__ = ["Batches", "Classifier", "classifier", "fit", "load", "loss", "validate"]

PARTS = ("all", "head", "lora")


def load_config(source: str | Path, names: Sequence[str], fresh: bool) -> PreTrainedConfig:
    """The configuration of a model, with these classes."""
    try:
        with quiet():
            config = AutoConfig.from_pretrained(source)
    except OSError as error:  # not there, not to be reached, or no JSON
        cure = "Is the name right? Names of the hub need a network."
        if Path(source).exists():
            cure = "Fetch the folder again."
        raise CourseError(
            f"There is no model to be had from {source}: {short(error)}. {cure}"
        ) from None
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"There is no model to be had from {source}: transformers"
            f" {transformers.__version__} does not take its config.json ({short(error)})."
            " Another version may; or take another model."
        ) from None
    trained = any("ForSequenceClassification" in kind for kind in config.architectures or [])
    if trained and not fresh and list(config.id2label.values()) != list(names):
        raise CourseError(
            f"{source} is a classifier of {', '.join(config.id2label.values())}. Name"
            " the same classes, or begin with the model it was made from."
        )
    config.id2label = dict(enumerate(names))
    config.label2id = {name: i for i, name in enumerate(names)}
    if hasattr(config, "classifier_pooling"):
        config.classifier_pooling = "mean"  # [CLS] means nothing before fine-tuning
    return config


def load_tokenizer(source: str | Path) -> PreTrainedTokenizerBase:
    """The tokenizer that belongs to a model; with a padding token, which some decoders lack."""
    ours = (Path(source) / "card.json").exists()
    if ours and not (Path(source) / "tokenizer_config.json").exists():
        return tokens.load(source)
    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(source)
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"{source} has no tokenizer that fits: {short(error)}. Save the"
            " tokenizer into the model's folder."
        ) from None
    if tokenizer.pad_token is None:
        if tokenizer.eos_token is None:
            raise CourseError(
                f"The tokenizer of {source} has neither a padding token nor an end"
                " token. Give it one: tokenizer.pad_token = ..."
            )
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    return tokenizer


def resolve(base: str | Path) -> str | Path:
    """A checkpoint of the course, a local folder, or a hub name as it is."""
    try:
        return models.checkpoint_folder(base)
    except CourseError:
        if Path(base).exists():
            raise CourseError(f"{base} holds no model: config.json is missing.") from None
        if "/" not in str(base):
            raise CourseError(
                f'There is no checkpoint or folder "{base}". The names of models on'
                ' the hub have two parts: "owner/model".'
            ) from None
        return str(base)


def classifier(
    base: str | Path,
    names: Sequence[str],
    *,
    train: str = "all",
    fresh: bool = False,
    seed: int = 0,
    max_tokens: int = 128,
) -> Classifier:
    """A classifier on a pre-trained body, its head drawn at random by `seed`.

    base: a checkpoint of the course ("town-encoder"), a folder, or a hub name ("owner/model").
    names: the classes. train: "all" weights, only the "head", or "lora" (two thin matrices beside
    each layer's; Hu et al. 2021). With `fresh` the body too is drawn at random: the same network
    without its pre-training. A base that is a classifier of these very classes keeps its head.

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
    config, tokenizer = load_config(source, names, fresh), load_tokenizer(source)
    config.pad_token_id = tokenizer.pad_token_id
    make = AutoModelForSequenceClassification
    try:
        with quiet():
            torch.manual_seed(seed)
            if fresh:
                model, info = make.from_config(config), {"missing_keys": []}
            else:
                model, info = make.from_pretrained(
                    source, config=config, dtype=torch.float32, output_loading_info=True
                )
    except Exception as error:
        raise CourseError(f"{base} cannot be fine-tuned as a classifier: {short(error)}.") from None
    saved_folders.copy_weights(model)  # or the folder could not be replaced on Windows
    size = model.get_input_embeddings().num_embeddings
    if len(tokenizer) > size:
        raise CourseError(
            f"The tokenizer has {len(tokenizer)} tokens and the model knows {size}:"
            " they do not belong together. Save the model's own tokenizer."
        )
    if train == "head":
        model.base_model.requires_grad_(False)
        for name in info["missing_keys"]:  # new as well: BERT counts its pooler as body
            model.get_parameter(name).requires_grad_(True)
    elif train == "lora":
        model = with_lora(model)
    words = [Path(base).name, "from scratch" if fresh else "", "" if train == "all" else train]
    return Classifier(model.eval(), tokenizer, max_tokens, origin=" ".join(filter(None, words)))


def with_lora(
    model: PreTrainedModel, rank: int = 8, task: TaskType = TaskType.SEQ_CLS
) -> nn.Module:
    """The model with an adapter on every matrix of its layers; only adapter and head learn."""
    # peft keeps the classifier trainable as it is, and takes DistilBERT's layer before for one too.
    other = ["pre_classifier"] if hasattr(model, "pre_classifier") else None
    with quiet():
        return get_peft_model(
            model,
            LoraConfig(
                task_type=task,
                r=rank,
                lora_alpha=2 * rank,
                target_modules="all-linear",
                exclude_modules=other,
            ),
        )


class Batches:
    """Batches for `training.train`: (ids, attention mask, labels), rows drawn at random."""

    def __init__(self, model: Classifier, texts: Sequence[str], labels: Sequence[int], size: int):
        self.model, self.texts, self.size = model, list(texts), size
        if len(self.texts) == 0:
            raise CourseError("There are no examples to learn from.")
        self.labels = class_numbers(model, labels)

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, ...]:
        picks = torch.randint(len(self.texts), (self.size,), generator=generator)
        return (*self.model.encode([self.texts[i] for i in picks]), self.labels[picks])


def loss(
    model: nn.Module, batch: tuple[torch.Tensor, ...], weights: torch.Tensor | None = None
) -> torch.Tensor:
    """Cross-entropy of the classes, in nats. weights: float (classes,), for rare classes."""
    ids, mask, labels = batch  # (batch, longest) twice, (batch,)
    logits = model(input_ids=ids, attention_mask=mask).logits  # (batch, classes)
    weights = None if weights is None else weights.to(logits.device)
    return nn.functional.cross_entropy(logits, labels, weight=weights)


def fit(
    model: Classifier,
    data: Dataset,
    steps: int,
    *,
    name: str = "fine-tuning",
    batch_size: int = 16,
    lr: float = 1e-3,
    weight_decay: float = 0.01,
    validation: Dataset | None = None,
    weights: torch.Tensor | None = None,
    **options,
) -> training.History:
    """Train on the columns `text` and `label` with the course's loop; `options` go to it.

    `validation` is evaluated on the way. An interrupted run goes on when the cell runs again.
    """
    batches = Batches(model, *columns(data), batch_size)
    if validation is not None:
        options["evaluate"] = lambda _: validate(model, validation)
    if model.origin:  # or a run could go on with the weights of an interrupted other one
        name = f"{name}, {model.origin}"
    return training.train(
        name,
        model.model,
        batches,
        steps,
        lambda net, batch: loss(net, batch, weights),
        optim.adamw(model.model, lr, weight_decay),
        **options,
    )


def validate(model: Classifier, data: Dataset) -> dict[str, float]:
    """Loss (nats) and accuracy on all of `data`."""
    texts, numbers = columns(data)
    labels, logits = class_numbers(model, numbers), model.logits(texts)  # (n,), (n, classes)
    return {
        "loss": nn.functional.cross_entropy(logits, labels).item(),
        "accuracy": (logits.argmax(-1) == labels).float().mean().item(),
    }
