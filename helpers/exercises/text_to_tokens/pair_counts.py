"""Count how often each pair of neighbouring symbols occurs."""

from helpers.checking.spec import Exercise, mistake


def pair_counts(words: dict[tuple[str, ...], int]) -> dict[tuple[str, str], int]:
    """How often each pair of neighbouring symbols occurs: {(left, right): count}.

    words: {symbols of a word: how often the word occurs}. Every pair counts as often as its word.

    >>> pair_counts({("t", "o"): 2, ("t", "o", "p"): 1})
    {('t', 'o'): 3, ('o', 'p'): 1}
    """
    pairs = {}
    for symbols, count in words.items():
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def cases() -> list:
    return [
        ({("r", "a", "i", "n"): 5, ("p", "a", "i", "n"): 3},),
        ({("b", "a", "n", "a", "n", "a"): 2, ("x",): 7},),
        ({("o", "n"): 4, ("n", "o"): 1, ("n", "oo", "n"): 2},),
        ({("a", "a", "a"): 3},),
        ({},),
        ({tuple("tokenizations"): 2, **{(a, "s"): 3 for a in "bcdfghjkl"}},),
        ({**{(a, "s"): 3 for a in "bcdfghjkl"}, ("l", "s", "s"): 2},),
    ]


@mistake("Every word counts once. Add the word's count, not 1: a frequent word weighs more.")
def unweighted(words):
    return pair_counts({symbols: 1 for symbols in words})


@mistake("A pair that occurs twice in a word is counted once. Count every place.")
def once_a_word(words):
    pairs = {}
    for symbols, count in words.items():
        for pair in set(zip(symbols, symbols[1:])):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


@mistake("A pair keeps only its last word's count. Add to what is already there.")
def overwrites(words):
    return {p: n for symbols, n in words.items() for p in zip(symbols, symbols[1:])}


@mistake("`on` and `no` are different pairs. Keep left and right.")
def any_order(words):
    pairs = {}
    for pair, count in pair_counts(words).items():
        pair = tuple(sorted(pair))
        pairs[pair] = pairs.get(pair, 0) + count
    return pairs


@mistake("It looks at every second pair only. Each symbol but the last begins a pair.")
def every_second(words):
    pairs = {}
    for symbols, count in words.items():
        for pair in zip(symbols[::2], symbols[1::2]):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


@mistake("The keys are joined texts. Use the pair itself, a tuple of two symbols.")
def joined_keys(words):
    pairs = {}
    for (left, right), count in pair_counts(words).items():
        pairs[left + right] = pairs.get(left + right, 0) + count
    return pairs


EXERCISE = Exercise(
    id="pair_counts",
    title="Count pairs",
    minutes=5,
    difficulty=1,
    reference=pair_counts,
    cases=cases,
    mistakes=(unweighted, once_a_word, overwrites, any_order, every_second, joined_keys),
    hints=(
        "Two loops: over the words with their counts, then over the pairs of one word.",
        "`zip(symbols, symbols[1:])` gives the neighbours of one word, as tuples.",
        "For each pair: `pairs[pair] = pairs.get(pair, 0) + count`, with the word's own count.",
    ),
)
