"""Pairs of neighbouring tokens, with a vocabulary of the commonest words: a text for a table.

The lesson `training` learns from them which token follows which. A pair counts only if both of its
words are in the vocabulary, so nothing has to stand for the rest.
"""

import re
from collections import Counter
from collections.abc import Iterable

import torch

from helpers import arguments


def split(text: str) -> list[str]:
    """Lower-cased words, full stops and commas of a text, in order.

    >>> split("It's a list, or None.")
    ["it's", 'a', 'list', ',', 'or', 'none', '.']
    """
    return re.findall(r"[a-z]+(?:'[a-z]+)?|[.,]", text.lower())


@arguments.checked
def commonest(texts: Iterable[str], size: int) -> list[str]:
    """The `size` commonest words of the texts, the commonest first; equals by the alphabet.

    >>> commonest(["b a b", "c b a"], 2)
    ['b', 'a']
    """
    counts = Counter(word for text in texts for word in split(text))
    return sorted(counts, key=lambda word: (-counts[word], word))[:size]


@arguments.checked
def pairs(texts: Iterable[str], words: list[str]) -> torch.Tensor:
    """All neighbours in the texts of which both are among `words`: int64 (n, 2), as places there.

    The second of each pair follows the first. No pair reaches from one text into the next.

    >>> pairs(["a b c b", "b a"], ["a", "b"]).tolist()
    [[0, 1], [1, 0]]
    """
    ids = {word: place for place, word in enumerate(words)}
    found = []
    for text in texts:
        row = [ids.get(word, -1) for word in split(text)]
        found += [pair for pair in zip(row, row[1:]) if -1 not in pair]
    return torch.tensor(found, dtype=torch.int64).view(-1, 2)


@arguments.checked
def counted(pairs: torch.Tensor, size: int, extra: float = 0.1) -> torch.Tensor:
    """How likely each token follows each, by counting: (size, size), every row adds up to 1.

    pairs: int64 (n, 2). `extra` is added to each count, so that nothing is impossible.

    >>> counted(torch.tensor([[0, 0], [0, 0], [0, 1], [1, 0]]), 2, extra=1.0).tolist()
    [[0.6000000238418579, 0.4000000059604645], [0.6666666865348816, 0.3333333432674408]]
    """
    places = pairs[:, 0] * size + pairs[:, 1]  # (n,)
    counts = torch.bincount(places, minlength=size * size).view(size, size) + extra
    return counts / counts.sum(1, keepdim=True)
