"""Find wrong answers that cannot be told from the right one without knowing the fact."""

from helpers.checking.spec import Exercise, mistake


def wrong_choices(fact: tuple[str, str, str], facts: list[tuple[str, str, str]]) -> list[str]:
    """Wrong answers to "first is the relation of ...", in the order of `facts`, each once.

    They are the second terms of the other facts with the same relation. A name that is right for
    this question is left out, also if it comes from another fact.
    """
    first, relation, _ = fact
    right = [end for start, name, end in facts if (start, name) == (first, relation)] + [fact[2]]
    wrong = []
    for _, name, end in facts:
        if name == relation and end not in right and end not in wrong:
            wrong.append(end)
    return wrong


def cases() -> list:
    facts = [
        ("Zumira", "teacher", "Palu"),
        ("Bekomi", "teacher", "Sarita"),
        ("Fadu", "boss", "Kolu"),
        ("Rupika", "teacher", "Gavo"),
        ("Bekomi", "teacher", "Palu"),
        ("Tisemu", "teacher", "Sarita"),
        ("Palu", "teacher", "Fema"),
        ("Mizafe", "boss", "Bavi"),
    ]
    many = [(f"Ri{part}", "teacher", f"Lo{part}") for part in "ba da fa ga ka la ma na pa".split()]
    many = [("Bekomi", "teacher", "Palu"), *many, ("Bekomi", "teacher", "Sarita")]
    return [
        (facts[0], facts[:4]),
        (facts[1], facts),
        (facts[2], facts),
        (facts[3], facts),
        (facts[0], facts),
        (facts[2], facts[:3]),
        (facts[4], facts[1:]),  # the other right answer comes first
        (facts[1], facts[:5]),  # and last
        (("Rupika", "teacher", "Sarita"), facts[:3]),  # a fact that is not among them
        (facts[2], [*facts, ("Fadu", "big boss", "Nemi"), ("Palu", "bos", "Lomu")]),
        (("Bekomi", "teacher", "Gavo"), many),  # right ones at both ends
    ]


Row = tuple[str, str, str]


def right_here(fact: Row, facts: list[Row]) -> set[str]:
    return {fact[2]} | {b for a, r, b in facts if (a, r) == fact[:2]}


@mistake("Another relation's answers are too easy. Keep to the fact's relation.")
def any_relation(fact, facts):
    right = right_here(fact, facts)
    return list(dict.fromkeys(b for _, _, b in facts if b not in right))


@mistake("The right answer is among the wrong choices.")
def with_the_answer(fact, facts):
    return list(dict.fromkeys(b for _, r, b in facts if r == fact[1]))


@mistake("Another fact makes one of them right, too. Leave out all that are right.")
def other_right_ones(fact, facts):
    return list(dict.fromkeys(b for _, r, b in facts if r == fact[1] and b != fact[2]))


@mistake("A name occurs twice. Every choice once.")
def repeated(fact, facts):
    right = right_here(fact, facts)
    return [b for _, r, b in facts if r == fact[1] and b not in right]


@mistake("These are the first terms. The answer is a second one.")
def first_terms(fact, facts):
    return list(dict.fromkeys(a for a, r, _ in facts if r == fact[1] and a != fact[0]))


@mistake("The order is not that of the facts.")
def alphabetical(fact, facts):
    right = right_here(fact, facts)
    return sorted({b for _, r, b in facts if r == fact[1] and b not in right})


EXERCISE = Exercise(
    id="wrong_choices",
    title="Wrong choices",
    minutes=10,
    difficulty=2,
    reference=wrong_choices,
    cases=cases,
    mistakes=(any_relation, with_the_answer, other_right_ones, repeated, first_terms, alphabetical),
    hints=(
        "Go through the facts with the same relation and collect their second terms.",
        "First collect what is right here: the second terms of all facts with the same first"
        " term and relation.",
        "Take a second term if its relation is the same, it is not right here, and it is not in"
        " the list yet.",
    ),
)
