"""Choose at random which tokens to hide, and no special token."""

import torch

from helpers.checking.spec import Exercise
from helpers.exercises.masked_lm.common import (
    CLS,
    MASK,
    NAMES,
    PAD,
    SEP,
    UNK,
    all_or_none,
    generator_problem,
    seeded,
    wrong_form,
)


def choose_positions(
    ids: torch.Tensor, special_ids: list[int], rate: float, generator: torch.Generator
) -> torch.Tensor:
    """True where a token is to be hidden: each by itself with probability `rate`, anew each call.

    ids: int64 (rows, length). Returns bool (rows, length). `torch.isin` finds special tokens.
    """
    special = torch.isin(ids, torch.tensor(special_ids))
    return (torch.rand(ids.shape, generator=generator) < rate) & ~special


SPECIAL = [PAD, UNK, CLS, SEP, MASK]


def padded_rows(rows: int = 500, length: int = 64) -> torch.Tensor:
    """[CLS] text [SEP] [PAD] ..., a few [UNK] and [MASK] in the text; int64 (rows, length)."""
    ids = torch.randint(5, 100, (rows, length), generator=seeded(8))
    ids[torch.rand(rows, length, generator=seeded(9)) < 0.03] = UNK
    ids[torch.rand(rows, length, generator=seeded(11)) < 0.02] = MASK
    ends = torch.randint(20, length, (rows, 1), generator=seeded(10))
    place = torch.arange(length).expand(rows, length)
    ids = torch.where(place > ends, PAD, ids)
    ids = torch.where(place == ends, SEP, ids)
    ids[:, 0] = CLS
    return ids


def share_problem(chosen: torch.Tensor, special: torch.Tensor, rate: float) -> str | None:
    """What is wrong with how many ordinary tokens are chosen."""
    share = chosen[~special].float().mean().item()
    if abs(share - rate) < 0.03:
        return None
    if abs(share - (1 - rate)) < 0.03:
        return "It chooses what should stay. Choose where the draw is *below* `rate`."
    if abs(chosen.float().mean().item() - rate) < 0.02:
        return (
            "It takes `rate` of all tokens, the special ones included."
            f" So {share:.0%} of the ordinary tokens are chosen, and `rate` is {rate:.0%}."
        )
    return f"It chooses {share:.0%} of the ordinary tokens where `rate` is {rate:.0%}."


def place_problem(chosen: torch.Tensor, special: torch.Tensor) -> str | None:
    """What is wrong with where tokens are chosen: first ones, equal columns, whole rows."""
    free = ~special
    share = chosen[free].float().mean().item()
    nth = free.cumsum(1)  # 1 for the first ordinary token of a row, 2 for the second ...
    first = chosen[free & (nth <= 3)].float().mean().item()
    last = chosen[free & (nth > nth[:, -1:] - 3)].float().mean().item()
    if max(first, last) - share > 0.4:
        return "It always chooses the same end of a row. Every place must have the same chance."
    if all_or_none((chosen & free).sum(1) / free.sum(1)):
        return "It chooses whole rows. Draw one number for each token: `torch.rand(ids.shape)`."
    by_column = (chosen & free)[:, 1:20].sum(0) / free[:, 1:20].sum(0)
    if all_or_none(by_column):
        return "Every row hides the same places. Draw one number for each token of each row."
    if by_column.max() - by_column.min() > 0.2:
        return "Some places are chosen more often than others. Each must have the same chance."
    return None


def quota_problem(counts: torch.Tensor, free: torch.Tensor, rate: float) -> str | None:
    """Whether every row, or every call, has the same share: then tokens are not drawn one by one.

    counts: chosen tokens, int (calls, rows). free: ordinary tokens of each row.
    """
    spread = (counts - rate * free) / (rate * (1 - rate) * free).sqrt()  # 1 by chance
    if spread.std() < 0.5:
        return "Every row has the same share. Draw for each token by itself: `torch.rand(...)`."
    if len(set(counts.sum(1).tolist())) == 1:
        return "Every call chooses equally many. Draw for each token by itself: `torch.rand(...)`."
    return None


def judge(function) -> str | None:
    """The diagnosis of a learner's choose_positions."""
    ids = padded_rows()
    special = ids < 5
    for rate in (0.15, 0.4):
        chosen = function(ids, SPECIAL, rate, seeded())
        words = "True where a token is chosen, False elsewhere"
        if problem := wrong_form(chosen, ids, torch.bool, words):
            return problem
        if hit := sorted(set(ids[chosen & special].tolist())):
            names = ", ".join(NAMES[token] for token in hit)
            return f"It chooses special tokens: {names}. They are no words to guess."
        if not chosen.any():
            return "It chooses nothing. Where the draw is below `rate`, the result is True."
        if problem := place_problem(chosen, special) or share_problem(chosen, special, rate):
            return problem
    renamed = torch.where(special, ids + 200, ids - 5)  # here the special ids are 200 to 204
    chosen = function(renamed, [token + 200 for token in SPECIAL], 0.3, seeded())
    if chosen[special].any() or abs(chosen[~special].float().mean().item() - 0.3) > 0.03:
        return (
            "With a vocabulary whose special tokens have other ids it chooses the wrong ones."
            " Use `special_ids`, not numbers of your own."
        )
    for ten in ([*range(5, 10), *range(5)], [*range(10)]):
        if function(ids + 5, ten, 0.3, seeded())[special].any():
            return "Of ten special tokens it still chooses some. Use all of `special_ids`."
    if problem := generator_problem(lambda generator: function(ids, SPECIAL, 0.15, generator)):
        return problem
    calls = [function(ids, SPECIAL, 0.3, seeded(seed)).sum(1) for seed in range(4)]
    return quota_problem(torch.stack(calls), (~special).sum(1), 0.3)


EXERCISE = Exercise(
    id="choose_positions",
    title="Choose what to hide",
    minutes=8,
    difficulty=2,
    reference=choose_positions,
    judge=judge,
    hints=(
        "Draw one number between 0 and 1 for each token. Where is it below `rate`? And where"
        " is a special token?",
        "`torch.rand(ids.shape, generator=generator)` draws, and `torch.isin(ids,"
        " torch.tensor(special_ids))` finds the special tokens.",
        "Join the two with `&` and `~`: below the rate, and not special. Both sides need brackets.",
    ),
)
