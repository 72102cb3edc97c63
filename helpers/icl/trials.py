"""Trials of a prompt: what is shown, what is asked, and which answers are right.

A trial is drawn once and asked in many ways: in another order, format, with other label words. So
two prompts are compared on the same texts. Questions and texts are those that `town-lm` is measured
on: no labelled list of its pre-training had these sentences or label words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.context.demonstrations import Demonstration
from helpers.context.prompts import Prompt
from helpers.icl import few_shot, town_labels
from helpers.icl.lists import ListTask, of_random_words

# Name of a question: how to draw it. The first two draw other classes for every trial.
QUESTIONS: dict[str, Callable[[Random], ListTask]] = {
    "words": few_shot.mixed(3),
    "new words": few_shot.mixed(3, new_words=True),
    "reviews": few_shot.asks("reviews", 3),
    "leads": few_shot.asks("leads", 3),
    "lexicon": lambda rng: of_random_words(rng, 4, "phrase", 1),  # four words, four labels
}


@arguments.checked
@dataclass(frozen=True)
class Trial:
    """One prompt's texts, and the queries after them.

    demonstrations: texts, each with the number of its class. queries: the same for texts to ask.
    names: the classes' natural labels. words: label words drawn for this trial, without meaning.
    """

    demonstrations: tuple[tuple[str, int], ...]
    queries: tuple[tuple[str, int], ...]
    names: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The first query."""
        return self.queries[0][0]

    @property
    def answer(self) -> int:
        """The number of the first query's class."""
        return self.queries[0][1]

    def labelled(self, labels: Sequence[str]) -> tuple[Demonstration, ...]:
        """The demonstrations, with the label of each class.

        >>> Trial((("a cat", 1), ("a cow", 0)), (("a dog", 1),), (), ()).labelled(["fep", "dax"])
        (('a cat', 'dax'), ('a cow', 'fep'))
        """
        return tuple((text, labels[number]) for text, number in self.demonstrations)

    def prompt(self, labels: Sequence[str], **parts) -> Prompt:
        """The demonstrations and the first query; `parts` are those of `Prompt`."""
        return Prompt(self.text, self.labelled(labels), **parts)

    def relabelled(self, numbers: Sequence[int]) -> "Trial":
        """The same trial whose demonstrations have other class numbers; queries keep theirs."""
        shown = tuple((text, n) for (text, _), n in zip(self.demonstrations, numbers, strict=True))
        return replace(self, demonstrations=shown)


@arguments.checked
def draw(
    question: str, demonstrations: Sequence[int], count: int, seed: int, queries: int = 1
) -> list[Trial]:
    """`count` trials of one of `QUESTIONS`.

    demonstrations: how many of each class, such as (2, 2, 2), in random order; which class comes
    first is drawn, too. The queries' classes are drawn without regard to the demonstrations.

    >>> trial, = draw("reviews", (1, 1, 0), count=1, seed=0)
    >>> len(trial.demonstrations), len(trial.names), len(trial.words)
    (2, 3, 3)
    """
    rng, found = Random(f"trials {question} {seed}"), []
    for _ in range(count):
        asked = QUESTIONS[question](rng)
        order = rng.sample(range(len(asked.writers)), len(asked.writers))
        classes = [order[i] for i, many in enumerate(demonstrations) for _ in range(many)]
        rng.shuffle(classes)
        asks = [rng.randrange(len(order)) for _ in range(queries)]
        texts = [(asked.writers[i](rng), i) for i in (*classes, *asks)]
        words = few_shot.new_labels(rng, len(order))
        found.append(
            Trial(
                tuple(texts[: len(classes)]),
                tuple(texts[len(classes) :]),
                asked.names,
                tuple(words),
            )
        )
    return found


def pool(task: str, split: str, per_class: int, seed: int) -> list[tuple[str, int]]:
    """Short texts of a task of the town with their class numbers, from the families of `split`.

    >>> [number for _, number in pool("leads", "train", 2, seed=0)]
    [0, 0, 1, 1, 2, 2]
    """
    rng, texts = Random(f"pool {task} {split} {seed}"), town_labels.town_texts(task, split)
    return [
        (text, number)
        for number, name in enumerate(texts)
        for text in rng.sample(texts[name], per_class)
    ]


Asked = tuple[Prompt | str, Sequence[str], int]


@arguments.checked
def ask(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, queries: Sequence[Asked], **how
) -> tuple[list[bool], torch.Tensor]:
    """Ask prompts, each with its candidates and the number of the right one.

    Returns which answers were right, and the candidates' probabilities, float (prompts,
    candidates). `how` is for `scoring.classify`.
    """
    prompts, candidates, numbers = zip(*queries)
    chosen, p = scoring.classify(model, tokenizer, prompts, candidates, **how)
    return [mine == right for mine, right in zip(chosen, numbers)], p
