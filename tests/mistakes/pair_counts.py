from collections import Counter


def wrong_adds_one(words):
    """Every word counts once"""
    pairs = {}
    for symbols in words:
        for left, right in zip(symbols, symbols[1:]):
            pairs[left, right] = pairs.get((left, right), 0) + 1
    return pairs


def wrong_every_second(words):
    """It looks at every second pair only"""
    pairs = {}
    for symbols, count in words.items():
        for i in range(0, len(symbols) - 1, 2):
            pair = (symbols[i], symbols[i + 1])
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def wrong_last_count_stays(words):
    """A pair keeps only its last word's count"""
    pairs = {}
    for symbols, count in words.items():
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] = count
    return pairs


def wrong_past_the_end(words):
    """IndexError"""
    pairs = {}
    for symbols, count in words.items():
        for i in range(len(symbols)):
            pair = (symbols[i], symbols[i + 1])
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


def wrong_text_keys(words):
    """The keys are joined texts"""
    pairs = Counter()
    for symbols, count in words.items():
        for i in range(len(symbols) - 1):
            pairs[symbols[i] + symbols[i + 1]] += count
    return pairs


def right_with_a_counter(words):
    pairs = Counter()
    for symbols, count in words.items():
        pairs.update({p: n * count for p, n in Counter(zip(symbols, symbols[1:])).items()})
    return pairs
