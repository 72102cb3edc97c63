"""Keep a conclusion only if the step before it is a given fact, and it says something new."""

from helpers.checking.spec import Exercise, mistake


def cited_conclusion(source: str, written: str, facts: list[str]) -> str | None:
    """The conclusion, without "So" and with a capital; None if there is none to trust.

    After "Lana is a tumu." the model may write "All tumus are lodes. So Lana is also a lode."
    If the step is in `facts`, the result is "Lana is also a lode." Sentences after the conclusion
    do not count.
    """
    sentences = [part.strip() + "." for part in written.split(".") if part.strip()]
    if len(sentences) < 2 or not sentences[1].startswith("So "):
        return None
    claim = sentences[1][3:4].upper() + sentences[1][4:]
    trusted = sentences[0] in facts and sentences[0] != source and claim not in facts
    return claim if trusted else None


GIVEN = [
    "Lana is a tumu.",
    "All tumus are lodes.",
    "Tefu is the boss of Rike.",
    "Rike is the boss of Bado.",
    "Lana is also a zamu.",
]


def cases() -> list:
    tumu, boss = GIVEN[0], GIVEN[2]
    step, more = "All tumus are lodes.", [f"Tefu has {n} spots." for n in range(8)]
    return [
        (tumu, "All tumus are lodes. So Lana is also a lode.", GIVEN),
        (boss, "Rike is the boss of Bado. So Tefu is the indirect boss of Bado.", GIVEN),
        (tumu, "All tumus are fipos. So Lana is also a fipo.", GIVEN),  # no such fact
        (tumu, "Lana is a tumu. So Lana is also a tumu.", GIVEN),  # its own source
        (tumu, "All tumus are lodes. So Lana is also a zamu.", GIVEN),  # known already
        (tumu, "All tumus are lodes. Lana is a lode.", GIVEN),  # no conclusion
        (tumu, "All tumus are lodes.", GIVEN),
        (GIVEN[1], "All lodes are zamus. So all tumus are also zamus.", GIVEN),
        (GIVEN[1], "Lana is a tumu. So all tumus are also zamus.", GIVEN),
        (tumu, "All tumus are lodes. So Lana is also a lode. All lodes are zamus.", GIVEN),
        (tumu, "", GIVEN),
        (tumu, "All tumus are lodes. So Lana is also a lode.", [tumu]),
        (tumu, "All tumus are fipos. So Lana is also a zamu.", [tumu, "All tumus are fipos."]),
        (tumu, "It is false: All tumus are lodes. So Lana is also a lode.", GIVEN),
        (tumu, "All tumus are lodes. Not So Lana is also a lode.", GIVEN),
        (tumu, "All tumus are lodes. So Lana is also a lode." + " Tefu is a fipo." * 8, GIVEN),
        (tumu, "All tumus are lodes. So Lana is also a lode.", [step, *more, tumu]),
        (tumu, "All tumus are lodes. So Lana is also a lode.", [tumu, *more, step]),
    ]


def without_so(rest: str) -> str:
    found = rest.removeprefix("So ")
    return found[:1].upper() + found[1:]


def parts(written: str) -> tuple[str, str]:
    """The first two sentences."""
    step, _, rest = written.partition(". ")
    return step.removesuffix(".") + ".", rest.partition(". ")[0].removesuffix(".") + "."


@mistake("The step is not checked. It must be one of the facts.")
def unchecked(source, written, facts):
    _, rest = parts(written)
    found = without_so(rest)
    return found if rest.startswith("So ") and found not in facts else None


@mistake("The source cites itself. A second fact is needed.")
def cites_itself(source, written, facts):
    step, rest = parts(written)
    found = without_so(rest)
    return found if step in facts and rest.startswith("So ") and found not in facts else None


@mistake("The conclusion is a given fact already. Return None.")
def nothing_new(source, written, facts):
    step, rest = parts(written)
    good = step in facts and step != source and rest.startswith("So ")
    return without_so(rest) if good else None


def checked(source, written, facts) -> bool:
    step, rest = parts(written)
    new = without_so(rest) not in facts
    return step in facts and step != source and rest.startswith("So ") and new


@mistake("A further sentence came along. The conclusion is the second one alone.")
def all_that_follows(source, written, facts):
    return without_so(written.partition(". ")[2]) if checked(source, written, facts) else None


@mistake('"So" is still there. Leave it out.')
def keeps_so(source, written, facts):
    return parts(written)[1] if checked(source, written, facts) else None


@mistake("The sentence begins with a small letter.")
def small_letter(source, written, facts):
    rest = parts(written)[1].removeprefix("So ")
    return rest if checked(source, written, facts) else None


@mistake("Without a conclusion the answer is None, not an empty text.")
def empty_text(source, written, facts):
    return without_so(parts(written)[1]) if checked(source, written, facts) else ""


EXERCISE = Exercise(
    id="cited_conclusion",
    title="Only what cites",
    minutes=10,
    difficulty=3,
    reference=cited_conclusion,
    cases=cases,
    mistakes=(
        unchecked,
        cites_itself,
        nothing_new,
        all_that_follows,
        keeps_so,
        small_letter,
        empty_text,
    ),
    hints=(
        'Cut what was written into two sentences: a step, and a conclusion behind "So".',
        '`step, _, rest = written.partition(". ")`; the step has lost its full stop. It must be'
        " in `facts` and must not be `source`.",
        'Without "So " the conclusion needs a capital: `rest[3].upper() + rest[4:]`. Return None'
        " if a condition fails, or if the conclusion is itself in `facts`.",
    ),
)
