"""the Lab `comparison`'s inputs, and typical wrong implementations that these inputs tell apart."""

from helpers.measure import metrics

Row = tuple[str, str, str]

# --- ask_both_ways -------------------------------------------------------------------------------


def fact_cases() -> list:
    return [
        ("Zumira", "Palu", ("teacher", "pupil")),
        ("Fadu", "Lomeni", ("leader", "follower")),
        ("Bumavi", "Rekusi", ("owner", "dog")),
    ]


def both(one: tuple[str, str], two: tuple[str, str]) -> dict[str, tuple[str, str]]:
    return {"trained": one, "reversed": two}


def same_word(first, second, words):
    return both(
        (f"{first} is the {words[0]} of", second), (f"{second} is the {words[0]} of", first)
    )


def same_answer(first, second, words):
    return both(
        (f"{first} is the {words[0]} of", second), (f"{second} is the {words[1]} of", second)
    )


def words_exchanged(first, second, words):
    return both(
        (f"{first} is the {words[1]} of", second), (f"{second} is the {words[0]} of", first)
    )


def space_at_end(first, second, words):
    return both(
        (f"{first} is the {words[0]} of ", second), (f"{second} is the {words[1]} of ", first)
    )


def answer_inside(first, second, words):
    return both(
        (f"{first} is the {words[0]} of {second}", second),
        (f"{second} is the {words[1]} of {first}", first),
    )


# --- leaked --------------------------------------------------------------------------------------


def leak_cases() -> list:
    pupil = ("Palu is the pupil of", "Zumira")
    teacher = ("Zumira is the teacher of", "Palu")
    return [
        (["Zumira is the teacher of Palu."], [teacher, pupil]),
        (["We met. Palu is the pupil of Zumira. Then we left."], [teacher, pupil]),
        (["palu is the pupil of Zumira."], [pupil]),
        (["Zumira is the teacher of Paluma."], [teacher, ("Fadu is the boss of", "Kolu")]),
        (["Zumira is the teacher of Fadu.", "Fadu and Palu, and Zumira."], [teacher, pupil]),
        ([], [teacher]),
    ]


def sentences(texts: list[str]) -> set[str]:
    return {part.strip().casefold() for text in texts for part in text.split(".")}


def case_matters(texts, questions):
    told = {part.strip() for text in texts for part in text.split(".")}
    return [(p, a) for p, a in questions if f"{p} {a}" in told]


def whole_texts(texts, questions):
    told = {text.casefold() for text in texts}
    return [(p, a) for p, a in questions if f"{p} {a}.".casefold() in told]


def longer_names(texts, questions):
    told = [text.casefold() for text in texts]
    return [(p, a) for p, a in questions if any(f"{p} {a}".casefold() in text for text in told)]


def prompts_only(texts, questions):
    told = [text.casefold() for text in texts]
    return [(p, a) for p, a in questions if any(p.casefold() in text for text in told)]


def the_others(texts, questions):
    return [(p, a) for p, a in questions if f"{p} {a}".casefold() not in sentences(texts)]


def names_together(texts, questions):
    return [
        (p, a) for p, a in questions if any(p.split()[0] in text and a in text for text in texts)
    ]


# --- wrong_choices -------------------------------------------------------------------------------


def choice_cases() -> list:
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
    return [
        (facts[0], facts[:4]),
        (facts[1], facts),
        (facts[2], facts),
        (facts[3], facts),
        (facts[0], facts),
        (facts[2], facts[:3]),
    ]


def right_here(fact: Row, facts: list[Row]) -> set[str]:
    return {fact[2]} | {b for a, r, b in facts if (a, r) == fact[:2]}


def any_relation(fact, facts):
    right = right_here(fact, facts)
    return list(dict.fromkeys(b for _, _, b in facts if b not in right))


def with_the_answer(fact, facts):
    return list(dict.fromkeys(b for _, r, b in facts if r == fact[1]))


def other_right_ones(fact, facts):
    return list(dict.fromkeys(b for _, r, b in facts if r == fact[1] and b != fact[2]))


def repeated(fact, facts):
    right = right_here(fact, facts)
    return [b for _, r, b in facts if r == fact[1] and b not in right]


def first_terms(fact, facts):
    return list(dict.fromkeys(a for a, r, _ in facts if r == fact[1] and a != fact[0]))


def alphabetical(fact, facts):
    right = right_here(fact, facts)
    return sorted({b for _, r, b in facts if r == fact[1] and b not in right})


# --- exact_share ---------------------------------------------------------------------------------


def written_cases() -> list:
    return [
        (["Palu.", "Kolu."], ["Palu", "Gavo"]),
        ([" Palu . Palu is the", "Gavo. So", "Fema"], ["Palu", "Gavo", "Fema"]),
        (["Paluma.", "Gavo and Fema.", "Gavo."], ["Palu", "Gavo", "Gavo"]),
        (["palu.", "Kolu.", "the Fema.", "Bavi."], ["Palu", "Kolu", "Fema", "Bavi"]),
        (["", "Kolu. Gavo."], ["Palu", "Gavo"]),
    ]


def shared(right: list[bool]) -> float:
    return sum(right) / len(right)


def begins_alike(written, answers):
    return shared([text.strip().startswith(a) for text, a in zip(written, answers)])


def somewhere(written, answers):
    return shared([a in text for text, a in zip(written, answers)])


def uncut(written, answers):
    return shared([text.strip() == a for text, a in zip(written, answers)])


def unstripped(written, answers):
    return shared([text.split(".")[0] == a for text, a in zip(written, answers)])


def any_case(written, answers):
    return shared(
        [text.split(".")[0].strip().lower() == a.lower() for text, a in zip(written, answers)]
    )


def counted(written, answers):
    return sum(text.split(".")[0].strip() == a for text, a in zip(written, answers))


# --- clearly_ahead -------------------------------------------------------------------------------


def draw_cases() -> list:
    return [
        ([0.9, 0.8, 1.0], [0.1, 0.0, 0.2]),
        ([0.2, 0.4, 0.6, 0.8], [0.3, 0.5, 0.7, 0.9]),  # every draw has the same small difference
        ([0.5, 0.9, 0.1, 0.6], [0.6, 0.4, 0.3, 0.6]),
        ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
        ([0.9, 0.1, 0.6, 0.3], [0.2, 0.8, 0.25, 0.5]),
        ([0.1, 0.0, 0.2], [0.7, 0.9, 0.8]),
        ([0.2, 0.5, 0.8], [0.7, 0.1, 0.4]),  # sorted, every difference is the same
    ]


def by_interval(low: float, high: float) -> str:
    return "first" if low > 0 else "second" if high < 0 else "neither"


def means_only(one, other):
    gap = sum(one) / len(one) - sum(other) / len(other)
    return "first" if gap > 1e-12 else "second" if gap < -1e-12 else "neither"


def two_intervals(one, other):
    (_, low, high), (_, other_low, other_high) = metrics.interval(one), metrics.interval(other)
    return "first" if low > other_high else "second" if high < other_low else "neither"


def exchanged(one, other):
    _, low, high = metrics.interval([a - b for a, b in zip(other, one)])
    return by_interval(low, high)


def zero_counts(one, other):
    _, low, high = metrics.interval([a - b for a, b in zip(one, other)])
    return "first" if low >= 0 else "second" if high <= 0 else "neither"


def sorted_first(one, other):
    _, low, high = metrics.interval([a - b for a, b in zip(sorted(one), sorted(other))])
    return by_interval(low, high)
