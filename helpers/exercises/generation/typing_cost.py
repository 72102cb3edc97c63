"""Count the keys that a user of type-ahead presses."""

from helpers.checking.spec import Exercise, mistake


def typing_cost(words: list[str], suggest) -> tuple[int, int]:
    """Keys pressed for all words, and how many were taken before any letter was typed.

    suggest(before, typed): the text before the word, words joined by spaces; its first letters.
    """
    keys, first = 0, 0
    for place, word in enumerate(words):
        before, letters = " ".join(words[:place]), 0
        while letters < len(word) and suggest(before, word[:letters]) != word:
            letters += 1
        keys += letters + 1  # the last key takes the suggestion, or is the space
        first += letters == 0
    return keys, first


def commonest(before: str, typed: str) -> str:
    """Knows five words, and forgets what stood before."""
    known = ("the", "train", "leaves", "there", "tea")
    return next((word for word in known if word.startswith(typed)), "")


def after_the_last(before: str, typed: str) -> str:
    """Knows what follows a word, and whether a text begins."""
    known = {"": "Good", "Good": "morning", "morning": "Ben", "I": "leave", "the": "the"}
    guess = known.get(before.rsplit(" ", 1)[-1], "the")
    return guess if guess.startswith(typed) else ""


def never(before: str, typed: str) -> str:
    """Has no suggestion."""
    return ""


def after_the_first(before: str, typed: str) -> str:
    """Knows what a text is about by its first word."""
    guess = {"Weather": "rain", "Food": "rice"}.get(before.partition(" ")[0], "the")
    return guess if guess.startswith(typed) else ""


def late(before: str, typed: str) -> str:
    """Says two words, and only when nearly all of their letters stand there."""
    return {"mornin": "morning", "understandi": "understanding"}.get(typed, "")


def cases() -> list:
    return [
        (["the", "train"], commonest),
        (["Good", "morning", "Ben", "the", "tea", "leaves", "there"], after_the_last),
        (["the", "tea", "leaves", "by", "there"], commonest),
        (["a", "good", "morning"], late),
        (["a", "good", "understanding"], late),
        (["Food", "the", "rice", "rain"], after_the_first),
        ("Food is what we like to eat or cook rice".split(), after_the_first),
        (["no", "help"], never),
    ]


def _cost(words, suggest, accept=1, space=1, most=99, first_only=False, context=99, itself=0):
    keys = first = 0
    for place, word in enumerate(words):
        before = " ".join(words[max(0, place - context) : place + itself])
        for letters in range(min(len(word), most)):
            if suggest(before, word[:letters]) == word:
                keys += letters + accept
                first += letters == 0 or first_only
                break
        else:
            keys += len(word) + space
    return keys, first


@mistake("Taking a suggestion costs a key, too.")
def free_accept(words, suggest):
    return _cost(words, suggest, accept=0)


@mistake("A word typed in full needs its space.")
def no_space(words, suggest):
    return _cost(words, suggest, space=0)


@mistake("It asks only before the first letter. Ask again after each.")
def asks_once(words, suggest):
    return _cost(words, suggest, most=1)


@mistake("It counts every taken suggestion. First means before any letter is typed.")
def counts_all_taken(words, suggest):
    return _cost(words, suggest, first_only=True)


@mistake("`suggest` must see the words before.")
def no_context(words, suggest):
    return _cost(words, suggest, context=0)


@mistake("`suggest` must see all words before, not only the last one.")
def previous_word_only(words, suggest):
    return _cost(words, suggest, context=1)


@mistake("`suggest` must see all words before, not only the last few.")
def last_words_only(words, suggest):
    return _cost(words, suggest, context=2)


@mistake("`before` ends in a space. Spaces stand between words only: `' '.join(...)`.")
def space_at_the_end(words, suggest):
    return _cost(words, lambda before, typed: suggest(before and before + " ", typed))


@mistake("`before` holds the word that is being typed. Give the ones before it: `words[:place]`.")
def with_the_word_itself(words, suggest):
    return _cost(words, suggest, itself=1)


@mistake("It takes any suggestion. Take only the right word.")
def any_suggestion(words, suggest):
    keys = first = 0
    for place, word in enumerate(words):
        before = " ".join(words[:place])
        sizes = [n for n in range(len(word)) if suggest(before, word[:n])]
        keys += sizes[0] + 1 if sizes else len(word) + 1
        first += bool(sizes and sizes[0] == 0)
    return keys, first


@mistake("These are shares. Return two whole numbers.")
def shares(words, suggest):
    keys, first = _cost(words, suggest)
    return keys / sum(len(word) + 1 for word in words), first / len(words)


EXERCISE = Exercise(
    id="typing_cost",
    title="Count the keys",
    minutes=10,
    difficulty=2,
    reference=typing_cost,
    cases=cases,
    mistakes=(
        free_accept,
        no_space,
        asks_once,
        counts_all_taken,
        no_context,
        previous_word_only,
        last_words_only,
        space_at_the_end,
        with_the_word_itself,
        any_suggestion,
        shares,
    ),
    hints=(
        "Word by word: ask with no letter typed, then with one, and so on, until the suggestion"
        " is the word.",
        "Taken after n letters, a word costs n + 1 keys. Never taken, it costs its letters and"
        ' the space. `before` is `" ".join(words[:place])`.',
        "A `for ... else` fits: `for letters in range(len(word))` with `break` when"
        " `suggest(before, word[:letters]) == word`; the `else` part is the word typed in full.",
    ),
)
