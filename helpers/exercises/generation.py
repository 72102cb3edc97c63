"""The exercises of the lab `generation`: the loss of a causal model, sampling, stop rules, type-
ahead.
"""

from collections.abc import Callable

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import generation_cases as wrong
from helpers.exercises import generation_typing as typing


def next_token_loss(logits: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats of every token but the first, given those before it.

    logits: (rows, length, vocabulary); those at place i answer for the token at place i + 1.
    ids: int64 (rows, length).
    """
    log_p = logits[:, :-1].log_softmax(-1)
    return -log_p.gather(-1, ids[:, 1:, None]).mean()


def apply_temperature(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    """Probabilities along the last axis, (..., V), from logits divided by the temperature.

    At temperature 0 the token with the highest logit has probability 1.
    """
    if temperature == 0:
        return F.one_hot(logits.argmax(-1), logits.shape[-1]).float()
    return (logits / temperature).softmax(-1)


def nucleus(probabilities: torch.Tensor, top_p: float) -> torch.Tensor:
    """The likeliest tokens that together reach top_p, the fewest; the others get 0. Sum 1, (V,)."""
    ordered, order = probabilities.sort(descending=True)
    before = ordered.cumsum(0) - ordered
    left = probabilities.clone()
    left[order[before >= top_p]] = 0
    return left / left.sum()


def show_until(text: str, stop: list[str]) -> tuple[str, bool]:
    """What of a growing text may be shown, and whether it has come to a stop string."""
    places = [text.index(mark) for mark in stop if mark in text]
    if places:
        return text[: min(places)], True
    held = [n for mark in stop for n in range(1, len(mark)) if text.endswith(mark[:n])]
    return text[: len(text) - max(held, default=0)], False


def fitting_pieces(pieces: list[str], typed: str) -> list[bool]:
    """For each piece whether it can come next: it begins with `typed`, or `typed` with it.

    An empty piece never fits.
    """
    return [
        bool(piece) and (piece.startswith(typed) or typed.startswith(piece)) for piece in pieces
    ]


def typing_cost(words: list[str], suggest: Callable[[str, str], str]) -> tuple[int, int]:
    """Keys pressed to write the words with suggestions, and how often the first one was taken."""
    keys = first = 0
    for place, word in enumerate(words):
        before = " ".join(words[:place])
        for letters in range(len(word)):
            if suggest(before, word[:letters]) == word:
                keys += letters + 1
                first += letters == 0
                break
        else:
            keys += len(word) + 1
    return keys, first


EXERCISES = [
    Exercise(
        id="next_token_loss",
        title="The loss of a causal model",
        minutes=7,
        difficulty=2,
        reference=next_token_loss,
        cases=wrong.loss_cases,
        hints=(
            "At place i the model answers for the token at place i + 1. So the last answer has"
            " nothing to be compared with, and the first token is never asked for.",
            "`logits[:, :-1]` are the answers, `ids[:, 1:]` the right ones.",
            "`log_softmax(-1)` of the answers, `gather(-1, ids[:, 1:, None])`, then minus the mean."
            " Or `F.cross_entropy` of both, flattened.",
        ),
        mistakes=(
            Mistake(
                "It compares each token with the answer at its own place. Shift by one.",
                wrong.without_shift,
            ),
            Mistake("It asks for the token before. The model predicts the next.", wrong.backwards),
            Mistake(
                "The end of a row is asked for the start of the next. Shift inside each row.",
                wrong.across_rows,
            ),
            Mistake("The last place is asked for the row's first token. Cut it.", wrong.rolled),
            Mistake("It adds the losses up. Take their mean.", wrong.summed),
            Mistake("It is in bits. Nats need the natural logarithm.", wrong.in_bits),
            Mistake("Softmax twice: `F.cross_entropy` wants the logits.", wrong.softmax_twice),
            Mistake("The sign is wrong: a loss is minus the log-probability.", wrong.positive),
        ),
    ),
    Exercise(
        id="apply_temperature",
        title="Temperature",
        minutes=5,
        difficulty=1,
        reference=apply_temperature,
        cases=wrong.temperature_cases,
        hints=(
            "Divide before the softmax. And what should happen when nothing can be divided by 0?",
            "`(logits / temperature).softmax(-1)`; for 0, probability 1 for the highest logit.",
            "`F.one_hot(logits.argmax(-1), logits.shape[-1]).float()` is the case of 0.",
        ),
        mistakes=(
            Mistake("It multiplies by the temperature. Divide.", wrong.multiplied),
            Mistake(
                "It divides probabilities, which cancels out. Divide the logits.",
                wrong.divides_shares,
            ),
            Mistake(
                "It divides probabilities: they no longer add up to 1. Divide the logits.",
                wrong.shares_only_divided,
            ),
            Mistake("At temperature 0 it divides by 0. Treat that case first.", wrong.no_zero),
            Mistake("Large logits overflow in `exp`. `softmax` does not.", wrong.overflows),
            Mistake("It works along the first axis. Use the last: `-1`.", wrong.first_axis),
            Mistake("The temperature changes nothing.", wrong.ignores_temperature),
        ),
    ),
    Exercise(
        id="nucleus",
        title="Top-p: keep the nucleus",
        minutes=10,
        difficulty=3,
        reference=nucleus,
        cases=wrong.nucleus_cases,
        hints=(
            "Sort from the likeliest down and add up. A token is kept if those before it do not"
            " reach `top_p` yet.",
            "`ordered, order = probabilities.sort(descending=True)`; `ordered.cumsum(0) - ordered`"
            " is what stands before each.",
            "On a clone, set the places `order[before >= top_p]` to 0, and divide by the sum.",
        ),
        mistakes=(
            Mistake(
                "The token that crosses `top_p` is dropped: what is left does not reach it.",
                wrong.drops_the_last,
            ),
            Mistake("It keeps one token too many.", wrong.one_too_many),
            Mistake(
                "It keeps one token more when those before reach `top_p` exactly. Use `>=`.",
                wrong.one_more_at_a_tie,
            ),
            Mistake(
                "It does not add up to 1. Divide by the sum of what is left.", wrong.not_normalised
            ),
            Mistake(
                "The result is sorted: probabilities stand at other tokens' places.",
                wrong.still_sorted,
            ),
            Mistake(
                "It keeps the least likely tokens. Sort with `descending=True`.", wrong.least_likely
            ),
            Mistake("It adds up in the order of the ids. Sort first.", wrong.unsorted_sum),
            Mistake(
                "It compares each probability with `top_p`. Compare what they add up to.",
                wrong.by_threshold,
            ),
        ),
    ),
    Exercise(
        id="show_until",
        title="Stop rules",
        minutes=10,
        difficulty=3,
        reference=show_until,
        cases=wrong.stop_cases,
        hints=(
            "Two cases. A stop string is in the text: show what stands before the first. None is:"
            " the end of the text may still be the beginning of one.",
            "`min` over `text.index(mark)` for the marks in the text. For the other case:"
            " `text.endswith(mark[:n])`.",
            "Collect every n from 1 to `len(mark) - 1` for which the text ends with `mark[:n]`, and"
            " hold back the largest. `max(held, default=0)` covers an empty list.",
        ),
        mistakes=(
            Mistake(
                "It shows the beginning of a stop string. Hold back an ending that may become one.",
                wrong.shows_the_beginning,
            ),
            Mistake(
                "It cuts at the first stop string of the list. The first in the text counts.",
                wrong.first_in_the_list,
            ),
            Mistake("It shows the stop string. Cut before it.", wrong.shows_the_stop),
            Mistake(
                "It finds a stop string only at the end. It may stand anywhere.",
                wrong.only_at_the_end,
            ),
            Mistake(
                "It always holds something back. Hold back only what may become a stop string.",
                wrong.always_holds,
            ),
            Mistake("Several endings fit: hold back the longest.", wrong.shortest_ending),
            Mistake("It never says that the text has stopped.", wrong.never_done),
        ),
    ),
    Exercise(
        id="fitting_pieces",
        title="Pieces that fit what is typed",
        minutes=7,
        difficulty=2,
        reference=fitting_pieces,
        cases=typing.piece_cases,
        hints=(
            "A piece can be longer than what is typed, or shorter. Both may fit.",
            "`piece.startswith(typed)` is one way to fit, `typed.startswith(piece)` the other.",
            "Join them with `or`. An empty piece would fit for ever: `bool(piece) and (...)`.",
        ),
        mistakes=(
            Mistake("It misses pieces that are shorter than what is typed.", typing.longer_only),
            Mistake("It misses pieces that are longer than what is typed.", typing.shorter_only),
            Mistake("An empty piece never fits: it brings you nowhere.", typing.with_empty),
            Mistake("It looks anywhere in the piece. Only its beginning counts.", typing.anywhere),
            Mistake(
                "It ignores upper and lower case. The user typed what she meant.", typing.any_case
            ),
            Mistake(
                "It strips the space. A space says that a new word begins.", typing.without_space
            ),
            Mistake("It returns the pieces. Return True or False for each.", typing.the_pieces),
        ),
    ),
    Exercise(
        id="typing_cost",
        title="Count the keys",
        minutes=10,
        difficulty=2,
        reference=typing_cost,
        cases=typing.typing_cases,
        hints=(
            "Word by word: ask with no letter typed, then with one, and so on, until the suggestion"
            " is the word.",
            "Taken after n letters, a word costs n + 1 keys. Never taken, it costs its letters and"
            ' the space. `before` is `" ".join(words[:place])`.',
            "A `for ... else` fits: `for letters in range(len(word))` with `break` when"
            " `suggest(before, word[:letters]) == word`; the `else` part is the word typed in"
            " full.",
        ),
        mistakes=(
            Mistake("Taking a suggestion costs a key, too.", typing.free_accept),
            Mistake("A word typed in full needs its space.", typing.no_space),
            Mistake(
                "It asks only before the first letter. Ask again after each.", typing.asks_once
            ),
            Mistake(
                "It counts every taken suggestion. First means before any letter is typed.",
                typing.counts_all_taken,
            ),
            Mistake("`suggest` must see the words before.", typing.no_context),
            Mistake("It takes any suggestion. Take only the right word.", typing.any_suggestion),
            Mistake("These are shares. Return two whole numbers.", typing.shares),
        ),
    ),
]
