"""The learning rate at a step: up a ramp, then straight down to zero."""

from helpers.checking.spec import Exercise, mistake


def rate_at(step: int, steps: int, warmup: int, peak: float) -> float:
    """The learning rate at `step`, counted from 0, of a run of `steps` steps.

    It rises from 0 by the same amount at each step, is `peak` at step `warmup`, and then falls by
    the same amount at each step, so that it would be 0 at step `steps`.

    >>> [rate_at(step, 8, 2, 4.0) for step in (0, 1, 2, 5)]
    [0.0, 2.0, 4.0, 2.0]
    """
    if step < warmup:
        return peak * step / warmup
    return peak * (steps - step) / (steps - warmup)


def cases() -> list[tuple[int, int, int, float]]:
    return [
        (0, 100, 10, 1.0),
        (5, 100, 10, 1.0),
        (10, 100, 10, 1.0),
        (55, 100, 10, 1.0),
        (99, 100, 10, 2e-4),
        (3, 60, 6, 3e-5),
        (20, 60, 6, 1e-3),
        (0, 40, 0, 5e-4),  # no ramp
        (30, 40, 0, 5e-4),
        (7, 9, 8, 0.9),  # nearly all ramp
    ]


@mistake("It is at its peak from the start. Before step `warmup` it rises.")
def no_ramp(step, steps, warmup, peak):
    return peak * min(1.0, (steps - step) / (steps - warmup))


@mistake("After the ramp it stays at its peak. It should fall to zero at step `steps`.")
def no_decay(step, steps, warmup, peak):
    return peak * min(1.0, step / warmup if warmup else 1.0)


@mistake("The way down has `steps - warmup` steps, not `steps`: the ramp took the others.")
def decay_over_all(step, steps, warmup, peak):
    return peak * (step / warmup if step < warmup else (steps - step) / steps)


@mistake("At step 0 it is already above 0. Steps are counted from 0 here: `step / warmup`.")
def one_ahead(step, steps, warmup, peak):
    return peak * (step + 1) / warmup if step < warmup else rate_at(step, steps, warmup, peak)


@mistake("This is the share of the peak. Multiply it by `peak`.")
def the_share(step, steps, warmup, peak):
    return rate_at(step, steps, warmup, 1.0)


@mistake("It falls from step 0 on, also during the ramp. Only one of the two holds at a time.")
def both_at_once(step, steps, warmup, peak):
    ramp = step / warmup if step < warmup else 1.0
    return peak * ramp * (steps - step) / (steps - warmup)


EXERCISE = Exercise(
    id="rate_at",
    title="The learning rate at a step",
    minutes=5,
    difficulty=1,
    reference=rate_at,
    cases=cases,
    mistakes=(no_ramp, no_decay, decay_over_all, one_ahead, the_share, both_at_once),
    hints=(
        "Two cases: before step `warmup`, and from it on.",
        "On the ramp, `step` of `warmup` steps are done. On the way down, `steps - step` of"
        " `steps - warmup` are left.",
        "`peak * step / warmup` if `step < warmup`, else"
        " `peak * (steps - step) / (steps - warmup)`.",
    ),
)
