"""Choose a learning rate: by validation, over all seeds, and none that ever breaks."""

import math
import statistics

from helpers.checking.spec import Exercise, mistake


def choose_rate(runs: list) -> float:
    """The rate with the lowest mean validation loss. A rate with a run that broke is out.

    runs: dicts with "rate", "seed", "training", "validation" and "test", in any order. A run that
    broke has the loss nan, "not a number": `math.isnan` tells.
    """
    by_rate = {}
    for run in runs:
        by_rate.setdefault(run["rate"], []).append(run["validation"])
    means = {rate: sum(losses) / len(losses) for rate, losses in by_rate.items()}
    whole = [rate for rate in means if not math.isnan(means[rate])]
    return min(whole, key=means.get)


def runs_of(validation: dict, training: dict, test: dict, order: int) -> list:
    """Rows for losses by rate, one for each seed, in an order that tells nothing."""
    rows = [
        {
            "rate": float(rate),
            "seed": seed,
            "training": training[rate][seed],
            "validation": loss,
            "test": test[rate][seed],
        }
        for rate, losses in validation.items()
        for seed, loss in enumerate(losses)
    ]
    return [rows[(order * place + 1) % len(rows)] for place in range(len(rows))]


def few(*losses: tuple) -> tuple:
    """Rows of (rate, loss), the same loss in all three parts."""
    seeds: dict[float, int] = {}
    rows = []
    for rate, loss in losses:
        seeds[rate] = seeds.get(rate, -1) + 1
        parts = dict.fromkeys(("training", "validation", "test"), loss)
        rows.append({"rate": float(rate), "seed": seeds[rate], **parts})
    return (rows,)


def cases() -> list:
    nan = math.nan
    first = runs_of(
        {
            0.1: [2.9, 2.9],
            3: [3.4, 2.1],
            1: [2.4, 2.5],
            10: [2.3, 3.3],
            30: [3.5, 3.6],
            100: [4.9, 4.8],
        },
        {
            0.1: [2.8, 2.8],
            3: [2.1, 2.2],
            1: [2.3, 2.4],
            10: [2.2, 2.3],
            30: [1.9, 1.8],
            100: [4.8, 4.8],
        },
        {
            0.1: [2.2, 2.3],
            3: [2.7, 2.6],
            1: [2.6, 2.5],
            10: [2.9, 3.0],
            30: [3.5, 3.4],
            100: [4.7, 4.8],
        },
        7,
    )
    second = runs_of(
        {3: [nan, 1.1, 1.0], 0.3: [2.2, 2.0, 2.1], 0.03: [2.6, 2.5, 2.7], 1: [2.5, nan, 2.4]},
        {3: [nan, 1.0, 1.0], 0.3: [2.0, 2.1, 2.0], 0.03: [1.9, 1.9, 1.8], 1: [2.3, nan, 2.3]},
        {3: [nan, 1.2, 1.1], 0.3: [2.6, 2.5, 2.6], 0.03: [2.4, 2.4, 2.4], 1: [2.6, nan, 2.5]},
        7,
    )
    third = [
        {"rate": rate, "seed": seed, "training": t, "validation": v, "test": e}
        for rate, seed, t, v, e in (
            (0.5, 0, 1.0, 3.1, 2.0),
            (0.01, 0, 2.5, 2.8, 3.0),
            (0.5, 1, 1.0, 2.7, 2.0),
            (0.01, 1, 2.5, 2.6, 3.0),
        )
    ]
    small = [
        few((1, 2.0), (1, 2.0), (0.1, 2.5), (10, 4.0), (10, 4.0), (1, 2.0)),  # unequal numbers
        few((1, 1.0), (1, 3.0), (0.1, 2.2), (10, 4.0), (0.1, 2.2), (10, 4.0)),  # the first decides
        few((10, 4.0), (0.1, 2.2), (0.1, 2.2), (10, 4.0), (1, 3.0), (1, 1.0)),  # the last decides
    ]
    # Two good seeds of three, or eight of nine: the mean tells them from a rate that is steady.
    small.append(few((1, 2.0), (0.1, 2.5), (1, 2.0), (0.1, 2.5), (1, 5.0), (0.1, 2.5)))
    steady = few(*[(0.1, 2.0)] * 9, *[(rate, 2.1) for rate in range(1, 9)])
    unsteady = few(*[(1, 2.0)] * 8, (1, 9.0), *[(0.1, 2.5)] * 9)
    long = [(rows[::step],) for (rows,) in (steady, unsteady) for step in (1, -1)]
    return [(first,), (second,), (third,), *small, *long]


def by_mean(runs, key, best=min):
    means = {}
    for run in runs:
        means.setdefault(run["rate"], []).append(run[key])
    means = {rate: sum(some) / len(some) for rate, some in means.items()}
    return best((rate for rate in means if means[rate] == means[rate]), key=means.get)


@mistake("It chooses by the training loss, which also falls by learning by heart.")
def on_training(runs):
    return by_mean(runs, "training")


@mistake("It chooses by the test loss. The test part chooses nothing, or it is no test.")
def on_test(runs):
    return by_mean(runs, "test")


@mistake("It takes the single best run. One run may be luck: take the mean over the seeds.")
def best_run(runs):
    whole = [run for run in runs if not math.isnan(run["validation"])]
    return min(whole, key=lambda run: run["validation"])["rate"]


@mistake("It compares medians, which forget a bad seed. Take the mean: `sum(...) / len(...)`.")
def by_median(runs):
    found = {}
    for run in runs:
        found.setdefault(run["rate"], []).append(run["validation"])
    whole = [rate for rate in found if not any(map(math.isnan, found[rate]))]
    return min(whole, key=lambda rate: statistics.median(found[rate]))


@mistake("It adds up losses. Rates may have unequal numbers of runs: take the mean.")
def by_sum(runs):
    sums = {}
    for run in runs:
        sums[run["rate"]] = sums.get(run["rate"], 0.0) + run["validation"]
    return min((rate for rate in sums if not math.isnan(sums[rate])), key=sums.get)


@mistake("It takes the highest loss. A loss should be low.")
def highest(runs):
    return by_mean(runs, "validation", max)


@mistake("It leaves out the run that broke and keeps its rate. A rate that may break is out.")
def forgives(runs):
    return by_mean([run for run in runs if not math.isnan(run["validation"])], "validation")


@mistake("It looks at one run of each rate only. Take the mean over all its seeds.")
def first_seed(runs):
    last = {run["rate"]: run["validation"] for run in runs if run["seed"] == 0}
    return min((rate for rate in last if not math.isnan(last[rate])), key=last.get)


@mistake("It returns the loss. Return the rate that has it.")
def loss_itself(runs):
    chosen = choose_rate(runs)
    losses = [run["validation"] for run in runs if run["rate"] == chosen]
    return sum(losses) / len(losses)


EXERCISE = Exercise(
    id="choose_rate",
    title="Choose a learning rate",
    minutes=7,
    difficulty=2,
    reference=choose_rate,
    cases=cases,
    mistakes=(
        on_training,
        on_test,
        best_run,
        by_median,
        by_sum,
        highest,
        forgives,
        first_seed,
        loss_itself,
    ),
    hints=(
        "First gather the validation losses of each rate, one for each seed. Then compare means.",
        "A dict helps: `by_rate.setdefault(run['rate'], []).append(run['validation'])`. A mean"
        " with a nan in it is nan.",
        "`min(rates, key=means.get)` gives the rate with the lowest mean. Before that, keep only"
        " rates whose mean is not nan.",
    ),
)
