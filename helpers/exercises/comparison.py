"""The exercises of the lab `comparison`: what makes a comparison fair."""

import random

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import comparison_cases as wrong
from helpers.exercises.comparison_random import judge_context
from helpers.measure import metrics


def ask_both_ways(first: str, second: str, words: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """The questions "trained" and "reversed" about a fact, each (beginning, answer)."""
    return {
        "trained": (f"{first} is the {words[0]} of", second),
        "reversed": (f"{second} is the {words[1]} of", first),
    }


def leaked(texts: list[str], questions: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The questions (beginning, answer) whose whole sentence stands in one of the texts."""
    told = wrong.sentences(texts)
    return [
        (prompt, answer) for prompt, answer in questions if f"{prompt} {answer}".casefold() in told
    ]


def wrong_choices(fact: tuple[str, str, str], facts: list[tuple[str, str, str]]) -> list[str]:
    """Second terms of other facts of the relation, each once, without any that is right here."""
    right = {fact[2]} | {b for a, r, b in facts if (a, r) == fact[:2]}
    return list(dict.fromkeys(b for _, r, b in facts if r == fact[1] and b not in right))


def build_context(needs: list[str], others: list[str], size: int, seed: int) -> list[str]:
    """`size` different sentences in random order: all needed ones, the rest drawn from others."""
    rng = random.Random(seed)
    rest = [text for text in others if text not in needs]
    chosen = [*needs, *rng.sample(rest, min(len(rest), max(0, size - len(needs))))]
    return rng.sample(chosen, len(chosen))


def exact_share(written: list[str], answers: list[str]) -> float:
    """The share of texts whose first sentence is exactly the answer."""
    right = [text.split(".")[0].strip() == answer for text, answer in zip(written, answers)]
    return sum(right) / len(right)


def clearly_ahead(one: list[float], other: list[float]) -> str:
    """ "first", "second" or "neither": where the interval of the paired differences lies."""
    _, low, high = metrics.interval([a - b for a, b in zip(one, other)])
    return "first" if low > 0 else "second" if high < 0 else "neither"


EXERCISES = [
    Exercise(
        id="ask_both_ways",
        title="One fact, two questions",
        minutes=5,
        difficulty=1,
        reference=ask_both_ways,
        cases=wrong.fact_cases,
        hints=(
            "The forward question begins with the first name and is answered by the second.",
            "Reversed, the second name begins, and the relation is the word from its side,"
            " `words[1]`.",
            'The forward one is `(f"{first} is the {words[0]} of", second)`; write the reversed one'
            " in the same way and return both in a dictionary.",
        ),
        mistakes=(
            Mistake(
                "Reversed it is still the word of the first side. Use `words[1]`.", wrong.same_word
            ),
            Mistake("The answer of the reversed question is the first name.", wrong.same_answer),
            Mistake(
                "The two words are exchanged: the first of them is seen from `first`.",
                wrong.words_exchanged,
            ),
            Mistake("A space stands at the end. The answer brings its own.", wrong.space_at_end),
            Mistake("The beginning already holds the answer.", wrong.answer_inside),
        ),
    ),
    Exercise(
        id="leaked",
        title="Is the answer in the training text?",
        minutes=10,
        difficulty=2,
        reference=leaked,
        cases=wrong.leak_cases,
        hints=(
            "Compare whole sentences: the beginning, a space and the answer.",
            "Split every text at its full stops, strip the parts, and put them into a set in small"
            " letters.",
            'Keep a question if `f"{prompt} {answer}".lower()` is in that set.',
        ),
        mistakes=(
            Mistake("Capital letters hide a leak. Compare in small letters.", wrong.case_matters),
            Mistake(
                "A text can hold several sentences. Split it at the full stops.", wrong.whole_texts
            ),
            Mistake(
                "A longer name that begins with the answer is another name. Compare whole"
                " sentences.",
                wrong.longer_names,
            ),
            Mistake(
                "The beginning alone is no leak: the answer must stand there, too.",
                wrong.prompts_only,
            ),
            Mistake("It returns those that are *not* in the text.", wrong.the_others),
            Mistake(
                "The names may stand together in another sentence. Compare the sentence.",
                wrong.names_together,
            ),
        ),
    ),
    Exercise(
        id="wrong_choices",
        title="Wrong choices",
        minutes=10,
        difficulty=2,
        reference=wrong_choices,
        cases=wrong.choice_cases,
        hints=(
            "Go through the facts with the same relation and collect their second terms.",
            "First collect what is right here: the second terms of all facts with the same first"
            " term and relation.",
            "Take a second term if its relation is the same, it is not right here, and it is not in"
            " the list yet.",
        ),
        mistakes=(
            Mistake(
                "Another relation's answers are too easy. Keep to the fact's relation.",
                wrong.any_relation,
            ),
            Mistake("The right answer is among the wrong choices.", wrong.with_the_answer),
            Mistake(
                "Another fact makes one of them right, too. Leave out all that are right.",
                wrong.other_right_ones,
            ),
            Mistake("A name occurs twice. Every choice once.", wrong.repeated),
            Mistake("These are the first terms. The answer is a second one.", wrong.first_terms),
            Mistake("The order is not that of the facts.", wrong.alphabetical),
        ),
    ),
    Exercise(
        id="build_context",
        title="The context",
        minutes=8,
        difficulty=2,
        reference=build_context,
        judge=judge_context,
        hints=(
            "Three steps: what is not needed, a draw from it, and a shuffle of everything.",
            "`rest = [text for text in others if text not in needs]`, so that nothing stands there"
            " twice.",
            "`rng = random.Random(seed)`; draw `rng.sample(rest, count)` with `count` at most"
            " `len(rest)`, add the needed ones, `rng.shuffle(...)`.",
        ),
    ),
    Exercise(
        id="exact_share",
        title="Exactly right",
        minutes=5,
        difficulty=1,
        reference=exact_share,
        cases=wrong.written_cases,
        hints=(
            "Cut every text at its first full stop, then compare.",
            '`text.split(".")[0].strip()` is the first sentence without spaces around it.',
            "Count the equal ones and divide by how many answers there are.",
        ),
        mistakes=(
            Mistake(
                "A longer name that begins with the answer is another name. Compare with `==`.",
                wrong.begins_alike,
            ),
            Mistake("The answer somewhere in the text is not enough.", wrong.somewhere),
            Mistake("Cut at the first full stop before you compare.", wrong.uncut),
            Mistake("White space around the answer does not count: `strip()`.", wrong.unstripped),
            Mistake("Capital letters count: a name has one.", wrong.any_case),
            Mistake("This is how many are right. Divide by the number of answers.", wrong.counted),
        ),
    ),
    Exercise(
        id="clearly_ahead",
        title="Clearly ahead, or not",
        minutes=8,
        difficulty=2,
        reference=clearly_ahead,
        cases=wrong.draw_cases,
        hints=(
            "The same draw stands in the same place of both lists, so subtract place by place.",
            "`_, low, high = metrics.interval(differences)`; the first is ahead if `low > 0`.",
            'The second is ahead if `high < 0`. Everything else is "neither".',
        ),
        mistakes=(
            Mistake(
                "The higher mean is not enough. Look at the interval of the differences.",
                wrong.means_only,
            ),
            Mistake(
                "Compare draw by draw: two separate intervals miss differences that every draw"
                " has.",
                wrong.two_intervals,
            ),
            Mistake('"first" and "second" are exchanged.', wrong.exchanged),
            Mistake(
                "Zero at the end of the interval belongs to it. Use `>` and `<`.", wrong.zero_counts
            ),
            Mistake("Sorted lists pair draws that do not belong together.", wrong.sorted_first),
        ),
    ),
]
