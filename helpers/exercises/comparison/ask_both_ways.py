"""Ask about one fact in the direction in which it was told, and in the other."""

from helpers.checking.spec import Exercise, mistake


def ask_both_ways(first: str, second: str, words: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """The two questions about a fact, as (beginning of the sentence, answer).

    words: the relation seen from the first and from the second. The keys are "trained" and
    "reversed". For ("Zumira", "Palu", ("teacher", "pupil")) the first is
    ("Zumira is the teacher of", "Palu").
    """
    told = (f"{first} is the {words[0]} of", second)
    turned = (f"{second} is the {words[1]} of", first)
    return {"trained": told, "reversed": turned}


def cases() -> list:
    return [
        ("Zumira", "Palu", ("teacher", "pupil")),
        ("Fadu", "Lomeni", ("leader", "follower")),
        ("Bumavi", "Rekusi", ("owner", "dog")),
    ]


def both(one: tuple[str, str], two: tuple[str, str]) -> dict[str, tuple[str, str]]:
    return {"trained": one, "reversed": two}


@mistake("Reversed it is still the word of the first side. Use `words[1]`.")
def same_word(first, second, words):
    return both(
        (f"{first} is the {words[0]} of", second), (f"{second} is the {words[0]} of", first)
    )


@mistake("The answer of the reversed question is the first name.")
def same_answer(first, second, words):
    return both(
        (f"{first} is the {words[0]} of", second), (f"{second} is the {words[1]} of", second)
    )


@mistake("The two words are exchanged: the first of them is seen from `first`.")
def words_exchanged(first, second, words):
    return both(
        (f"{first} is the {words[1]} of", second), (f"{second} is the {words[0]} of", first)
    )


@mistake("A space stands at the end. The answer brings its own.")
def space_at_end(first, second, words):
    return both(
        (f"{first} is the {words[0]} of ", second), (f"{second} is the {words[1]} of ", first)
    )


@mistake("The beginning already holds the answer.")
def answer_inside(first, second, words):
    return both(
        (f"{first} is the {words[0]} of {second}", second),
        (f"{second} is the {words[1]} of {first}", first),
    )


EXERCISE = Exercise(
    id="ask_both_ways",
    title="One fact, two questions",
    minutes=5,
    difficulty=1,
    reference=ask_both_ways,
    cases=cases,
    mistakes=(same_word, same_answer, words_exchanged, space_at_end, answer_inside),
    hints=(
        "The forward question begins with the first name and is answered by the second.",
        "Reversed, the second name begins, and the relation is the word from its side, `words[1]`.",
        'The forward one is `(f"{first} is the {words[0]} of", second)`; write the reversed one'
        " in the same way and return both in a dictionary.",
    ),
)
