"""BERT's recipe: of the chosen tokens 80 % become [MASK], 10 % another token, 10 % stay."""

import torch

from helpers.checking.spec import Exercise
from helpers.exercises.masked_lm.common import (
    MASK,
    NAMES,
    all_or_none,
    generator_problem,
    seeded,
    wrong_form,
)


def hide_tokens(
    ids: torch.Tensor,
    chosen: torch.Tensor,
    mask_id: int,
    ordinary_ids: torch.Tensor,
    generator: torch.Generator,
) -> torch.Tensor:
    """What the model reads: a copy of `ids`, the chosen tokens hidden. int64 (rows, length).

    ids: int64 (rows, length); chosen: bool, same shape; ordinary_ids: int64 (n,), may stand in.
    """
    fate = torch.rand(ids.shape, generator=generator)
    picks = torch.randint(len(ordinary_ids), ids.shape, generator=generator)
    inputs = ids.masked_fill(chosen & (fate < 0.8), mask_id)
    return torch.where(chosen & (fate >= 0.9), ordinary_ids[picks], inputs)


def split_problem(masked: float, replaced: float, kept: float) -> str | None:
    """What is wrong with the shares of the three fates."""
    if max(abs(masked - 0.8), abs(replaced - 0.1), abs(kept - 0.1)) < 0.02:
        return None
    said = f"{masked:.0%} become [MASK], {replaced:.0%} another token, {kept:.0%} stay."
    if masked > 0.99:
        return "Every chosen token becomes [MASK]. Only 80 % should; 10 % get a random token."
    if kept > 0.99:
        return "It hides nothing: every chosen token stays. Return the changed copy."
    if abs(masked - 0.72) < 0.02:
        return f"A second draw overwrites some masks: {said} Decide all three from ONE draw."
    if abs(replaced - 0.02) < 0.015:
        return f"It takes 10 % of the remaining 20 %: {said} Half of the rest is meant."
    if replaced < 0.01:
        return f"No random token appears: {said} Of ten chosen tokens one should be replaced."
    if kept < 0.03:  # a random token is now and then the same as before
        return f"No chosen token stays: {said} Of ten chosen tokens one should stay as it is."
    return f"Of the chosen tokens {said} It should be 80 %, 10 % and 10 %."


def fate_problem(masked: torch.Tensor, chosen: torch.Tensor) -> str | None:
    """Whether all chosen tokens of a row, or of a column, share one fate."""
    for axis, name in ((1, "row"), (0, "column")):
        share = (masked & chosen).sum(axis) / chosen.sum(axis)
        if all_or_none(share) and share.min() < share.max():
            return f"All chosen tokens of a {name} share one fate. Draw one for each token."
    return None


def luck_problem(function, ids: torch.Tensor, chosen: torch.Tensor) -> str | None:
    """Whether both draws, of the fates and of the tokens, are made anew; other ids than before."""
    ordinary = torch.arange(700, 900)
    one, other = (function(ids, chosen, 950, ordinary, seeded(seed)) for seed in (5, 6))
    if not torch.isin(one[chosen & (one != ids)], torch.cat([ordinary, torch.tensor([950])])).all():
        return "With another vocabulary it hides wrongly. Use `mask_id` and `ordinary_ids`."
    if torch.equal(one == 950, other == 950):
        return "The same tokens become [MASK] at every call. Draw their fates anew."
    drawn = torch.isin(one, ordinary) & torch.isin(other, ordinary) & chosen
    if (one == other)[drawn].float().mean() > 0.5:
        return "The random tokens are the same at every call. Draw them with `generator=generator`."
    return None


def judge(function) -> str | None:
    """The diagnosis of a learner's hide_tokens."""
    ordinary = torch.arange(5, 405).roll(7)
    ids = ordinary[torch.randint(400, (500, 64), generator=seeded(3))]
    chosen = torch.rand(ids.shape, generator=seeded(4)) < 0.4
    inputs = function(ids, chosen, MASK, ordinary, seeded())
    if problem := wrong_form(inputs, ids, torch.int64, "the ids that the model reads"):
        return problem
    if (inputs == -100).any():
        return "The result holds -100. That belongs in labels; the model reads token ids."
    if not torch.equal(inputs[~chosen], ids[~chosen]):
        return "It changes tokens that were not chosen. They are the evidence: leave them."
    new = inputs[chosen]
    strange = ~torch.isin(new, ordinary) & (new != MASK)
    if strange.any():
        example = int(new[strange][0])
        where = f"special ({NAMES[example]})" if example in NAMES else "not in the vocabulary"
        return f"A random token is {where}. Draw from `ordinary_ids`, not from all numbers."
    masked, kept = new == MASK, new == ids[chosen]
    replaced = ~masked & ~kept
    if problem := fate_problem(inputs == MASK, chosen):
        return problem
    shares = (part.float().mean().item() for part in (masked, replaced, kept))
    if problem := split_problem(*shares):
        return problem
    if new[replaced].unique().numel() < 300:  # of 400, drawn about 1,280 times
        return "The random tokens are too much alike. Draw one for each position, from all."
    if not torch.equal(function(ids, chosen & False, MASK, ordinary, seeded()), ids):
        return "With nothing chosen the result should equal `ids`."
    if problem := luck_problem(function, ids.roll(1, 0), chosen.roll(1, 0)):
        return problem
    return generator_problem(lambda generator: function(ids, chosen, MASK, ordinary, generator))


EXERCISE = Exercise(
    id="hide_tokens",
    title="Hide them: 80, 10, 10",
    minutes=10,
    difficulty=3,
    reference=hide_tokens,
    judge=judge,
    hints=(
        "One draw between 0 and 1 for each token decides its fate: below 0.8, between 0.8 and"
        " 0.9, or above.",
        "`torch.where(condition, a, b)` takes from `a` where the condition holds, else from"
        " `b`. The condition is `chosen & (fate < 0.8)` for the masks.",
        "Random tokens: `ordinary_ids[torch.randint(len(ordinary_ids), ids.shape,"
        " generator=generator)]`. Put them where `chosen & (fate >= 0.9)`.",
    ),
)
