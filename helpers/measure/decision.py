"""A decision guide that can be disputed: rules, each with its threshold and its experiment.

The rules are tried from the top, and the first one that holds is the advice. Their numbers come
from `helpers.measure.evidence`, so from measurements; change a number, and the advice may change.
"""

import textwrap
from dataclasses import replace

from matplotlib.figure import Figure

from helpers import arguments
from helpers.course import resolve
from helpers.files import CourseError
from helpers.measure.rules import RULES, Case, Numbers, Rule
from helpers.show import plots, tables

MENUS = {
    "labels": [16, 0, 4, 64, 256, 1000],  # labelled examples of each class
    "queries": [1000, 10, 100, 10_000, 1_000_000],  # until facts or labels change
    "ms": [1000, 1, 5, 20, 100],  # allowed for a query
    "output": ["a label", "a text in a form"],
    "form": ["one for all", "each person's own"],
    "asked": ["what was said", "what follows from it"],
    "removal": ["not needed", "at any time"],  # of one person's texts
}
QUESTIONS = {
    "labels": "How many labelled examples of each class do you have?",
    "queries": "How many queries will come before the facts or the labels change?",
    "ms": "How many milliseconds may a query take?",
    "output": "What must come out?",
    "form": "Whose form or style must it have?",
    "asked": "Is only that asked which was said, or what follows from it, too?",
    "removal": "Must one person's texts be removable at any time?",
}

# What no threshold decides: topic, with a prompt, with fine-tuned weights, where it was seen.
_REMARKS = [
    (
        "robustness",
        "order, format and choice of demonstrations may move the answers",
        "wrong training labels may; the form of the query must stay that of training",
        "prompts/order, prompts/format ([[lesson:prompts]]); costs/noise ([[lesson:costs]])",
    ),
    (
        "persistence",
        "gone with the prompt; sent again with every query",
        "stays, and pushes out what was known before",
        "[[lesson:in_context]], Tomorrow; costs/forgetting ([[lesson:costs]]);"
        " choose_and_combine/still ([[lesson:choose_and_combine]])",
    ),
    (
        "privacy",
        "texts travel with every query, and leave no trace in the weights",
        "texts stay at home after training, and their trace stays in the weights or the adapter",
        "[[lesson:in_context]], the fingerprint; [[lesson:costs]], Taking the adapter off",
    ),
    (
        "output control",
        "read off the demonstrations; exact only as often as measured",
        "trained; a head or a list of candidates can give nothing but a label",
        "in_context/adapt ([[lesson:in_context]]);"
        " choose_and_combine/style ([[lesson:choose_and_combine]])",
    ),
]
REMARKS = [(*words, resolve(place)) for *words, place in _REMARKS]


@arguments.checked
def recommend(case: Case, numbers: Numbers) -> tuple[Rule, list[bool]]:
    """The first rule that holds, and for each rule whether it does. The last is for the rest.

    >>> from helpers.measure.evidence import Number
    >>> numbers = {key: Number(None, "", "", "") for rule in RULES for key in rule.needs}
    >>> recommend(Case(), numbers)[0].when
    'none of these holds'
    """
    held = [rule.applies(case, numbers) for rule in RULES[:-1]]
    held.append(not any(held))
    return RULES[held.index(True)], held


@arguments.checked
def disputed(numbers: Numbers, changes: str) -> Numbers:
    """The numbers with some replaced, as in "queries = 50; labels = 4".

    Raises `CourseError` for a name or a value that is none.

    >>> from helpers.measure.evidence import Number
    >>> disputed({"ms": Number(9.0, "", "", "")}, "ms = 5")["ms"].value
    5.0
    """
    found = dict(numbers)
    for part in filter(str.strip, changes.split(";")):
        key, mark, value = (word.strip() for word in part.partition("="))
        try:
            found[key] = replace(found[key], value=float(value.replace(",", "")))
        except (KeyError, ValueError):
            raise CourseError(
                f'Write a name, "=" and a number, such as "queries = 50", not'
                f" {part.strip()!r}. Names: {', '.join(numbers)}."
            ) from None
    return found


@arguments.checked
def draw(numbers: Numbers, changes: str = "", **answers) -> tuple[Figure, str]:
    """All rules as a table, those that hold marked and the advice in a box, and a sentence."""
    case, numbers = Case(**answers), disputed(numbers, changes)
    advice, held = recommend(case, numbers)
    fig, ax = plots.figure(9.0, 4.6)
    ax.axis("off")
    ax.set(xlim=(0, 100), ylim=(len(RULES), -0.7))
    style = {"fontsize": 9, "va": "center", "parse_math": False}
    for x, head in ((6, "if"), (47, "then"), (69, "seen in")):
        ax.text(x, -0.45, head, weight="bold", **style)
    for y, (rule, holds) in enumerate(zip(RULES, held)):
        missing = any(numbers[key].value is None for key in rule.needs)
        colour = "black" if holds else "#8A8A8A"
        if rule is advice:
            ax.axhspan(y + 0.03, y + 0.97, color="#FBE3D3")
        ax.text(1, y + 0.5, "yes" if holds else "?" if missing else "no", color=colour, **style)
        when = textwrap.fill(rule.condition(numbers), 52)
        places = [numbers[key].results for key in rule.needs] or [rule.place.split(",")[0]]
        for x, words in (
            (6, when),
            (47, rule.advice),
            (69, textwrap.fill(resolve(", ".join(dict.fromkeys(places))), 40)),
        ):
            ax.text(x, y + 0.5, words, color=colour, **style)
    return fig, (
        f"Advice: {advice.advice}, because {advice.because}. The rule: "
        f"{advice.condition(numbers)}. Seen in {advice.sources(numbers)}."
    )


@arguments.checked
def table(numbers: Numbers) -> None:
    """Show the numbers and the rules, in the order in which they are tried."""
    measured = [
        {
            "name": key,
            "value": number.text,
            "what it is": number.what,
            "measured in": number.results,
        }
        for key, number in numbers.items()
    ]
    tables.show(measured, "The numbers, and where they were measured", rows="name")
    rules = [
        {
            "rule": count,
            "if": rule.condition(numbers),
            "then": rule.advice,
        }
        for count, rule in enumerate(RULES, 1)
    ]
    tables.show(rules, "The rules; the first that holds is the advice", rows="rule")
    reasons = [
        {"rule": count, "because": rule.because, "seen in": rule.sources(numbers)}
        for count, rule in enumerate(RULES, 1)
    ]
    tables.show(reasons, "Why, and where it was measured", rows="rule")


def remarks() -> None:
    """Show what no threshold decides: what a prompt does there, what weights do, and where seen."""
    heads = ("topic", "with a prompt", "with trained weights", "seen in")
    rows = [dict(zip(heads, [*words, resolve(seen)])) for *words, seen in REMARKS]
    tables.show(rows, "What no threshold decides", rows="topic")
