"""The exercises of the lab `masked_lm`: masking, loss and evaluation of a masked language model."""

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import masked_lm_cases as wrong
from helpers.exercises.masked_lm_cases import IGNORED, answer_cases, floor_cases, table_cases
from helpers.exercises.masked_lm_random import (
    judge_choose_positions,
    judge_gradient,
    judge_hide_tokens,
)


def choose_positions(
    ids: torch.Tensor, special_ids: list[int], rate: float, generator: torch.Generator
) -> torch.Tensor:
    """True where a token is to be hidden, drawn anew at each call: bool, shape of ids.

    Each token of ids (rows, length) is chosen with probability `rate`, special tokens never.
    """
    draw = torch.rand(ids.shape, generator=generator)
    return (draw < rate) & ~torch.isin(ids, torch.tensor(special_ids))


def hide_tokens(
    ids: torch.Tensor,
    chosen: torch.Tensor,
    mask_id: int,
    ordinary_ids: torch.Tensor,
    generator: torch.Generator,
) -> torch.Tensor:
    """What the model reads: of the chosen tokens 80 % masked, 10 % replaced, 10 % as they were.

    Int64, shape of ids. Tokens that are not chosen stay. A replacement is any of `ordinary_ids`.
    """
    fate = torch.rand(ids.shape, generator=generator)
    picks = torch.randint(len(ordinary_ids), ids.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate >= 0.9), ordinary_ids[picks], inputs)


def mlm_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats over the positions whose label is not -100, as a tensor.

    logits: (..., vocabulary). labels: int64 (...).
    """
    asked = labels != IGNORED
    log_p = logits[asked].log_softmax(-1)
    return -log_p.gather(-1, labels[asked].unsqueeze(-1)).mean()


def masked_accuracy(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of the positions with a label at which the likeliest token is the hidden one."""
    asked = labels != IGNORED
    return (logits.argmax(-1)[asked] == labels[asked]).float().mean().item()


def unigram_floor(
    train: torch.Tensor, labels: torch.Tensor, special_ids: list[int], vocab_size: int
) -> float:
    """Mean loss in nats of answering every label with the token frequencies of `train`.

    One is added to every count, then special tokens get no probability.
    """
    counts = torch.bincount(train.flatten(), minlength=vocab_size).float() + 1
    counts[special_ids] = 0
    log_p = (counts / counts.sum()).log()
    return -log_p[labels[labels != IGNORED]].mean().item()


def nearest_tokens(table: torch.Tensor, token: int, count: int) -> list[int]:
    """The ids of the `count` other tokens with the highest cosine, the nearest first.

    table: (vocabulary, width), one embedding a row. A row of zeros is near to nothing.
    """
    directions = F.normalize(table, dim=1)
    cosines = directions @ directions[token]
    cosines[token] = -torch.inf
    return cosines.topk(count).indices.tolist()


EXERCISES = [
    Exercise(
        id="choose_positions",
        title="Choose what to hide",
        minutes=8,
        difficulty=2,
        reference=choose_positions,
        judge=judge_choose_positions,
        hints=(
            "Draw one number between 0 and 1 for each token. Where is it below `rate`? And where"
            " is a special token?",
            "`torch.rand(ids.shape, generator=generator)` draws, and `torch.isin(ids,"
            " torch.tensor(special_ids))` finds the special tokens.",
            "Join the two with `&` and `~`: below the rate, and not special. Both sides need"
            " brackets.",
        ),
    ),
    Exercise(
        id="hide_tokens",
        title="Hide them: 80, 10, 10",
        minutes=10,
        difficulty=3,
        reference=hide_tokens,
        judge=judge_hide_tokens,
        hints=(
            "One draw between 0 and 1 for each token decides its fate: below 0.8, between 0.8 and"
            " 0.9, or above.",
            "`torch.where(condition, a, b)` takes from `a` where the condition holds, else from"
            " `b`. The condition is `chosen & (fate < 0.8)` for the masks.",
            "Random tokens: `ordinary_ids[torch.randint(len(ordinary_ids), ids.shape,"
            " generator=generator)]`. Put them where `chosen & (fate >= 0.9)`.",
        ),
    ),
    Exercise(
        id="mlm_loss",
        title="The loss, at hidden positions only",
        minutes=8,
        difficulty=2,
        reference=mlm_loss,
        cases=answer_cases,
        judge=judge_gradient,
        hints=(
            "First keep only the positions that are asked: `labels != -100`. Then compare each"
            " row of logits with its label.",
            "`log_softmax(-1)` turns logits into log-probabilities, stably. `gather` picks the one"
            " of the label.",
            "`log_p.gather(-1, answers.unsqueeze(-1))` has the log-probability of each answer. The"
            " loss is minus their mean.",
        ),
        mistakes=(
            Mistake(
                "It divides by all positions. Divide by the number with a label.",
                wrong.mean_over_all,
            ),
            Mistake("It asks where the label is -100. Leave those out.", wrong.asks_everywhere),
            Mistake("-100 is no token id. Keep only `labels != -100`.", wrong.gathers_ignored),
            Mistake("-100 is no index. Keep only `labels != -100`.", wrong.indexes_ignored),
            Mistake("It is in bits. Nats need the natural logarithm.", wrong.in_bits),
            Mistake("It adds the losses up. Take their mean.", wrong.summed),
            Mistake("The sign is wrong: a loss is minus the log-probability.", wrong.negative),
            Mistake("Softmax twice: `F.cross_entropy` wants the logits.", wrong.softmax_twice),
            Mistake("It averages row by row. Weigh all hidden tokens equally.", wrong.row_by_row),
            Mistake(
                "A tiny probability rounds to 0, its log is infinite. Use `log_softmax`.",
                wrong.log_of_softmax,
            ),
            Mistake("The logarithm of the probability is missing.", wrong.without_log),
            Mistake("One minus the probability is not minus its logarithm.", wrong.one_minus),
            Mistake("Logits are no log-probabilities. Apply `log_softmax(-1)`.", wrong.raw_logits),
        ),
    ),
    Exercise(
        id="masked_accuracy",
        title="Accuracy, at hidden positions only",
        minutes=4,
        difficulty=1,
        reference=masked_accuracy,
        cases=answer_cases,
        hints=(
            "The model's answer at a position is the token with the highest logit.",
            "`logits.argmax(-1)` has the answers. Compare with `labels`, but only where a label"
            " is not -100.",
            "Index both with `asked = labels != -100`, compare, then `.float().mean().item()`.",
        ),
        mistakes=(
            Mistake(
                "It counts positions where nothing is asked. Divide by the positions with a label.",
                wrong.counts_unasked,
            ),
            Mistake(
                "It compares the highest logit with a token id. `argmax` says which token it is.",
                wrong.highest_logit,
            ),
            Mistake("It counts the right answers. Divide by the questions.", wrong.number_right),
            Mistake("It is in percent. Return a share between 0 and 1.", wrong.percent),
            Mistake(
                "It averages probabilities. Count how often the right token is the likeliest.",
                wrong.mean_probability,
            ),
            Mistake("It averages row by row. Weigh all tokens equally.", wrong.accuracy_by_row),
        ),
    ),
    Exercise(
        id="unigram_floor",
        title="The floor that counting reaches",
        minutes=7,
        difficulty=2,
        reference=unigram_floor,
        cases=floor_cases,
        hints=(
            "Three steps: count the tokens of `train`, make probabilities of the counts, look up"
            " the labels that are asked.",
            "`torch.bincount(train.flatten(), minlength=vocab_size)` counts. Add 1, so that no"
            " ordinary token is impossible; then set `special_ids` to 0.",
            "Divide by the sum, take `.log()`, index with `labels[labels != -100]`. Minus the mean"
            " is the loss; `.item()` makes it a number.",
        ),
        mistakes=(
            Mistake(
                "It counts the held-out labels: those are the answers. Count in `train`.",
                wrong.of_held_out,
            ),
            Mistake(
                "It counts the held-out labels: those are the answers. Count in `train`.",
                wrong.of_held_out_smoothed,
            ),
            Mistake(
                "A token that `train` lacks gets probability 0. Add 1 to every count.",
                wrong.unsmoothed,
            ),
            Mistake(
                "Special tokens keep a share of the probability. Set their counts to 0.",
                wrong.counts_special,
            ),
            Mistake(
                "Special tokens get the added 1. Add 1 first, then set their counts to 0.",
                wrong.one_for_special,
            ),
            Mistake("It is in bits. The loss is in nats.", wrong.floor_in_bits),
            Mistake("It adds the losses up. Take their mean.", wrong.floor_summed),
            Mistake(
                "It is the entropy of `train`. Average over the labels instead.",
                wrong.of_training,
            ),
            Mistake(
                "It looks up -100 as if it were a token. Keep only `labels != -100`.",
                wrong.reads_ignored,
            ),
        ),
    ),
    Exercise(
        id="nearest_tokens",
        title="Neighbours in the embedding table",
        minutes=7,
        difficulty=2,
        reference=nearest_tokens,
        cases=table_cases,
        hints=(
            "The cosine is the dot product of two vectors of length 1. Make every row that long"
            " first.",
            "`torch.nn.functional.normalize(table, dim=1)` does it, also for a row of zeros. `@`"
            " gives the cosine with every row at once.",
            "Set the token's own cosine to `-torch.inf`, then `topk(count).indices.tolist()`.",
        ),
        mistakes=(
            Mistake(
                "It compares dot products, so long vectors win. Divide each row by its length.",
                wrong.by_dot_product,
            ),
            Mistake("It compares distances. The cosine is about direction.", wrong.by_distance),
            Mistake("The token is its own nearest neighbour. Leave it out.", wrong.with_itself),
            Mistake("These are the furthest. The highest cosine comes first.", wrong.furthest),
            Mistake(
                "A row of zeros gives 0 / 0 = nan, and nan sorts first. `F.normalize` avoids it.",
                wrong.divides_by_zero,
            ),
            Mistake("It normalises columns. A token is a row: `dim=1`.", wrong.columns_normalised),
        ),
    ),
]
