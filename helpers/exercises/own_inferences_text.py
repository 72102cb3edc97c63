"""the Lab `own_inferences`'s prompts and conclusions: inputs, and typical wrong implementations."""

MARKER = "The other way round:"

# --- ask_for_reversal ----------------------------------------------------------------------------


def prompt_cases() -> list:
    examples = [
        ("Lana is taller than Mira.", "Mira is shorter than Lana."),
        ("Tefu is a lode.", "The lodes include Tefu."),
    ]
    return [
        ("Bado is the boss of Rike.", examples[:1]),
        ("Bado is the boss of Rike.", examples),
        ("All lodes are zamus.", []),
    ]


def space_at_end(fact, examples):
    return " ".join([*(f"{a} {MARKER} {b}" for a, b in examples), fact, MARKER, ""])


def no_last_marker(fact, examples):
    return " ".join([*(f"{a} {MARKER} {b}" for a, b in examples), fact])


def fact_first(fact, examples):
    return " ".join([fact, MARKER, *(f"{a} {MARKER} {b}" for a, b in examples)])


def unmarked_examples(fact, examples):
    return " ".join([*(f"{a} {b}" for a, b in examples), fact, MARKER])


def turned_examples(fact, examples):
    return " ".join([*(f"{b} {MARKER} {a}" for a, b in examples), fact, MARKER])


def by_lines(fact, examples):
    return "\n".join([*(f"{a} {MARKER} {b}" for a, b in examples), f"{fact} {MARKER}"])


# --- cited_conclusion ----------------------------------------------------------------------------

GIVEN = [
    "Lana is a tumu.",
    "All tumus are lodes.",
    "Tefu is the boss of Rike.",
    "Rike is the boss of Bado.",
    "Lana is also a zamu.",
]


def cited_cases() -> list:
    tumu, boss = GIVEN[0], GIVEN[2]
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
        (tumu, "", GIVEN),
    ]


def without_so(rest: str) -> str:
    found = rest.removeprefix("So ")
    return found[:1].upper() + found[1:]


def parts(written: str) -> tuple[str, str]:
    step, _, rest = written.partition(". ")
    return step.removesuffix(".") + ".", rest


def unchecked(source, written, facts):
    _, rest = parts(written)
    found = without_so(rest)
    return found if rest.startswith("So ") and found not in facts else None


def cites_itself(source, written, facts):
    step, rest = parts(written)
    found = without_so(rest)
    return found if step in facts and rest.startswith("So ") and found not in facts else None


def nothing_new(source, written, facts):
    step, rest = parts(written)
    good = step in facts and step != source and rest.startswith("So ")
    return without_so(rest) if good else None


def checked(source, written, facts) -> bool:
    step, rest = parts(written)
    new = without_so(rest) not in facts
    return step in facts and step != source and rest.startswith("So ") and new


def keeps_so(source, written, facts):
    return parts(written)[1] if checked(source, written, facts) else None


def small_letter(source, written, facts):
    rest = parts(written)[1].removeprefix("So ")
    return rest if checked(source, written, facts) else None


def empty_text(source, written, facts):
    return without_so(parts(written)[1]) if checked(source, written, facts) else ""
