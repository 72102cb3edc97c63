"""Drop the oldest demonstrations until the prompt fits, and no more than needed."""

from helpers.checking.spec import Exercise, mistake


def fit_budget(sizes: list[int], fixed: int, budget: int) -> int:
    """How many demonstrations to drop from the front, so that all the rest fits into `budget`.

    sizes: tokens of each demonstration, the oldest first. Raises ValueError if `fixed` alone is
    more than `budget`.
    """
    if fixed > budget:
        raise ValueError(f"{fixed} tokens must stay, and {budget} are allowed.")
    dropped, used = 0, fixed + sum(sizes)
    while used > budget:
        used -= sizes[dropped]
        dropped += 1
    return dropped


def cases() -> list:
    return [
        ([20, 8, 12, 9], 15, 46),
        ([20, 8, 12, 9], 15, 64),  # all fit, exactly
        ([30, 5, 5, 30, 5], 10, 52),
        ([7, 7, 7], 20, 21),
        ([4, 4], 9, 9),
        ([3, 50, 3], 5, 12),
        ([], 8, 10),
        ([2, 2, 2], 30, 20),
        ([5] * 14, 3, 23),  # ten must go
    ]


def checked_budget(fixed: int, budget: int) -> None:
    if fixed > budget:
        raise ValueError("The query alone is too long.")


@mistake("A prompt of exactly `budget` tokens fits. Compare with `<=`.")
def strictly_less(sizes, fixed, budget):
    checked_budget(fixed, budget)
    return next((n for n in range(len(sizes)) if fixed + sum(sizes[n:]) < budget), len(sizes))


@mistake("The fixed part takes room too. Add `fixed`.")
def without_fixed(sizes, fixed, budget):
    checked_budget(fixed, budget)
    return next(n for n in range(len(sizes) + 1) if sum(sizes[n:]) <= budget)


@mistake("It drops from the end. The newest, at the end, stay.")
def from_the_end(sizes, fixed, budget):
    checked_budget(fixed, budget)
    return next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[: len(sizes) - n]) <= budget)


@mistake("This is how many stay. Return how many are dropped.")
def how_many_kept(sizes, fixed, budget):
    checked_budget(fixed, budget)
    dropped = next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[n:]) <= budget)
    return len(sizes) - dropped


@mistake("It stops dropping too early. Go on until the rest fits.")
def one_at_most(sizes, fixed, budget):
    return min(fit_budget(sizes, fixed, budget), 1)


@mistake(one_at_most.message)
def few_at_most(sizes, fixed, budget):
    return min(fit_budget(sizes, fixed, budget), 3)


@mistake("It drops one more than needed. Stop as soon as the rest fits.")
def one_too_many(sizes, fixed, budget):
    dropped = fit_budget(sizes, fixed, budget)
    return min(dropped + 1, len(sizes)) if dropped else 0


@mistake("It leaves out long ones in between. Drop from the front only.")
def skips_long_ones(sizes, fixed, budget):
    checked_budget(fixed, budget)
    kept = 0
    for size in sizes[::-1]:
        if fixed + size <= budget:
            fixed, kept = fixed + size, kept + 1
    return len(sizes) - kept


@mistake("If the fixed part alone is too long, raise ValueError.")
def never_refuses(sizes, fixed, budget):
    return next((n for n in range(len(sizes)) if fixed + sum(sizes[n:]) <= budget), len(sizes))


EXERCISE = Exercise(
    id="fit_budget",
    title="What does not fit",
    minutes=6,
    difficulty=1,
    reference=fit_budget,
    cases=cases,
    mistakes=(
        strictly_less,
        without_fixed,
        from_the_end,
        how_many_kept,
        one_at_most,
        few_at_most,
        one_too_many,
        skips_long_ones,
        never_refuses,
    ),
    hints=(
        "Try dropping none, then one, then two. Stop as soon as the rest fits.",
        "`fixed + sum(sizes[n:])` is the length with the first n dropped. It may equal the budget.",
        "First `if fixed > budget: raise ValueError(...)`. Then a loop over"
        " `range(len(sizes) + 1)`, and return the first n that fits.",
    ),
)
