"""The lab `own_inferences`'s other inputs, and typical wrong implementations that these inputs
tell apart.
"""

import math
from collections import Counter

# --- related_facts -------------------------------------------------------------------------------


def related_cases() -> list:
    names = {"Lana", "Ba", "Bado", "Rike", "tumu", "lode", "fipo"}
    facts = [
        "Lana is a tumu.",
        "Ba is the boss of Rike.",
        "All tumus are lodes.",
        "Bado is a fipo.",
        "Rike is the boss of Bado.",
        "All lodes have spots.",
        "Some tumus are fipos.",
    ]
    return [
        (facts[0], facts, names),
        (facts[1], facts, names),
        (facts[4], facts, names),
        (facts[5], facts, names),
        (facts[2], facts[::-1], names),
        ("Ba is a fipo.", ["Bado is a tumu.", "All lodes have spots."], names),
    ]


def mentioned(text: str, names: set[str]) -> set[str]:
    words = [word.strip(".") for word in text.split()]
    return {word for word in (*words, *(w.removesuffix("s") for w in words)) if word in names}


def parts_of_words(fact, facts, names):
    own = {name for name in names if name in fact}
    return [other for other in facts if other != fact and any(name in other for name in own)]


def with_itself(fact, facts, names):
    return [other for other in facts if mentioned(fact, names) & mentioned(other, names)]


def no_plural(fact, facts, names):
    def words(text):
        return {word.strip(".") for word in text.split()} & names

    return [other for other in facts if other != fact and words(fact) & words(other)]


def any_word(fact, facts, names):
    def words(text):
        found = {word.strip(".") for word in text.split()}
        return found | {word.removesuffix("s") for word in found}

    return [other for other in facts if other != fact and words(fact) & words(other)]


def with_full_stop(fact, facts, names):
    def words(text):
        found = set(text.split())
        return (found | {word.removesuffix("s") for word in found}) & names

    return [other for other in facts if other != fact and words(fact) & words(other)]


def other_order(fact, facts, names):
    own = mentioned(fact, names)
    return sorted(other for other in facts if other != fact and own & mentioned(other, names))


# --- majority_conclusion -------------------------------------------------------------------------


def majority_cases() -> list:
    a, b, c = "Lana is also a lode.", "Lana is also a fipo.", "Lana is also a zamu."
    return [
        ([a, b, a], 2),
        ([a, b, None], 2),
        ([a, a, b, b], 2),
        ([None, None, a], 1),
        ([None, None, None, a, a], 2),
        ([a, a, b, c, None, None], 2),
        ([b, a, b, a, b], 4),
        ([], 1),
        ([None, None], 1),
        ([c, b], 1),
    ]


def ranked(conclusions) -> list:
    return Counter(text for text in conclusions if text).most_common(2)


def counts_none(conclusions, least):
    top = Counter(conclusions).most_common(2)
    if not top or top[0][1] < least or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


def more_than_least(conclusions, least):
    top = ranked(conclusions)
    if not top or top[0][1] <= least or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


def first_of_equals(conclusions, least):
    top = ranked(conclusions)
    return top[0][0] if top and top[0][1] >= least else None


def without_least(conclusions, least):
    top = ranked(conclusions)
    if not top or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


def more_than_half(conclusions, least):
    top = ranked(conclusions)
    return top[0][0] if top and top[0][1] > len(conclusions) / 2 else None


# --- equal_parts ---------------------------------------------------------------------------------


def parts_cases() -> list:
    return [
        (["a", "b"], ["x", "y", "z"]),
        (["a", "b", "c", "d", "e"], ["x", "y"]),
        (["a", "b"], ["x", "y"]),
        (["a"], ["w", "x", "y", "z"]),
        (["a", "b"], ["u", "v", "w", "x", "y"]),
        (["a", "b"], []),
    ]


def as_they_are(facts, own):
    return facts + own


def cut_off(facts, own):
    shorter = min(len(facts), len(own))
    return facts[:shorter] + own[:shorter] if own else list(facts)


def whole_repeats(facts, own):
    if not own:
        return list(facts)
    most = max(len(facts), len(own))
    return facts * (most // len(facts)) + own * (most // len(own))


def repeated(some, longer) -> list:
    return [some[i % len(some)] for i in range(longer)]


def fails_without(facts, own):
    longer = max(len(facts), len(own))
    return repeated(facts, longer) + repeated(own, longer)


def only_facts_repeated(facts, own):
    if not own:
        return list(facts)
    return repeated(facts, max(len(facts), len(own))) + own


def last_repeated(facts, own):
    if not own:
        return list(facts)
    longer = max(len(facts), len(own))
    return [some[min(i, len(some) - 1)] for some in (facts, own) for i in range(longer)]


# --- break_even ----------------------------------------------------------------------------------


def even_cases() -> list:
    return [
        (100.0, 1.0, 11.0),
        (105.0, 1.0, 11.0),
        (7.0, 2.0, 4.0),
        (1e9, 2e6, 5e6),
        (50.0, 3.0, 3.0),
        (50.0, 5.0, 3.0),
        (2.0, 1.0, 9.0),
        (10.0, 0.25, 0.75),
    ]


def equal_is_enough(once, each_weights, each_context):
    saved = each_context - each_weights
    return math.ceil(once / saved) if saved > 0 else None


def free_questions(once, each_weights, each_context):
    return math.floor(once / each_context) + 1 if each_context > each_weights else None


def never_gives_up(once, each_weights, each_context):
    saved = each_context - each_weights
    return math.floor(once / saved) + 1 if saved else None


def not_whole(once, each_weights, each_context):
    saved = each_context - each_weights
    return once / saved if saved > 0 else None


def added(once, each_weights, each_context):
    if each_context <= each_weights:
        return None
    return math.floor(once / (each_context + each_weights)) + 1
