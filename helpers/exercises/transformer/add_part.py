"""One part of a layer with its norm and its residual, pre-norm or post-norm."""

from collections.abc import Callable

import torch
from torch import nn

from helpers.checking.spec import Exercise, mistake


def add_part(x: torch.Tensor, part: Callable, norm: Callable, place: str) -> torch.Tensor:
    """x after one part of a layer, with its norm and its residual. Same shape as x.

    x: (n, width). part, norm: functions of x. place: "pre" or "post".
    """
    if place == "pre":
        return x + part(norm(x))
    return norm(x + part(x))


def _linear(width: int, seed: int) -> nn.Linear:
    made = nn.Linear(width, width, bias=False)
    made.weight.data = torch.randn(width, width, generator=torch.Generator().manual_seed(seed))
    return made


def cases() -> list:
    rng = torch.Generator().manual_seed(0)

    def case(n: int, width: int, place: str) -> tuple:
        x = 1 + 2 * torch.randn(n, width, generator=rng)
        return x, _linear(width, n), nn.LayerNorm(width, bias=False), place

    return [case(2, 3, "pre"), case(2, 3, "post"), case(4, 6, "pre"), case(1, 5, "post")]


@mistake('The residual is missing for "pre": add what came in, `x + ...`.')
def pre_without_residual(x, part, norm, place):
    return part(norm(x)) if place == "pre" else norm(x + part(x))


@mistake('The residual is missing for "post": the norm comes after the sum of x and the part.')
def post_without_residual(x, part, norm, place):
    return x + part(norm(x)) if place == "pre" else norm(part(x))


@mistake("There is no residual. Add what came in to what the part says.")
def without_residual(x, part, norm, place):
    return part(norm(x)) if place == "pre" else norm(part(x))


@mistake("`place` changes nothing: this is pre-norm both times.")
def always_pre(x, part, norm, place):
    return x + part(norm(x))


@mistake("`place` changes nothing: this is post-norm both times.")
def always_post(x, part, norm, place):
    return norm(x + part(x))


@mistake("Pre and post have changed places.")
def exchanged(x, part, norm, place):
    return norm(x + part(x)) if place == "pre" else x + part(norm(x))


@mistake('For "pre" it adds to the normed vector. Nothing stands on the way past: `x + ...`.')
def norm_on_the_way(x, part, norm, place):
    return norm(x) + part(norm(x)) if place == "pre" else norm(x + part(x))


@mistake('For "post" it norms the part alone. The norm comes after the sum.')
def norm_of_the_part(x, part, norm, place):
    return x + part(norm(x)) if place == "pre" else x + norm(part(x))


EXERCISE = Exercise(
    id="add_part",
    title="Pre-norm and post-norm",
    minutes=4,
    difficulty=1,
    reference=add_part,
    cases=cases,
    differentiable=True,
    mistakes=(
        pre_without_residual,
        post_without_residual,
        without_residual,
        always_pre,
        always_post,
        exchanged,
        norm_on_the_way,
        norm_of_the_part,
    ),
    hints=(
        "Follow the two pictures from left to right. In both, x itself reaches the sum.",
        "Pre: the part gets `norm(x)`, and its result is added to x. Post: the part gets x.",
        '`x + part(norm(x))` for "pre", `norm(x + part(x))` for "post".',
    ),
)
