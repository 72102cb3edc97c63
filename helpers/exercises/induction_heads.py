"""Inputs, wrong answers and a judge for losses and silenced heads, in the lab `induction`."""

import torch

from helpers.checking.spec import Mistake


def context_cases() -> list:
    rng = torch.Generator().manual_seed(3)
    return [
        (torch.tensor([[3.0, 2.0, 1.0, 1.0]]), 0, 2, 2),
        (4 * torch.rand(3, 20, generator=rng), 2, 14, 4),
        (4 * torch.rand(5, 30, generator=rng), 0, 20, 10),
        (4 * torch.rand(2, 12, generator=rng), 3, 9, 1),
    ]


def _means(losses, early, late):
    return (losses[:, late].mean() - losses[:, early].mean()).item()


def context_sign(losses, early, late, span):
    return _means(losses, slice(late, late + span), slice(early, early + span))


def context_one_place(losses, early, late, span):
    return _means(losses, [early], [late])


def context_to_the_end(losses, early, late, span):
    return _means(losses, slice(early, early + span), slice(late, None))


def context_one_more(losses, early, late, span):
    return _means(losses, slice(early, early + span + 1), slice(late, late + span + 1))


def context_sums(losses, early, late, span):
    return context_score(losses, early, late, span) * span * len(losses)


def context_rows(losses, early, late, span):
    return (losses[late : late + span].mean() - losses[early : early + span].mean()).item()


def context_ratio(losses, early, late, span):
    late, early = losses[:, late : late + span].mean(), losses[:, early : early + span].mean()
    return (late / early).item()


def context_score(losses, early, late, span):
    return _means(losses, slice(early, early + span), slice(late, late + span))


CONTEXT = (
    Mistake(
        "The sign is wrong: late minus early, so that a model that gains is below 0.", context_sign
    ),
    Mistake("It takes one place. Average `span` places, or chance decides.", context_one_place),
    Mistake(
        "The late part runs to the end of the row. It has `span` places too.", context_to_the_end
    ),
    Mistake(
        "Each part has one place too many: `late : late + span` ends before `late + span`.",
        context_one_more,
    ),
    Mistake("It adds the losses up. Take means.", context_sums),
    Mistake(
        "It cuts rows. Places are the second axis: `losses[:, late : late + span]`.", context_rows
    ),
    Mistake("It divides. The score is a difference, in nats.", context_ratio),
)


def silence_cases() -> list:
    rng = torch.Generator().manual_seed(4)

    def case(rows: int, n: int, count: int, wide: int, heads: list[int]) -> tuple:
        results = torch.randn(rows, n, count * wide, generator=rng)
        return results, heads, torch.randn(count, wide, generator=rng)

    return [
        case(1, 1, 2, 2, [1]),
        case(2, 3, 4, 3, [0, 2]),
        case(3, 5, 4, 4, [3]),
        case(2, 2, 3, 3, [2, 0]),
    ]


def _silence(results, heads, new, shape):
    pieces = results.unflatten(-1, shape).clone()
    pieces[:, :, heads] = new
    return pieces.flatten(-2)


def silence_zero(results, heads, means):
    return _silence(results, heads, 0.0, means.shape)


def silence_others(results, heads, means):
    others = [head for head in range(len(means)) if head not in heads]
    return _silence(results, others, means[others], means.shape)


def silence_all(results, heads, means):
    return means.flatten().expand_as(results).clone()


def silence_first_means(results, heads, means):
    return _silence(results, heads, means[: len(heads)], means.shape)


def silence_interleaved(results, heads, means):
    pieces = results.unflatten(-1, (means.shape[1], means.shape[0])).clone()
    pieces[..., heads] = means[heads].T
    return pieces.flatten(-2)


def silence_tokens(results, heads, means):
    changed = results.clone()
    for head in heads:
        if head < results.shape[1]:
            changed[:, head] = means.flatten()
    return changed


def silence_own_mean(results, heads, means):
    pieces = results.unflatten(-1, means.shape)
    return _silence(results, heads, pieces[:, :, heads].mean((0, 1)), means.shape)


def silence_nothing(results, heads, means):
    return results.clone()


SILENCE = (
    Mistake("The heads are set to zero. Put their means in their place.", silence_zero),
    Mistake("It silences the other heads and keeps those in `heads`.", silence_others),
    Mistake("It silences all heads. Change only those in `heads`.", silence_all),
    Mistake("The means of other heads are put in: write `means[heads]`.", silence_first_means),
    Mistake(
        "The cut is wrong: head 0 has the first width / count numbers of every token."
        " `unflatten(-1, means.shape)` cuts.",
        silence_interleaved,
    ),
    Mistake(
        "It replaces tokens. The heads stand side by side along the last axis.", silence_tokens
    ),
    Mistake(
        "It averages these few rows. Use `means`, which were measured on many.", silence_own_mean
    ),
    Mistake("Nothing has changed.", silence_nothing),
)


def judge_other_heads(function) -> str | None:
    rng = torch.Generator().manual_seed(5)
    found, layers, count = [(1, 0), (2, 2)], 3, 4
    every = {(i, j) for i in range(layers) for j in range(count)}
    draws = [function(list(found), layers, count, rng) for _ in range(200)]
    if any(not isinstance(draw, list) for draw in draws):
        return f"Return a list of pairs, not {type(draws[0]).__name__}."
    flat = [head for draw in draws for head in draw]
    if any(not isinstance(head, tuple) or len(head) != 2 for head in flat):
        return "Each head is a pair (layer, head), as in `found`."
    if wrong := {len(draw) for draw in draws} - {len(found)}:
        return f"It gives {wrong.pop()} heads for {len(found)} found ones. Give as many as found."
    if set(flat) & set(found):
        return "It draws the found heads too. A control must leave them whole."
    if strange := set(flat) - every:
        return f"The model has no head {strange.pop()}. Layers and heads are counted from 0."
    if any(len(set(draw)) < len(draw) for draw in draws):
        return "It draws the same head twice. Silenced twice is silenced once."
    if len({tuple(sorted(draw)) for draw in draws}) == 1:
        return "It gives the same heads at every call. Draw anew; set no seed inside."
    if missing := every - set(found) - set(flat):
        if len({layer for layer, _ in flat}) == 1:
            return "It draws from one layer only. Any other head of the model may come."
        return f"Some heads are never drawn, such as {min(missing)}. All others may come."
    counts = [flat.count(head) for head in every - set(found)]
    if max(counts) > 2.5 * min(counts):
        return "Some heads are drawn far more often than others. Give all the same chance."
    again = [function(list(found), layers, count, torch.Generator().manual_seed(6)) for _ in "ab"]
    if again[0] != again[1]:
        return "It ignores `generator`. Pass `generator=generator` to the draw."
    if len(function([(0, 0)], 1, 2, rng)) != 1:
        return "For one found head it must give one other."
    return None
