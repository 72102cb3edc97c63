"""One matrix with LoRA beside it: W x plus B A x, scaled by alpha / rank."""

import torch

from helpers.checking.spec import Exercise, mistake


def lora_output(
    x: torch.Tensor, W: torch.Tensor, A: torch.Tensor, B: torch.Tensor, alpha: float
) -> torch.Tensor:
    """What a matrix with an adapter gives for each token: float (tokens, outputs).

    x: (tokens, inputs). W: (outputs, inputs), fixed. A: (rank, inputs) and B: (outputs, rank)
    learn. Hu et al. 2021.

    >>> ones = torch.ones(1, 2)
    >>> lora_output(ones, torch.eye(2), A=ones, B=torch.tensor([[3.0], [0.0]]), alpha=2.0)
    tensor([[13.,  1.]])
    """
    rank = A.shape[0]
    old = x @ W.T
    change = x @ A.T @ B.T
    return old + alpha / rank * change


def parts(tokens: int, inputs: int, outputs: int, rank: int, seed: int) -> tuple:
    """A batch of tokens and the three matrices, drawn at random."""
    rng = torch.Generator().manual_seed(seed)
    shapes = (tokens, inputs), (outputs, inputs), (rank, inputs), (outputs, rank)
    return tuple(torch.randn(*shape, generator=rng) for shape in shapes)


def cases() -> list:
    tiny = torch.ones(1, 2), torch.eye(2), torch.ones(1, 2), torch.tensor([[3.0], [0.0]])
    square = parts(2, 2, 2, 2, seed=1)  # here a matrix that is not turned round fits as well
    x, W, A, B = parts(4, 6, 5, 3, seed=2)
    return [
        (*tiny, 2.0),
        (*square, 6.0),
        (x, W, A, B, 6.0),
        (x, W, A, B, 1.0),
        (x, W, A, torch.zeros_like(B), 16.0),  # as training begins: the old layer
    ]


@mistake("The scale is missing: multiply the part of B and A by `alpha / rank`.")
def not_scaled(x, W, A, B, alpha):
    return x @ W.T + x @ A.T @ B.T


@mistake("It multiplies by alpha alone. Divide alpha by the rank, the number of rows of A.")
def by_alpha(x, W, A, B, alpha):
    return x @ W.T + alpha * (x @ A.T @ B.T)


@mistake("It multiplies by the rank. Divide alpha by it.")
def times_rank(x, W, A, B, alpha):
    return x @ W.T + alpha * len(A) * (x @ A.T @ B.T)


@mistake("The rank is the number of rows of A, which is `A.shape[0]`, not that of its columns.")
def by_inputs(x, W, A, B, alpha):
    return x @ W.T + alpha / A.shape[1] * (x @ A.T @ B.T)


@mistake("The scale is a fixed number. Make it of `alpha` and the rank.")
def fixed_scale(x, W, A, B, alpha):
    return x @ W.T + 2 * (x @ A.T @ B.T)


@mistake("The old matrix is missing. Its output stays, and the adapter's is added to it.")
def only_adapter(x, W, A, B, alpha):
    return alpha / len(A) * (x @ A.T @ B.T)


@mistake("This is the old layer: A and B are not used.")
def only_old(x, W, A, B, alpha):
    return x @ W.T


@mistake("The whole sum is scaled. Scale only the part of B and A.")
def all_scaled(x, W, A, B, alpha):
    return alpha / len(A) * (x @ W.T + x @ A.T @ B.T)


@mistake("B comes before A. The token passes A first, which makes it narrow, then B.")
def swapped(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ B.T @ A.T)


@mistake("The matrices are not turned round. Here a layer gives `x @ W.T`; so do A and B.")
def not_turned(x, W, A, B, alpha):
    return x @ W + alpha / len(A) * (x @ A @ B)


@mistake("W is turned round, A and B are not. Each of them needs its `.T`.")
def half_turned(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ A @ B)


@mistake("The adapter reads the output of W. It reads x, beside W and not behind it.")
def behind(x, W, A, B, alpha):
    old = x @ W.T
    return old + alpha / len(A) * (old @ A.T @ B.T)


EXERCISE = Exercise(
    id="lora_output",
    title="One matrix with an adapter",
    minutes=5,
    difficulty=1,
    reference=lora_output,
    cases=cases,
    differentiable=True,
    mistakes=(
        not_scaled,
        by_alpha,
        times_rank,
        by_inputs,
        fixed_scale,
        only_adapter,
        only_old,
        all_scaled,
        swapped,
        not_turned,
        half_turned,
        behind,
    ),
    hints=(
        "Two parts are added: what the old matrix gives, and what A and B give, scaled.",
        "`x @ W.T` is the old part. The token passes A and then B: `x @ A.T @ B.T`.",
        "The rank is `A.shape[0]`. Multiply the second part by `alpha / rank` before you add.",
    ),
)
