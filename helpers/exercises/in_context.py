"""The exercises of the lab `in_context`: prompts and what goes into them."""

import random
from collections.abc import Callable

import torch

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import in_context_cases as wrong
from helpers.exercises import in_context_memory as lost
from helpers.exercises.in_context_random import judge_balanced


def few_shot_text(
    query: str, demonstrations: list[tuple[str, str]], mark: str, instruction: str = ""
) -> str:
    """A prompt: the instruction, a line "text{mark} answer" for each pair, and "query{mark}"."""
    shown = [f"{text}{mark} {answer}" for text, answer in demonstrations]
    return "\n".join([*([instruction] if instruction else []), *shown, query + mark])


def balanced_demonstrations(
    pool: list[tuple[str, str]], count: int, seed: int
) -> list[tuple[str, str]]:
    """`count` pairs of the pool at random, the same number of each answer, in random order."""
    rng = random.Random(seed)
    answers = sorted({answer for _, answer in pool})
    chosen = []
    for name in answers:
        group = [pair for pair in pool if pair[1] == name]
        chosen += rng.sample(group, count // len(answers))
    rng.shuffle(chosen)
    return chosen


def fit_budget(sizes: list[int], fixed: int, budget: int) -> int:
    """How many demonstrations to drop from the front. ValueError if the rest alone is too long."""
    wrong.checked_budget(fixed, budget)
    return next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[n:]) <= budget)


def answer_score(log_p: torch.Tensor, ids: list[int], start: int) -> float:
    """Log-likelihood in nats of the tokens from place `start` on, each given all before it.

    log_p: (length, vocabulary), row i about the token after place i. ids: the whole text's tokens.
    """
    return log_p[range(start - 1, len(ids) - 1), ids[start:]].sum().item()


def lexicon_line(phrase: str, lexicon: dict[str, str]) -> str:
    """The lexicon's entries for the words of the phrase, as a line; "" if it has none of them."""
    found = lost.known(phrase, lexicon)
    return lost.written(found, lexicon) if found else ""


def remember(
    messages: list[dict[str, str]], budget: int, count: Callable[[str], int]
) -> list[dict[str, str]]:
    """The system's message and the newest whole exchanges that fit. ValueError if nothing does."""
    return lost.dropping(messages, budget, count)


EXERCISES = [
    Exercise(
        id="few_shot_text",
        title="Write the prompt",
        minutes=6,
        difficulty=1,
        reference=few_shot_text,
        cases=wrong.text_cases,
        hints=(
            "Make a list of lines first: the instruction if there is one, the demonstrations, the"
            " query. Join them at the end.",
            'A demonstration is `f"{text}{mark} {answer}"`, the query is `f"{query}{mark}"`:'
            " nothing stands after its mark.",
            "`lines = [instruction] if instruction else []`, then add the others, and return"
            ' `"\\n".join(lines)`.',
        ),
        mistakes=(
            Mistake("A space stands at the end. The answer brings its own.", wrong.space_at_end),
            Mistake(
                "A line break stands at the end: the model would begin a new line.",
                wrong.line_at_end,
            ),
            Mistake(
                "The mark after the query is missing: nothing asks for an answer.",
                wrong.without_mark,
            ),
            Mistake("The query comes last: the model goes on from the end.", wrong.query_first),
            Mistake("The demonstrations are in reverse. Keep their order.", wrong.turned_round),
            Mistake(
                "Without an instruction the prompt begins with an empty line.", wrong.empty_line
            ),
            Mistake("The instruction is missing. It stands first.", wrong.no_instruction),
            Mistake("A space belongs between mark and answer.", wrong.glued),
            Mistake("The mark is always the same. Use the argument `mark`.", wrong.always_arrow),
            Mistake("Everything stands on one line. Join with a line break.", wrong.on_one_line),
        ),
    ),
    Exercise(
        id="balanced_demonstrations",
        title="The same number of every answer",
        minutes=7,
        difficulty=2,
        reference=balanced_demonstrations,
        judge=judge_balanced,
        hints=(
            "Which answers are there? Each gets `count` divided by their number.",
            "`rng = random.Random(seed)` once. For each answer, in sorted order, `rng.sample`"
            " from the pairs that have it.",
            "Collect all pairs in one list and `rng.shuffle` it at the end, or equal answers stand"
            " together.",
        ),
    ),
    Exercise(
        id="fit_budget",
        title="What does not fit",
        minutes=6,
        difficulty=1,
        reference=fit_budget,
        cases=wrong.budget_cases,
        hints=(
            "Try dropping none, then one, then two. Stop as soon as the rest fits.",
            "`fixed + sum(sizes[n:])` is the length with the first n dropped. It may equal the"
            " budget.",
            "First `if fixed > budget: raise ValueError(...)`. Then a loop over"
            " `range(len(sizes) + 1)`, and return the first n that fits.",
        ),
        mistakes=(
            Mistake(
                "A prompt of exactly `budget` tokens fits. Compare with `<=`.", wrong.strictly_less
            ),
            Mistake("The fixed part takes room too. Add `fixed`.", wrong.without_fixed),
            Mistake("It drops from the end. The newest, at the end, stay.", wrong.from_the_end),
            Mistake("This is how many stay. Return how many are dropped.", wrong.how_many_kept),
            Mistake(
                "It leaves out long ones in between. Drop from the front only.",
                wrong.skips_long_ones,
            ),
            Mistake("If the fixed part alone is too long, raise ValueError.", wrong.never_refuses),
        ),
    ),
    Exercise(
        id="answer_score",
        title="How likely is an answer?",
        minutes=8,
        difficulty=3,
        reference=answer_score,
        cases=wrong.score_cases,
        hints=(
            "An answer's probability is a product over its tokens, so its logarithm is a sum.",
            "The token at place i was predicted at place i - 1: row i - 1 of `log_p` knows it.",
            "`sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids)))`.",
        ),
        mistakes=(
            Mistake("One row too late: row i predicts the token at place i + 1.", wrong.same_place),
            Mistake("The prompt's tokens are counted too. Begin at `start`.", wrong.whole_text),
            Mistake("It is the mean over tokens. Wanted is the sum.", wrong.mean_of_tokens),
            Mistake(
                "It is a probability. Wanted is its logarithm: leave out `exp`.",
                wrong.as_probability,
            ),
            Mistake(
                "Only the answer's first token counts. Add up all of them.", wrong.first_token_only
            ),
            Mistake(
                "The answer's first token is missing. It stands at `start`.",
                wrong.without_first_token,
            ),
            Mistake("The answer's last token is missing.", wrong.last_token_missing),
            Mistake("The sign is wrong: a log-likelihood is below 0.", wrong.as_loss),
        ),
    ),
    Exercise(
        id="lexicon_line",
        title="The entries that are needed",
        minutes=6,
        difficulty=2,
        reference=lexicon_line,
        cases=lost.lexicon_cases,
        hints=(
            "Go through the words of the phrase, not through the lexicon.",
            "`phrase.split()` gives whole words. `dict.fromkeys(...)` removes repetitions and"
            " keeps the order.",
            'Return `""` if no word is known, else `"Lexicon: "`, the entries joined by `", "`,'
            ' and `".\\n"`.',
        ),
        mistakes=(
            Mistake("The whole lexicon is in it. Keep what the phrase has.", lost.whole_lexicon),
            Mistake("Parts of words count as words. Split the phrase first.", lost.parts_of_words),
            Mistake("The order is the lexicon's. Follow the phrase.", lost.in_its_own_order),
            Mistake("A word that occurs twice is listed twice.", lost.twice),
            Mistake(
                "Without any known word there is no line: return an empty text.", lost.empty_lexicon
            ),
            Mistake("The line break at the end is missing.", lost.no_line_end),
            Mistake(
                "A word that the lexicon lacks is left out. It is no error.", lost.stops_at_unknown
            ),
        ),
    ),
    Exercise(
        id="remember",
        title="A dialogue that fits",
        minutes=10,
        difficulty=3,
        reference=remember,
        cases=lost.dialogue_cases,
        hints=(
            "Take the system's message aside. It stays, and its tokens count.",
            "While it is too long, drop the oldest *two* messages of the rest: a question and its"
            " answer.",
            '`while sum(count(m["content"]) for m in head + rest) > budget:` raise ValueError if'
            " one message is left, else `rest = rest[2:]`. Return `head + rest`.",
        ),
        mistakes=(
            Mistake("An answer is left without its question. Drop both.", lost.half_exchanges),
            Mistake(
                "Exactly `budget` tokens fit. Drop only while there are more.", lost.below_budget
            ),
            Mistake(
                "The system's message is gone. It stays whatever is dropped.", lost.forgets_system
            ),
            Mistake("The system's message takes room too. Count it.", lost.system_not_counted),
            Mistake("It drops the newest exchanges. Drop the oldest.", lost.drops_newest),
            Mistake(
                "If the new message alone does not fit, raise ValueError.", lost.keeps_too_much
            ),
            Mistake("Everything or nothing. Keep what fits of the newest.", lost.only_the_new),
        ),
    ),
]
