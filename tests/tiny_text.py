"""A tokenizer, rows and models small enough for unit tests."""

from functools import cache

import torch

from helpers.text import tokens
from helpers.weights import models

SENTENCES = [
    "the small model reads every word of the text",
    "a long text holds many more words than a small one",
    "every model learns from the words that it reads",
    "the number of words in a text is what we count",
] * 12


@cache
def tokenizer():
    return tokens.train(SENTENCES, vocab_size=120)


@cache
def rows(length: int = 16) -> torch.Tensor:
    return tokens.pack(tokenizer(), SENTENCES, length)


def encoder(**options):
    """A new ModernBERT of one layer, in evaluation mode."""
    return models.encoder(len(tokenizer()), **{"width": 32, "layers": 1, **options}).eval()


def bert(norm: str = "post", **options):
    """A new BERT of one layer, in evaluation mode."""
    return models.bert(len(tokenizer()), norm, **{"width": 32, "layers": 1, **options}).eval()


NETWORKS = {"ModernBERT": encoder, "post-norm": bert, "pre-norm": lambda: bert("pre")}
