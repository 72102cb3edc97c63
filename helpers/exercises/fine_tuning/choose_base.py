"""Of several bases, choose the one that does best on validation."""

from helpers.checking.spec import Exercise, mistake


def choose_base(runs: list[dict]) -> str:
    """The base with the highest mean of `validation` over its runs.

    A run is {"base": str, "seed": int, "validation": float, "test": float}. Bases may have
    different numbers of runs.
    """
    scores: dict[str, list[float]] = {}
    for run in runs:
        scores.setdefault(run["base"], []).append(run["validation"])
    return max(scores, key=lambda base: sum(scores[base]) / len(scores[base]))


def run(base: str, seed: int, validation: float, test: float) -> dict:
    return {"base": base, "seed": seed, "validation": validation, "test": test}


def of(**bases) -> list[dict]:
    """Rows for the validation scores of each base; the test says nothing."""
    return [run(b, i, score, 0.5) for b, some in bases.items() for i, score in enumerate(some)]


def cases() -> list:
    many = of(dog=[0.85], **{base: [0.5] for base in "abcdefgh"}, cat=[0.8] * 9)
    unsteady = of(cat=[0.8] * 8 + [0.1], dog=[0.75] * 9)
    return [
        (
            [
                run("cat", 0, 0.6, 0.9),
                run("dog", 0, 0.7, 0.5),
                run("cat", 1, 0.6, 0.9),
                run("dog", 1, 0.7, 0.5),
            ],
        ),
        (
            [
                run("cat", 0, 0.9, 0.5),
                run("cat", 1, 0.3, 0.9),
                run("dog", 0, 0.7, 0.6),
                run("dog", 1, 0.8, 0.6),
            ],
        ),  # one lucky run
        (
            [
                run("cat", 0, 0.8, 0.5),
                run("dog", 0, 0.7, 0.6),
                run("dog", 1, 0.6, 0.6),
                run("dog", 2, 0.7, 0.6),
                run("elk", 0, 0.1, 0.5),
            ],
        ),  # unequal numbers of runs
        (
            [
                run("elk", 0, 0.61, 0.99),
                run("cat", 0, 0.62, 0.98),
                run("elk", 1, 0.5, 0.9),
                run("cat", 1, 0.9, 0.1),
            ],
        ),
        (
            [
                run("dog", 0, 0.6, 0.4),
                run("cat", 0, 0.9, 0.5),
                run("dog", 1, 0.6, 0.9),
                run("cat", 1, 0.5, 0.7),
            ],
        ),  # the last runs mislead
        ([run("cat", 0, 0.6, 0.5), run("dog", 0, 0.5, 0.5), run("dog", 1, 0.9, 0.5)],),
        (of(cat=[0.8, 0.8, 0.2], dog=[0.7, 0.7, 0.7]),),  # two good runs of three
        *[(rows[::step],) for rows in (many, unsteady) for step in (1, -1)],
    ]


def by_mean(runs, score, pick=max):
    found: dict[str, list[float]] = {}
    for row in runs:
        found.setdefault(row["base"], []).append(score(row))
    return pick(found, key=lambda base: sum(found[base]) / len(found[base]))


@mistake("It chooses on the test. Then no score is honest any more.")
def by_test(runs):
    return by_mean(runs, lambda row: row["test"])


@mistake("The test takes part in the choice. Use `validation` alone.")
def by_both(runs):
    return by_mean(runs, lambda row: row["validation"] + row["test"])


@mistake("This is the worst base. Accuracy is better when higher.")
def lowest(runs):
    return by_mean(runs, lambda row: row["validation"], min)


@mistake("One lucky run decides. Compare the means over all runs of a base.")
def best_single_run(runs):
    return max(runs, key=lambda row: row["validation"])["base"]


@mistake("It adds up, so more runs win. Compare means.")
def by_sum(runs):
    total: dict[str, float] = {}
    for row in runs:
        total[row["base"]] = total.get(row["base"], 0) + row["validation"]
    return max(total, key=total.get)


@mistake("Only the last run of each base counts. Keep all of them.")
def last_run_only(runs):
    last = {row["base"]: row["validation"] for row in runs}
    return max(last, key=last.get)


EXERCISE = Exercise(
    id="choose_base",
    title="Choose without looking at the test",
    minutes=5,
    difficulty=1,
    reference=choose_base,
    cases=cases,
    mistakes=(by_test, by_both, lowest, best_single_run, by_sum, last_run_only),
    hints=(
        "Collect the validation scores of each base. Then compare means.",
        '`scores.setdefault(run["base"], []).append(...)` collects into lists, by base.',
        "`max(scores, key=lambda base: sum(scores[base]) / len(scores[base]))` is the name of"
        " the best.",
    ),
)
