"""Mix facts and own sentences in equal parts: repeat the shorter list."""

from helpers.checking.spec import Exercise, mistake


def equal_parts(facts: list[str], own: list[str]) -> list[str]:
    """All facts, then all own sentences, the shorter list repeated in order to equal lengths.

    Without own sentences it is the facts, once.

    >>> equal_parts(["a", "b"], ["x", "y", "z"])
    ['a', 'b', 'a', 'x', 'y', 'z']
    """
    if len(own) == 0:
        return facts
    rows = max(len(own), len(facts))
    left = [facts[row % len(facts)] for row in range(rows)]
    right = [own[row % len(own)] for row in range(rows)]
    return left + right


def cases() -> list:
    return [
        (["a", "b"], ["x", "y", "z"]),
        (["a", "b", "c", "d", "e"], ["x", "y"]),
        (["a", "b"], ["x", "y"]),
        (["a"], ["w", "x", "y", "z"]),
        (["a", "b"], ["u", "v", "w", "x", "y"]),
        (["a", "b"], []),
        (["a", "b", "c"], list("klmnopqrst")),
        (list("klmnopqrst"), ["a", "b", "c"]),
    ]


@mistake("The two parts differ in length. Repeat the shorter one.")
def as_they_are(facts, own):
    return facts + own


@mistake("The longer part is cut. Repeat the shorter one instead.")
def cut_off(facts, own):
    shorter = min(len(facts), len(own))
    return facts[:shorter] + own[:shorter] if own else list(facts)


@mistake("It repeats whole lists only, so the parts differ in length.")
def whole_repeats(facts, own):
    if not own:
        return list(facts)
    most = max(len(facts), len(own))
    return facts * (most // len(facts)) + own * (most // len(own))


def repeated(some, longer) -> list:
    return [some[i % len(some)] for i in range(longer)]


@mistake("If there are no notes, return the facts once.")
def fails_without(facts, own):
    longer = max(len(facts), len(own))
    return repeated(facts, longer) + repeated(own, longer)


@mistake("Only the facts are repeated. The notes may be fewer, too.")
def only_facts_repeated(facts, own):
    if not own:
        return list(facts)
    return repeated(facts, max(len(facts), len(own))) + own


@mistake("The last sentence is repeated again and again. Start over from the first.")
def last_repeated(facts, own):
    if not own:
        return list(facts)
    longer = max(len(facts), len(own))
    return [some[min(i, len(some) - 1)] for some in (facts, own) for i in range(longer)]


EXERCISE = Exercise(
    id="equal_parts",
    title="Half facts, half notes",
    minutes=6,
    difficulty=2,
    reference=equal_parts,
    cases=cases,
    mistakes=(
        as_they_are,
        cut_off,
        whole_repeats,
        fails_without,
        only_facts_repeated,
        last_repeated,
    ),
    hints=(
        "How long is the longer list? Both parts get that length.",
        "`some[i % len(some)]` for i from 0 on runs through a list again and again.",
        "`longer = max(len(facts), len(own))`; build one list of `facts[i % len(facts)]` and one"
        " of `own[i % len(own)]`, each with `longer` entries. Without notes: the facts alone.",
    ),
)
