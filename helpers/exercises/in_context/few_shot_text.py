"""Write a few-shot prompt: instruction, demonstrations, query."""

from helpers.checking.spec import Exercise, mistake


def few_shot_text(
    query: str, demonstrations: list[tuple[str, str]], mark: str, instruction: str = ""
) -> str:
    """The prompt as text, its lines joined by line breaks.

    few_shot_text("so dull", [("a joy", "good")], " =>") has two lines, "a joy => good" and
    "so dull =>".
    """
    rows = []
    if instruction:
        rows.append(instruction)
    for text, answer in demonstrations:
        rows.append(text + mark + " " + answer)
    rows.append(query + mark)
    return "\n".join(rows)


def cases() -> list:
    films = [("what a joy", "good"), ("a bore", "bad")]
    return [
        ("so dull", films, " =>", "Rate the film."),
        ("a plum", [("a hen", "dax"), ("a nail", "fep"), ("a goose", "dax")], " :", ""),
        ("Ben: the key?", [("Ada: the cup?", "Here you are.")], "\nOlga:", ""),
        ("alone", [], " =>", "Rate it."),
        ("alone", [], " |", ""),
        ("eleven", [(f"text {n}", f"answer {n}") for n in range(10)], " =>", ""),
    ]


Pairs = list[tuple[str, str]]


def lines(demonstrations: Pairs, mark: str) -> list[str]:
    return [f"{text}{mark} {answer}" for text, answer in demonstrations]


def first_line(instruction: str) -> list[str]:
    return [instruction] if instruction else []


@mistake("A space stands at the end. The answer brings its own.")
def space_at_end(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), *lines(demonstrations, mark), f"{query}{mark} "])


@mistake("A line break stands at the end: the model would begin a new line.")
def line_at_end(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), *lines(demonstrations, mark), f"{query}{mark}", ""])


@mistake("The mark after the query is missing: nothing asks for an answer.")
def without_mark(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), *lines(demonstrations, mark), query])


@mistake("The query comes last: the model goes on from the end.")
def query_first(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), f"{query}{mark}", *lines(demonstrations, mark)])


@mistake("The demonstrations are in reverse. Keep their order.")
def turned_round(query, demonstrations, mark, instruction=""):
    shown = lines(demonstrations[::-1], mark)
    return "\n".join([*first_line(instruction), *shown, f"{query}{mark}"])


@mistake("Without an instruction the prompt begins with an empty line.")
def empty_line(query, demonstrations, mark, instruction=""):
    return "\n".join([instruction, *lines(demonstrations, mark), f"{query}{mark}"])


@mistake("The instruction is missing. It stands first.")
def no_instruction(query, demonstrations, mark, instruction=""):
    return "\n".join([*lines(demonstrations, mark), f"{query}{mark}"])


@mistake("A space belongs between mark and answer.")
def glued(query, demonstrations, mark, instruction=""):
    shown = [f"{text}{mark}{answer}" for text, answer in demonstrations]
    return "\n".join([*first_line(instruction), *shown, f"{query}{mark}"])


@mistake("The mark is always the same. Use the argument `mark`.")
def always_arrow(query, demonstrations, mark, instruction=""):
    shown = lines(demonstrations, " =>")
    return "\n".join([*first_line(instruction), *shown, f"{query} =>"])


@mistake("Everything stands on one line. Join with a line break.")
def on_one_line(query, demonstrations, mark, instruction=""):
    return " ".join([*first_line(instruction), *lines(demonstrations, mark), f"{query}{mark}"])


EXERCISE = Exercise(
    id="few_shot_text",
    title="Write the prompt",
    minutes=6,
    difficulty=1,
    reference=few_shot_text,
    cases=cases,
    mistakes=(
        space_at_end,
        line_at_end,
        without_mark,
        query_first,
        turned_round,
        empty_line,
        no_instruction,
        glued,
        always_arrow,
        on_one_line,
    ),
    hints=(
        "Make a list of lines first: the instruction if there is one, the demonstrations, the"
        " query. Join them at the end.",
        'A demonstration is `f"{text}{mark} {answer}"`, the query is `f"{query}{mark}"`:'
        " nothing stands after its mark.",
        "`lines = [instruction] if instruction else []`, then add the others, and return"
        ' `"\\n".join(lines)`.',
    ),
)
