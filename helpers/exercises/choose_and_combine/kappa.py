"""Cohen's kappa: how far two labellers agree beyond luck."""

from collections import Counter

from helpers.checking.spec import Exercise, mistake


def kappa(one: list[str], other: list[str]) -> float:
    """Agreement beyond luck (Cohen 1960): (agreed - luck) / (1 - luck); 0.0 where luck is 1.

    one, other: the labels that two labellers gave to the same texts.
    """
    n = len(one)
    agreed = sum(a == b for a, b in zip(one, other)) / n
    luck = sum(one.count(label) * other.count(label) for label in set(one)) / n**2
    return (agreed - luck) / (1 - luck) if luck < 1 else 0.0


def cases() -> list:
    return [
        (["a", "a", "b", "b"], ["a", "b", "b", "b"]),
        (["a"] * 9 + ["b"], ["a"] * 8 + ["b", "a"]),
        (["x", "y", "z", "x", "y"], ["x", "z", "z", "x", "y"]),
        (["a", "b", "a", "b"], ["b", "a", "b", "a"]),
        (["a", "b"], ["a", "b"]),
        (["a"] * 6 + ["b"] * 2, ["a"] * 8),
        (["c", "c"], ["c", "c"]),
        (["no", "yes", "not"], ["not", "yes", "not"]),
        (list("abcdefghijkl"), list("abcdefghijlk")),
        (list("abcdefghijkl"), list("bacdefghijlk")),
        (["u", "v", "v", "w", "w", "w"], ["v", "v", "w", "w", "w", "u"]),
    ]


@mistake("This is the plain agreement. Take luck out of it.")
def plain_agreement(one, other):
    return sum(a == b for a, b in zip(one, other)) / len(one)


def counted(one, other, chance) -> float:
    agreed = sum(a == b for a, b in zip(one, other)) / len(one)
    return 0.0 if chance >= 1 else (agreed - chance) / (1 - chance)


@mistake("Luck is an even guess only if all labels are equally frequent. Use their shares.")
def even_chance(one, other):
    return counted(one, other, 1 / len({*one, *other}))


def by_luck(one, other) -> float:
    """How often two would agree that each draw labels at random, with their own shares."""
    mine, theirs = Counter(one), Counter(other)
    return sum(mine[label] * theirs[label] for label in mine) / len(one) ** 2


@mistake("Luck takes the shares of the first list twice. Use both lists.")
def one_side(one, other):
    return counted(one, other, by_luck(one, one))


@mistake("Luck takes the shares of the second list twice. Use both lists.")
def other_side(one, other):
    return counted(one, other, by_luck(other, other))


@mistake("Divide by what is left to gain: 1 minus luck.")
def not_divided(one, other):
    return plain_agreement(one, other) - by_luck(one, other)


@mistake("This is how often they agree by luck. It is what you subtract.")
def only_luck(one, other):
    return by_luck(one, other)


@mistake("Where luck alone is 1, nothing was shown: return 0.0.")
def one_if_certain(one, other):
    return 1.0 if by_luck(one, other) >= 1 else counted(one, other, by_luck(one, other))


EXERCISE = Exercise(
    id="kappa",
    title="How good are the prompt's labels?",
    minutes=8,
    difficulty=2,
    reference=kappa,
    cases=cases,
    mistakes=(
        plain_agreement,
        even_chance,
        one_side,
        other_side,
        not_divided,
        only_luck,
        one_if_certain,
    ),
    hints=(
        "Two numbers: how often the two agree, and how often they would by luck.",
        "By luck both say a label with its share in the one list times its share in the other."
        " Add that up over the labels.",
        "`luck = sum(one.count(x) * other.count(x) for x in set(one)) / len(one) ** 2`.",
    ),
)
