"""The pre-training of a small model that learns in context: documents, stages, loss.

Half of what it reads is plain text. The rest are documents that can only be continued by reading
them: see `documents` and `lists`. Easy ones come first. Without refrains at
the start, and without instructions before the harder lists, a model of this size stayed at chance
for millions of tokens.
"""

from collections.abc import Callable, Sequence
from random import Random

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerFast

from helpers import arguments
from helpers.icl import attributes, documents, lists, styles
from helpers.icl.attributes import Sentences, Words
from helpers.icl.documents import Document
from helpers.icl.stages import STAGES, TownStage
from helpers.text import tokens
from helpers.weights.causal import START

ANSWER_WEIGHT = 5.0  # a token that the document decides counts as much as this many others


# The functions that write a document, by its kind.
REPEATING = {"refrain": documents.refrain, "narrative": documents.narrative}
WITH_ITEMS = {
    "extract": documents.extract,
    "translation": documents.translation,
    "records": documents.records,
    "styled": styles.styled,
}


def document(rng: Random, stage: TownStage, kind: str, plain: Sequence[str]) -> Document:
    """A random document of one kind; `plain` are the town's texts, for the kind "town"."""
    if kind == "town":
        return Document(kind, rng.choice(plain))
    if kind == "list":
        return lists.labelled(rng, **stage.lists)
    if kind in REPEATING:
        return REPEATING[kind](rng)
    if kind == "lexicon":
        return documents.lexicon(rng, *stage.lexicon)
    return WITH_ITEMS[kind](rng, stage.items)


def weighted(
    tokenizer: PreTrainedTokenizerFast, documents: Sequence[Document]
) -> list[tuple[list[int], list[float]]]:
    """Ids and weights of each document's tokens, from [CLS] to [SEP].

    A token of an answer weighs `ANSWER_WEIGHT`, any other 1.
    """
    rows = []
    encodings = tokenizer.backend_tokenizer.encode_batch([d.text for d in documents])
    for document, encoding in zip(documents, encodings):
        weights = [1.0] * len(encoding.ids)
        for first, last in document.answers:
            for i, (_, end) in enumerate(encoding.offsets):
                if first < end <= last:
                    weights[i] = ANSWER_WEIGHT
        rows.append((encoding.ids, weights))
    return rows


def filled_rows(
    tokenizer: PreTrainedTokenizerFast,
    draw: Callable[[], Sequence[Document]],
    length: int,
    count: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids, weights) of `count` rows, int64 and float32 of shape (count, length).

    A row begins with a document, others follow until it is full. `draw` draws a few documents.
    """
    rows: list[list[tuple[int, float]]] = [[]]
    while len(rows) <= count:
        for ids, weights in weighted(tokenizer, draw()):
            rows[-1].extend(zip(ids, weights))
            if len(rows[-1]) >= length:
                rows.append([])
    full = torch.tensor([row[:length] for row in rows[:count]], dtype=torch.float64)
    # (count, length, 2): an id and its weight at each place.
    return full[..., 0].long(), full[..., 1].float()


class Batches:
    """Batches for `training.train`, see `filled_rows`; step `i` depends on `i` alone.

    A kind of documents is a class of its own that says how some are drawn.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, length: int, batch_size: int):
        self.tokenizer, self.length, self.batch_size = tokenizer, length, batch_size

    def draw(self, rng: Random) -> list[Document]:
        """A few documents, fewer than a batch holds or more."""
        raise NotImplementedError

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        rng = Random(int(torch.randint(2**62, (1,), generator=generator)))
        return filled_rows(self.tokenizer, lambda: self.draw(rng), self.length, self.batch_size)


@arguments.checked
class TownBatches(Batches):
    """Plain texts of the town, and documents of all kinds that a stage mixes."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, stage: TownStage, plain: Sequence[str]):
        super().__init__(tokenizer, stage.length, stage.batch_size)
        self.stage, self.plain = stage, plain
        rng = Random(0)
        self.kinds = list(stage.mix)
        self.weights = []  # the mix is a share of tokens, so long documents are drawn less often
        for kind, share in stage.mix.items():
            some = [document(rng, stage, kind, plain) for _ in range(60)]
            self.weights.append(share / sum(len(ids) for ids, _ in weighted(tokenizer, some)))

    def draw(self, rng: Random) -> list[Document]:
        return [
            document(rng, self.stage, kind, self.plain)
            for kind in rng.choices(self.kinds, self.weights, k=16)
        ]


@arguments.checked
def loss(model: nn.Module, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Weighted mean of every token's cross-entropy given those before it, in nats. [CLS] is not
    asked for."""
    ids, weights = batch  # (batch, length) each
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits  # (batch, length - 1, vocabulary)
    asked = weights[:, 1:] * (ids[:, 1:] != START)  # (batch, length - 1)
    losses = cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
    # losses: (batch * (length - 1),)
    return (losses * asked.flatten()).sum() / asked.sum()


def tokenizer(plain: Sequence[str]) -> PreTrainedTokenizerFast:
    """Byte-level BPE for the town and for the words of the lists, with their case.

    Every word of the lists is in its training texts often enough to become one token.
    """
    rng, last = Random(0), STAGES[-1]
    kinds = [kind for kind in last.mix if kind != "town"]
    texts = [document(rng, last, kind, plain).text for kind in kinds for _ in range(300)]
    words = [word for c in attributes.classes(False) for word in c.words + c.new]
    words += [word for some in attributes.label_words().values() for word in some]
    texts += [f"the {word}" for word in words] * 400
    return tokens.train([*plain[:20_000], *texts], 4096, kind="bpe", lowercase=False)


def held_out() -> dict[str, list[str]]:
    """What no list, lexicon or the like of pre-training contains. Plain text has the first three.

    "attributes": by name. "words": in lower case; those of the held-out attributes, and five of
    each practised class. "labels": arbitrary label words. "sentences": templates for tests; besides
    them, the town's families with the split "test" occur nowhere. "formats" and "records": by name
    and as patterns. "styles": greetings, bodies and ends.

    >>> {name: len(found) for name, found in held_out().items() if name in ("words", "labels")}
    {'words': 578, 'labels': 48}
    """
    out = [a for a in attributes.attributes().values() if not a.practised]
    words = [word for c in attributes.classes() for word in c.new]
    words += [word for a in out for v in a.values if isinstance(v, Words) for word in v.words]
    sentences = {text: None for c in attributes.classes() for text in c.sentences("test")}
    sentences |= {
        text: None
        for a in attributes.practised(Sentences)
        for v in a.values
        for text in attributes.of_split(v.templates, "test")
    }
    return {
        "attributes": [a.name for a in out],
        "words": [word.lower() for word in words],
        "labels": attributes.label_words()["new"],
        "sentences": list(sentences),
        "formats": list(documents.NEW_FORMATS),
        "records": documents.record_patterns("test"),
        "styles": sum(styles.style_parts("test"), []),
    }
