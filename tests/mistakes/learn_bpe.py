from helpers.exercises.text_to_tokens.merge_pair import merge_pair
from helpers.exercises.text_to_tokens.pair_counts import pair_counts


def wrong_counts_once(counts, merges):
    """It counts only once, at the start"""
    pairs = pair_counts({tuple(word): n for word, n in counts.items()})
    return sorted(pairs, key=lambda p: (-pairs[p], p))[:merges]


def wrong_max_with_pair(counts, merges):
    """Of equally common pairs it takes the last in the alphabet"""
    words = {tuple(word): n for word, n in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        if not pairs:
            break
        best = max((n, pair) for pair, n in pairs.items())[1]
        learned.append(best)
        words = {merge_pair(s, best): n for s, n in words.items()}
    return learned


def wrong_first_met(counts, merges):
    """Of equally common pairs it takes the one met first"""
    words = {tuple(word): n for word, n in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        if not pairs:
            break
        best = max(pairs, key=pairs.get)
        learned.append(best)
        words = {merge_pair(s, best): n for s, n in words.items()}
    return learned


def wrong_does_not_stop(counts, merges):
    """It stops with IndexError"""
    words = {tuple(word): n for word, n in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        best = sorted(pairs, key=lambda p: (-pairs[p], p))[0]
        learned.append(best)
        words = {merge_pair(s, best): n for s, n in words.items()}
    return learned


def wrong_never_joins(counts, merges):
    """It finds the same pair in every round"""
    words = {tuple(word): n for word, n in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        if pairs:
            learned.append(min(pairs, key=lambda p: (-pairs[p], p)))
    return learned


def wrong_one_round(counts, merges):
    """Expected 2 items, got 1"""
    words = {tuple(word): n for word, n in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        best = min(pairs, key=lambda p: (-pairs[p], p))
        learned.append(best)
        words = {merge_pair(s, best): n for s, n in words.items()}
        return learned
    return learned


def right_with_lists(counts, merges):
    words = [(list(word), n) for word, n in sorted(counts.items())]
    learned = []
    while len(learned) < merges:
        pairs = {}
        for symbols, n in words:
            for i in range(1, len(symbols)):
                pair = symbols[i - 1], symbols[i]
                pairs[pair] = pairs.get(pair, 0) + n
        if not pairs:
            return learned
        most = max(pairs.values())
        best = sorted(pair for pair, n in pairs.items() if n == most)[0]
        learned.append(best)
        for symbols, _ in words:
            i = 0
            while i < len(symbols) - 1:
                if (symbols[i], symbols[i + 1]) == best:
                    symbols[i : i + 2] = ["".join(best)]
                i += 1
    return learned
