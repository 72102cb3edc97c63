"""Write the prompt that asks a model for a fact the other way round."""

from helpers.checking.spec import Exercise, mistake


def ask_for_reversal(fact: str, examples: list[tuple[str, str]]) -> str:
    """The prompt. examples: facts with their reversals, each as fact, marker, reversal.

    It ends with `fact` and the marker, without a space after it.
    """
    prompt = ""
    for said, turned in examples:
        prompt += said + " The other way round: " + turned + " "
    return prompt + fact + " The other way round:"


def cases() -> list:
    examples = [
        ("Lana is taller than Mira.", "Mira is shorter than Lana."),
        ("Tefu is a lode.", "The lodes include Tefu."),
    ]
    return [
        ("Bado is the boss of Rike.", examples[:1]),
        ("Bado is the boss of Rike.", examples),
        ("All lodes are zamus.", []),
        ("All lodes are zamus.", [(f"A is {n}.", f"{n} is A.") for n in range(10)]),
    ]


MARKER = "The other way round:"


@mistake("A space stands at the end. The model's next word brings its own.")
def space_at_end(fact, examples):
    return " ".join([*(f"{a} {MARKER} {b}" for a, b in examples), fact, MARKER, ""])


@mistake("The marker at the end is missing: nothing says what to write.")
def no_last_marker(fact, examples):
    return " ".join([*(f"{a} {MARKER} {b}" for a, b in examples), fact])


@mistake("The new fact stands first. The model goes on from the end.")
def fact_first(fact, examples):
    return " ".join([fact, MARKER, *(f"{a} {MARKER} {b}" for a, b in examples)])


@mistake("The examples lack the marker.")
def unmarked_examples(fact, examples):
    return " ".join([*(f"{a} {b}" for a, b in examples), fact, MARKER])


@mistake("The examples are turned: the fact comes before its reversal.")
def turned_examples(fact, examples):
    return " ".join([*(f"{b} {MARKER} {a}" for a, b in examples), fact, MARKER])


@mistake("Line breaks stand between the parts. The model knows spaces only.")
def by_lines(fact, examples):
    return "\n".join([*(f"{a} {MARKER} {b}" for a, b in examples), f"{fact} {MARKER}"])


EXERCISE = Exercise(
    id="ask_for_reversal",
    title="Ask for the other way round",
    minutes=5,
    difficulty=1,
    reference=ask_for_reversal,
    cases=cases,
    mistakes=(
        space_at_end,
        no_last_marker,
        fact_first,
        unmarked_examples,
        turned_examples,
        by_lines,
    ),
    hints=(
        "Each example is a fact, the marker and the reversal. The new fact has no reversal yet.",
        'The marker is "The other way round:". Put single spaces between all parts.',
        'Make a list: `f"{a} The other way round: {b}"` for each pair, then'
        ' `f"{fact} The other way round:"`, and join it with `" "`.',
    ),
)
