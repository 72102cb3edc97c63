"""Supervised fine-tuning on chats: the loss counts the assistant's tokens only."""

from collections.abc import Callable, Sequence
from random import Random

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import chat
from helpers.context.chat import Message

SORTED = 4  # so many batches are drawn at once and sorted by length: little is padded


@arguments.checked
class Chats:
    """Batches for `training.train`: (ids, asked), both (size, longest); step `i` depends on `i`
    alone.

    ids: int64, whole chats, filled up on the right. asked: bool, True at the assistant's tokens.
    `draw` makes one chat.

    >>> from helpers.text import tokens
    >>> tokenizer = chat.dressed(tokens.train(["so dull"] * 9, 300, kind="bpe", lowercase=False))
    >>> talk = [chat.turn("user", "so"), chat.turn("assistant", "dull")]
    >>> ids, asked = Chats(tokenizer, lambda rng: talk, size=1)(torch.Generator())
    >>> tokenizer.decode(ids[asked])
    ' dull[SEP]'
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        draw: Callable[[Random], Sequence[Message]],
        size: int = 32,
    ):
        self.tokenizer, self.draw, self.size = tokenizer, draw, size

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        rng = Random(int(torch.randint(2**62, (1,), generator=generator)))
        many = sorted((self.draw(rng) for _ in range(SORTED * self.size)), key=letters)
        first = self.size * rng.randrange(SORTED)
        made = [chat.with_mask(self.tokenizer, one) for one in many[first : first + self.size]]
        ids, asked = zip(*made)
        full = chat.padded(ids, self.tokenizer.pad_token_id, left=False)  # (size, longest)
        return full, chat.padded(asked, 0, left=False).bool()


def letters(messages: Sequence[Message]) -> int:
    """How many letters the messages have."""
    return sum(len(message["content"]) for message in messages)


def loss(model: nn.Module, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Mean cross-entropy of the assistant's tokens, each given all before it, in nats."""
    ids, asked = batch  # (batch, longest) each
    hidden = model.model(input_ids=ids[:, :-1], use_cache=False).last_hidden_state
    logits = model.lm_head(hidden[asked[:, 1:]])  # (asked, V): the rest would be thrown away
    return cross_entropy(logits, ids[:, 1:][asked[:, 1:]])
