"""Scoring: how likely a causal model finds each of a few answers, and what it would choose.

`one_by_one` says it plainly. `log_likelihoods` gives the same numbers many times faster: what all
prompts begin with is read once, each query once, and many queries and answers in one pass.
"""

import inspect
from collections.abc import Sequence

import torch
from torch import nn
from tqdm.auto import tqdm
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import kv_cache
from helpers.context.candidates import Candidates, Prompts, Rows, check_rows, choices, tokenized
from helpers.context.packing import packed
from helpers.context.prompts import Prompt
from helpers.files import CourseError

BATCH_TOKENS = 512  # how many are read at once; fewer need less memory


@arguments.checked(candidates=...)
@torch.no_grad()
def one_by_one(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompt: Prompt | str,
    candidates: Sequence[str],
    end: str = "",
) -> list[float]:
    """Log-likelihood of each candidate after `prompt`, in nats: one pass over each whole text.

    The log-probabilities of an answer's tokens, each given all tokens before it, add up to that of
    the answer. Arguments and errors as in `log_likelihoods`; the model is in evaluation mode.
    """
    [rows], [start] = tokenized(tokenizer, [prompt], candidates, end)
    check_rows(model, [rows])
    return [log_likelihood(model, row, start) for row in rows]


def log_likelihood(model: nn.Module, row: list[int], start: int) -> float:
    """Log-likelihood of the tokens from place `start` on, each given those before it."""
    ids = torch.tensor([row], device=next(model.parameters()).device)  # (1, length)
    logits = model(input_ids=ids, use_cache=False).logits[0]  # (length, vocabulary)
    log_p = logits.float().log_softmax(-1)
    return sum(log_p[i - 1, row[i]].item() for i in range(start, len(row)))


@arguments.checked(prompts=..., candidates=...)
@torch.no_grad()
def log_likelihoods(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Prompts,
    candidates: Candidates,
    *,
    per_token: bool = False,
    end: str = "",
) -> torch.Tensor:
    """Log-likelihood of each candidate after each prompt, in nats: float (prompts, candidates).

    prompts: `Prompt`s, or texts that the candidates follow directly. candidates: one list for all
    prompts, or for each prompt a list of its own, all equally long. per_token: the mean over an
    answer's tokens instead of their sum, which is lower for longer answers whatever they say. end:
    a text after each answer that is scored with it, such as `prompt.end`; needed where one answer
    is the beginning of another.

    Raises `CourseError` for two candidates with the same tokens or one that begins another, for
    empty ones, and for a prompt that is too long for the model.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull => good bad very"] * 9, vocab_size=60)
    >>> model = models.decoder(len(tokenizer), width=32, layers=1).eval()
    >>> prompts = [Prompt("so dull"), Prompt("very very dull")]
    >>> found = log_likelihoods(model, tokenizer, prompts, ["good", "very bad"])
    >>> plainly = one_by_one(model, tokenizer, prompts[1], ["good", "very bad"])
    >>> found.shape, torch.allclose(found[1], torch.tensor(plainly), atol=1e-4)
    (torch.Size([2, 2]), True)
    """
    rows, starts = tokenized(tokenizer, prompts, candidates, end)
    check_rows(model, rows)
    was_training = model.training
    model.eval()
    scores = together(model, rows, starts, BATCH_TOKENS) if len(rows) > 1 else None
    if scores is None:
        with tqdm(rows, "scoring", delay=3, leave=False) as bar:
            scores = torch.tensor(
                [
                    [log_likelihood(model, row, start) for row in own]
                    for own, start in zip(bar, starts)
                ]
            )
    model.train(was_training)
    lengths = torch.tensor([[len(row) for row in own] for own in rows])  # (prompts, candidates)
    return scores / (lengths - torch.tensor(starts)[:, None]) if per_token else scores


def takes_packs(model: nn.Module, longest: int) -> bool:
    """Whether places and masks mean to this model what a pack means by them.

    They do in a plain transformer. Not where a model has no places to be told (ALiBi, recurrence),
    takes no mask between any two tokens (flash attention), or counts in the row itself, as a window
    does once a text is longer (longest, in tokens). An adapter (LoRA) is looked through.
    """
    model = model.get_base_model() if hasattr(model, "get_base_model") else model
    config = model.config.get_text_config()
    takes = inspect.signature(model.forward).parameters
    if not {"position_ids", kv_cache.NAME, "logits_to_keep"} <= set(takes):
        return False
    if config._attn_implementation not in ("eager", "sdpa") or getattr(config, "alibi", False):
        return False
    layers = set(getattr(config, "layer_types", None) or ["full_attention"])
    if not layers <= {"full_attention", "sliding_attention"}:
        return False
    # A pack's mask knows nothing of windows, and GPT-Neo's counts places in the row.
    window = 0 if hasattr(config, "window_size") else getattr(config, "sliding_window", None)
    return window is None or longest <= window


def together(
    model: nn.Module, rows: Rows, starts: list[int], batch_tokens: int
) -> torch.Tensor | None:
    """The scores from packed rows, or None if the model does not take such rows.

    Where a model does not do with places and masks what it says, it shows in the prompt that stands
    farthest from its beginning: that one is asked plainly as well.
    """
    if not takes_packs(model, longest=max(len(row) for own in rows for row in own)):
        return None
    scores, far = packed(model, rows, starts, batch_tokens)  # (prompts, candidates)
    right = torch.tensor([log_likelihood(model, row, starts[far]) for row in rows[far]])
    exact = next(model.parameters()).dtype == torch.float32
    near = {"rtol": 0, "atol": 1e-3} if exact else {"rtol": 0.05, "atol": 0.1}
    return scores if torch.allclose(scores[far], right, **near) else None


@arguments.checked(prompts=...)
@torch.no_grad()
def exact(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Prompts,
    answers: Sequence[str],
    end: str = "",
    batch_size: int = 16,
) -> list[bool]:
    """Whether greedy generation after each prompt would write its answer, and then `end`.

    It would if every token of the answer is the likeliest one after those before it. So one pass
    over the whole text tells, and nothing has to be written. Errors as in `log_likelihoods`.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["a => b"] * 9, vocab_size=60)
    >>> exact(models.decoder(len(tokenizer), width=32, layers=1), tokenizer, ["a =>"], [" b"])
    [False]
    """
    found, starts = tokenized(tokenizer, prompts, [[answer] for answer in answers], end)
    check_rows(model, found)
    rows, was_training = [torch.tensor(row) for (row,) in found], model.training
    right, order = [False] * len(rows), sorted(range(len(rows)), key=lambda i: len(rows[i]))
    model.eval()
    for k in range(0, len(order), batch_size):
        part = order[k : k + batch_size]
        ids = nn.utils.rnn.pad_sequence([rows[i] for i in part], batch_first=True)
        ids = ids.to(next(model.parameters()).device)  # (batch, length)
        logits = model(input_ids=ids, use_cache=False).logits  # (batch, length, vocabulary)
        best = logits.argmax(-1)  # (batch, length): what the model would write after each token
        for i, row, said in zip(part, ids, best):
            asked = slice(starts[i], len(rows[i]))
            right[i] = torch.equal(row[asked], said[asked.start - 1 : asked.stop - 1])
    model.train(was_training)
    return right


@arguments.checked
def calibrate(probabilities: torch.Tensor, content_free: torch.Tensor) -> torch.Tensor:
    """Probabilities with the prompt's own leaning taken out: contextual calibration.

    probabilities: (queries, candidates). content_free: what the same prompt says about queries
    without content, such as "N/A", (inputs, candidates), or (queries, inputs, candidates) where
    every query had a prompt of its own. Each candidate is divided by its mean there, and the rows
    are made to add up to 1 (Zhao et al. 2021).

    >>> said = torch.tensor([[0.9, 0.1], [0.6, 0.4]])
    >>> calibrate(said, content_free=torch.tensor([[0.7, 0.3], [0.8, 0.2]]))
    tensor([[0.7500, 0.2500],
            [0.3333, 0.6667]])
    """
    # The mean over the inputs: (candidates,), or (queries, candidates).
    weighed = probabilities / content_free.mean(-2).clamp(min=1e-30)
    return weighed / weighed.sum(-1, keepdim=True)


@arguments.checked(prompts=..., candidates=..., content_free=...)
def classify(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Prompts,
    candidates: Candidates,
    *,
    content_free: Sequence[str] = (),
    **options,
) -> tuple[list[int], torch.Tensor]:
    """What the model would choose among the candidates, and how sure it is.

    Returns the number of the likeliest candidate for each prompt, and the probabilities that the
    candidates share, float (prompts, candidates), rows adding up to 1. With `content_free`, such as
    ["N/A", "none"], these are calibrated by each prompt with those for its query. Options and
    errors as in `log_likelihoods`.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull => good bad none"] * 9, vocab_size=60)
    >>> model = models.decoder(len(tokenizer), width=32, layers=1).eval()
    >>> numbers, p = classify(model, tokenizer, [Prompt("dull")], ["good", "bad"],
    ...                       content_free=["none"])
    >>> p.shape, numbers == [int(p[0, 1] > p[0, 0])]
    (torch.Size([1, 2]), True)
    """
    p = log_likelihoods(model, tokenizer, prompts, candidates, **options).softmax(-1)
    if content_free:
        if isinstance(content_free, str) or not all(isinstance(q, Prompt) for q in prompts):
            raise CourseError(
                "Calibration asks each Prompt a list of texts without content, such"
                ' as ["N/A"]. Give Prompts, not texts.'
            )
        empty = [
            (prompt.ask(text), tuple(own))
            for text in content_free
            for prompt, own in zip(prompts, choices(prompts, candidates))
        ]
        once = {pair: i for i, pair in enumerate(dict.fromkeys(empty))}  # most prompts share theirs
        asked, own = zip(*once)
        q = log_likelihoods(model, tokenizer, asked, own, **options).softmax(-1)
        q = q[[once[pair] for pair in empty]]  # (inputs * prompts, candidates)
        q = q.view(len(content_free), len(prompts), -1).transpose(0, 1)
        p = calibrate(p, q)  # q: (prompts, inputs, candidates)
    return p.argmax(-1).tolist(), p
