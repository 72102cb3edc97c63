"""Judges for the lab `masked_lm`'s random exercises: they look at shares, at places, and at the
generator.
"""

import torch

CLS, SEP, PAD, UNK, MASK = 2, 3, 0, 1, 4
NAMES = {CLS: "[CLS]", SEP: "[SEP]", PAD: "[PAD]", UNK: "[UNK]", MASK: "[MASK]"}
SPECIAL = [PAD, UNK, CLS, SEP, MASK]


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def wrong_form(value, like: torch.Tensor, dtype: torch.dtype, words: str) -> str | None:
    """A sentence if `value` is no tensor of the shape of `like` and of this dtype."""
    if not isinstance(value, torch.Tensor):
        what = f"a {type(value).__name__}" if value is not None else "None"
        return f"Return {words}; it returns {what}."
    if value.shape != like.shape or value.dtype != dtype:
        found = f"{value.dtype} in shape {tuple(value.shape)}"
        return f"Return {words}, {dtype} in shape {tuple(like.shape)}; it returns {found}."
    return None


def luck_problem(call) -> str | None:
    """What is wrong with how `call(generator)` uses its generator."""
    once, again, other = call(seeded(1)), call(seeded(1)), call(seeded(2))
    if torch.equal(once, other):
        return "Another generator gives the same result: the choice is fixed. Draw anew each call."
    if not torch.equal(once, again):
        return "Equal generators give different results. Pass `generator=generator` to each draw."
    same = seeded(1)
    if torch.equal(call(same), call(same)):
        return "Two calls with one generator give the same result. Do not seed it inside."
    return None


def padded_rows(rows: int = 500, length: int = 64) -> torch.Tensor:
    """[CLS] text [SEP] [PAD] ..., with a few [UNK] in the text; int64 (rows, length)."""
    ids = torch.randint(5, 100, (rows, length), generator=seeded(8))
    ids[torch.rand(rows, length, generator=seeded(9)) < 0.03] = UNK
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


def all_or_none(shares: torch.Tensor) -> bool:
    """Whether nearly every share is 0 or 1."""
    return ((shares < 0.01) | (shares > 0.99)).float().mean().item() > 0.9


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


def judge_choose_positions(function) -> str | None:
    """The diagnosis of a learner's choose_positions."""
    ids = padded_rows()
    special, before = ids < 5, ids.clone()
    for rate in (0.15, 0.4):
        chosen = function(ids, SPECIAL, rate, seeded())
        words = "True where a token is chosen, False elsewhere"
        if problem := wrong_form(chosen, ids, torch.bool, words):
            return problem
        if not torch.equal(ids, before):
            return "It changes `ids`. Only say where; hiding comes later."
        if hit := sorted(set(ids[chosen & special].tolist())):
            names = ", ".join(NAMES[token] for token in hit)
            return f"It chooses special tokens: {names}. They are no words to guess."
        if problem := place_problem(chosen, special) or share_problem(chosen, special, rate):
            return problem
    renamed = torch.where(special, ids + 200, ids - 5)  # here the special ids are 200 to 204
    chosen = function(renamed, [token + 200 for token in SPECIAL], 0.3, seeded())
    if chosen[special].any() or abs(chosen[~special].float().mean().item() - 0.3) > 0.03:
        return (
            "With a vocabulary whose special tokens have other ids it chooses the wrong ones."
            " Use `special_ids`, not numbers of your own."
        )
    return luck_problem(lambda generator: function(ids, SPECIAL, 0.15, generator))


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


def judge_hide_tokens(function) -> str | None:
    """The diagnosis of a learner's hide_tokens."""
    ordinary = torch.arange(5, 405).roll(7)
    ids = ordinary[torch.randint(400, (500, 64), generator=seeded(3))]
    chosen = torch.rand(ids.shape, generator=seeded(4)) < 0.4
    before, where = ids.clone(), chosen.clone()
    inputs = function(ids, chosen, MASK, ordinary, seeded())
    if problem := wrong_form(inputs, ids, torch.int64, "the ids that the model reads"):
        return problem
    if not (torch.equal(ids, before) and torch.equal(chosen, where)):
        return "It changes its argument `ids` or `chosen`. Work on a copy: `ids.clone()`."
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
    return luck_problem(lambda generator: function(ids, chosen, MASK, ordinary, generator))


def fate_problem(masked: torch.Tensor, chosen: torch.Tensor) -> str | None:
    """Whether all chosen tokens of a row, or of a column, share one fate."""
    for axis, name in ((1, "row"), (0, "column")):
        share = (masked & chosen).sum(axis) / chosen.sum(axis)
        if all_or_none(share) and share.min() < share.max():
            return f"All chosen tokens of a {name} share one fate. Draw one for each token."
    return None


def judge_gradient(function) -> str | None:
    """Whether a loss can be trained on: its gradient must be that of the reference."""
    logits = torch.randn(3, 4, 6, generator=seeded(), requires_grad=True)
    labels = torch.tensor([[-100, 2, 0, -100], [5, -100, -100, -100], [1, 1, -100, 3]])
    value = function(logits, labels)
    if not value.requires_grad:
        return (
            "The number is right, but training needs its gradient. Compute with tensors all the"
            " way; `.item()`, `.detach()` and `torch.tensor(...)` cut it off."
        )
    (mine,) = torch.autograd.grad(value, logits)
    right = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
    (wanted,) = torch.autograd.grad(right, logits)
    if not torch.allclose(mine, wanted, atol=1e-5):
        return "The value is right and its gradient is not. Is a part of it detached?"
    return None
