"""Put the newest notes of one person in front of the query, and nobody else's."""

from helpers.checking.spec import Exercise, mistake


def personal_prompt(query: str, person: str, notes: list[tuple[str, str, str]], most: int) -> str:
    """The newest notes of one person, at most `most`, oldest first, and then the query.

    notes: (person, text, note), the oldest first. A line for each: text, " => ", note; the last
    line is the query and " =>". Lines are joined by line breaks.
    """
    own = [(text, note) for writer, text, note in notes if writer == person]
    rows = [f"{text} => {note}" for text, note in own[max(0, len(own) - most) :]]
    return "\n".join(rows + [query + " =>"])


NOTES = [
    ("Ida", "Rosa, plum, Monday", "Rosa/fep"),
    ("Otto", "Nils, oak, Friday", "fep; Nils"),
    ("Ida", "Anna, oak, Friday", "Anna/dax"),
    ("Ida", "Karl, plum, Sunday", "Karl/fep"),
    ("Otto", "Vera, plum, Monday", "fep; Vera"),
]


def cases() -> list:
    return [
        ("Tom, oak, Monday", "Ida", NOTES, 2),
        ("Tom, oak, Monday", "Ida", NOTES, 5),
        ("Tom, oak, Monday", "Otto", NOTES, 1),
        ("Tom, oak, Monday", "Ida", NOTES, 0),
        ("Tom, oak, Monday", "Mia", NOTES, 3),
        ("Eva, plum, Friday", "Ida", [], 3),
        ("Eva, plum, Friday", "Ottoline", NOTES, 3),
        ("Eva, plum, Friday", "Ida", [("Ida", f"text {n}", f"note {n}") for n in range(12)], 10),
        ("Eva, plum, Friday", "Ida", NOTES, 1),
    ]


def written(query, chosen, end=" =>") -> str:
    return "\n".join([*(f"{text} => {note}" for _, text, note in chosen), query + end])


def last(notes: list, most: int) -> list:
    return notes[max(0, len(notes) - most) :]


@mistake("Notes of other people are in it: they show another form.")
def everybody(query, person, notes, most):
    return written(query, last(list(notes), most))


def mine(person, notes) -> list:
    return [note for note in notes if note[0] == person]


@mistake("Keep this person's notes first, and the newest of those afterwards.")
def cut_first(query, person, notes, most):
    return written(query, mine(person, last(list(notes), most)))


@mistake("These are the oldest notes. The newest stand at the end.")
def oldest(query, person, notes, most):
    return written(query, mine(person, notes)[:most])


@mistake("The newest note comes first. It belongs last, next to the query.")
def newest_first(query, person, notes, most):
    return written(query, last(mine(person, notes), most)[::-1])


@mistake("With `most` 0 all notes are there: `own[-0:]` is the whole list.")
def minus_zero(query, person, notes, most):
    return written(query, mine(person, notes)[-most:])


@mistake("The prompt ends with a space. The model goes on from the very end.")
def with_space(query, person, notes, most):
    return written(query, last(mine(person, notes), most), " => ")


@mistake("The query's mark is missing at the end.")
def no_mark(query, person, notes, most):
    return written(query, last(mine(person, notes), most), "")


@mistake("`most` is ignored.")
def all_notes(query, person, notes, most):
    return written(query, mine(person, notes))


EXERCISE = Exercise(
    id="personal_prompt",
    title="The house in the weights, the person in the prompt",
    minutes=7,
    difficulty=1,
    reference=personal_prompt,
    cases=cases,
    mistakes=(
        everybody,
        cut_first,
        oldest,
        newest_first,
        minus_zero,
        with_space,
        no_mark,
        all_notes,
    ),
    hints=(
        "First keep the notes of this person, then the newest of them, then write the lines.",
        "The newest stand at the end of the list, and stay in that order. What does"
        " `own[-most:]` give if `most` is 0?",
        '`own[max(0, len(own) - most):]`; a line is `f"{text} => {note}"`, the last one'
        ' `query + " =>"`.',
    ),
)
