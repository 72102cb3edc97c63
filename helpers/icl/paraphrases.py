"""Texts of the town that say the same in other words."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from random import Random

from helpers.text import town


def slots(template: str) -> Counter[str]:
    """How often each list fills a slot of a template.

    >>> sorted(slots("{fruit} and {fruit}, {colour_of fruit:a}").items())
    [('fruit', 3)]
    """
    return Counter(match[2] for match in town.SLOT.finditer(template))


def numbered(template: str) -> str:
    """The template with its slots numbered, so that another one can be filled with the same words.

    >>> numbered("{fruit}, {fruit} and {bread:a}")
    '{fruit:n1}, {fruit:n2} and {bread:a}'
    """
    seen: Counter[str] = Counter()

    def number(match: re.Match) -> str:
        table, name, tag = match.groups()
        if table or tag:
            return match[0]
        seen[name] += 1
        return f"{{{name}:n{seen[name]}}}"

    return town.SLOT.sub(number, template)


@cache
def groups(task: str, label: str) -> list[list[str]]:
    """Templates kept for the test, in groups that tell the label by the same lists.

    A list that the templates of every label use, such as greetings, tells no label. Each group has
    two or more.

    >>> all(len(group) > 1 for group in groups("leads", "hot"))
    True
    """
    file = town.grammar(task)
    by_label: dict[str, list[str]] = {name: [] for name in file["labels"]}
    for family in file["family"]:
        if family["split"] == "test":
            by_label[family["label"]] += family["templates"]
    used = [{name for text in texts for name in slots(text)} for texts in by_label.values()]
    everywhere, found = set.intersection(*used), defaultdict(list)
    for template in by_label[label]:
        telling = {name: n for name, n in slots(template).items() if name not in everywhere}
        if telling:
            found[tuple(sorted(telling.items()))].append(template)
    return [group for group in found.values() if len(group) > 1]


def pair(task: str, label: str, rng: Random) -> tuple[str, str]:
    """The same content in two templates that are kept for the test.

    What tells the label stands in both, word for word, and so does what else has a slot in both.

    >>> for text in pair("urgency", "low", Random(5)):
    ...     print(text)
    I could scream! The paper smells odd!
    Never, ever have I seen this! The paper smells odd! We must have a birthday list!
    """
    rules = town.grammar(task)["rules"]
    two, known = rng.sample(rng.choice(groups(task, label)), 2), {}
    first, second = (town.fill(numbered(text), rules, rng, known) for text in two)
    return town.tidy(first), town.tidy(second)


def next_of_class(said: Sequence, classes: Sequence) -> list:
    """In each place what was said to the next text of the same class, in turn.

    >>> next_of_class(["a", "b", "c", "d"], ["x", "y", "x", "x"])
    ['c', 'b', 'd', 'a']
    """
    found = list(said)
    for one in set(classes):
        places = [i for i, name in enumerate(classes) if name == one]
        for place, following in zip(places, places[1:] + places[:1]):
            found[place] = said[following]
    return found
