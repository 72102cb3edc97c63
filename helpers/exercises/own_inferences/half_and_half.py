"""A training text, half facts and half a model's own notes."""

from helpers.checking.spec import Exercise, mistake


def half_and_half(facts: list[str], notes: list[str]) -> list[str]:
    """The facts and then the notes, equally many of both: the shorter list begins again from its
    start until it is as long. Without notes, the facts alone.

    >>> half_and_half(["a", "b"], ["x", "y", "z"])
    ['a', 'b', 'a', 'x', 'y', 'z']
    """
    if not notes:
        return list(facts)
    most = max(len(facts), len(notes))
    return [some[i % len(some)] for some in (facts, notes) for i in range(most)]


def cases() -> list:
    return [
        (["a", "b"], ["x", "y", "z"]),
        (["a", "b", "c", "d", "e"], ["x", "y"]),
        (["a", "b"], ["x", "y"]),
        (["a", "b", "c"], []),
        (["a"], ["v", "w", "x", "y"]),
        (["a", "b", "c"], list("klmnopqrst")),
        (list("klmnopqrst"), ["a", "b", "c"]),
        (list("klmnopqrst"), []),
        (list("abcdefghijkl"), list("klmnopqrst")),
        (list("klmnopqrst"), list("abcdefghijkl")),
    ]


@mistake("It adds the notes as they are. Repeat the shorter list, so that both are half.")
def as_they_are(facts, notes):
    return [*facts, *notes]


@mistake("It cuts the longer list. Repeat the shorter one instead, so that nothing is lost.")
def cut_to_shorter(facts, notes):
    least = min(len(facts), len(notes))
    return facts[:least] + notes[:least] if notes else list(facts)


@mistake("It repeats the shorter list as a whole, and so beyond the longer one.")
def whole_rounds(facts, notes):
    if not notes:
        return list(facts)
    most = max(len(facts), len(notes))
    return [text for some in (facts, notes) for text in some * -(-most // len(some))]


@mistake("It repeats the last one. Begin again from the first.")
def last_repeated(facts, notes):
    if not notes:
        return list(facts)
    most = max(len(facts), len(notes))
    return [some[min(i, len(some) - 1)] for some in (facts, notes) for i in range(most)]


@mistake("It puts the notes first. The facts stand first.")
def notes_first(facts, notes):
    return half_and_half(notes, facts) if notes else list(facts)


EXERCISE = Exercise(
    id="half_and_half",
    title="Half facts, half notes",
    minutes=5,
    difficulty=1,
    reference=half_and_half,
    cases=cases,
    mistakes=(as_they_are, cut_to_shorter, whole_rounds, last_repeated, notes_first),
    hints=(
        "How long is the longer list? Both halves get that length.",
        "`most = max(len(facts), len(notes))`. Text number `i` of a list is `some[i % len(some)]`.",
        "`[some[i % len(some)] for some in (facts, notes) for i in range(most)]`; without notes,"
        " the facts.",
    ),
)
