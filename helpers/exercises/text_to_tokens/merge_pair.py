"""Join every occurrence of one pair, from left to right."""

from helpers.checking.spec import Exercise, mistake


def merge_pair(symbols: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """The symbols with every occurrence of `pair` joined into one, from left to right.

    >>> merge_pair(("n", "o", "o", "n"), ("o", "o"))
    ('n', 'oo', 'n')
    """
    joined, i = [], 0
    while i < len(symbols):
        if symbols[i : i + 2] == pair:
            joined.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            joined.append(symbols[i])
            i += 1
    return tuple(joined)


def cases() -> list:
    return [
        (("t", "r", "a", "i", "n"), ("a", "i")),
        (("b", "a", "n", "a", "n", "a"), ("a", "n")),
        (("s", "ee", "n"), ("e", "n")),
        (("h", "a", "a", "a"), ("a", "a")),
        (("ab", "c", "a", "bc"), ("a", "bc")),
        (("r", "a", "i", "n"), ("i", "a")),
        (("a",), ("a", "a")),
        ((), ("a", "b")),
        (tuple("banana" * 4), ("a", "n")),
    ]


@mistake("It joins only the first place. Go on to the end.")
def first_only(symbols, pair):
    for i in range(len(symbols) - 1):
        if symbols[i : i + 2] == pair:
            return symbols[:i] + (symbols[i] + symbols[i + 1],) + symbols[i + 2 :]
    return symbols


@mistake(
    "As text, `ee n` contains `e n`, but the symbols are `ee` and `n`. Compare symbols"
    " instead of replacing in a string."
)
def text_replace(symbols, pair):
    return tuple(" ".join(symbols).replace(" ".join(pair), "".join(pair)).split())


@mistake(
    "Pairs overlap: in a a a the middle one was used twice. After a joined pair, skip both symbols."
)
def overlapping(symbols, pair):
    joined = []
    for i, symbol in enumerate(symbols):
        if symbols[i : i + 2] == pair:
            joined.append(symbol + symbols[i + 1])
        elif i == 0 or symbols[i - 1 : i + 1] != pair:
            joined.append(symbol)
    return tuple(joined)


@mistake("Join from left to right: a a a becomes aa a.")
def from_the_right(symbols, pair):
    joined, i = [], len(symbols)
    while i > 0:
        step = 2 if symbols[max(0, i - 2) : i] == pair else 1
        joined.insert(0, "".join(symbols[i - step : i]))
        i -= step
    return tuple(joined)


@mistake("It compares the joined letters: ab + c is not the pair (a, bc). Compare both symbols.")
def same_letters(symbols, pair):
    joined, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and symbols[i] + symbols[i + 1] == "".join(pair):
            joined.append("".join(pair))
            i += 2
        else:
            joined.append(symbols[i])
            i += 1
    return tuple(joined)


@mistake("The right half of the pair is still there. Skip it too.")
def keeps_right(symbols, pair):
    joined = []
    for i, symbol in enumerate(symbols):
        joined.append("".join(pair) if symbols[i : i + 2] == pair else symbol)
    return tuple(joined)


EXERCISE = Exercise(
    id="merge_pair",
    title="Join one pair",
    minutes=8,
    difficulty=2,
    reference=merge_pair,
    cases=cases,
    mistakes=(first_only, text_replace, overlapping, from_the_right, same_letters, keeps_right),
    hints=(
        "Walk from left to right with an index `i`. At each place: is the pair here or not?",
        "`symbols[i : i + 2] == pair` asks that, also at the end. If so, add both as one.",
        "After a joined pair go on at `i + 2`, otherwise add `symbols[i]` and go on at `i + 1`."
        " Return a tuple.",
    ),
)
