"""Writing with a causal model: turn its logits into a choice, append it, and go on.

Temperature, top-k and top-p stand in `distribution`, the loop in `steps`; `generate` and `stream`
put a prompt before them and stop rules after them.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import nn
from transformers import PreTrainedTokenizerFast

from helpers import arguments
from helpers.context import kv_cache
from helpers.files import CourseError


@arguments.checked
def distribution(
    logits: torch.Tensor, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0
) -> torch.Tensor:
    """Probabilities to draw the next token from. logits: (..., V); the same shape comes back.

    temperature divides the logits: below 1 the likely tokens gain, above 1 the unlikely ones. 0
    leaves only the likeliest (greedy). top_k keeps that many of the likeliest tokens (Fan et al.
    2018; of equal ones those with lower ids), 0 keeps all. top_p keeps the fewest tokens whose
    probabilities reach it (Holtzman et al. 2020), 1 keeps all. What is left is made to add up to 1.

    Raises `CourseError` for values outside these ranges.

    >>> logits = torch.tensor([0.5, 0.3, 0.2]).log()
    >>> distribution(logits, top_k=2)
    tensor([0.6250, 0.3750, 0.0000])
    >>> distribution(logits, temperature=0)
    tensor([1., 0., 0.])
    """
    if temperature < 0 or top_k < 0 or not 0 < top_p <= 1:
        raise CourseError(
            f"temperature={temperature}, top_k={top_k}, top_p={top_p}: give a"
            " temperature and a top_k of 0 or more, and a top_p above 0, up to 1."
        )
    if temperature == 0:
        return nn.functional.one_hot(logits.argmax(-1), logits.shape[-1]).float()
    logits = logits / temperature
    if 0 < top_k < logits.shape[-1]:
        places = logits.sort(descending=True, stable=True).indices[..., top_k:]  # (..., V - top_k)
        logits = logits.scatter(-1, places, -torch.inf)
    probabilities = logits.softmax(-1)
    if top_p < 1:
        ordered, places = probabilities.sort(descending=True, stable=True)
        before = ordered.cumsum(-1) - ordered  # what the likelier tokens add up to
        ordered = ordered.masked_fill(before >= top_p, 0.0)
        probabilities = torch.zeros_like(probabilities).scatter(-1, places, ordered)
    return probabilities / probabilities.sum(-1, keepdim=True)


@arguments.checked
def prompt_ids(
    model: nn.Module, tokenizer: PreTrainedTokenizerFast, prompt: str, room: int = 0
) -> torch.Tensor:
    """[CLS] and the prompt's tokens, (1, n), with no end: the model is to go on from here.

    Raises `CourseError` if fewer than `room` further tokens fit into what the model can read.
    """
    ids = [tokenizer.cls_token_id, *tokenizer(prompt, add_special_tokens=False)["input_ids"]]
    longest = model.config.max_position_embeddings
    if len(ids) + room > longest:
        raise CourseError(
            f"The prompt has {len(ids)} tokens and {room} more are wanted; this model"
            f" reads {longest}. Shorten the prompt, or ask for fewer tokens."
        )
    return torch.tensor([ids], device=next(model.parameters()).device)


@arguments.checked
@torch.no_grad()
def next_distribution(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerFast,
    prompt: str,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
) -> torch.Tensor:
    """Probabilities (V,) of the token after `prompt`. Raises `CourseError` if it is too long."""
    logits = model(input_ids=prompt_ids(model, tokenizer, prompt), use_cache=False).logits[0, -1]
    return distribution(logits.float().cpu(), temperature, top_k, top_p)


def steps(
    model: nn.Module,
    ids: torch.Tensor,
    seed: int = 0,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    never: Sequence[int] = (),
) -> Iterator[torch.Tensor]:
    """Choose the next token of each row, append it, and so on without end.

    ids: int64 (rows, n). Yields int64 (rows,) on the CPU. Keys and values of earlier tokens are
    kept (the KV cache), so that a step reads one new token only. On the CPU the same seed gives
    the same tokens. Tokens in `never` are not chosen.
    """
    rng, cache = torch.Generator().manual_seed(seed), None
    while True:
        with torch.no_grad():
            logits, cache = kv_cache.read(model, ids, cache)
        logits = logits[:, -1].float().cpu()  # (rows, vocabulary)
        logits[:, list(never)] = -torch.inf
        p = distribution(logits, temperature, top_k, top_p)  # (rows, vocabulary)
        token = p.multinomial(1, generator=rng)  # (rows, 1)
        yield token[:, 0]
        ids = token.to(ids.device)


def continuation(tokenizer: PreTrainedTokenizerFast, prompt: list[int], new: list[int]) -> str:
    """The text of `new` up to its first [SEP], as it reads after `prompt`.

    Both are decoded together, because some tokenizers leave out the space before a text.
    """
    end = tokenizer.sep_token_id
    new = new[: new.index(end)] if end in new else new
    decode = tokenizer.backend_tokenizer.decode
    return decode(prompt + new)[len(decode(prompt)) :]


def cut_at(text: str, stop: Sequence[str]) -> tuple[str, bool]:
    """The text before the first stop string, and whether there is one.

    >>> cut_at("Yes. No. Ben: Why?", ["Ben:", "!"])
    ('Yes. No. ', True)
    """
    places = [text.index(mark) for mark in stop if mark in text]
    return (text[: min(places)], True) if places else (text, False)


def held_back(text: str, stop: Sequence[str]) -> int:
    """How many characters at the end of `text` could be the beginning of a stop string.

    >>> held_back("No. Be", ["Ben:"])
    2
    """
    return max(
        (n for mark in stop for n in range(1, len(mark)) if text.endswith(mark[:n])), default=0
    )


@arguments.checked
def stream(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerFast,
    prompt: str,
    max_new: int = 60,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    stop: Sequence[str] = (),
    seed: int = 0,
) -> Iterator[str]:
    """The continuation of `prompt` in pieces, as they are written.

    Ends after `max_new` tokens, at the end of the document ([SEP]), or before the first of the
    `stop` strings, wherever the tokens were cut: what could be the beginning of one is held back
    until the next token decides. The pieces together are what `generate` returns.

    Raises `CourseError` for a prompt without room, or an empty stop string.
    """
    if isinstance(stop, str) or "" in stop:
        raise CourseError('`stop` is a list of strings that are not empty, such as ["Ben:", "."].')
    start, new, said = prompt_ids(model, tokenizer, prompt, max_new), [], 0
    for _, token in zip(range(max_new), steps(model, start, seed, temperature, top_k, top_p)):
        if token.item() == tokenizer.sep_token_id:
            break
        new.append(token.item())
        # Decoded together: a character may be made of several tokens. Half of one is a "�".
        text = continuation(tokenizer, start[0].tolist(), new)
        text, stopped = cut_at(text, stop)
        sure = len(text) if stopped else len(text.rstrip("�")) - held_back(text, stop)
        if sure > said:
            yield text[said:sure]
            said = sure
        if stopped:
            return
    text = continuation(tokenizer, start[0].tolist(), new)
    if len(text) > said:
        yield text[said:]


@arguments.checked
def generate(
    model: nn.Module, tokenizer: PreTrainedTokenizerFast, prompt: str, max_new: int = 60, **options
) -> str:
    """The continuation of `prompt`, without the prompt. Options and errors as in `stream`."""
    return "".join(stream(model, tokenizer, prompt, max_new, **options))


@arguments.checked
def samples(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerFast,
    starts: torch.Tensor,
    max_new: int = 60,
    seed: int = 0,
    endless: bool = False,
    **options,
) -> list[str]:
    """A text for each row of `starts`, all written side by side, which is much faster.

    starts: int64 (rows, n), each [CLS] and the first tokens of a text. Returns whole texts, each
    up to [SEP] or with `max_new` tokens more; `endless` forbids [SEP]. Options: those of
    `distribution`. Raises `CourseError` if so many tokens do not fit into what the model reads.
    """
    arguments.refuse(
        starts.shape[-1] + max_new > model.config.max_position_embeddings,
        f"This model reads {model.config.max_position_embeddings} tokens. Ask for fewer new ones.",
    )
    columns, end = [], tokenizer.sep_token_id
    starts = starts.to(next(model.parameters()).device)
    never = (end,) if endless else ()
    for _, column in zip(range(max_new), steps(model, starts, seed, never=never, **options)):
        columns.append(column)
        if (torch.stack(columns) == end).any(0).all():
            break
    new = torch.stack(columns, 1)  # (rows, tokens written)
    rows = torch.cat([starts.cpu(), new], 1).tolist()
    return [continuation(tokenizer, [], row) for row in rows]


@arguments.checked
def repeated(text: str, n: int = 3) -> float:
    """Share of the text's word n-grams that occurred before in it; 0.0 if it has none.

    >>> repeated("one two three one two three")
    0.25
    """
    words = text.split()
    grams = [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
    return 1 - len(set(grams)) / len(grams) if grams else 0.0


@arguments.checked
def distinct(texts: Sequence[str], n: int = 3) -> float:
    """Share of different word n-grams among all of several texts: their diversity (Li et al. 2016).

    >>> distinct(["one two three", "one two three"])
    0.5
    """
    grams = [gram for text in texts for gram in zip(*(text.split()[i:] for i in range(n)))]
    return len(set(grams)) / len(grams) if grams else 0.0
