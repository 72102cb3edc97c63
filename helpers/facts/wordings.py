"""Wordings that a learner invents for facts and questions: checked, and filled with facts.

A wording is three patterns: how a fact is told, and how it is asked for forward and reversed. In a
pattern {a} and {b} are the two names, {f} is the relation's word from the side of {a}, and {g} the
one from the side of {b}, as in `facts.toml`. A question ends with the name that it asks for.
"""

import re
from collections.abc import Mapping, Sequence
from string import Formatter

from helpers import arguments
from helpers.facts import practised, statements
from helpers.facts.own import Row
from helpers.facts.vocabulary import tokenizer
from helpers.files import CourseError, read_json, root
from helpers.show import display

# What a wording is for, and the name that its sentence ends with.
ENDS = {"told": "", "forward": "{b}", "reversed": "{a}"}
COURSE = {
    "told": "{a} is the {f} of {b}.",
    "forward": "{a} is the {f} of {b}.",
    "reversed": "{b} is the {g} of {a}.",
}
LONGEST = 200  # letters of a pattern
MARKS = ".,?:'"


@arguments.checked
def written(rows: Sequence[Row], pattern: str) -> list[str]:
    """A sentence for every fact.

    >>> written([("Mibako", "teacher", "Tefu")], "the {g} of {a} is {b}.")
    ['The pupil of Mibako is Tefu.']
    """
    known = statements.relations()
    return [statements.Fact(known[name], a, b).filled(pattern) for a, name, b in rows]


@arguments.checked
def checked(wording: Mapping[str, str], rows: Sequence[Row], facts: int = 12) -> dict[str, str]:
    """The wording, if the facts can be told and asked for in it, so many of them in one context.

    A sentence says whether pre-training practised it, and how the models do with wordings that it
    did not. Raises `CourseError` that says what to change.

    >>> some = [("Mibako", "teacher", "Tefu")]
    >>> checked(COURSE | {"reversed": "the {f} of {b} is {a}"}, some)
    Traceback (most recent call last):
    helpers.files.CourseError: The question "reversed" asks for {a}: end it with " {a}." and \
nothing after it.
    """
    wording = {name: str(pattern).strip(" ") for name, pattern in wording.items()}
    if set(wording) != set(ENDS):
        raise CourseError(
            f"A wording has three patterns: {', '.join(ENDS)}. Yours has"
            f" {', '.join(wording) or 'none'}."
        )
    for name, pattern in wording.items():
        check_text(name, pattern)
        check_slots(name, pattern)
        check_words(name, pattern)
    check_length(wording, rows, facts)
    display.say(practised.told_of(wording))
    return wording


def check_text(name: str, pattern: str) -> None:
    """Refuse what is no single line of a bearable length."""
    if not pattern:
        raise CourseError(f'"{name}" is empty. Write a sentence such as "{COURSE[name]}"')
    if len(pattern) > LONGEST:
        raise CourseError(
            f'"{name}" has {len(pattern):,} letters. Write a sentence of {LONGEST} at most: twelve'
            " of them stand in a context."
        )
    if not pattern.isprintable():
        raise CourseError(
            f'"{name}" holds a line break or another sign that is not seen. Write it in one line.'
        )


def check_slots(name: str, pattern: str) -> None:
    """Refuse braces that are no slots, slots too many or too few, and ends without the answer."""
    found, end = slots(name, pattern), ENDS[name]
    for slot in ("{a}", "{b}"):
        if found.count(slot) != 1:
            raise CourseError(
                f'"{name}" has {slot} {found.count(slot)} times. Write it once: it is where the'
                f" {'first' if slot == '{a}' else 'second'} name of a fact stands."
            )
    for slot in ("{f}", "{g}"):
        if found.count(slot) > 1:
            raise CourseError(f'"{name}" has {slot} {found.count(slot)} times. Once is enough.')
    if not {"{f}", "{g}"} & set(found):
        raise CourseError(
            f'"{name}" has no relation word. Write {{f}}, such as "teacher", or {{g}}, such as'
            ' "pupil": without it nobody knows which relation is meant.'
        )
    if touching := re.search(r"\S?{\w}[^\s.,?:']|\S{\w}", pattern):
        raise CourseError(
            f'In "{name}", "{touching[0]}" would make one word of two. Put a space before and'
            " after a slot; behind it a mark may stand, too."
        )
    if not end and (not pattern.endswith(".") or found.index("{a}") > found.index("{b}")):
        raise CourseError(
            f'"{name}" tells a fact forward: {{a}} before {{b}}, with a full stop at the end.'
            ' Otherwise "reversed" would not be reversed.'
        )
    if end and not pattern.endswith(f" {end}."):
        raise CourseError(
            f'The question "{name}" asks for {end}: end it with " {end}." and nothing after it.'
        )


def slots(name: str, pattern: str) -> list[str]:
    """The slots of a pattern in their order, such as ["{a}", "{f}", "{b}"]."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as problem:
        raise CourseError(
            f'The braces of "{name}" do not match. Write a slot as {{a}}, and no other braces.'
        ) from problem
    found = []
    for text, field, how, conversion in parts:
        if set("{}") & set(text) or (field is not None and (how or conversion or len(field) != 1)):
            raise CourseError(
                f'"{name}" has braces that are no slot. The slots are {{a}}, {{b}}, {{f}}, {{g}}.'
            )
        if field is not None and field not in "abfg":
            raise CourseError(
                f'"{name}" has {{{field}}}, which is no slot. {{a}} and {{b}} are the names, {{f}}'
                " and {g} the words of the relation."
            )
        found += [f"{{{field}}}"] if field is not None else []
    return found


def check_words(name: str, pattern: str) -> None:
    """Refuse letters and marks that the model's tokenizer does not have."""
    known = tokenizer()
    for word in practised.pieces(pattern):
        if known.unk_token in known.tokenize(word):
            raise CourseError(
                f'The model cannot read "{word}" in "{name}". It knows the letters a to z, without'
                f" accents, and the marks {' '.join(MARKS)}"
            )


def check_length(wording: Mapping[str, str], rows: Sequence[Row], facts: int) -> None:
    """Refuse a wording in which so many facts and a question do not fit into the context."""
    limit = read_json(root() / "checkpoints" / practised.CHECKPOINTS[0] / "card.json")["context"]
    longest = {
        name: max((len(tokenizer().tokenize(text)) for text in written(rows, pattern)), default=0)
        for name, pattern in wording.items()
    }
    need = facts * longest["told"] + max(longest["forward"], longest["reversed"]) + 2
    if need > limit:
        raise CourseError(
            f"{facts} facts told in these words take up to {facts * longest['told']} tokens; with"
            f" the question that is {need}, and the model reads {limit}. Shorten “told”."
        )
