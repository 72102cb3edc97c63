"""One number for each pre-training, whatever the number of its draws."""

from helpers.checking.spec import Exercise, mistake


def one_number_each(runs: list[tuple[str, float]]) -> list[float]:
    """The mean of each pre-training's runs, in the order in which they first occur.

    runs: pairs of a pre-training's name and a share of right answers.

    >>> one_number_each([("first", 0.5), ("second", 0.75), ("first", 1.0)])
    [0.75, 0.75]
    """
    found: dict[str, list[float]] = {}
    for name, share in runs:
        found.setdefault(name, []).append(share)
    return [sum(shares) / len(shares) for shares in found.values()]


def cases() -> list:
    return [
        ([("first", 0.5), ("second", 0.75), ("first", 1.0), ("second", 0.25)],),
        ([("b", 0.25), ("a", 1.0), ("b", 0.75), ("c", 0.5), ("b", 0.875)],),
        ([("a", 0.5), ("a", 0.25)],),
        ([("c", 0.125), ("b", 0.5), ("a", 1.0)],),
        ([],),
        ([("a", 0.0), *[("a", 0.5)] * 8, ("a", 1.0), *[(name, 0.25) for name in "bcdefghij"]],),
    ]


@mistake("It is the mean of all runs. Take the mean within each pre-training.")
def over_all(runs):
    return [sum(share for _, share in runs) / len(runs)] if runs else []


@mistake("Every run is given on its own. Take the mean of those of one pre-training.")
def every_run(runs):
    return [share for _, share in runs]


@mistake("It keeps only the last run of each pre-training. Take the mean.")
def last_only(runs):
    return list(dict(runs).values())


@mistake("It adds up and does not divide by the number of runs.")
def sums(runs):
    found = {}
    for name, share in runs:
        found[name] = found.get(name, 0.0) + share
    return list(found.values())


@mistake("The order is that of the names. Keep the one in which they first occur.")
def by_name(runs):
    return one_number_each(sorted(runs, key=lambda pair: pair[0]))


EXERCISE = Exercise(
    id="one_number_each",
    title="One number a pre-training",
    minutes=5,
    difficulty=1,
    reference=one_number_each,
    cases=cases,
    mistakes=(over_all, every_run, last_only, sums, by_name),
    hints=(
        "Gather the shares of each name in a dictionary of lists, then take their means.",
        "`found.setdefault(name, []).append(share)` begins a list where there is none.",
        "`[sum(shares) / len(shares) for shares in found.values()]`: a dictionary keeps its order.",
    ),
)
