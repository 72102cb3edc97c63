"""The labels of the town's tasks as values that a list can ask about, and short texts of each."""

from dataclasses import dataclass
from functools import cache
from random import Random

from helpers.text import town

SHORT = 15  # words: town texts up to this length go into lists


@dataclass(frozen=True)
class TownLabel:
    """The town's texts with one label of one of its tasks."""

    name: str
    task: str

    def write(self, rng: Random, split: str) -> str:
        """One of the task's short texts, from the template families of `split`."""
        return rng.choice(town_texts(self.task, split)[self.name])


@cache
def town_texts(task: str, split: str) -> dict[str, list[str]]:
    """400 different texts of at most `SHORT` words for each label of a task of the town.

    They are other texts than those of `town.town`, in which learners fine-tune and test.
    """
    file, rng = town.grammar(task), Random(f"lists {task} {split}")
    found: dict[str, list[str]] = {}
    for name in file["labels"]:
        families = [f for f in file["family"] if (f["split"], f["label"]) == (split, name)]
        texts: dict[str, None] = {}  # keeps the order, which a set does not
        while len(texts) < 400:
            template = rng.choice(rng.choice(families)["templates"])
            text = town.tidy(town.fill(template, file["rules"], rng))
            text = town.slips(text, file["typos"], rng)
            if len(text.split()) <= SHORT:
                texts[text] = None
        found[name] = list(texts)
    return found
