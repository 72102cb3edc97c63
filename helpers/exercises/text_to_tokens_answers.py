"""Right answers to the exercises of the lab `text_to_tokens`, and the inputs on which answers are
compared.

Byte-pair encoding in a few lines, and what a text costs in tokens.
"""


def pair_counts(words: dict[tuple[str, ...], int]) -> dict[tuple[str, str], int]:
    """How often each pair of neighbouring symbols occurs: {(left, right): count}.

    words: {symbols of a word: how often the word occurs}. Every pair counts as often as its word.

    >>> pair_counts({("t", "o"): 2, ("t", "o", "p"): 1})
    {('t', 'o'): 3, ('o', 'p'): 1}
    """
    pairs: dict[tuple[str, str], int] = {}
    for symbols, count in words.items():
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


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


def learn_bpe(counts: dict[str, int], merges: int) -> list[tuple[str, str]]:
    """The first `merges` joins that byte-pair encoding learns, in order.

    counts: {word: how often it occurs}. Each round joins the commonest pair in all words; of
    equally common pairs, the one that comes first in the alphabet, that is, the smallest tuple.
    Stops early when no pair is left (Sennrich et al. 2016).

    >>> learn_bpe({"rain": 5, "train": 4, "pain": 1}, merges=2)
    [('a', 'i'), ('ai', 'n')]
    """
    words = {tuple(word): count for word, count in counts.items()}
    learned: list[tuple[str, str]] = []
    while len(learned) < merges:
        pairs = pair_counts(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
        learned.append(best)
    return learned


def encode_word(word: str, merges: list[tuple[str, str]]) -> list[str]:
    """The word cut into tokens: single characters, then every join in the order of learning.

    >>> encode_word("training", [("a", "i"), ("ai", "n")])
    ['t', 'r', 'ain', 'i', 'n', 'g']
    """
    symbols = tuple(word)
    for pair in merges:
        symbols = merge_pair(symbols, pair)
    return list(symbols)


def compression(texts: list[str], pieces: list[list[str]]) -> float:
    """Characters per token of all texts together; 0.0 if there is no token.

    pieces: the tokens of each text, in the same order. Spaces are characters too.

    >>> compression(["no no", "on"], [["no", "no"], ["on"]])
    2.3333333333333335
    """
    tokens = sum(len(one) for one in pieces)
    return sum(len(text) for text in texts) / tokens if tokens else 0.0


def pack_rows(texts: list[list[int]], length: int, sep: int) -> list[list[int]]:
    """All texts one after another, each followed by the id `sep`, cut into rows of `length` ids.

    The last row is dropped if it is not full.

    >>> pack_rows([[5, 6, 7], [8], [9, 5]], length=4, sep=3)
    [[5, 6, 7, 3], [8, 3, 9, 5]]
    """
    ids: list[int] = []
    for text in texts:
        ids += [*text, sep]
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]


def pair_counts_cases() -> list:
    return [
        ({("r", "a", "i", "n"): 5, ("p", "a", "i", "n"): 3},),
        ({("b", "a", "n", "a", "n", "a"): 2, ("x",): 7},),
        ({("o", "n"): 4, ("n", "o"): 1, ("n", "oo", "n"): 2},),
        ({("a", "a", "a"): 3},),
        ({},),
    ]


def merge_pair_cases() -> list:
    return [
        (("t", "r", "a", "i", "n"), ("a", "i")),
        (("b", "a", "n", "a", "n", "a"), ("a", "n")),
        (("s", "ee", "n"), ("e", "n")),
        (("h", "a", "a", "a"), ("a", "a")),
        (("ab", "c", "a", "bc"), ("a", "bc")),
        (("r", "a", "i", "n"), ("i", "a")),
        (("a",), ("a", "a")),
        ((), ("a", "b")),
    ]


def learn_bpe_cases() -> list:
    return [
        ({"rain": 5, "train": 4, "raining": 2, "pain": 3}, 3),
        ({"rest": 2, "nest": 3, "test": 4, "newer": 6}, 5),
        ({"hot": 1, "pot": 1, "sun": 5}, 3),
        ({"up": 1, "on": 1, "at": 1}, 2),
        ({"ab": 3}, 5),
        ({"banana": 3, "bandana": 2, "an": 1}, 6),
        ({"to": 1}, 0),
        ({}, 4),
    ]


def encode_word_cases() -> list:
    rain = [("i", "n"), ("a", "in"), ("r", "ain")]
    return [
        ("training", rain),
        ("abc", [("b", "c"), ("a", "b")]),
        ("bananas", [("a", "n"), ("an", "a"), ("b", "an")]),
        ("abcd", [("b", "c"), ("a", "b"), ("ab", "c"), ("bc", "d")]),
        ("drain", rain),
        ("rain", rain),
        ("rain", []),
        ("", rain),
    ]


def compression_cases() -> list:
    return [
        (["rain", "no rain"], [["rain"], ["n", "o", "r", "ain"]]),
        (["a b c d", "tokenization"], [["a", "b", "c", "d"], ["token", "ization"]]),
        (["Größe", "🙂🙂"], [["Gr", "öße"], ["🙂", "🙂"]]),
        (["abc"], [["abc"]]),
        (["", "one"], [[], ["o", "n", "e"]]),
        ([], []),
    ]


def pack_rows_cases() -> list:
    return [
        ([[5, 6, 7], [8], [9, 5]], 4, 3),
        ([[11, 12, 13, 14, 15, 16, 17], [18, 19]], 3, 2),
        ([[5, 6], [7, 8]], 3, 9),
        ([[5], [6], [7]], 6, 0),
        ([[5, 6]], 8, 3),
        ([], 4, 3),
    ]
