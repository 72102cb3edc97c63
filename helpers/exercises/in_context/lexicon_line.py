"""Put the entries of a lexicon that a phrase needs into one line."""

from helpers.checking.spec import Exercise, mistake


def lexicon_line(phrase: str, lexicon: dict[str, str]) -> str:
    """The entries for the words of the phrase, in its order, each once, as one line.

    "red plum" gets "Lexicon: red = bado, plum = kife." and a line break, if these are in it.
    Words that the lexicon lacks are left out. Without any known word the result is "".
    """
    entries = []
    for word in phrase.split():
        entry = f"{word} = {lexicon.get(word)}"
        if word in lexicon and entry not in entries:
            entries.append(entry)
    return f"Lexicon: {', '.join(entries)}.\n" if entries else ""


def cases() -> list:
    words = {"plum": "kife", "red": "bado", "cart": "zuli", "art": "mepo", "old": "rovi"}
    return [
        ("red plum", words),
        ("old cart and red cart", words),
        ("cart", words),
        ("some bread", words),
        ("plum or plum or old plum", words),
        ("red plum", {"plum": "sota"}),
        ("red carts", words),  # longer words are others
        ("cart wagon", {"cart": "zuli", "wagon": "zuli"}),
        ("a b c d e f g h i j", {letter: 2 * letter for letter in "jabcdefghi"}),
    ]


def written(words, lexicon: dict[str, str]) -> str:
    return f"Lexicon: {', '.join(f'{word} = {lexicon[word]}' for word in words)}.\n"


def known(phrase: str, lexicon: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(word for word in phrase.split() if word in lexicon))


@mistake("The whole lexicon is in it. Keep what the phrase has.")
def whole_lexicon(phrase, lexicon):
    return written(lexicon, lexicon) if known(phrase, lexicon) else ""


@mistake("Parts of words count as words. Split the phrase first.")
def parts_of_words(phrase, lexicon):
    found = sorted((word for word in lexicon if word in phrase), key=phrase.index)
    return written(found, lexicon) if found else ""


@mistake("The order is the lexicon's. Follow the phrase.")
def in_its_own_order(phrase, lexicon):
    found = [word for word in lexicon if word in phrase.split()]
    return written(found, lexicon) if found else ""


@mistake("A word that occurs twice is listed twice.")
def twice(phrase, lexicon):
    found = [word for word in phrase.split() if word in lexicon]
    return written(found, lexicon) if found else ""


@mistake("Without any known word there is no line: return an empty text.")
def empty_lexicon(phrase, lexicon):
    return written(known(phrase, lexicon), lexicon)


@mistake("The line break at the end is missing.")
def no_line_end(phrase, lexicon):
    return written(known(phrase, lexicon), lexicon)[:-1] if known(phrase, lexicon) else ""


@mistake("A word that the lexicon lacks is left out. It is no error.")
def stops_at_unknown(phrase, lexicon):
    return written(dict.fromkeys(phrase.split()), lexicon)


EXERCISE = Exercise(
    id="lexicon_line",
    title="The entries that are needed",
    minutes=6,
    difficulty=2,
    reference=lexicon_line,
    cases=cases,
    mistakes=(
        whole_lexicon,
        parts_of_words,
        in_its_own_order,
        twice,
        empty_lexicon,
        no_line_end,
        stops_at_unknown,
    ),
    hints=(
        "Go through the words of the phrase, not through the lexicon.",
        "`phrase.split()` gives whole words. `dict.fromkeys(...)` removes repetitions and"
        " keeps the order.",
        'Return `""` if no word is known, else `"Lexicon: "`, the entries joined by `", "`,'
        ' and `".\\n"`.',
    ),
)
