"""Typical wrong answers to choose_base; the docstring's first line is in the message they get."""

from statistics import mean


def scores(runs, part="validation"):
    return {row["base"]: [r[part] for r in runs if r["base"] == row["base"]] for row in runs}


def best(found, measure=mean):
    return max(found, key=lambda base: measure(found[base]))


def wrong_by_test(runs):
    """It chooses on the test"""
    return best(scores(runs, "test"))


def wrong_both_parts(runs):
    """The test takes part in the choice"""
    tests = scores(runs, "test")
    return max(tests, key=lambda base: mean(scores(runs)[base]) + mean(tests[base]))


def wrong_worst(runs):
    """This is the worst base"""
    found = scores(runs)
    return min(found, key=lambda base: mean(found[base]))


def wrong_lucky(runs):
    """One lucky run decides"""
    return best(scores(runs), max)


def wrong_sum(runs):
    """It adds up, so more runs win"""
    return best(scores(runs), sum)


def wrong_last_run(runs):
    """Only the last run of each base counts"""
    return best(scores(runs), lambda values: values[-1])


def wrong_score(runs):
    """Expected"""
    return max(mean(values) for values in scores(runs).values())


def right_sorted(runs):
    found = scores(runs)
    return sorted(found, key=lambda base: -mean(found[base]))[0]


def right_running_mean(runs):
    means, counts = {}, {}
    for row in runs:
        name = row["base"]
        counts[name] = counts.get(name, 0) + 1
        before = means.get(name, 0.0)
        means[name] = before + (row["validation"] - before) / counts[name]
    return max(means, key=means.get)
