"""How well a tokenizer fits: characters per token, over all texts together."""

from helpers.checking.spec import Exercise, mistake


def compression(texts: list[str], pieces: list[list[str]]) -> float:
    """Characters per token of all texts together; 0.0 if there is no token.

    pieces: the tokens of each text, in the same order.

    >>> compression(["no no", "on"], [["no", "no"], ["on"]])  # 7 / 3
    2.3333333333333335
    """
    tokens = sum(len(one) for one in pieces)
    return sum(len(text) for text in texts) / tokens if tokens else 0.0


def cases() -> list:
    return [
        (["rain", "no rain"], [["rain"], ["n", "o", "r", "ain"]]),
        (["a b c d", "tokenization"], [["a", "b", "c", "d"], ["token", "ization"]]),
        (["Größe", "🙂🙂"], [["Gr", "öße"], ["🙂", "🙂"]]),
        (["abc"], [["abc"]]),
        (["", "one"], [[], ["o", "n", "e"]]),
        ([], []),
        (["no", *["rain"] * 8, "tokenization!"], [["no"], *[["ra", "in"]] * 8, [*"tokenization!"]]),
    ]


@mistake(
    "It averages the texts' ratios, so a short text counts as much as a long one."
    " Divide the totals."
)
def mean_of_ratios(texts, pieces):
    ratios = [len(text) / len(one) for text, one in zip(texts, pieces) if one]
    return sum(ratios) / len(ratios) if ratios else 0.0


@mistake("It is upside down: these are tokens per character.")
def upside_down(texts, pieces):
    characters = sum(map(len, texts))
    return sum(map(len, pieces)) / characters if characters else 0.0


@mistake("It counts the characters of the tokens. Count those of the texts, with spaces.")
def only_pieces(texts, pieces):
    return compression(["".join(one) for one in pieces], pieces)


@mistake("It counts bytes. `len(text)` counts characters.")
def in_bytes(texts, pieces):
    return compression([text.encode() for text in texts], pieces)


@mistake("It counts words. `len(text)` counts characters.")
def in_words(texts, pieces):
    return compression([text.split() for text in texts], pieces)


@mistake("Without any token it divides by zero. Return 0.0 then.")
def unprotected(texts, pieces):
    return sum(map(len, texts)) / sum(map(len, pieces))


EXERCISE = Exercise(
    id="compression",
    title="Characters per token",
    minutes=4,
    difficulty=1,
    reference=compression,
    cases=cases,
    mistakes=(mean_of_ratios, upside_down, only_pieces, in_bytes, in_words, unprotected),
    hints=(
        "One total divided by another. Which two?",
        "Add up `len(text)` over all texts, and `len(one)` over all lists of tokens.",
        "Divide the first total by the second, once, at the end; 0.0 if there is no token.",
    ),
)
