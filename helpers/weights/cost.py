"""What a training costs: arithmetic, memory, and the bytes of what it changed.

Everything here is counted from the model's tensors; only seconds must be measured
(`History.seconds` of `training.train` has them).
"""

from safetensors.torch import save
from torch import nn

from helpers import arguments
from helpers.show import tables
from helpers.weights import models
from helpers.weights.finetuning import Classifier
from helpers.weights.forgetting import network

NUMBER = 4  # bytes of a float32


@arguments.checked
def multiplying(model: Classifier | nn.Module) -> list[nn.Parameter]:
    """`models.multiplying`, without our wrapper and without peft's."""
    return models.multiplying(network(model))


@arguments.checked
def use_flops(model: Classifier | nn.Module, tokens: int) -> int:
    """Multiplications and additions to read `tokens` tokens: 2 for each weight that multiplies.

    Kaplan et al. 2020. What attention does between tokens is left out: little in short texts.

    >>> use_flops(nn.Linear(8, 2, bias=False), tokens=10)
    320
    """
    return 2 * sum(p.numel() for p in multiplying(model)) * tokens


@arguments.checked
def training_flops(model: Classifier | nn.Module, tokens: int) -> int:
    """Multiplications and additions to train on `tokens` tokens, once.

    2 for each weight on the way up, 2 more where the error is sent back through it, and 2 more if
    it learns. With all weights learning that makes 6 (Kaplan et al. 2020). The error goes back as
    far as the lowest weight that learns, so a new head alone costs little more than reading.

    >>> training_flops(nn.Linear(8, 2, bias=False), tokens=10)
    960
    """
    weights = multiplying(model)
    inside = {id(p) for p in weights}
    # A table that learns lies at the bottom: the error must pass all the weights above it.
    sent_back = any(p.requires_grad and id(p) not in inside for p in network(model).parameters())
    operations = 0
    for p in weights:
        sent_back = sent_back or p.requires_grad
        operations += p.numel() * (2 + 2 * sent_back + 2 * p.requires_grad)
    return operations * tokens


@arguments.checked
def change(model: Classifier | nn.Module) -> bytes:
    """The weights that learned, as the bytes of a safetensors file: what one more task adds.

    >>> len(change(nn.Linear(8, 2)))
    200
    """
    return save(
        {
            name: p.detach().cpu().contiguous()
            for name, p in network(model).named_parameters()
            if p.requires_grad
        }
    )


@arguments.checked
def memory(model: Classifier | nn.Module) -> dict[str, int]:
    """Bytes that training with AdamW in float32 holds, besides what it remembers of a batch.

    A weight is 4 bytes. One that learns has a gradient, 4 more, and AdamW keeps two running means
    for it, 8 more.

    >>> memory(nn.Linear(8, 2))
    {'weights': 72, 'gradients': 72, 'optimizer': 144}
    """
    parameters = list(network(model).parameters())
    learning = sum(p.numel() for p in parameters if p.requires_grad)
    return {
        "weights": NUMBER * sum(p.numel() for p in parameters),
        "gradients": NUMBER * learning,
        "optimizer": 2 * NUMBER * learning,
    }


@arguments.checked
def count(model: Classifier | nn.Module, tokens: int) -> dict[str, float]:
    """All counted costs of one training step on `tokens` tokens.

    >>> count(nn.Linear(8, 2), tokens=10)["learning"]
    18
    """
    return {
        "learning": sum(p.numel() for p in network(model).parameters() if p.requires_grad),
        "flops": training_flops(model, tokens),
        "change": len(change(model)),
        "memory": sum(memory(model).values()),
    }


@arguments.checked
def table(rows: dict[str, dict[str, float]]) -> None:
    """Show `count`s under each other, and milliseconds of one step where a row has seconds.

    >>> table({"all": {**count(nn.Linear(8, 2), 10), "seconds": 0.25}})
    What a training step costs
    trained  numbers  MFLOP a step  file of the change, MB  memory held, MB  ms a step
    all           18             0                    0.00             0.00        250
    """
    shown = [
        {
            "trained": name,
            "numbers": row["learning"],
            "MFLOP a step": row["flops"] / 1e6,
            "file of the change, MB": row["change"] / 1e6,
            "memory held, MB": row["memory"] / 1e6,
            "ms a step": 1000 * row["seconds"] if "seconds" in row else None,
        }
        for name, row in rows.items()
    ]
    digits = {"MFLOP a step": 0, "ms a step": 0}
    tables.show(shown, "What a training step costs", rows="trained", digits=digits)
