"""What a model can pick up from its prompt alone: labels, a toy language, a format, a tone.

Everything here is of a kind that pre-training never contained: label words that were labels
nowhere, words that stood in no list, patterns and phrases kept for tests. `exact` says whether
greedy decoding would write the wanted answer, and nothing else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.context.demonstrations import Demonstration
from helpers.files import CourseError
from helpers.icl import attributes, few_shot
from helpers.icl.attributes import Words
from helpers.icl.documents import FORMATS, coin, record_patterns, render
from helpers.icl.lists import ListTask, about
from helpers.icl.styles import random_style, style_parts

MARKS = FORMATS["arrow"]
TONES = [" ".join(parts) for parts in product(*style_parts("test"))]


@arguments.checked
@dataclass(frozen=True)
class Request:
    """A prompt and the answer that is wanted after it, which begins with its space."""

    prompt: str
    answer: str


def cut(text: str, answer: str) -> Request:
    """A whole document, taken apart before its last answer."""
    return Request(text.removesuffix(MARKS[2]).removesuffix(f" {answer}"), f" {answer}")


def label(rng: Random, demonstrations: int) -> Request:
    """Which of two new label words a sentence gets, after `demonstrations` labelled ones.

    >>> found = label(Random(0), 2)
    >>> found.prompt.count("=>"), found.answer.strip() in attributes.label_words()["new"]
    (3, True)
    """
    query = few_shot.KINDS["two classes"][1](rng, demonstrations)
    return Request(query.prompt, f" {query.labels[query.answer]}")


def translation(rng: Random, demonstrations: int, phrase: bool = False) -> Request:
    """A word, or a phrase of two, after a lexicon and some translations; 0 shows neither.

    Each request has a language of its own, with phrases in one of two word orders. The words to
    translate were in no lexicon of pre-training. No line before the last one translates the word,
    or this pair of words.

    >>> print(translation(Random(1), 0, phrase=True).prompt)
    say unsoiled seaplane =>
    """
    new = {
        kind: [w for c in attributes.classes() if c.kind == kind for w in c.new]
        for kind in ("quality", "thing")
    }
    if phrase:
        first, last = (rng.sample(new[kind], 3) for kind in ("quality", "thing"))
        pairs = rng.sample(list(product(first, last)), min(demonstrations, 8) + 1)
    else:
        first, last = [], rng.sample(new["thing"], 6)
        pairs = [(rng.choice(last[1:]),) for _ in range(demonstrations)] + [(last[0],)]
    meaning = {word: coin(rng) for word in rng.sample(first + last, 6)}
    step = -1 if rng.random() < 0.5 else 1
    lines = [
        (f"say {' '.join(pair)}", " ".join(meaning[word] for word in pair[::step]))
        for pair in pairs
    ]
    head = f"Lexicon: {', '.join(f'{word} = {toy}' for word, toy in meaning.items())}.\n"
    return cut(render("", lines, MARKS, head if demonstrations else "").text, lines[-1][1])


def record(rng: Random, demonstrations: int) -> Request:
    """Three fields to be written in a pattern that `demonstrations` records show.

    >>> found = record(Random(0), 1)
    >>> print(found.prompt + found.answer)
    Nils, pike, Wednesday => Nils; pike; Wednesday
    Rosa, saucer, Thursday => Rosa; saucer; Thursday
    """
    pattern = rng.choice(record_patterns("test"))
    pools = attributes.people(), attributes.words_of("thing"), attributes.days()
    rows = [[rng.choice(pool) for pool in pools] for _ in range(demonstrations + 1)]
    lines = [(", ".join(fields), pattern.format(*fields)) for fields in rows]
    return cut(render("", lines, MARKS).text, lines[-1][1])


@arguments.checked
def replies(rng: Random, count: int, tone: str = "") -> tuple[str, list[Demonstration]]:
    """A person, and `count` requests with that person's replies, all in one tone.

    tone: a pattern of a reply; without it one of `TONES` is drawn.

    >>> writer, found = replies(Random(0), 2)
    >>> len(found), ":" in found[0][0]
    (2, True)
    """
    tone = tone or rng.choice(TONES)
    wishes = attributes.data("document_parts")["wishes"]
    writer, *others = rng.sample(attributes.people(), count + 1)
    found = []
    for asker in others:
        thing, day = rng.choice(attributes.words_of("thing")), rng.choice(attributes.days())
        wish, said = (
            shape.replace("{y}", thing).replace("{day}", day).replace("{P}", asker)
            for shape in (rng.choice(wishes), tone)
        )
        found.append((f"{asker}: {wish}", said))
    return writer, found


def reply(rng: Random, demonstrations: int, plain: bool = False) -> Request:
    """A request to a person whose tone `demonstrations` earlier replies show.

    plain: the tone is a phrase of common words, drawn anew; else it has words that pre-training
    never used in a reply.

    >>> reply(Random(0), 0).prompt.count(":")
    2
    """
    writer, found = replies(rng, demonstrations + 1, random_style(rng) if plain else "")
    return cut("".join(f"{wish}\n{writer}: {said}\n" for wish, said in found), found[-1][1])


KINDS = {
    "label": label,
    "toy word": translation,
    "toy phrase": partial(translation, phrase=True),
    "record": record,
    "tone, plain words": partial(reply, plain=True),
    "tone, rare words": reply,
}


@arguments.checked
def exact(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, requests: Sequence[Request]
) -> list[bool]:
    """Whether greedy decoding would answer each request with its answer and end the line.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["a => b"] * 9, 300, kind="bpe", lowercase=False)
    >>> exact(models.decoder(300, width=32, layers=1), tokenizer, [Request("a =>", " b")])
    [False]
    """
    return scoring.exact(
        model, tokenizer, [r.prompt for r in requests], [r.answer for r in requests], end="\n"
    )


@arguments.checked
def examples(
    question: ListTask,
    labels: Sequence[str],
    count: int,
    rng: Random,
    without: Collection[Demonstration] = (),
) -> list[Demonstration]:
    """`count` different texts with their labels; the first n of them hold all labels equally often.

    without: examples whose texts may not occur. Raises `CourseError` if the question runs out of
    texts.

    >>> cows = ListTask((lambda rng: f"cow {rng.random()}", lambda rng: f"cat {rng.random()}"))
    >>> sorted(label for _, label in examples(cows, ["dax", "fep"], 4, Random(0)))
    ['dax', 'dax', 'fep', 'fep']
    """
    used, found = {text for text, _ in without}, []
    while len(found) < count:
        for i in rng.sample(range(len(labels)), len(labels)):
            tries = (question.writers[i](rng) for _ in range(200))
            text = next((text for text in tries if text not in used), None)
            if text is None:
                raise CourseError(
                    f"There are no more than {len(used)} different texts of this"
                    " kind. Ask for fewer."
                )
            used.add(text)
            found.append((text, labels[i]))
    return found[:count]


@arguments.checked
def parted(values: Sequence[Words], ask: str) -> tuple[ListTask, ListTask]:
    """Two questions about the same classes of words, for examples and for queries.

    The first has the first four words of each class, the second has the others. The sentences are
    those kept for tests.

    >>> birds = attributes.attributes()["animal"].values[:2]
    >>> [len(question.writers) for question in parted(birds, "kind of animal")]
    [2, 2]
    """
    first, second = (
        [replace(value, words=value.words[part]) for value in values]
        for part in (slice(4), slice(4, None))
    )
    return tuple(about(some, ask, "sentence", split="test") for some in (first, second))
