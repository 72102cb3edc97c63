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
