"""LayerNorm by hand: each token's numbers around 0, with a spread of 1, times learned factors."""

import torch

from helpers.checking.spec import Exercise, mistake


def norm_rows(x: torch.Tensor, factors: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """LayerNorm without a bias (Ba et al. 2016), along the last axis. Same shape as x.

    x: (..., width). factors: (width,), learned. Subtract the mean, divide by the root of
    (the mean of the squares + eps), multiply by the factors.
    """
    centred = x - x.mean(-1, keepdim=True)
    spread = (centred.square().mean(-1, keepdim=True) + eps).sqrt()
    return factors * centred / spread


def cases() -> list:
    rng = torch.Generator().manual_seed(5)
    return [
        (torch.tensor([[3.0, -1.0, 4.0, 2.0]]), torch.ones(4), 1e-5),
        (1 + torch.randn(3, 4, generator=rng), torch.tensor([1.0, 2.0, 0.5, -1.0]), 1e-5),
        (torch.randn(2, 3, 5, generator=rng) / 1000, torch.ones(5), 1e-5),  # eps counts here
        (torch.randn(4, 4, generator=rng), torch.rand(4, generator=rng), 0.1),
        (torch.randn(2, 5, generator=rng) / 500, torch.ones(5)),
        (torch.randn(2, 12, generator=rng), torch.ones(12)),
    ]


def _norm(x, factors, eps, axis=-1):
    centred = x - x.mean(axis, keepdim=True)
    return factors * centred / (centred.square().mean(axis, keepdim=True) + eps).sqrt()


@mistake("The mean is not subtracted. (That would be RMSNorm.)")
def no_mean(x, factors, eps=1e-5):
    return factors * x / (x.square().mean(-1, keepdim=True) + eps).sqrt()


@mistake("The mean is subtracted for the spread only. Divide x minus its mean.")
def not_centred(x, factors, eps=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return factors * x / (centred.square().mean(-1, keepdim=True) + eps).sqrt()


@mistake("`std()` divides by one number less. Take the mean of the squares.")
def unbiased(x, factors, eps=1e-5):
    return factors * (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + eps).sqrt()


@mistake("`factors` changes nothing. Multiply the result by it.")
def no_factors(x, factors, eps=1e-5):
    return _norm(x, 1.0, eps)


@mistake("It divides by the mean of the squares. Take its root.")
def no_root(x, factors, eps=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return factors * centred / (centred.square().mean(-1, keepdim=True) + eps)


@mistake("`eps` changes nothing. Add it to the mean of the squares, before the root.")
def no_eps(x, factors, eps=1e-5):
    return _norm(x, factors, 0.0)


@mistake("`eps` is added after the root. Add it to the mean of the squares.")
def eps_after(x, factors, eps=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return factors * centred / (centred.square().mean(-1, keepdim=True).sqrt() + eps)


@mistake("It norms over the tokens. Each token has its own mean and spread: axis -1.")
def over_tokens(x, factors, eps=1e-5):
    return _norm(x, factors, eps, axis=-2)


@mistake("It takes one mean and one spread for all tokens. Each has its own: axis -1.")
def over_all(x, factors, eps=1e-5):
    centred = x - x.mean()
    return factors * centred / (centred.square().mean() + eps).sqrt()


EXERCISE = Exercise(
    id="norm_rows",
    title="LayerNorm by hand",
    minutes=6,
    difficulty=1,
    reference=norm_rows,
    cases=cases,
    differentiable=True,
    mistakes=(
        no_mean,
        not_centred,
        unbiased,
        no_factors,
        no_root,
        no_eps,
        eps_after,
        over_tokens,
        over_all,
    ),
    hints=(
        "Three steps: subtract the mean, divide by the spread, multiply by the factors. All along"
        " the last axis.",
        "`x.mean(-1, keepdim=True)` keeps the axis, so that the subtraction fits.",
        "The spread is `(centred.square().mean(-1, keepdim=True) + eps).sqrt()`.",
    ),
)
