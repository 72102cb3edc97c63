"""Of texts that a model wrote, the share that begins with exactly the answer."""

from helpers.checking.spec import Exercise, mistake


def exact_share(written: list[str], answers: list[str]) -> float:
    """The share of texts whose first sentence is exactly the answer.

    White space around it does not count, capital letters do. "Palu. Palu is" is right for "Palu",
    "Paluma." is not.
    """
    hits = 0
    for text, answer in zip(written, answers):
        hits += text.partition(".")[0].strip() == answer
    return hits / len(answers)


def cases() -> list:
    return [
        (["Palu.", "Kolu."], ["Palu", "Gavo"]),
        ([" Palu . Palu is the", "Gavo. So", "Fema"], ["Palu", "Gavo", "Fema"]),
        (["Paluma.", "Gavo and Fema.", "Gavo."], ["Palu", "Gavo", "Gavo"]),
        (["palu.", "Kolu.", "the Fema.", "Bavi."], ["Palu", "Kolu", "Fema", "Bavi"]),
        (["", "Kolu. Gavo."], ["Palu", "Gavo"]),
        (["Palu."] * 2 + ["Kolu."] * 8 + ["Gavo."], ["Palu"] * 2 + ["Bavi"] * 8 + ["Gavo"]),
    ]


def shared(right: list[bool]) -> float:
    return sum(right) / len(right)


@mistake("A longer name that begins with the answer is another name. Compare with `==`.")
def begins_alike(written, answers):
    return shared([text.strip().startswith(a) for text, a in zip(written, answers)])


@mistake("The answer somewhere in the text is not enough.")
def somewhere(written, answers):
    return shared([a in text for text, a in zip(written, answers)])


@mistake("Cut at the first full stop before you compare.")
def uncut(written, answers):
    return shared([text.strip() == a for text, a in zip(written, answers)])


@mistake("White space around the answer does not count: `strip()`.")
def unstripped(written, answers):
    return shared([text.split(".")[0] == a for text, a in zip(written, answers)])


@mistake("Capital letters count: a name has one.")
def any_case(written, answers):
    return shared(
        [text.split(".")[0].strip().lower() == a.lower() for text, a in zip(written, answers)]
    )


@mistake("This is how many are right. Divide by the number of answers.")
def counted(written, answers):
    return sum(text.split(".")[0].strip() == a for text, a in zip(written, answers))


EXERCISE = Exercise(
    id="exact_share",
    title="Exactly right",
    minutes=5,
    difficulty=1,
    reference=exact_share,
    cases=cases,
    mistakes=(begins_alike, somewhere, uncut, unstripped, any_case, counted),
    hints=(
        "Cut every text at its first full stop, then compare.",
        '`text.split(".")[0].strip()` is the first sentence without spaces around it.',
        "Count the equal ones and divide by how many answers there are.",
    ),
)
