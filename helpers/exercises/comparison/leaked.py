"""Find the questions whose answer stands in the training text."""

from helpers.checking.spec import Exercise, mistake


def leaked(texts: list[str], questions: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The questions (beginning, answer) whose whole sentence stands in one of the texts.

    Sentences end with a full stop. Capital letters do not matter. A longer name that begins
    with the answer is another name.
    """
    known = set()
    for text in texts:
        for part in text.lower().split("."):
            known.add(part.strip())
    return [(begin, name) for begin, name in questions if f"{begin} {name}".lower() in known]


def cases() -> list:
    pupil = ("Palu is the pupil of", "Zumira")
    teacher = ("Zumira is the teacher of", "Palu")
    many = [(f"{name} is the boss of", "Kolu") for name in "Ada Ben Cleo Finn Ida Leo".split()]
    many += [(f"{name} is the boss of", "Bavi") for name in "Mia Olga Otto Tess Tom".split()]
    told = [f"{begin} {name}." for begin, name in many]
    return [
        (["Zumira is the teacher of Palu."], [teacher, pupil]),
        (["We met. Palu is the pupil of Zumira. Then we left."], [teacher, pupil]),
        (["palu is the pupil of Zumira."], [pupil]),
        (["Zumira is the teacher of Paluma."], [teacher, ("Fadu is the boss of", "Kolu")]),
        (["Zumira is the teacher of Fadu.", "Fadu and Palu, and Zumira."], [teacher, pupil]),
        (["They deny that Zumira is the teacher of Palu."], [teacher, pupil]),
        (["Old Zumira is the teacher of Palu."], [teacher, pupil]),
        ([], [teacher]),
        (
            [
                "We met. Zumira is the teacher of Palu.",
                "Kolu left.",
                "Palu is the pupil of Zumira.",
            ],
            [teacher, ("Kolu is the boss of", "Fadu"), pupil],
        ),
        (["Zumira is the teacher of Palu. Palu is the pupil of Zumira."], [pupil]),
        ([" ".join(told)], many),
        (told, many),
    ]


@mistake("Capital letters hide a leak. Compare in small letters.")
def case_matters(texts, questions):
    told = {part.strip() for text in texts for part in text.split(".")}
    return [(p, a) for p, a in questions if f"{p} {a}" in told]


@mistake("A text can hold several sentences. Split it at the full stops.")
def whole_texts(texts, questions):
    told = {text.casefold() for text in texts}
    return [(p, a) for p, a in questions if f"{p} {a}.".casefold() in told]


@mistake("A longer name that begins with the answer is another name. Compare whole sentences.")
def longer_names(texts, questions):
    told = [text.casefold() for text in texts]
    return [(p, a) for p, a in questions if any(f"{p} {a}".casefold() in text for text in told)]


@mistake("The sentence is the end of another one. Compare whole sentences.")
def ends_of_sentences(texts, questions):
    told = [text.casefold() for text in texts]
    return [(p, a) for p, a in questions if any(f"{p} {a}.".casefold() in text for text in told)]


@mistake("The beginning alone is no leak: the answer must stand there, too.")
def prompts_only(texts, questions):
    told = [text.casefold() for text in texts]
    return [(p, a) for p, a in questions if any(p.casefold() in text for text in told)]


def sentences(texts: list[str]) -> set[str]:
    return {part.strip().casefold() for text in texts for part in text.split(".")}


@mistake("It returns those that are *not* in the text.")
def the_others(texts, questions):
    return [(p, a) for p, a in questions if f"{p} {a}".casefold() not in sentences(texts)]


@mistake("The names may stand together in another sentence. Compare the sentence.")
def names_together(texts, questions):
    return [
        (p, a) for p, a in questions if any(p.split()[0] in text and a in text for text in texts)
    ]


EXERCISE = Exercise(
    id="leaked",
    title="Is the answer in the training text?",
    minutes=10,
    difficulty=2,
    reference=leaked,
    cases=cases,
    mistakes=(
        case_matters,
        whole_texts,
        longer_names,
        ends_of_sentences,
        prompts_only,
        the_others,
        names_together,
    ),
    hints=(
        "Compare whole sentences: the beginning, a space and the answer.",
        "Split every text at its full stops, strip the parts, and put them into a set in small"
        " letters.",
        'Keep a question if `f"{prompt} {answer}".lower()` is in that set.',
    ),
)
