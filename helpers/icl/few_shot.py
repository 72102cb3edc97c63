"""Does a model learn in context? Accuracy against the number of demonstrations, weights frozen.

Every question is drawn anew: other demonstrations, other labels, another query. The kinds differ
in what pre-training never asked for: label words, words, sentences, whole attributes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.files import read_json, root
from helpers.icl import attributes
from helpers.icl.attributes import Sentences, TownLabel, Words
from helpers.icl.documents import (
    FORMATS,
    Document,
    arbitrary_labels,
    records,
    render,
    translation,
)
from helpers.icl.lists import ListTask, of_attribute, of_classes, of_random_words
from helpers.icl.styles import styled

DEMONSTRATIONS = (0, 1, 2, 4, 8, 16)
ANSWER = 16  # tokens of the context that are kept for the answer


@dataclass(frozen=True)
class Query:
    """A prompt that ends before a label, the labels to choose from, and which one is right."""

    prompt: str
    labels: tuple[str, ...]
    answer: int


def query(
    rng: Random,
    question: ListTask,
    labels: Sequence[str],
    demonstrations: int,
) -> Query:
    """A query after `demonstrations` labelled texts, in which all labels occur equally often.

    If that is not possible, some labels, chosen by chance, occur once more than others. The order
    is random. The query's class is drawn without regard to the demonstrations.

    >>> small = ListTask((lambda rng: "a cat", lambda rng: "a cow"))
    >>> query(Random(0), small, ["dax", "fep"], 2)
    Query(prompt='a cat => dax\\na cow => fep\\na cow =>', labels=('dax', 'fep'), answer=1)
    """
    ways = len(labels)
    order = rng.sample(range(ways), ways)
    which = [order[i % ways] for i in range(demonstrations)]
    rng.shuffle(which)
    answer = rng.randrange(ways)
    lines = [(question.writers[i](rng), labels[i]) for i in (*which, answer)]
    text = render("query", lines, FORMATS["arrow"]).text.removesuffix("\n")
    return Query(text.removesuffix(f" {labels[answer]}"), tuple(labels), answer)


@arguments.checked
def new_labels(rng: Random, count: int) -> list[str]:
    """Label words that were labels in no document of pre-training."""
    return rng.sample(attributes.label_words()["new"], count)


Kind = Callable[[Random, int], Query]  # (rng, demonstrations)


@arguments.checked
def kind(ask: Callable[[Random], ListTask], labels: Callable | None = new_labels) -> Kind:
    """Queries for the questions that `ask` draws; `labels` None: the natural ones."""

    def make(rng: Random, demonstrations: int) -> Query:
        question = ask(rng)
        names = labels(rng, len(question.writers)) if labels else question.names
        return query(rng, question, names, demonstrations)

    return make


@arguments.checked
def asks(name: str, ways: int = 2, split: str = "test", **how) -> Callable[[Random], ListTask]:
    """Questions about sentences for one attribute, with the sentences kept for the test."""
    return lambda rng: of_attribute(
        rng, attributes.attributes()[name], ways, "sentence", split=split, **how
    )


def any_of(
    kind: type, practised: bool = True, ways: int = 2, **how
) -> Callable[[Random], ListTask]:
    """Questions as in `asks` about a random attribute whose values are of one kind."""
    names = [
        name
        for name, a in attributes.attributes().items()
        if a.practised == practised and isinstance(a.values[0], kind)
    ]
    return lambda rng: asks(rng.choice(names), ways, **how)(rng)


@arguments.checked
def mixed(ways: int, split: str = "test", **how) -> Callable[[Random], ListTask]:
    """Questions about sentences with words of classes from anywhere."""
    return lambda rng: of_classes(rng, ways, "sentence", split=split, **how)


# All with label words that were never labels, in sentences of kinds that no list contained.
KINDS: dict[str, tuple[int, Kind]] = {  # number of labels, and how to make a query
    "two classes of one attribute": (2, kind(any_of(Words))),
    "two classes": (2, kind(mixed(2))),
    "three classes": (3, kind(mixed(3))),
    "four classes": (4, kind(mixed(4))),
    "two classes, new words": (2, kind(mixed(2, new_words=True))),
    "three classes, natural labels": (3, kind(mixed(3), labels=None)),
    "random words": (2, kind(lambda rng: of_random_words(rng, 2, "sentence"))),
    "how a sentence is made": (2, kind(any_of(Sentences))),
    "town": (2, kind(any_of(TownLabel))),
    "town, natural labels": (2, kind(any_of(TownLabel), labels=None)),
    "unpractised: words": (2, kind(any_of(Words, practised=False))),
    "unpractised: direction": (2, kind(asks("direction"))),
    "unpractised: mailbox": (2, kind(asks("mailbox"))),
    "unpractised: news": (2, kind(asks("news"))),
}
# What those of the lesson `in_context` are about.
MEANINGS = {
    "two classes": "any two classes of words, such as birds against metals",
    "three classes": "three of them",
    "four classes": "four of them",
    "two classes, new words": "their words were in no list of its training",
    "town": "two labels of a task of the town, such as urgent or not",
    "unpractised: words": "classes that no list ever asked for",
    "unpractised: news": "sections of the town's news, which no list asked for",
    "unpractised: mailbox": "kinds of mail, which no list asked for",
}
# What ends the stages of pre-training: practised labels and sentences, and how many demonstrations.
GATES: dict[str, tuple[Kind, int]] = {
    "lexicon of 2": (kind(lambda rng: of_random_words(rng, 2, "phrase", 1), arbitrary_labels), 2),
    "words": (kind(lambda rng: of_classes(rng, 2, "phrase"), arbitrary_labels), 4),
    "sentences": (kind(mixed(2, "train"), arbitrary_labels), 8),
    "three labels": (kind(mixed(3, "train"), arbitrary_labels), 8),
    "town": (kind(any_of(TownLabel, split="train"), labels=None), 4),
    "made": (kind(any_of(Sentences, split="train"), arbitrary_labels), 8),
}
# The same for answers that are written: what makes a document that ends with one.
WRITTEN: dict[str, Callable[[Random], Document]] = {
    "records": lambda rng: records(rng, (4, 4)),
    "styled": lambda rng: styled(rng, (3, 3)),
    "translation": lambda rng: translation(rng, (5, 5)),
}


def chances() -> dict[str, float]:
    """The share of queries that a guess would answer rightly, for each kind.

    >>> chances()["four classes"]
    0.25
    """
    return {name: 1 / ways for name, (ways, _) in KINDS.items()}


def fitted(prompt: str, tokenizer: PreTrainedTokenizerBase, limit: int) -> str:
    """The prompt without its first lines, if it has more tokens than `limit`."""
    while len(tokenizer(prompt)["input_ids"]) > limit:
        prompt = prompt.partition("\n")[2]
    return prompt


def answers(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, queries: Sequence[Query]
) -> list[int]:
    """The likeliest label of each query, as its index in `query.labels`.

    Demonstrations that do not fit into the model's context are dropped from the front.
    """
    limit = model.config.max_position_embeddings - ANSWER
    prompts = [fitted(q.prompt, tokenizer, limit) for q in queries]
    labels = [[f" {label}" for label in q.labels] for q in queries]
    return scoring.classify(model, tokenizer, prompts, labels)[0]


@arguments.checked
def accuracy(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    make: Kind,
    demonstrations: int,
    count: int = 200,
    seed: int = 0,
) -> float:
    """Share of `count` queries that the model answers rightly."""
    rng = Random(f"queries {seed}")
    queries = [make(rng, demonstrations) for _ in range(count)]
    right = [a == q.answer for a, q in zip(answers(model, tokenizer, queries), queries)]
    return sum(right) / count


def written(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    make: Callable[[Random], Document],
    count: int = 100,
) -> float:
    """Share of `count` documents whose last answer the model would write, letter for letter."""
    rng = Random("written 0")
    documents = [make(rng) for _ in range(count)]
    spans = [document.answers[-1] for document in documents]
    prompts = [d.text[: first - 1] for d, (first, _) in zip(documents, spans)]
    answers = [d.text[first - 1 : last] for d, (first, last) in zip(documents, spans)]
    return sum(scoring.exact(model, tokenizer, prompts, answers)) / count


def curves(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    seeds: Sequence[int] = (0, 1, 2),
    count: int = 200,
) -> dict[str, dict]:
    """For each kind of `KINDS`: chance, and the accuracies over seeds by number of demonstrations.

    As in {"town": {"chance": 0.5, "0": [0.49, 0.51, 0.5], "1": [...], ...}, ...}; the numbers are
    text, as JSON wants them.
    """
    return {
        name: {"chance": 1 / ways}
        | {
            str(k): [accuracy(model, tokenizer, make, k, count, seed) for seed in seeds]
            for k in DEMONSTRATIONS
        }
        for name, (ways, make) in KINDS.items()
    }


@arguments.checked
def reached(card: str) -> dict[str, dict]:
    """What a pre-training of the town's model reached, from its card: as `curves` gives it.

    >>> reached("card")["town"]["chance"]
    0.5
    """
    return read_json(root() / "checkpoints" / "town-lm" / f"{card}.json")["in_context"]
