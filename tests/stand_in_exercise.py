"""A small exercise for the tests of checks: shares of a sum."""

from helpers.checking.spec import Args, Exercise, Mistake

HINTS = ("The first hint is here.", "The second hint is here.", "The third hint is here.")


def share(values: list[float], power: float = 1.0) -> list[float]:
    """Each value's share of the sum, after raising it to a power."""
    raised = [value**power for value in values]
    return [value / sum(raised) for value in raised]


def no_power(values, power=1.0):
    return [value / sum(values) for value in values]


def by_largest(values, power=1.0):
    return [value**power / max(v**power for v in values) for value in values]


SHARE = Exercise(
    id="share",
    title="Shares",
    minutes=5,
    difficulty=1,
    reference=share,
    hints=HINTS,
    cases=lambda: [([1.0, 3.0],), Args([1.0, 2.0], power=2.0), ([2.0, 2.0, 4.0],)],
    mistakes=(
        Mistake("The power is never used.", no_power),
        Mistake("Divide by the sum, not by the largest value.", by_largest),
    ),
)
