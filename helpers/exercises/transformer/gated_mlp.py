"""ModernBERT's MLP: two widened vectors, one bent, multiplied, and made narrow again."""

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake


def gated_mlp(x: torch.Tensor, w_in: torch.Tensor, w_out: torch.Tensor) -> torch.Tensor:
    """The gated MLP, GeGLU (Shazeer 2020), of each token alone. Same shape as x.

    x: (..., width). w_in: (2 * wide, width); its first half makes the signal, its second the gate.
    w_out: (width, wide). The signal is bent by `F.gelu`, then multiplied by the gate.
    """
    signal, gate = (x @ w_in.T).chunk(2, -1)  # (..., wide) each
    return (F.gelu(signal) * gate) @ w_out.T


def cases() -> list:
    rng = torch.Generator().manual_seed(6)

    def case(width: int, wide: int, *rows: int) -> tuple:
        shapes = ((*rows, width), (2 * wide, width), (width, wide))
        return tuple(torch.randn(shape, generator=rng) for shape in shapes)

    return [case(2, 3, 1), case(4, 6, 5), case(4, 4, 2, 3)]


def _parts(x, w_in):
    return (x @ w_in.T).chunk(2, -1)


@mistake("It bends the gate. The first half is the signal, and that is bent.")
def gate_bent(x, w_in, w_out):
    signal, gate = _parts(x, w_in)
    return (signal * F.gelu(gate)) @ w_out.T


@mistake("It bends both. The gate stays as it is.")
def both_bent(x, w_in, w_out):
    signal, gate = _parts(x, w_in)
    return (F.gelu(signal) * F.gelu(gate)) @ w_out.T


@mistake("It bends the product. Bend the signal, then multiply.")
def product_bent(x, w_in, w_out):
    signal, gate = _parts(x, w_in)
    return F.gelu(signal * gate) @ w_out.T


@mistake("The bend is missing: `F.gelu(signal)`.")
def no_bend(x, w_in, w_out):
    signal, gate = _parts(x, w_in)
    return (signal * gate) @ w_out.T


@mistake("The gate is added. Multiply by it.")
def added(x, w_in, w_out):
    signal, gate = _parts(x, w_in)
    return (F.gelu(signal) + gate) @ w_out.T


@mistake("The gate changes nothing. Multiply the bent signal by it.")
def no_gate(x, w_in, w_out):
    return F.gelu(_parts(x, w_in)[0]) @ w_out.T


@mistake("ReLU is another bend. This model was trained with `F.gelu`.")
def relu(x, w_in, w_out):
    signal, gate = _parts(x, w_in)
    return (signal.relu() * gate) @ w_out.T


@mistake("Every other number goes to the gate. The first half is the signal: `chunk(2, -1)`.")
def every_other(x, w_in, w_out):
    both = x @ w_in.T
    return (F.gelu(both[..., 0::2]) * both[..., 1::2]) @ w_out.T


EXERCISE = Exercise(
    id="gated_mlp",
    title="The MLP, with a gate",
    minutes=6,
    difficulty=1,
    reference=gated_mlp,
    cases=cases,
    differentiable=True,
    mistakes=(
        gate_bent,
        both_bent,
        product_bent,
        no_bend,
        added,
        no_gate,
        relu,
        every_other,
    ),
    hints=(
        "A matrix makes a vector that is twice as wide as needed. Cut it into signal and gate.",
        "torch stores a matrix as (out, in), so it is `x @ w_in.T`. `.chunk(2, -1)` cuts in two.",
        "`F.gelu(signal) * gate`, and then `@ w_out.T`.",
    ),
)
