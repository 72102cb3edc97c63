"""The exercises of the lab `own_inferences`: what a model concludes, and which of it to learn."""

import itertools
import math
from collections import Counter

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import own_inferences_cases as wrong
from helpers.exercises import own_inferences_text as text


def related_facts(fact: str, facts: list[str], names: set[str]) -> list[str]:
    """The other facts that mention a name which `fact` mentions, in their order."""
    own = wrong.mentioned(fact, names)
    return [other for other in facts if other != fact and own & wrong.mentioned(other, names)]


def ask_for_reversal(fact: str, examples: list[tuple[str, str]]) -> str:
    """The examples, each a fact, the marker and its reversal, then `fact` and the marker."""
    rows = [f"{a} {text.MARKER} {b}" for a, b in examples]
    return " ".join([*rows, fact, text.MARKER])


def cited_conclusion(source: str, written: str, facts: list[str]) -> str | None:
    """The conclusion without "So", if its step is another given fact and it is new; else None."""
    step, _, rest = written.partition(". ")
    found = text.without_so(rest)
    given = step + "." in facts and step + "." != source
    return found if given and rest.startswith("So ") and found not in facts else None


def majority_conclusion(conclusions: list[str | None], least: int) -> str | None:
    """The conclusion written most often, at least `least` times and more often than any other."""
    ranked = Counter(filter(None, conclusions)).most_common(2)
    alone = len(ranked) < 2 or ranked[0][1] > ranked[1][1] if ranked else False
    return ranked[0][0] if alone and ranked[0][1] >= least else None


def equal_parts(facts: list[str], own: list[str]) -> list[str]:
    """All facts and all own sentences, the shorter list repeated in order until both are equal."""
    if not own:
        return list(facts)
    longer = max(len(facts), len(own))
    return [
        *itertools.islice(itertools.cycle(facts), longer),
        *itertools.islice(itertools.cycle(own), longer),
    ]


def break_even(once: float, each_weights: float, each_context: float) -> int | None:
    """The smallest number of questions from which `once` and its questions cost less than the
    context's; None if that never happens."""
    saved = each_context - each_weights
    return math.floor(once / saved) + 1 if saved > 0 else None


EXERCISES = [
    Exercise(
        id="related_facts",
        title="Look up what shares a name",
        minutes=8,
        difficulty=2,
        reference=related_facts,
        cases=wrong.related_cases,
        hints=(
            "First find the names in one sentence. Compare whole words, without the full stop.",
            '`word.strip(".")` is a word; kinds also come with an s: look up `word` and'
            ' `word.removesuffix("s")` in `names`.',
            "Make a set of the names in `fact`. Keep each other fact whose set has one in common:"
            " `if other != fact and own & names_in(other)`.",
        ),
        mistakes=(
            Mistake("Parts of words count as names. Compare whole words.", wrong.parts_of_words),
            Mistake("The fact itself is among them. Leave it out.", wrong.with_itself),
            Mistake("A kind with an s is missed: take the s off as well.", wrong.no_plural),
            Mistake(
                'Ordinary words count, too: nearly every fact has "is". Keep to `names`.',
                wrong.any_word,
            ),
            Mistake("The full stop sticks to the last name. Strip it.", wrong.with_full_stop),
            Mistake("The order is not that of `facts`.", wrong.other_order),
        ),
    ),
    Exercise(
        id="ask_for_reversal",
        title="Ask for the other way round",
        minutes=5,
        difficulty=1,
        reference=ask_for_reversal,
        cases=text.prompt_cases,
        hints=(
            "Each example is a fact, the marker and the reversal. The new fact has no reversal"
            " yet.",
            'The marker is "The other way round:". Put single spaces between all parts.',
            'Make a list: `f"{a} The other way round: {b}"` for each pair, then'
            ' `f"{fact} The other way round:"`, and join it with `" "`.',
        ),
        mistakes=(
            Mistake(
                "A space stands at the end. The model's next word brings its own.",
                text.space_at_end,
            ),
            Mistake(
                "The marker at the end is missing: nothing says what to write.", text.no_last_marker
            ),
            Mistake("The new fact stands first. The model goes on from the end.", text.fact_first),
            Mistake("The examples lack the marker.", text.unmarked_examples),
            Mistake(
                "The examples are turned: the fact comes before its reversal.", text.turned_examples
            ),
            Mistake(
                "Line breaks stand between the parts. The model knows spaces only.", text.by_lines
            ),
        ),
    ),
    Exercise(
        id="cited_conclusion",
        title="Only what cites",
        minutes=10,
        difficulty=3,
        reference=cited_conclusion,
        cases=text.cited_cases,
        hints=(
            'Cut what was written into two sentences: a step, and a conclusion behind "So".',
            '`step, _, rest = written.partition(". ")`; the step has lost its full stop. It must be'
            " in `facts` and must not be `source`.",
            'Without "So " the conclusion needs a capital: `rest[3].upper() + rest[4:]`. Return'
            " None"
            " if a condition fails, or if the conclusion is itself in `facts`.",
        ),
        mistakes=(
            Mistake("The step is not checked. It must be one of the facts.", text.unchecked),
            Mistake("The source cites itself. A second fact is needed.", text.cites_itself),
            Mistake("The conclusion is a given fact already. Return None.", text.nothing_new),
            Mistake('"So" is still there. Leave it out.', text.keeps_so),
            Mistake("The sentence begins with a small letter.", text.small_letter),
            Mistake("Without a conclusion the answer is None, not an empty text.", text.empty_text),
        ),
    ),
    Exercise(
        id="majority_conclusion",
        title="What most orders say",
        minutes=7,
        difficulty=2,
        reference=majority_conclusion,
        cases=wrong.majority_cases,
        hints=(
            "None means that an order gave nothing. Leave these out before you count.",
            "`collections.Counter(...).most_common(2)` gives the two most frequent ones with their"
            " numbers.",
            "Return None if nothing is left, if the first number is below `least`, or if the second"
            " one equals the first.",
        ),
        mistakes=(
            Mistake("None is counted as a conclusion. Leave it out.", wrong.counts_none),
            Mistake("Exactly `least` times is enough. Compare with `>=`.", wrong.more_than_least),
            Mistake(
                "Two are equally frequent. Then nobody has the majority: return None.",
                wrong.first_of_equals,
            ),
            Mistake("`least` is not used.", wrong.without_least),
            Mistake(
                "It asks for more than half of all orders. Compare with `least`.",
                wrong.more_than_half,
            ),
        ),
    ),
    Exercise(
        id="equal_parts",
        title="Half facts, half notes",
        minutes=6,
        difficulty=2,
        reference=equal_parts,
        cases=wrong.parts_cases,
        hints=(
            "How long is the longer list? Both parts get that length.",
            "`some[i % len(some)]` for i from 0 on runs through a list again and again.",
            "`longer = max(len(facts), len(own))`; build one list of `facts[i % len(facts)]` and"
            " one"
            " of `own[i % len(own)]`, each with `longer` entries. Without notes: the facts alone.",
        ),
        mistakes=(
            Mistake("The two parts differ in length. Repeat the shorter one.", wrong.as_they_are),
            Mistake("The longer part is cut. Repeat the shorter one instead.", wrong.cut_off),
            Mistake(
                "It repeats whole lists only, so the parts differ in length.", wrong.whole_repeats
            ),
            Mistake("If there are no notes, return the facts once.", wrong.fails_without),
            Mistake(
                "Only the facts are repeated. The notes may be fewer, too.",
                wrong.only_facts_repeated,
            ),
            Mistake(
                "The last sentence is repeated again and again. Start over from the first.",
                wrong.last_repeated,
            ),
        ),
    ),
    Exercise(
        id="break_even",
        title="From how many questions",
        minutes=6,
        difficulty=2,
        reference=break_even,
        cases=wrong.even_cases,
        hints=(
            "What does one question save? How many savings pay for `once`?",
            "`once / (each_context - each_weights)` questions cost the same. You need the next"
            " whole"
            " number at which it is *less*.",
            "`math.floor(once / saved) + 1`, and None if `saved` is 0 or below.",
        ),
        mistakes=(
            Mistake(
                "At this number both cost the same. It must be less: one more.",
                wrong.equal_is_enough,
            ),
            Mistake(
                "A question from the weights costs something as well. Take the difference.",
                wrong.free_questions,
            ),
            Mistake(
                "If a question saves nothing, it never pays: return None.", wrong.never_gives_up
            ),
            Mistake("Questions are whole. Round to the next one.", wrong.not_whole),
            Mistake("The costs are added. What counts is what a question saves.", wrong.added),
        ),
    ),
]
