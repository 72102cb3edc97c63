from helpers.exercises.text_to_tokens.merge_pair import merge_pair


def wrong_longest_match(word, merges):
    """It takes the longest known piece from the left"""
    known = {a + b for a, b in merges} | set(word)
    pieces, start = [], 0
    while start < len(word):
        end = len(word)
        while word[start:end] not in known:
            end -= 1
        pieces.append(word[start:end])
        start = end
    return pieces


def wrong_reversed(word, merges):
    """It applies the joins from last to first"""
    symbols = tuple(word)
    for pair in reversed(merges):
        symbols = merge_pair(symbols, pair)
    return list(symbols)


def wrong_forgets_result(word, merges):
    """No join happened"""
    symbols = tuple(word)
    for pair in merges:
        merge_pair(symbols, pair)
    return list(symbols)


def wrong_returns_tuple(word, merges):
    """Expected a list, got a tuple"""
    symbols = tuple(word)
    for pair in merges:
        symbols = merge_pair(symbols, pair)
    return symbols


def wrong_leftmost_first(word, merges):
    """It joins what comes first in the word"""
    symbols = list(word)
    i = 0
    while i < len(symbols) - 1:
        if (symbols[i], symbols[i + 1]) in set(merges):
            symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
        else:
            i += 1
    return symbols


def right_best_rank_first(word, merges):
    """As minbpe and others do it: of the pairs that are there, join the one learned first."""
    rank = {pair: i for i, pair in reversed(list(enumerate(merges)))}
    symbols = tuple(word)
    while True:
        known = [pair for pair in zip(symbols, symbols[1:]) if pair in rank]
        if not known:
            return list(symbols)
        symbols = merge_pair(symbols, min(known, key=rank.get))


def right_by_rank(word, merges):
    rank = {pair: number for number, pair in enumerate(merges)}
    symbols = list(word)
    while found := [(rank[p], i) for i, p in enumerate(zip(symbols, symbols[1:])) if p in rank]:
        _, i = min(found)
        symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
    return symbols
