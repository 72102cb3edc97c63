"""Fine-tuning a causal model on prompts with their answers: the answers go into the weights.

The model stays a model of text. It is trained to go on from "text =>" with the right answer, and is
asked in the same way; so it can be held against the same model with the examples in its prompt.
"""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.context.demonstrations import Demonstration, pairs
from helpers.context.prompts import Prompt
from helpers.files import CourseError, cache_dir
from helpers.weights import models, optim, training


class Answers:
    """Batches for `training.train`: (ids, asked), both (size, length), rows drawn at random.

    ids: int64, each prompt with its answer, filled up with the padding token. asked: bool, True at
    the answer's tokens.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull => bad"] * 9, vocab_size=60)
    >>> ids, asked = Answers(tokenizer, [("so dull", "bad")], size=1)(torch.Generator())
    >>> tokenizer.convert_ids_to_tokens(ids[asked])
    ['bad']
    """

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, examples: Sequence[Demonstration], size: int = 16
    ):
        examples = pairs(examples)
        if not examples:
            raise CourseError("There are no examples to learn from. Give at least one.")
        prompts = [Prompt(text) for text, _ in examples]
        found, self.starts = scoring.tokenized(tokenizer, prompts, [[a] for _, a in examples])
        self.rows, self.size, self.pad = [row for (row,) in found], size, tokenizer.pad_token_id

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        picks = torch.randint(len(self.rows), (self.size,), generator=generator).tolist()
        longest = max(len(self.rows[i]) for i in picks)
        ids = torch.full((self.size, longest), self.pad)
        asked = torch.zeros(self.size, longest, dtype=torch.bool)
        for k, i in enumerate(picks):
            ids[k, : len(self.rows[i])] = torch.tensor(self.rows[i])
            asked[k, self.starts[i] : len(self.rows[i])] = True
        return ids, asked


def loss(model: nn.Module, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Mean cross-entropy of the answers' tokens, each given all before it, in nats."""
    ids, asked = batch  # (batch, longest) each
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits  # (batch, longest - 1, V)
    labels, asked = ids[:, 1:], asked[:, 1:]  # (batch, longest - 1) each
    return cross_entropy(logits[asked], labels[asked])  # of (asked, V) and (asked,)


@arguments.checked
def fit(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    examples: Sequence[Demonstration],
    steps: int,
    *,
    name: str = "answers",
    lr: float = 3e-4,
    **options,
) -> training.History:
    """Train `model` in place to answer each example's text, without any demonstration.

    A step reads 16 examples, or as many as there are. `options` go to `training.train`. Raises
    `CourseError` for examples that are no pairs of texts.
    """
    batches = Answers(tokenizer, examples, min(16, len(examples)))
    return training.train(name, model, batches, steps, loss, optim.adamw(model, lr), **options)


@arguments.checked
def reopened(model: nn.Module, tokenizer: PreTrainedTokenizerBase, name: str) -> nn.Module:
    """The model as a new session finds it: saved under `name` in the cache, and read from there."""
    folder = models.save_checkpoint(model, tokenizer, cache_dir() / name, {})
    return models.load_checkpoint(folder)[0]
