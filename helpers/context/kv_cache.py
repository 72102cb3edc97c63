"""Reading on where a causal model stopped: keys and values of earlier tokens (the KV cache)."""

from dataclasses import fields

import torch
from torch import nn
from transformers import Cache
from transformers.modeling_outputs import CausalLMOutputWithPast

# transformers 5.24 renamed what models take and return, all at once; the old name is to go.
NAME = "past_key_values"
if "cache" in {field.name for field in fields(CausalLMOutputWithPast)}:
    NAME = "cache"


def read(
    model: nn.Module, ids: torch.Tensor, cache: Cache | None = None, **options
) -> tuple[torch.Tensor, Cache]:
    """Logits (rows, n, V) of `ids`, int64 (rows, n), and the cache that holds them too.

    With a cache the model goes on after what it holds, and the cache may be changed in place.
    options: the model's own, such as `logits_to_keep`.

    >>> from helpers.weights import models
    >>> model, ids = models.decoder(9, width=32, layers=1).eval(), torch.tensor([[2, 5, 6, 7]])
    >>> _, cache = read(model, ids[:, :3])
    >>> logits, _ = read(model, ids[:, 3:], cache)
    >>> torch.allclose(logits, model(input_ids=ids).logits[:, 3:], atol=1e-5)
    True
    """
    out = model(input_ids=ids, use_cache=True, **{NAME: cache}, **options)
    return out.logits, getattr(out, NAME)
