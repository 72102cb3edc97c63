"""The rules of the decision guide: what they ask, when they hold, and where each was seen."""

from collections.abc import Callable
from dataclasses import dataclass

from helpers.course import resolve
from helpers.measure.evidence import Number

Numbers = dict[str, Number]


@dataclass(frozen=True)
class Case:
    """Answers to `decision.QUESTIONS`; `decision.MENUS` has those of the widget."""

    labels: int = 16
    queries: int = 1000
    ms: float = 1000
    output: str = "a label"
    form: str = "one for all"
    asked: str = "what was said"
    removal: str = "not needed"


@dataclass(frozen=True)
class Rule:
    """If `holds`, then `advice`. needs: the keys of the numbers that it looks at.

    when: the condition in words, with {key} where a number stands. place: where it was seen, for
    rules without a number.
    """

    advice: str
    when: str
    because: str
    holds: Callable[[Case, dict[str, float]], bool]
    needs: tuple[str, ...] = ()
    place: str = ""

    def sources(self, numbers: Numbers) -> str:
        """The lessons and the stored runs behind the rule."""
        found = [
            f"{numbers[key].place} (results/{numbers[key].results}.json)" for key in self.needs
        ]
        return resolve("; ".join(dict.fromkeys(found + [self.place] * bool(self.place))))

    def condition(self, numbers: Numbers) -> str:
        """The condition with its present numbers."""
        return self.when.format(**{key: numbers[key].text for key in self.needs})

    def applies(self, case: Case, numbers: Numbers) -> bool:
        """Whether it holds. A rule whose number was not measured never does."""
        values = {key: numbers[key].value for key in self.needs}
        return None not in values.values() and self.holds(case, values)


def own_form(case: Case) -> bool:
    return case.output == "a text in a form" and case.form == "each person's own"


def one_form(case: Case) -> bool:
    return not own_form(case)


def follows(case: Case) -> bool:
    return case.asked == "what follows from it"


def many(case: Case, n: dict[str, float]) -> bool:
    """So many queries, or so little time for each, that demonstrations cost too much."""
    return case.queries >= n["queries"] or case.ms < n["ms"]


RULES = [
    Rule(
        "prompt",
        "removable at any time",
        "the prompt changes no weight; take the text out of it, and it is gone",
        lambda case, n: case.removal == "at any time",
        place="[[lesson:in_context]], Tomorrow; [[lesson:costs]], Taking the adapter off",
    ),
    Rule(
        "augmented fine-tuning",
        "what follows is asked, queries >= {queries}, gain {augmented} > 0",
        "fine-tuning on its own notes answered what plain fine-tuning did not",
        lambda case, n: follows(case) and case.queries >= n["queries"] and n["augmented"] > 0,
        ("queries", "augmented"),
    ),
    Rule(
        "prompt",
        "what follows is asked, gain {reversals} > 0",
        "a context could be turned round where pre-training did so, facts in the weights not",
        lambda case, n: follows(case) and n["reversals"] > 0,
        ("reversals",),
    ),
    Rule(
        "fine-tuning + prompt",
        "each person's own form, labels >= {labels}, gain {style} > 0",
        "only with both were the house's code and the person's form right together",
        lambda case, n: own_form(case) and case.labels >= n["labels"] and n["style"] > 0,
        ("labels", "style"),
    ),
    Rule(
        "prompt",
        "each person's own form, gain {forms} > 0",
        "a form that no training had was read off a few examples",
        lambda case, n: own_form(case) and n["forms"] > 0,
        ("forms",),
    ),
    Rule(
        "no model: TF-IDF",
        "a label is wanted, {catches} <= labels <= {keeps}",
        "with so many labels counting words was not clearly behind, and it costs least",
        lambda case, n: case.output == "a label" and n["catches"] <= case.labels <= n["keeps"],
        ("catches", "keeps"),
    ),
    Rule(
        "classifier on in-context labels",
        "a label is wanted, labels < {labels}, (queries >= {queries} or ms < {ms}),"
        " gain {first} > 0",
        "a prompt labelled the first data set, and a small classifier learned from it",
        lambda case, n: (
            case.output == "a label"
            and case.labels < n["labels"]
            and many(case, n)
            and n["first"] > 0
        ),
        ("labels", "queries", "ms", "first"),
    ),
    Rule(
        "fine-tuning",
        "labels >= {labels}, (queries >= {queries} or ms < {ms})",
        "with so many labels it is not behind the prompt, and a query costs less",
        lambda case, n: one_form(case) and case.labels >= n["labels"] and many(case, n),
        ("labels", "queries", "ms"),
    ),
    Rule(
        "prompt",
        "none of these holds",
        "it needs no training and can be changed at once",
        lambda case, n: True,
        place="[[lesson:in_context]], Zero, one, few",
    ),
]
