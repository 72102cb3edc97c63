"""Causal language modelling: predict each token from the tokens before it (Bengio et al. 2003).

The loss, how to read it (perplexity, bits per character), and what counting tables reach.
"""

import math

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.weights import baselines
from helpers.weights.baselines import STRENGTH
from helpers.weights.models import SPECIAL_IDS

# A document begins after another one's end, always: that is no question.
START = SPECIAL_IDS["cls_token_id"]


@arguments.checked
class Windows:
    """Batches for `training.train`: rows drawn at random; step `i` depends on `i` alone.

    rows: int64 (n, length), from `tokens.pack`. A batch is (ids,), ids: (batch_size, length).

    >>> batches = Windows(torch.arange(20).view(4, 5), batch_size=2)
    >>> batches(torch.Generator().manual_seed(0))[0].shape
    torch.Size([2, 5])
    """

    def __init__(self, rows: torch.Tensor, batch_size: int):
        self.rows, self.batch_size = rows, batch_size

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor]:
        picks = torch.randint(len(self.rows), (self.batch_size,), generator=generator)
        return (self.rows[picks],)  # (batch, length)


@arguments.checked
def loss(model: nn.Module, batch: tuple[torch.Tensor]) -> torch.Tensor:
    """Mean cross-entropy of every token given those before it, in nats. batch: (ids,).

    The text is its own label, one place to the left. [CLS] is not asked for.
    """
    (ids,) = batch  # (batch, length)
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits  # (batch, length - 1, vocabulary)
    # In one line each, as cross_entropy wants them: (batch * (length - 1), vocabulary) and labels.
    return cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=START)


@arguments.checked
@torch.no_grad()
def evaluate(model: nn.Module, rows: torch.Tensor, batch_size: int = 16) -> dict[str, float]:
    """Loss in nats and accuracy of the next token, over all tokens of `rows` but the first.

    rows: int64 (n, length). Returns {"loss": ..., "accuracy": ...}.
    """
    device, was_training = next(model.parameters()).device, model.training
    model.eval()
    total = right = count = 0.0
    for part in rows.split(batch_size):
        ids = part.to(device)
        logits = model(input_ids=ids[:, :-1], use_cache=False).logits  # (batch, n - 1, vocabulary)
        asked = ids[:, 1:] != START  # (batch, n - 1)
        answers, logits = ids[:, 1:][asked], logits[asked]  # (asked,), (asked, vocabulary)
        total += cross_entropy(logits, answers, reduction="sum").item()
        right += (logits.argmax(-1) == answers).sum().item()
        count += len(answers)
    model.train(was_training)
    return {"loss": total / count, "accuracy": right / count}


@arguments.checked
def perplexity(loss: float) -> float:
    """Among how many equally likely tokens the model hesitates, on average. loss: nats a token.

    >>> round(perplexity(math.log(8)), 6)
    8.0
    """
    return math.exp(loss)


@arguments.checked
def bits_per_character(
    loss: float, rows: torch.Tensor, tokenizer: PreTrainedTokenizerBase
) -> float:
    """The same loss, shared out over the characters of the text: bits for each of them.

    loss: mean nats a token over `rows`, as from `evaluate`. A token is as long as its tokenizer
    likes, a character is not, so these numbers compare across tokenizers and the losses do not.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["abcd"], vocab_size=300, kind="bpe")
    >>> row = torch.tensor([tokenizer("abcd")["input_ids"]])  # [CLS], one token, [SEP]
    >>> round(bits_per_character(math.log(4), row, tokenizer), 6)  # 2 tokens of 2 bits each
    1.0
    """
    asked = int((rows[:, 1:] != START).sum())
    texts = tokenizer.batch_decode(rows[:, 1:], skip_special_tokens=True)
    return loss * asked / sum(map(len, texts)) / math.log(2)


@arguments.checked
def next_token_baselines(
    train: torch.Tensor, held_out: torch.Tensor, vocab_size: int
) -> dict[str, dict[str, float]]:
    """Loss (nats) and accuracy of two tables, counted in `train`, asked what `evaluate` asks.

    "unigram" answers with each token's frequency; "bigram" with what followed the token before,
    mixed with the unigram as if that had been seen `STRENGTH` times (a Dirichlet prior; MacKay &
    Peto 1995). train, held_out: int64 (rows, length).
    """
    single, pair = baselines.counts(train, vocab_size)  # (V,), (V, V)
    single[START], pair[:, START] = 0, 0
    prior = baselines.unigram(single)
    asked = held_out[:, 1:] != START
    answers, before = held_out[:, 1:][asked], held_out[:, :-1][asked]
    totals = {name: {"loss": 0.0, "accuracy": 0.0} for name in ("unigram", "bigram")}
    for answer, last in zip(answers.split(1024), before.split(1024)):
        seen = pair[last]  # (asked, V)
        mixed = (seen + STRENGTH * prior) / (seen.sum(1, keepdim=True) + STRENGTH)
        for name, p in (("unigram", prior.expand_as(mixed)), ("bigram", mixed)):
            totals[name]["loss"] -= p.gather(1, answer[:, None]).log().sum().item()
            totals[name]["accuracy"] += (p.argmax(1) == answer).sum().item()
    return {
        name: {key: value / len(answers) for key, value in total.items()}
        for name, total in totals.items()
    }
