"""The experiments of `tools.reproduction`: what each measures, with which conditions and draws."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers.facts import paper_growth, paper_simple, paper_structure, paper_syllogisms
from helpers.weights import models

FIVE = ("before", "overlap", "fine-tuned", "context", "augmented")


@cache
def base() -> tuple[nn.Module, PreTrainedTokenizerBase]:
    """The model that is asked, with its tokenizer."""
    return models.load_checkpoint("facts-lm")


def reversals(way: str, seed: int) -> dict:
    return paper_simple.reversals(*base(), way, seed=seed)


def syllogisms(way: str, seed: int) -> dict:
    return paper_syllogisms.syllogisms(*base(), way, seed=seed)


def curse(way: str, seed: int) -> dict:
    return paper_simple.curse(*base(), way, seed=seed)


def structure(way: str, seed: int) -> dict:
    return paper_structure.structure(*base(), way, seed=seed)


def support(way: str, supported: bool, seed: int) -> dict:
    return paper_structure.structure(*base(), way, supported, seed=seed)


def splitting(how: str, seed: int) -> dict:
    return paper_structure.splitting(*base(), how, seed=seed)


def growing(facts: int, filled: bool, seed: int) -> dict:
    return paper_growth.growing(*base(), facts, filled, seed=seed)


def rephrasing(way: str, seed: int) -> dict:
    return paper_growth.rephrasing(*base(), way, seed=seed)


@dataclass(frozen=True)
class Experiment:
    """measure(**condition, seed=...) is run for all conditions and draws 0, 1, ... up to `draws`.

    asked: the function of the helpers whose defaults are the sizes, for the page.
    """

    measure: Callable[..., dict]
    asked: Callable[..., dict]
    draws: int
    conditions: dict[str, Sequence]

    @property
    def seeds(self) -> range:
        return range(self.draws)

    @property
    def sizes(self) -> dict[str, int]:
        """The numbers that the function is called with: facts, steps and so on.

        >>> EXPERIMENTS["reversals"].sizes
        {'facts': 24, 'steps': 300}
        """
        parameters = inspect.signature(self.asked).parameters.values()
        return {
            p.name: p.default
            for p in parameters
            if type(p.default) is int and p.name != "seed" and p.name not in self.conditions
        }


EXPERIMENTS = {
    "reversals": Experiment(reversals, paper_simple.reversals, 6, {"way": FIVE}),
    "syllogisms": Experiment(
        syllogisms, paper_syllogisms.syllogisms, 8, {"way": (*FIVE, "in steps")}
    ),
    "curse": Experiment(curse, paper_simple.curse, 6, {"way": FIVE}),
    "structure": Experiment(structure, paper_structure.structure, 5, {"way": FIVE}),
    "support": Experiment(
        support,
        paper_structure.structure,
        5,
        {"way": ("overlap", "fine-tuned", "context"), "supported": (True, False)},
    ),
    "splitting": Experiment(
        splitting, paper_structure.splitting, 5, {"how": paper_structure.SPLITS}
    ),
    "growing": Experiment(
        growing, paper_growth.growing, 5, {"facts": (4, 8, 16, 24), "filled": (True, False)}
    ),
    "rephrasing": Experiment(
        rephrasing,
        paper_growth.rephrasing,
        5,
        {"way": ("before", "fine-tuned", "rephrased", "reversed", "both", "context")},
    ),
}
