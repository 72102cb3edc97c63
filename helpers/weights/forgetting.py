"""Fine-tuning one task after another: what the body still knows of the first, and how to keep it.

A model is a **body** (token table, layers, last norm: transformers' `base_model`) and a **head**.
ModernBERT's masked-language model and its classifier both have a part called `head`, a dense layer
and a norm in front of the output. It is no body: every task trains its own, and here it stays with
the task it belongs to.
"""

import copy
from collections.abc import Callable

import torch
from datasets import Dataset
from torch import nn

from helpers import arguments, setup
from helpers.files import CourseError
from helpers.weights import finetuning, masking, optim, training
from helpers.weights.finetuning import Classifier

Batches = Callable[[torch.Generator], tuple[torch.Tensor, ...]]
Loss = Callable[[nn.Module, tuple[torch.Tensor, ...]], torch.Tensor]


def network(model: Classifier | nn.Module) -> nn.Module:
    """The transformers model itself, without our wrapper and without peft's."""
    model = model.model if isinstance(model, Classifier) else model
    return model.get_base_model() if hasattr(model, "get_base_model") else model


@arguments.checked
def body(model: Classifier | nn.Module) -> nn.Module:
    """The body of a model, with its adapter if it has one.

    >>> from helpers.weights import models
    >>> sorted(dict(body(models.encoder(vocab_size=50, width=32, layers=1)).named_children()))
    ['embeddings', 'final_norm', 'layers', 'rotary_emb']
    """
    return network(model).base_model


def check_fit(old: nn.Module, new: nn.Module) -> None:
    """Raise `CourseError` unless two bodies are of one kind and of equal size."""
    shapes = [
        {name: tuple(p.shape) for name, p in part.named_parameters() if "lora_" not in name}
        for part in (old, new)
    ]
    # peft calls a matrix `name.base_layer.weight` once it has an adapter.
    first, second = ({k.replace(".base_layer", ""): v for k, v in part.items()} for part in shapes)
    if type(old) is not type(new) or first != second:
        raise CourseError(
            f"These bodies do not fit: {type(old).__name__} with"
            f" {sum(p.numel() for p in old.parameters()):,} numbers and"
            f" {type(new).__name__} with"
            f" {sum(p.numel() for p in new.parameters()):,}. Make both from the"
            " same base."
        )


@arguments.checked
def put_body(model: Classifier, source: Classifier | nn.Module) -> Classifier:
    """Copy the weights of `source`'s body into `model`, whose head stays. Returns `model`.

    Do this before you add an adapter. Raises `CourseError` if the bodies do not fit.
    """
    if any("lora_" in name for m in (model, source) for name, _ in body(m).named_parameters()):
        raise CourseError("Copy the body first and add the adapter afterwards.")
    check_fit(body(source), body(model))
    body(model).load_state_dict(body(source).state_dict())
    return model


@arguments.checked
def swap_body(old: Classifier | nn.Module, new: Classifier | nn.Module):
    """A copy of `old` that reads through the body of `new`: the old head on the new body.

    old: a Classifier or a masked-language model; the result is of the same kind. The body is
    shared, not copied, so it moves on when `new` is trained. The head is a fixed copy. That
    includes the output table of a masked-language model, which usually *is* its input table: here
    it stays what it was, so that nothing but the body differs.

    Raises `CourseError` if the bodies do not fit.
    """
    check_fit(body(old), body(new))
    where = setup.device()  # training will put the body there: the head must be there too
    network(new).to(where)
    mixed = copy.deepcopy(network(old)).requires_grad_(False).to(where)
    setattr(mixed, mixed.base_model_prefix, body(new))
    if isinstance(old, Classifier):
        return Classifier(mixed.eval(), old.tokenizer, old.max_tokens)
    return mixed.eval()


@arguments.checked(layers=0)
def freeze(model: Classifier | nn.Module, layers: int) -> int:
    """Fix the embeddings and the lowest `layers` layers; returns how many numbers still learn.

    Raises `CourseError` if the model has fewer layers.

    >>> from helpers.weights import models
    >>> model = models.encoder(vocab_size=50, width=32, layers=2)
    >>> freeze(model, 1) < models.parameters(models.encoder(vocab_size=50, width=32, layers=2))
    True
    """
    part = body(model)
    found = [m for m in part.modules() if isinstance(m, nn.ModuleList)]
    stack = max(found, key=len, default=())
    if not 0 <= layers <= len(stack):
        raise CourseError(f"The model has {len(stack)} layers; freeze 0 to {len(stack)} of them.")
    for name, child in part.named_children():
        if name.startswith("embed"):
            child.requires_grad_(False)
    for layer in list(stack)[:layers]:
        layer.requires_grad_(False)
    return sum(p.numel() for p in network(model).parameters() if p.requires_grad)


@arguments.checked
def mix(new: tuple[Batches, Loss], old: tuple[Batches, Loss], share: float) -> tuple[Batches, Loss]:
    """Rehearsal for `training.train`: about this `share` of the steps goes to the old task.

    Each of `new` and `old` is a pair of what `train` calls `batches` and `loss`. The pair that
    comes back chooses one of the two at each step, by the step's own generator. Raises
    `CourseError` if `share` is none.

    >>> pair = (lambda g: (torch.zeros(1),), lambda model, batch: batch[0])
    >>> batches, loss = mix(pair, pair, share=0.5)
    >>> loss(None, batches(torch.Generator().manual_seed(0)))
    tensor([0.])
    """
    if not 0 <= share <= 1:
        raise CourseError(f"`share` is a share of the steps, 0 to 1, not {share}.")

    def batches(generator: torch.Generator) -> tuple[torch.Tensor, ...]:
        rehearse = torch.rand(1, generator=generator) < share
        return (rehearse, *(old if rehearse else new)[0](generator))

    def loss(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
        rehearse, *parts = batch
        return (old if rehearse else new)[1](model, tuple(parts))

    return batches, loss


@arguments.checked
def labels_and_gaps(
    model: Classifier, data: Dataset, gaps: nn.Module, rows: torch.Tensor, batch: int = 16
) -> tuple[Batches, Loss]:
    """Batches and loss for `learn`: about half of the steps ask for labels, half for hidden tokens.

    data: the labelled texts. rows: int64 (rows, length), packed tokens of which some are hidden.
    gaps: a masked-language model that reads through the body of `model` (see `swap_body`), so that
    both kinds of steps move the same body. Losses in nats.

    >>> from helpers.text import tokens
    >>> from helpers.weights import models
    >>> pretrained, tokenizer = models.load_checkpoint("town-encoder")
    >>> model = finetuning.classifier("town-encoder", ["short", "long"])
    >>> data = Dataset.from_dict({"text": ["a cat", "a cat and a cow"], "label": [0, 1]})
    >>> rows = tokens.pack(tokenizer, ["a cat and a cow"] * 20, 16)
    >>> batches, loss = labels_and_gaps(model, data, swap_body(pretrained, model), rows, batch=2)
    >>> bool(loss(None, batches(torch.Generator().manual_seed(0))) > 0)
    True
    """
    labels = (
        finetuning.Batches(model, data["text"], data["label"], batch),
        lambda _, drawn: finetuning.loss(model.model, drawn),
    )
    hidden = (
        masking.Masker(rows, model.tokenizer, batch),
        lambda _, drawn: masking.loss(gaps, drawn),
    )
    return mix(labels, hidden, share=0.5)


@arguments.checked
def learn(
    model: Classifier, pair: tuple[Batches, Loss], steps: int, lr: float, name: str, **options
) -> Classifier:
    """Train `model` on a pair of batches and loss, such as `mix` returns. Returns the model.

    lr: the learning rate of AdamW, whose weight decay is 0.01. `options` go to `training.train`.

    >>> model = finetuning.classifier("town-encoder", ["short", "long"])
    >>> batches = finetuning.Batches(model, ["a cat", "a cat and a cow"], [0, 1], size=2)
    >>> learn(model, (batches, finetuning.loss), 1, 1e-3, "example", show=False).names
    ['short', 'long']
    """
    batches, loss = pair
    adamw = optim.adamw(model.model, lr, 0.01)
    training.train(name, model.model, batches, steps, loss, adamw, **options)
    return model
