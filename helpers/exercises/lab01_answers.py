"""Right answers to the exercises of lab 01: byte-pair encoding, and what a text costs."""


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
