"""Vectors of whole texts, from an encoder as it is: nothing is trained."""

from collections.abc import Sequence

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from helpers import arguments

BATCH = 64  # texts that are read at a time


@arguments.checked
@torch.no_grad()
def mean_vectors(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[str],
    max_tokens: int = 128,
) -> torch.Tensor:
    """The mean vector of each text's tokens, as the body gives them: float (texts, width).

    What is beyond `max_tokens` is cut off. This is how sentence encoders are asked (Reimers and
    Gurevych 2019).

    >>> from helpers.real.loading import encoder
    >>> body, tokenizer = encoder("manuals-encoder")  # doctest: +ELLIPSIS
    manuals-encoder: ...
    >>> mean_vectors(body, tokenizer, ["A text.", "Another one."]).shape
    torch.Size([2, 192])
    """
    arguments.no_blanks(texts)
    model.eval()
    found = []
    for start in range(0, len(texts), BATCH):
        part = list(texts[start : start + BATCH])
        batch = tokenizer(
            part, padding=True, truncation=True, max_length=max_tokens, return_tensors="pt"
        ).to(model.device)
        mask = batch["attention_mask"][:, :, None]  # (part, tokens, 1)
        states = model.base_model(**batch).last_hidden_state  # (part, tokens, width)
        found.append(((states * mask).sum(1) / mask.sum(1)).cpu())
    return torch.cat(found)


@arguments.checked
def halves_found(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[str],
    max_tokens: int = 128,
) -> float:
    """The share of texts whose second half is the nearest, of all second halves, to their first.

    Halves are cut between words; near means the cosine of mean vectors, each of at most
    `max_tokens` tokens. Guessing finds 1 / len(texts).

    >>> from helpers.real.loading import encoder
    >>> body, tokenizer = encoder("manuals-encoder")  # doctest: +ELLIPSIS
    manuals-encoder: ...
    >>> halves_found(body, tokenizer, ["array array", "token token"])
    1.0
    """
    words = [text.split() for text in texts]
    firsts, seconds = (
        torch.nn.functional.normalize(mean_vectors(model, tokenizer, part, max_tokens), dim=-1)
        for part in (
            [" ".join(some[: len(some) // 2]) for some in words],
            [" ".join(some[len(some) // 2 :]) for some in words],
        )
    )
    nearest = (firsts @ seconds.T).argmax(-1)  # (texts,)
    return (nearest == torch.arange(len(texts))).float().mean().item()
