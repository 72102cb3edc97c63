"""An evaluation that leaves dropout on, mended."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from helpers.checking.spec import Exercise
from helpers.exercises.training.common import seeded


def mend_d(network: nn.Module, before: torch.Tensor, after: torch.Tensor) -> float:
    """The mean loss without dropout. Afterwards the network is ready to go on training.

    before, after: int64 (n,).
    """
    network.eval()
    with torch.no_grad():
        loss = cross_entropy(network(before), after)
    network.train()
    return loss.item()


def made(seed: int, size: int = 6, count: int = 40) -> tuple:
    """A network with dropout, and pairs."""
    rng = seeded(seed)
    network = nn.Sequential(nn.Embedding(size, 8), nn.Dropout(0.5), nn.Linear(8, size))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(2 * torch.randn(parameter.shape, generator=rng))
    return network, *(torch.randint(size, (count,), generator=rng) for _ in range(2))


def value_problem(value: float, again: float, right: float, count: int) -> str | None:
    """What is wrong with two evaluations of one network on the same pairs."""
    if value != again:
        return (
            "Two evaluations of the same network differ: dropout is still at work. Switch it off"
            " with `network.eval()` before the loss is computed."
        )
    if abs(value - right) < 1e-4 * (1 + right):
        return None
    if abs(value + right) < 1e-4 * (1 + right):
        return "The sign is wrong: a loss is not negative."
    if abs(value / count - right) < 1e-4 * (1 + right):
        return "It adds the losses up. Take their mean, as `cross_entropy` does by itself."
    return f"The loss without dropout is {right:.4f}; it returns {value:.4f}."


def number(loss) -> float:
    """A loss as a plain number, whether or not it is still a tensor."""
    return float(loss.detach() if isinstance(loss, torch.Tensor) else loss)


def judge(function) -> str | None:
    """The diagnosis of a learner's mend_d."""
    for seed, count in ((1, 40), (2, 25), (3, 60)):
        network, before, after = made(seed, count=count)
        weights = [parameter.detach().clone() for parameter in network.parameters()]
        network.eval()
        right = cross_entropy(network(before), after).item()
        network.train()
        value = number(function(network, before, after))
        training = all(part.training for part in network.modules())
        if training:
            again = number(function(network, before, after))
        else:
            again = value
        if problem := value_problem(value, again, right, count):
            return problem
        if not training:
            return (
                "The number is right, but dropout stays off afterwards, and training would go on"
                " without it. Switch it on again with `network.train()`."
            )
        if any(not torch.equal(*pair) for pair in zip(weights, network.parameters())):
            return "It changes the weights. An evaluation only looks."
        if any(parameter.grad is not None for parameter in network.parameters()):
            return (
                "It leaves gradients behind, and the next step would follow them, too. An"
                " evaluation needs no `backward()`."
            )
    return None


EXERCISE = Exercise(
    id="mend_d",
    title="Evaluation D",
    minutes=4,
    difficulty=2,
    reference=mend_d,
    judge=judge,
    hints=(
        "Nothing was trained between the two numbers. So what is drawn anew in each of them?",
        "A network has two modes: `network.train()` with dropout, `network.eval()` without it.",
        "`network.eval()` before the loss, `network.train()` after it, then `return loss.item()`.",
    ),
)
