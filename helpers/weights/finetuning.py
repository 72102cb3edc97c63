"""Fine-tuning: a pre-trained body, a new head for your classes, and a short training on examples.

Works with the course's checkpoints, and with any encoder or decoder of `transformers` that has a
class for sequence classification, from a local folder or, online, by its hub name.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from datasets import Dataset
from peft import LoraConfig, TaskType, get_peft_model
from torch import nn
from transformers import (
    AutoModelForSequenceClassification,
    PreTrainedModel,
)

from helpers import arguments
from helpers.files import CourseError
from helpers.weights import models, optim, saved_folders, training
from helpers.weights.bases import load_config, load_tokenizer, resolve
from helpers.weights.classifiers import Classifier, class_numbers, columns, load, quiet, short

__all__ = ["Batches", "Classifier", "classifier", "fit", "load", "loss", "validate"]

PARTS = ("all", "head", "lora")


@arguments.checked
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
    saved_folders.must_fit(model, info, base, new_head=True)
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


@arguments.checked
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

    @arguments.checked(labels=...)
    def __init__(self, model: Classifier, texts: Sequence[str], labels: Sequence[int], size: int):
        self.model, self.texts, self.size = model, list(texts), size
        if len(self.texts) == 0:
            raise CourseError("There are no examples to learn from.")
        arguments.no_blanks(self.texts)
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


@arguments.checked
def fit(
    model: Classifier,
    data: Dataset | Mapping[str, Sequence],
    steps: int,
    *,
    name: str = "fine-tuning",
    batch_size: int = 16,
    lr: float = 1e-3,
    weight_decay: float = 0.01,
    validation: Dataset | Mapping[str, Sequence] | None = None,
    weights: torch.Tensor | None = None,
    **options,
) -> training.History:
    """Train on the columns `text` and `label` with the course's loop; `options` go to it.

    `validation` is evaluated on the way. An interrupted run goes on when the cell runs again.
    """
    arguments.refuse(
        weights is not None and weights.shape != (len(model.names),),
        "`weights` holds a number for each class, in the order of model.names.",
    )
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


@arguments.checked
def validate(model: Classifier, data: Dataset | Mapping[str, Sequence]) -> dict[str, float]:
    """Loss (nats) and accuracy on all of `data`."""
    texts, numbers = columns(data)
    labels, logits = class_numbers(model, numbers), model.logits(texts)  # (n,), (n, classes)
    return {
        "loss": nn.functional.cross_entropy(logits, labels).item(),
        "accuracy": (logits.argmax(-1) == labels).float().mean().item(),
    }
