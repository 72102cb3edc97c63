"""Sentences that a model writes, many prompts side by side, each up to its full stop."""

from collections.abc import Sequence

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase, StoppingCriteria

from helpers import arguments


class Written(StoppingCriteria):
    """Says of each row whether it has so many full stops after its first `start` tokens."""

    def __init__(self, stop: int, sentences: int, start: int):
        self.stop, self.sentences, self.start = stop, sentences, start

    def __call__(self, ids: torch.Tensor, scores, **_) -> torch.Tensor:
        return (ids[:, self.start :] == self.stop).sum(1) >= self.sentences


@arguments.checked
@torch.no_grad()
def write(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[str],
    max_new: int = 60,
    batch_size: int = 32,
    temperature: float = 0.0,
    seed: int = 0,
    sentences: int = 1,
) -> list[str]:
    """The continuation of each prompt, up to so many sentences; written side by side.

    temperature 0 writes the likeliest tokens (greedy); otherwise they are drawn, decided by `seed`.
    """
    was_training, stop = model.training, tokenizer.convert_tokens_to_ids(".")
    model.eval()
    draw = {"do_sample": True, "temperature": temperature} if temperature else {"do_sample": False}
    order, found = sorted(range(len(prompts)), key=lambda i: len(prompts[i])), [""] * len(prompts)
    torch.manual_seed(seed)
    for k in range(0, len(order), batch_size):
        part = order[k : k + batch_size]
        ids = tokenizer([prompts[i] for i in part], add_special_tokens=False)["input_ids"]
        ids = [[tokenizer.cls_token_id, *row] for row in ids]
        longest = max(map(len, ids))
        # Filled up on the left with [PAD], which is 0: (prompts, longest)
        filled = [[0] * (longest - len(row)) + row for row in ids]
        rows = torch.tensor(filled, device=next(model.parameters()).device)
        out = model.generate(
            input_ids=rows,
            attention_mask=(rows != 0).long(),
            pad_token_id=0,
            eos_token_id=tokenizer.sep_token_id,
            max_new_tokens=max_new,
            stopping_criteria=[Written(stop, sentences, longest)],
            **draw,
        )
        for i, row in zip(part, out[:, longest:]):
            # A piece that goes on from the prompt's last word has no mark in a text.
            text = tokenizer.decode(row, skip_special_tokens=True).replace("##", "")
            found[i] = " ".join(s.strip() + "." for s in text.split(".")[:sentences] if s.strip())
    model.train(was_training)
    return found
