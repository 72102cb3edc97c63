"""Byte-pair encoding: count, join the commonest pair, and again."""

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.text_to_tokens.merge_pair import merge_pair
from helpers.exercises.text_to_tokens.pair_counts import pair_counts


def learn_bpe(counts: dict[str, int], merges: int) -> list[tuple[str, str]]:
    """The first `merges` joins that byte-pair encoding learns, in order.

    counts: {word: how often it occurs}. Stops early when no pair is left.

    >>> learn_bpe({"rain": 5, "train": 4, "pain": 1}, merges=2)
    [('a', 'i'), ('ai', 'n')]
    """
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    while len(learned) < merges and (pairs := pair_counts(words)):
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
        learned.append(best)
    return learned


def cases() -> list:
    # Ten words; the most frequent pair is the last one, then the first.
    ten = dict(zip("ab cd ef gh ij kl mn op qr st".split(), (29, *range(20, 12, -1), 30)))
    return [
        ({"rain": 5, "train": 4, "raining": 2, "pain": 3}, 3),
        ({"rest": 2, "nest": 3, "test": 4, "newer": 6}, 5),
        ({"hot": 1, "pot": 1, "sun": 5}, 3),
        ({"up": 1, "on": 1, "at": 1}, 2),
        ({"ab": 3}, 5),
        ({"banana": 3, "bandana": 2, "an": 1}, 6),
        ({"to": 1}, 0),
        ({}, 4),
        (ten, 9),
        (ten, 12),
    ]


@mistake(
    "It counts only once, at the start. Join the pair, then count again: joined symbols"
    " make new pairs."
)
def counted_once(counts, merges):
    pairs = pair_counts({tuple(word): count for word, count in counts.items()})
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:merges]


@mistake("Of equally common pairs it takes the last in the alphabet. Take the first.")
def last_of_equals(counts, merges):
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    while len(learned) < merges and (pairs := pair_counts(words)):
        learned.append(max(pairs, key=lambda pair: (pairs[pair], pair)))
        words = {merge_pair(symbols, learned[-1]): n for symbols, n in words.items()}
    return learned


@mistake(
    "Of equally common pairs it takes the one met first. Take the first in the"
    " alphabet, so that the order of the words does not matter."
)
def first_met(counts, merges):
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    while len(learned) < merges and (pairs := pair_counts(words)):
        learned.append(max(pairs, key=pairs.get))
        words = {merge_pair(symbols, learned[-1]): n for symbols, n in words.items()}
    return learned


@mistake("When no pair is left it goes on. Stop early and return what was learned.")
def never_stops(counts, merges):
    words = {tuple(word): count for word, count in counts.items()}
    learned = []
    for _ in range(merges):
        pairs = pair_counts(words)
        learned.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        words = {merge_pair(symbols, learned[-1]): n for symbols, n in words.items()}
    return learned


@mistake("It ignores how often the words occur.")
def every_word_once(counts, merges):
    return learn_bpe({word: 1 for word in counts}, merges)


@mistake("It finds the same pair in every round. Join it in the words, then count again.")
def no_update(counts, merges):
    return [pair for pair in counted_once(counts, 1) for _ in range(merges)]


@mistake("Return the pairs, tuples of two, not the joined texts.")
def joined_strings(counts, merges):
    return ["".join(pair) for pair in learn_bpe(counts, merges)]


EXERCISE = Exercise(
    id="learn_bpe",
    title="Learn the joins",
    minutes=10,
    difficulty=3,
    reference=learn_bpe,
    cases=cases,
    mistakes=(
        counted_once,
        last_of_equals,
        first_met,
        never_stops,
        every_word_once,
        no_update,
        joined_strings,
    ),
    hints=(
        "Begin with `words = {tuple(word): count ...}`. Each round: count the pairs, choose the"
        " best, join it in every word, remember it.",
        "The commonest pair, ties by alphabet:"
        " `min(pairs, key=lambda pair: (-pairs[pair], pair))`.",
        "Build `words` anew in each round, with `merge_pair` on every key. `break` when"
        " `pairs` is empty.",
    ),
)
