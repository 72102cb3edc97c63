"""Put a head's mean result in the place of its result."""

import torch

from helpers.checking.spec import Exercise, mistake


def silence(results: torch.Tensor, heads: list[int], means: torch.Tensor) -> torch.Tensor:
    """A layer's results with those of some heads replaced by their means. Shape of results.

    results: float (rows, n, width), the heads side by side: head 0 has the first width / count
    numbers of every token. heads: which to silence. means: float (count, width / count), the mean
    result of each head of the layer.
    """
    changed = results.clone()
    wide = means.shape[1]
    for head in heads:
        changed[..., wide * head : wide * (head + 1)] = means[head]
    return changed


def cases() -> list:
    rng = torch.Generator().manual_seed(4)

    def case(rows: int, n: int, count: int, wide: int, heads: list[int]) -> tuple:
        results = torch.randn(rows, n, count * wide, generator=rng)
        return results, heads, torch.randn(count, wide, generator=rng)

    return [
        case(1, 1, 2, 2, [1]),
        case(2, 3, 4, 3, [0, 2]),
        case(3, 5, 4, 4, [3]),
        case(2, 2, 3, 3, [2, 0]),
        case(1, 1, 12, 1, [*range(0, 11)]),
    ]


def _silence(results, heads, new, shape):
    pieces = results.unflatten(-1, shape).clone()
    pieces[:, :, heads] = new
    return pieces.flatten(-2)


@mistake("The heads are set to zero. Put their means in their place.")
def zero(results, heads, means):
    return _silence(results, heads, 0.0, means.shape)


@mistake("It silences the other heads and keeps those in `heads`.")
def others(results, heads, means):
    others = [head for head in range(len(means)) if head not in heads]
    return _silence(results, others, means[others], means.shape)


@mistake("It silences all heads. Change only those in `heads`.")
def everything(results, heads, means):
    return means.flatten().expand_as(results).clone()


@mistake("The means of other heads are put in: write `means[heads]`.")
def first_means(results, heads, means):
    return _silence(results, heads, means[: len(heads)], means.shape)


@mistake(
    "The cut is wrong: head 0 has the first width / count numbers of every token."
    " `unflatten(-1, means.shape)` cuts."
)
def interleaved(results, heads, means):
    pieces = results.unflatten(-1, (means.shape[1], means.shape[0])).clone()
    pieces[..., heads] = means[heads].T
    return pieces.flatten(-2)


@mistake("It replaces tokens. The heads stand side by side along the last axis.")
def tokens(results, heads, means):
    changed = results.clone()
    for head in heads:
        if head < results.shape[1]:
            changed[:, head] = means.flatten()
    return changed


@mistake("It averages these few rows. Use `means`, which were measured on many.")
def own_mean(results, heads, means):
    pieces = results.unflatten(-1, means.shape)
    return _silence(results, heads, pieces[:, :, heads].mean((0, 1)), means.shape)


@mistake("Nothing has changed.")
def nothing(results, heads, means):
    return results.clone()


EXERCISE = Exercise(
    id="silence",
    title="Silence a head",
    minutes=8,
    difficulty=2,
    reference=silence,
    cases=cases,
    mistakes=(zero, others, everything, first_means, interleaved, tokens, own_mean, nothing),
    hints=(
        "Cut the last axis into (count, width / count), as in [[lab:attention]]. A head is then one"
        " index.",
        "`results.unflatten(-1, means.shape)` cuts. Work on a `.clone()`, or the model's own"
        " numbers change.",
        "`pieces[:, :, heads] = means[heads]`, then `pieces.flatten(-2)`.",
    ),
)
