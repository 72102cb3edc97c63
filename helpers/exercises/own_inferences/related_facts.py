"""Find the facts that share a name with a fact."""

from helpers.checking.spec import Exercise, mistake


def related_facts(fact: str, facts: list[str], names: set[str]) -> list[str]:
    """The other facts that mention a name which `fact` mentions, in their order.

    "Lana is a tumu." is related to "All tumus are lodes." by the name "tumu".
    """

    def names_in(text: str) -> set[str]:
        words = [word.strip(".") for word in text.split()]
        return names & {*words, *(word.removesuffix("s") for word in words)}

    return [other for other in facts if other != fact and names_in(other) & names_in(fact)]


def cases() -> list:
    first = "One or two or three or four of us saw lodes."
    names = {"Lana", "Ba", "Bado", "Rike", "tumu", "lode", "loder", "lod", "fipo"}
    facts = [
        "Lana is a tumu.",
        "Ba is the boss of Rike.",
        "All tumus are lodes.",
        "Bado is a fipo.",
        "Rike is the boss of Bado.",
        "All lodes have spots.",
        "Some tumus are fipos.",
    ]
    return [
        (facts[0], facts, names),
        (facts[1], facts, names),
        (facts[4], facts, names),
        (facts[5], facts, names),
        (facts[2], facts[::-1], names),
        ("All lodes have spots.", ["Rike is a loder.", "Lana is a lode.", "Ba is a lod."], names),
        ("Mira is a fipo.", [*facts, "Mira sleeps.", "Miras sing."], {"Mira", "spots"}),
        ("Ba is a fipo.", ["Bado is a tumu.", "All lodes have spots."], names),
        ("Mira is a gla.", ["Tefu has a glass.", "This sgla is new."], {"gla"}),
        ("Ba is a lode.", [f"Some lodes have {n} spots." for n in range(10)], names),
        (
            "Ba is a lode.",
            ["Lodes and lodes", "lodes are not seen by one or two or more of us.", first],
            names,
        ),
        (first, ["Ba is a tumu."], names),
        (first + " Tumus too, and more of them.", ["Ba is a lode.", "Ba is a tumu."], names),
    ]


@mistake("Parts of words count as names. Compare whole words.")
def parts_of_words(fact, facts, names):
    own = {name for name in names if name in fact}
    return [other for other in facts if other != fact and any(name in other for name in own)]


def mentioned(text: str, names: set[str]) -> set[str]:
    words = [word.strip(".") for word in text.split()]
    return {word for word in (*words, *(w.removesuffix("s") for w in words)) if word in names}


@mistake("The fact itself is among them. Leave it out.")
def with_itself(fact, facts, names):
    return [other for other in facts if mentioned(fact, names) & mentioned(other, names)]


@mistake("A kind with an s is missed: take the s off as well.")
def no_plural(fact, facts, names):
    def words(text):
        return {word.strip(".") for word in text.split()} & names

    return [other for other in facts if other != fact and words(fact) & words(other)]


@mistake('Ordinary words count, too: nearly every fact has "is". Keep to `names`.')
def any_word(fact, facts, names):
    def words(text):
        found = {word.strip(".") for word in text.split()}
        return found | {word.removesuffix("s") for word in found}

    return [other for other in facts if other != fact and words(fact) & words(other)]


@mistake("The full stop sticks to the last name. Strip it.")
def with_full_stop(fact, facts, names):
    def words(text):
        found = set(text.split())
        return (found | {word.removesuffix("s") for word in found}) & names

    return [other for other in facts if other != fact and words(fact) & words(other)]


@mistake("A name one letter longer is another name. Take off an s, and nothing else.")
def any_last_letter(fact, facts, names):
    def words(text):
        found = {word.strip(".") for word in text.split()}
        return (found | {word[:-1] for word in found}) & names

    return [other for other in facts if other != fact and words(fact) & words(other)]


@mistake("The order is not that of `facts`.")
def other_order(fact, facts, names):
    own = mentioned(fact, names)
    return sorted(other for other in facts if other != fact and own & mentioned(other, names))


EXERCISE = Exercise(
    id="related_facts",
    title="Look up what shares a name",
    minutes=8,
    difficulty=2,
    reference=related_facts,
    cases=cases,
    mistakes=(
        parts_of_words,
        with_itself,
        no_plural,
        any_word,
        with_full_stop,
        any_last_letter,
        other_order,
    ),
    hints=(
        "First find the names in one sentence. Compare whole words, without the full stop.",
        '`word.strip(".")` is a word; kinds also come with an s: look up `word` and'
        ' `word.removesuffix("s")` in `names`.',
        "Make a set of the names in `fact`. Keep each other fact whose set has one in common:"
        " `if other != fact and own & names_in(other)`.",
    ),
)
