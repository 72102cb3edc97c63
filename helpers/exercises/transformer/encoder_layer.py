"""A whole layer of the encoder: two norms, two parts, two residuals."""

import torch

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.transformer.gated_mlp import gated_mlp
from helpers.exercises.transformer.norm_rows import norm_rows
from helpers.exercises.transformer.rotary_attention import rotary_attention

WIDTH, WIDE = 4, 6  # of the cases


def encoder_layer(
    x: torch.Tensor, weights: dict[str, torch.Tensor], heads: int, real: torch.Tensor
) -> torch.Tensor:
    """One pre-norm layer, of x: (rows, n, width), to the same shape. real: bool (rows, n).

    weights: "attn.Wqkv.weight", "attn.Wo.weight", "mlp.Wi.weight", "mlp.Wo.weight" and the norms
    "mlp_norm.weight" and "attn_norm.weight". Without the last one, attention gets x as it is.
    """
    calm = x
    if "attn_norm.weight" in weights:
        calm = norm_rows(x, weights["attn_norm.weight"])
    w_qkv, w_out = weights["attn.Wqkv.weight"], weights["attn.Wo.weight"]
    x = x + rotary_attention(calm, w_qkv, w_out, heads, real)
    calm = norm_rows(x, weights["mlp_norm.weight"])
    return x + gated_mlp(calm, weights["mlp.Wi.weight"], weights["mlp.Wo.weight"])


def random_layer(rng: torch.Generator, first: bool = False) -> dict[str, torch.Tensor]:
    """Weights of a small layer."""
    shapes = {
        "attn_norm.weight": (WIDTH,),
        "attn.Wqkv.weight": (3 * WIDTH, WIDTH),
        "attn.Wo.weight": (WIDTH, WIDTH),
        "mlp_norm.weight": (WIDTH,),
        "mlp.Wi.weight": (2 * WIDE, WIDTH),
        "mlp.Wo.weight": (WIDTH, WIDE),
    }
    if first:
        del shapes["attn_norm.weight"]
    return {name: torch.randn(shape, generator=rng) / 2 for name, shape in shapes.items()}


def cases() -> list:
    rng = torch.Generator().manual_seed(8)

    def case(heads: int, first: bool, n: int, *lengths: int) -> tuple:
        x = 1 + 2 * torch.randn(len(lengths), n, WIDTH, generator=rng)
        real = torch.arange(n) < torch.tensor(lengths)[:, None]
        return x, random_layer(rng, first), heads, real

    x, weights, heads, _ = case(2, False, 3, 3)
    before = torch.tensor([[False, True, True]])  # padding may stand anywhere
    return [
        case(2, False, 3, 3, 2),
        case(2, True, 4, 2, 4),
        case(1, False, 3, 3),
        (x, weights, heads, before),
    ]


def _layer(x, weights, heads, real, carry=(1, 1), norms=(True, True), calm_way=False, post=False):
    """The reference with a switch for each mistake."""
    w = {name.removesuffix(".weight"): value for name, value in weights.items()}
    calm = norm_rows(x, w["attn_norm"]) if norms[0] and "attn_norm" in w and not post else x
    way = calm if calm_way else x
    x = carry[0] * way + rotary_attention(calm, w["attn.Wqkv"], w["attn.Wo"], heads, real)
    x = norm_rows(x, w["attn_norm"]) if post and "attn_norm" in w else x
    calm = norm_rows(x, w["mlp_norm"]) if norms[1] and not post else x
    x = carry[1] * (calm if calm_way else x) + gated_mlp(calm, w["mlp.Wi"], w["mlp.Wo"])
    return norm_rows(x, w["mlp_norm"]) if post else x


@mistake("Both residuals are missing: add what came in to what a part says.")
def no_residuals(x, weights, heads, real):
    return _layer(x, weights, heads, real, carry=(0, 0))


@mistake("The residual of attention is missing: `x + rotary_attention(...)`.")
def no_first_residual(x, weights, heads, real):
    return _layer(x, weights, heads, real, carry=(0, 1))


@mistake("The residual of the MLP is missing: `x + gated_mlp(...)`.")
def no_second_residual(x, weights, heads, real):
    return _layer(x, weights, heads, real, carry=(1, 0))


@mistake("The norm before attention is missing. Only the first layer has none.")
def no_first_norm(x, weights, heads, real):
    return _layer(x, weights, heads, real, norms=(False, True))


@mistake("The norm before the MLP is missing.")
def no_second_norm(x, weights, heads, real):
    return _layer(x, weights, heads, real, norms=(True, False))


@mistake("There are no norms.")
def no_norms(x, weights, heads, real):
    return _layer(x, weights, heads, real, norms=(False, False))


@mistake("It adds to the normed vector. Pre-norm leaves the way past free: add to x itself.")
def norm_on_the_way(x, weights, heads, real):
    return _layer(x, weights, heads, real, calm_way=True)


@mistake("This is post-norm. Here each norm comes before its part.")
def post_norm(x, weights, heads, real):
    return _layer(x, weights, heads, real, post=True)


@mistake('The first layer has no "attn_norm.weight". Ask with `in`, and give attention x then.')
def always_normed(x, weights, heads, real):
    return _layer(x, {"attn_norm.weight": torch.ones(x.shape[-1]), **weights}, heads, real)


@mistake("The MLP gets what attention got. It must see what attention wrote: use the new x.")
def side_by_side(x, weights, heads, real):
    calm = norm_rows(x, weights["mlp_norm.weight"])
    mlp = gated_mlp(calm, weights["mlp.Wi.weight"], weights["mlp.Wo.weight"])
    silent = {**weights, "mlp.Wo.weight": torch.zeros_like(weights["mlp.Wo.weight"])}
    return _layer(x, silent, heads, real) + mlp


@mistake("Attention is missing.")
def no_attention(x, weights, heads, real):
    silent = {**weights, "attn.Wo.weight": torch.zeros_like(weights["attn.Wo.weight"])}
    return _layer(x, silent, heads, real)


@mistake("The MLP is missing.")
def no_mlp(x, weights, heads, real):
    silent = {**weights, "mlp.Wo.weight": torch.zeros_like(weights["mlp.Wo.weight"])}
    return _layer(x, silent, heads, real)


EXERCISE = Exercise(
    id="encoder_layer",
    title="A whole layer",
    minutes=8,
    difficulty=2,
    reference=encoder_layer,
    cases=cases,
    differentiable=True,
    mistakes=(
        no_residuals,
        no_first_residual,
        no_second_residual,
        no_first_norm,
        no_second_norm,
        no_norms,
        norm_on_the_way,
        post_norm,
        always_normed,
        side_by_side,
        no_attention,
        no_mlp,
    ),
    hints=(
        "It is the pre-norm picture of the lesson: norm, attention, add; norm, MLP, add.",
        'In the first layer attention gets x itself: ask `if "attn_norm.weight" in weights`.',
        "`x = x + rotary_attention(calm, ...)` with `calm` the normed x. Then norm the new x, and"
        " return it plus `gated_mlp` of that.",
    ),
)
