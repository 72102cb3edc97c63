"""Typical wrong answers to the exercises of the lab `text_to_tokens`; text_to_tokens.py says what
to tell about each.
"""

from helpers.exercises.text_to_tokens_answers import (
    compression,
    encode_word,
    learn_bpe,
    merge_pair,
    pack_rows,
    pair_counts,
)


def unweighted(words):
    return pair_counts({symbols: 1 for symbols in words})


def once_a_word(words):
    pairs = {}
    for symbols, count in words.items():
        for pair in set(zip(symbols, symbols[1:])):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def overwrites(words):
    return {p: n for symbols, n in words.items() for p in zip(symbols, symbols[1:])}


def any_order(words):
    pairs = {}
    for pair, count in pair_counts(words).items():
        pair = tuple(sorted(pair))
        pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def every_second(words):
    pairs = {}
    for symbols, count in words.items():
        for pair in zip(symbols[::2], symbols[1::2]):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def joined_keys(words):
    pairs = {}
    for (left, right), count in pair_counts(words).items():
        pairs[left + right] = pairs.get(left + right, 0) + count
    return pairs


def first_only(symbols, pair):
    for i in range(len(symbols) - 1):
        if symbols[i : i + 2] == pair:
            return symbols[:i] + (symbols[i] + symbols[i + 1],) + symbols[i + 2 :]
    return symbols


def text_replace(symbols, pair):
    return tuple(" ".join(symbols).replace(" ".join(pair), "".join(pair)).split())


def overlapping(symbols, pair):
    joined = []
    for i, symbol in enumerate(symbols):
        if symbols[i : i + 2] == pair:
            joined.append(symbol + symbols[i + 1])
        elif i == 0 or symbols[i - 1 : i + 1] != pair:
            joined.append(symbol)
    return tuple(joined)


def from_the_right(symbols, pair):
    joined, i = [], len(symbols)
    while i > 0:
        step = 2 if symbols[max(0, i - 2) : i] == pair else 1
        joined.insert(0, "".join(symbols[i - step : i]))
        i -= step
    return tuple(joined)


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


def keeps_right(symbols, pair):
    joined = []
    for i, symbol in enumerate(symbols):
        joined.append("".join(pair) if symbols[i : i + 2] == pair else symbol)
    return tuple(joined)


def counted_once(counts, merges):
    pairs = pair_counts({tuple(word): count for word, count in counts.items()})
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:merges]


def last_of_equals(counts, merges):
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    while len(learned) < merges and (pairs := pair_counts(words)):
        learned.append(max(pairs, key=lambda pair: (pairs[pair], pair)))
        words = {merge_pair(symbols, learned[-1]): n for symbols, n in words.items()}
    return learned


def first_met(counts, merges):
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    while len(learned) < merges and (pairs := pair_counts(words)):
        learned.append(max(pairs, key=pairs.get))
        words = {merge_pair(symbols, learned[-1]): n for symbols, n in words.items()}
    return learned


def never_stops(counts, merges):
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        learned.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        words = {merge_pair(symbols, learned[-1]): n for symbols, n in words.items()}
    return learned


def every_word_once(counts, merges):
    return learn_bpe({word: 1 for word in counts}, merges)


def no_update(counts, merges):
    return [pair for pair in counted_once(counts, 1) for _ in range(merges)]


def joined_strings(counts, merges):
    return ["".join(pair) for pair in learn_bpe(counts, merges)]


def longest_match(word, merges):
    known, pieces = {"".join(pair) for pair in merges}, []
    while word:
        size = next((n for n in range(len(word), 1, -1) if word[:n] in known), 1)
        pieces.append(word[:size])
        word = word[size:]
    return pieces


def letters(word, merges):
    return list(word)


def last_join_first(word, merges):
    return encode_word(word, merges[::-1])


def whole_or_letters(word, merges):
    known = {"".join(pair) for pair in merges}
    return [word] if word in known else list(word)


def one_pass(word, merges):
    symbols, i = list(word), 0
    while i + 1 < len(symbols):
        if (symbols[i], symbols[i + 1]) in merges:
            symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
        else:
            i += 1
    return symbols


def each_join_once(word, merges):
    symbols = tuple(word)
    for pair in merges:
        symbols = first_only(symbols, pair)
    return list(symbols)


def mean_of_ratios(texts, pieces):
    ratios = [len(text) / len(one) for text, one in zip(texts, pieces) if one]
    return sum(ratios) / len(ratios) if ratios else 0.0


def upside_down(texts, pieces):
    characters = sum(map(len, texts))
    return sum(map(len, pieces)) / characters if characters else 0.0


def only_pieces(texts, pieces):
    return compression(["".join(one) for one in pieces], pieces)


def in_bytes(texts, pieces):
    return compression([text.encode() for text in texts], pieces)


def in_words(texts, pieces):
    return compression([text.split() for text in texts], pieces)


def unprotected(texts, pieces):
    return sum(map(len, texts)) / sum(map(len, pieces))


def no_sep(texts, length, sep):
    ids = [number for text in texts for number in text]
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]


def sep_between(texts, length, sep):
    packed = pack_rows(texts, 1, sep)[:-1]
    ids = [row[0] for row in packed]
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]


def keeps_rest(texts, length, sep):
    ids = [row[0] for row in pack_rows(texts, 1, sep)]
    return [ids[i : i + length] for i in range(0, len(ids), length)]


def sep_in_rows(texts, length, sep):
    ids = [number for text in texts for number in text]
    return [[*ids[i : i + length - 1], sep] for i in range(0, len(ids) - length + 2, length - 1)]


def row_per_text(texts, length, sep):
    return [[*text, sep][:length] for text in texts]


def padded(texts, length, sep):
    return [row + [0] * (length - len(row)) for row in keeps_rest(texts, length, sep)]
