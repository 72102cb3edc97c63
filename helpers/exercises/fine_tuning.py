"""The exercises of the lab `fine_tuning`: fine-tuning and evaluation by hand."""

import random

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import fine_tuning_wrong as wrong
from helpers.exercises.fine_tuning_random import (
    judge_bootstrap_interval,
    judge_class_gradient,
    judge_stratified_sample,
)


def stratified_sample(labels: list[int], per_class: int, seed: int) -> list[int]:
    """Row numbers: `per_class` of each class in `labels`, drawn by `seed`, no row twice."""
    rng = random.Random(seed)
    order = list(range(len(labels)))
    rng.shuffle(order)
    classes = sorted(set(labels))
    return [i for name in classes for i in [j for j in order if labels[j] == name][:per_class]]


def mean_pool(vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of each text's vectors over its real tokens: (texts, width).

    vectors: (texts, length, width). mask: (texts, length), 0 for padding.
    """
    return (vectors * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)


def class_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats, as a tensor. logits: (texts, classes). labels: int64 (texts,)."""
    return F.cross_entropy(logits, labels)


def precision_recall_f1(
    labels: list[int], predictions: list[int], wanted: int
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the class `wanted`. What would divide by zero is 0.0."""
    both, called, truly = wrong.counted(labels, predictions, wanted)
    precision, recall = wrong.share(both, called), wrong.share(both, truly)
    return precision, recall, wrong.harmonic(precision, recall)


def bootstrap_interval(
    right: torch.Tensor, draws: int, generator: torch.Generator
) -> tuple[float, float]:
    """The 2.5 % and 97.5 % quantiles of the mean of `right`, over `draws` draws with repetition."""
    picks = torch.randint(len(right), (draws, len(right)), generator=generator)
    shares = right[picks].mean(1)
    return torch.quantile(shares, 0.025).item(), torch.quantile(shares, 0.975).item()


def choose_base(runs: list[dict]) -> str:
    """The base with the highest mean of `validation` over its runs."""
    return wrong.by_mean(runs, lambda row: row["validation"])


EXERCISES = [
    Exercise(
        id="stratified_sample",
        title="The same number of every class",
        minutes=6,
        difficulty=1,
        reference=stratified_sample,
        judge=judge_stratified_sample,
        hints=(
            "One class at a time: which rows have its label? Draw `per_class` of them.",
            "`set(labels)` has the classes, `enumerate(labels)` gives rows with their labels.",
            "`rng = random.Random(seed)` once, then `rng.sample(rows_of_class, per_class)` for"
            " each class. Sort the classes, so that the order is always the same.",
        ),
    ),
    Exercise(
        id="mean_pool",
        title="The mean over real tokens",
        minutes=6,
        difficulty=2,
        reference=mean_pool,
        cases=wrong.pool_cases,
        hints=(
            "Padding must not count twice over: not in the sum, and not in the number you divide"
            " by.",
            "`mask[:, :, None]` has the shape (texts, length, 1), so it can be multiplied with the"
            " vectors.",
            "Sum `vectors * mask[:, :, None]` over axis 1, and divide by `mask.sum(1,"
            " keepdim=True)`.",
        ),
        mistakes=(
            Mistake("Padding is averaged too. Use the mask.", wrong.with_padding),
            Mistake(
                "It divides by the whole length. Divide by the number of real tokens.",
                wrong.over_whole_length,
            ),
            Mistake("It is a sum. Divide by the number of real tokens.", wrong.only_summed),
            Mistake(
                "Padding is in the sum. Multiply the vectors by the mask first.",
                wrong.padding_in_sum,
            ),
            Mistake("It takes the first token only. Average all real ones.", wrong.first_token),
            Mistake("It takes the last real token only. Average all.", wrong.last_token),
            Mistake("It takes the highest value. Take the mean.", wrong.highest),
            Mistake(
                "It divides by the tokens of the whole batch. Count for each text.",
                wrong.over_batch,
            ),
            Mistake("It averages over the width. The tokens are axis 1.", wrong.over_width),
        ),
    ),
    Exercise(
        id="class_loss",
        title="The loss of a classifier",
        minutes=6,
        difficulty=2,
        reference=class_loss,
        cases=wrong.loss_cases,
        judge=judge_class_gradient,
        hints=(
            "Each row of logits becomes log-probabilities. Of each row you need one: that of the"
            " right class.",
            "`logits.log_softmax(-1)` gives the log-probabilities, stably.",
            "`log_p[torch.arange(len(labels)), labels]` picks one a row. The loss is minus their"
            " mean.",
        ),
        mistakes=(
            Mistake("It is in bits. Nats need the natural logarithm.", wrong.in_bits),
            Mistake("It adds the losses up. Take their mean.", wrong.summed),
            Mistake("The sign is wrong: a loss is minus the log-probability.", wrong.negative),
            Mistake("Softmax twice: `F.cross_entropy` wants the logits.", wrong.softmax_twice),
            Mistake(
                "A tiny probability rounds to 0, its log is infinite. Use `log_softmax`.",
                wrong.log_of_softmax,
            ),
            Mistake("The logarithm of the probability is missing.", wrong.without_log),
            Mistake("One minus the probability is not minus its logarithm.", wrong.one_minus),
            Mistake("Logits are no log-probabilities. Apply `log_softmax(-1)`.", wrong.raw_logits),
            Mistake(
                "The softmax runs over the texts. Classes are the last axis.", wrong.first_axis
            ),
            Mistake("It averages over all classes. Pick the right one.", wrong.all_classes),
            Mistake(
                "Take the logarithm first, then the mean; not the other way round.",
                wrong.mean_probability,
            ),
        ),
    ),
    Exercise(
        id="precision_recall_f1",
        title="Precision, recall and F1",
        minutes=8,
        difficulty=2,
        reference=precision_recall_f1,
        cases=wrong.count_cases,
        hints=(
            "Three counts are enough: how often `wanted` was called, how often it is the label,"
            " and how often both at once.",
            "Precision divides by the calls, recall by the labels. Each may be zero: then the"
            " result is 0.0.",
            "`both = sum(a == b == wanted for a, b in zip(labels, predictions))`; `.count(wanted)`"
            " gives the other two. F1 is 0.0 if `both` is.",
        ),
        mistakes=(
            Mistake("Precision and recall are swapped. Precision divides by calls.", wrong.swapped),
            Mistake("F1 is the harmonic mean, not half the sum.", wrong.arithmetic),
            Mistake("F1 lacks its factor 2.", wrong.without_two),
            Mistake(
                "It counts right answers of every class. Count those of `wanted`.",
                wrong.all_right_ones,
            ),
            Mistake(
                "It divides by all texts. Divide by the calls, or by the labels, of `wanted`.",
                wrong.of_all_texts,
            ),
            Mistake("It always looks at class 1. Use `wanted`.", wrong.always_class_one),
            Mistake("It divides by zero. Return 0.0 there.", wrong.divides_by_zero),
            Mistake(
                "With nothing to divide by the result is 0.0, not 1.", wrong.perfect_when_empty
            ),
            Mistake("It is in percent. Return shares between 0 and 1.", wrong.percent),
        ),
    ),
    Exercise(
        id="bootstrap_interval",
        title="An interval by drawing again",
        minutes=8,
        difficulty=3,
        reference=bootstrap_interval,
        judge=judge_bootstrap_interval,
        hints=(
            "One draw: as many row numbers as there are texts, at random, repetitions allowed. Its"
            " share is the mean of `right` there.",
            "`torch.randint(len(right), (draws, len(right)), generator=generator)` makes all draws"
            " at once; index `right` with it.",
            "`right[picks].mean(1)` has one share a draw. `torch.quantile(shares, 0.025).item()`"
            " is the lower end.",
        ),
    ),
    Exercise(
        id="choose_base",
        title="Choose without looking at the test",
        minutes=5,
        difficulty=1,
        reference=choose_base,
        cases=wrong.run_cases,
        hints=(
            "Collect the validation scores of each base. Then compare means.",
            '`scores.setdefault(run["base"], []).append(...)` collects into lists, by base.',
            "`max(scores, key=lambda base: sum(scores[base]) / len(scores[base]))` is the name of"
            " the best.",
        ),
        mistakes=(
            Mistake("It chooses on the test. Then no score is honest any more.", wrong.by_test),
            Mistake("The test takes part in the choice. Use `validation` alone.", wrong.by_both),
            Mistake("This is the worst base. Accuracy is better when higher.", wrong.lowest),
            Mistake(
                "One lucky run decides. Compare the means over all runs of a base.",
                wrong.best_single_run,
            ),
            Mistake("It adds up, so more runs win. Compare means.", wrong.by_sum),
            Mistake(
                "Only the last run of each base counts. Keep all of them.", wrong.last_run_only
            ),
        ),
    ),
]
