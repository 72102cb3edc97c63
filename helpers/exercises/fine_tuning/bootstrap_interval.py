"""A 95 % interval for a share of right answers, from draws with repetition."""

from numbers import Real

import torch

from helpers.checking.arrays import plain
from helpers.checking.spec import Exercise


def bootstrap_interval(
    right: torch.Tensor, draws: int, generator: torch.Generator
) -> tuple[float, float]:
    """The 2.5 % and 97.5 % quantiles of the share of right answers, over `draws` new draws.

    right: float (texts,), 1 where the answer was right. `torch.randint` and `torch.quantile` help.
    """
    picks = torch.randint(len(right), (draws, len(right)), generator=generator)
    shares = right[picks].mean(dim=1)
    low, high = torch.quantile(shares, torch.tensor([0.025, 0.975]))
    return low.item(), high.item()


def pair_problem(found) -> str | None:
    if not isinstance(found, tuple | list) or len(found) != 2:
        return "Return two numbers: (low, high)."
    if any(not isinstance(plain(value), Real) for value in found):
        return "Return two plain numbers: `.item()` makes one of a tensor."
    if found[0] > found[1]:
        return "The lower end comes first: (low, high)."
    return None


def judge(function) -> str | None:
    right = (torch.arange(400) % 10 < 7).float()  # 0.7 are right
    seeded = lambda seed: torch.Generator().manual_seed(seed)  # noqa: E731
    found = plain(function(right.clone(), 4000, seeded(1)))
    problem = pair_problem(found)
    if problem:
        return problem
    low, high = found
    width, wanted = high - low, 2 * 1.96 * (0.7 * 0.3 / 400) ** 0.5
    told = f"For 400 texts with 0.7 right you get [{low:.3f}, {high:.3f}]."
    if width == 0 and abs(low - 0.7) < 1e-6:
        return (
            f"{told} Every draw is the same set of texts, in another order. Draw with"
            " repetition: `torch.randint`."
        )
    if (low, high) == (0.0, 1.0):
        return f"{told} These are quantiles of the single answers. Average each draw first."
    if not 0.85 < (low + high) / 2 / 0.7 < 1.15:
        return f"{told} It does not lie around the share of right answers."
    if abs(width / wanted - 1.645 / 1.96) < 0.06:
        return f"{told} This is a 90 % interval. For 95 % leave out 2.5 % at each end."
    if width < 0.9 * wanted:
        return f"{told} Too narrow. Draw as many texts as there are, no more: `len(right)`."
    if width > 1.12 * wanted:
        return (
            f"{told} Too wide. Each draw needs `len(right)` texts, and the ends are the 2.5 %"
            " and 97.5 % quantiles, not the extremes."
        )
    fifty = [tuple(function(right.clone(), 50, seeded(seed))) for seed in (2, 2, 3)]
    if fifty[0] == fifty[2]:
        return "Another generator gives the same interval. Draw with `generator=generator`."
    if fifty[0] != fifty[1]:
        return "Equal generators give different intervals. Pass `generator=generator` to each draw."
    if len(set(function(right.clone(), 1, seeded(2)))) > 1:
        return "With `draws` 1 both ends are the one share that was drawn. Is `draws` used?"
    low, high = function(right[:20].clone(), 2000, seeded(4))
    if not 0.3 < high - low < 0.5:
        return (
            f"For 20 texts with 0.7 right you get [{low:.2f}, {high:.2f}]. Is 400 fixed somewhere?"
        )
    return None


EXERCISE = Exercise(
    id="bootstrap_interval",
    title="An interval by drawing again",
    minutes=8,
    difficulty=3,
    reference=bootstrap_interval,
    judge=judge,
    hints=(
        "One draw: as many row numbers as there are texts, at random, repetitions allowed. Its"
        " share is the mean of `right` there.",
        "`torch.randint(len(right), (draws, len(right)), generator=generator)` makes all draws"
        " at once; index `right` with it.",
        "`right[picks].mean(1)` has one share a draw. `torch.quantile(shares, 0.025).item()`"
        " is the lower end.",
    ),
)
