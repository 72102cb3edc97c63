"""Cut a new word with the joins that were learned, in the order of learning."""

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.text_to_tokens.merge_pair import first_only, merge_pair


def encode_word(word: str, merges: list[tuple[str, str]]) -> list[str]:
    """The word cut into tokens: single characters, then every join in the order of learning.

    >>> encode_word("training", [("a", "i"), ("ai", "n")])
    ['t', 'r', 'ain', 'i', 'n', 'g']
    """
    symbols = tuple(word)
    for pair in merges:
        symbols = merge_pair(symbols, pair)
    return list(symbols)


def cases() -> list:
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
        ("abcdefghijklmnopqrstuvwxyz", [*zip("acegikmoqs", "bdfhjlnprt")]),  # ten joins, all used
    ]


@mistake(
    "It takes the longest known piece from the left. That is WordPiece; BPE repeats its"
    " joins in the order of learning."
)
def longest_match(word, merges):
    known, pieces = {"".join(pair) for pair in merges}, []
    while word:
        size = next((n for n in range(len(word), 1, -1) if word[:n] in known), 1)
        pieces.append(word[:size])
        word = word[size:]
    return pieces


@mistake("No join happened. `merge_pair` returns a new tuple: keep its result.")
def letters(word, merges):
    return list(word)


@mistake("It applies the joins from last to first.")
def last_join_first(word, merges):
    return encode_word(word, merges[::-1])


@mistake("It keeps the word whole or cuts it into letters. Pieces between are the point.")
def whole_or_letters(word, merges):
    known = {"".join(pair) for pair in merges}
    return [word] if word in known else list(word)


@mistake("It joins what comes first in the word. What was learned first comes first.")
def one_pass(word, merges):
    symbols, i = list(word), 0
    while i + 1 < len(symbols):
        if (symbols[i], symbols[i + 1]) in merges:
            symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
        else:
            i += 1
    return symbols


@mistake("It applies every join at one place only.")
def each_join_once(word, merges):
    symbols = tuple(word)
    for pair in merges:
        symbols = first_only(symbols, pair)
    return list(symbols)


EXERCISE = Exercise(
    id="encode_word",
    title="Cut a new word",
    minutes=5,
    difficulty=1,
    reference=encode_word,
    cases=cases,
    mistakes=(longest_match, letters, last_join_first, whole_or_letters, one_pass, each_join_once),
    hints=(
        "Start from single characters, as in training, and do to them what training did.",
        "`symbols = tuple(word)`, then `merge_pair` for every pair, in the order of the list.",
        "`for pair in merges: symbols = merge_pair(symbols, pair)`; return `list(symbols)`.",
    ),
)
