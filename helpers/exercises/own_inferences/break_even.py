"""From how many questions on are the weights cheaper than notes in the context?"""

import math

from helpers.checking.spec import Exercise, mistake


def break_even(once: float, each_weights: float, each_context: float) -> int | None:
    """The smallest whole number of questions at which the weights cost less in all.

    None if a question with context costs no more than one from the weights.
    """
    saved = each_context - each_weights
    if saved <= 0:
        return None
    return int(once / saved) + 1


def cases() -> list:
    return [
        (100.0, 1.0, 11.0),
        (105.0, 1.0, 11.0),
        (7.0, 2.0, 4.0),
        (1e9, 2e6, 5e6),
        (50.0, 3.0, 3.0),
        (50.0, 5.0, 3.0),
        (2.0, 1.0, 9.0),
        (10.0, 0.25, 0.75),
        (400_000.0, 1.0, 4.0),
    ]


@mistake("At this number both cost the same. It must be less: one more.")
def equal_is_enough(once, each_weights, each_context):
    saved = each_context - each_weights
    return math.ceil(once / saved) if saved > 0 else None


@mistake("A question from the weights costs something as well. Take the difference.")
def free_questions(once, each_weights, each_context):
    return math.floor(once / each_context) + 1 if each_context > each_weights else None


@mistake("If a question saves nothing, it never pays: return None.")
def never_gives_up(once, each_weights, each_context):
    saved = each_context - each_weights
    return math.floor(once / saved) + 1 if saved else None


@mistake("Questions are whole. Round to the next one.")
def not_whole(once, each_weights, each_context):
    saved = each_context - each_weights
    return once / saved if saved > 0 else None


@mistake("The costs are added. What counts is what a question saves.")
def added(once, each_weights, each_context):
    if each_context <= each_weights:
        return None
    return math.floor(once / (each_context + each_weights)) + 1


@mistake("It tries too few numbers. There is no largest one: divide.")
def few_tried(once, each_weights, each_context):
    found = break_even(once, each_weights, each_context)
    return found if found is None or found <= 100_000 else None


EXERCISE = Exercise(
    id="break_even",
    title="From how many questions",
    minutes=6,
    difficulty=2,
    reference=break_even,
    cases=cases,
    mistakes=(equal_is_enough, few_tried, free_questions, never_gives_up, not_whole, added),
    hints=(
        "What does one question save? How many savings pay for `once`?",
        "`once / (each_context - each_weights)` questions cost the same. You need the next whole"
        " number at which it is *less*.",
        "`math.floor(once / saved) + 1`, and None if `saved` is 0 or below.",
    ),
)
