"""The price of one query: tokens to read, and milliseconds, one query at a time."""

import statistics
import time
from collections.abc import Callable, Sequence

import torch
from matplotlib.figure import Figure
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import kv_cache, scoring
from helpers.context.demonstrations import Demonstration
from helpers.context.prompts import Prompt
from helpers.show import plots


@arguments.checked
def milliseconds(answer: Callable, texts: Sequence, warm: int = 2) -> float:
    """Median time of `answer(text)` over the texts, after `warm` calls that do not count.

    >>> milliseconds(str.upper, ["a", "b", "c"]) < 1000
    True
    """
    arguments.refuse(len(texts) == 0, "Give `texts` with 1 or more in it, to take the time of.")
    for text in texts[:warm]:
        answer(text)
    times = []
    for text in texts:
        began = time.perf_counter()
        answer(text)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


@arguments.checked
def tokens_read(
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[Prompt],
    candidates: Sequence[str],
    shared: bool = False,
) -> int:
    """Tokens that a model reads to score every candidate after every prompt.

    Plain: each prompt anew with each candidate. shared: what all prompts begin with once, then each
    prompt's own rest, and then each candidate's own tokens.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull => bad"] * 9, 300, kind="bpe", lowercase=False)
    >>> prompts = [Prompt(text, [("so dull", "bad")] * 8) for text in ("so", "dull")]
    >>> plain, shared = (tokens_read(tokenizer, prompts, ["bad", "so"], s) for s in (False, True))
    >>> plain > 3 * shared
    True
    """
    rows, starts = scoring.tokenized(tokenizer, prompts, candidates)
    if not shared:
        return sum(len(row) for own in rows for row in own)
    first = [own[0] for own in rows]
    lead = 0
    while all(row[: lead + 1] == first[0][: lead + 1] for row in first) and lead < len(first[0]):
        lead += 1
    rests = [
        start - lead + sum(len(row) - start for row in own) for own, start in zip(rows, starts)
    ]
    return lead + sum(rests)


@arguments.checked
def fastest(work: Callable[[], object], repeats: int) -> float:
    """Milliseconds of the fastest of several calls: what else the machine did disturbs it least.

    >>> fastest(lambda: None, 3) < 1000
    True
    """
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return min(times)


@arguments.checked
class Reader:
    """Reads a query after demonstrations, up to where the answer's first token is known.

    shared: what all queries have in front is read once, when the reader is made, and its keys and
    values (the KV cache) are used again. Otherwise every query reads all of its prompt.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull => bad"] * 9, 300, kind="bpe", lowercase=False)
    >>> model = models.decoder(300, width=32, layers=1).eval()
    >>> plain, shared = (Reader(model, tokenizer, [("so", "bad")], s) for s in (False, True))
    >>> torch.allclose(plain("dull"), shared("dull"), atol=1e-4), shared.tokens("dull") < 9
    (True, True)
    """

    def __init__(
        self,
        model: nn.Module,
        tokenizer: PreTrainedTokenizerBase,
        demonstrations: Sequence[Demonstration] = (),
        shared: bool = False,
    ):
        self.model, self.tokenizer, self.demonstrations = model.eval(), tokenizer, demonstrations
        self.cache, self.lead = None, 0
        if shared:
            # Equal in all prompts: up to the end of the last demonstration.
            one, other = (self.ids(text) for text in ("a", "the"))
            while one[: self.lead + 1] == other[: self.lead + 1]:
                self.lead += 1
            self.lead -= 1  # a token at the border may depend on what follows
            with torch.no_grad():
                _, self.cache = kv_cache.read(model, self.row(one[: self.lead]), logits_to_keep=1)

    def row(self, ids: list[int]) -> torch.Tensor:
        """Token ids where the model is, (1, n)."""
        return torch.tensor([ids], device=next(self.model.parameters()).device)

    def ids(self, text: str) -> list[int]:
        return Prompt(text, self.demonstrations).ids(self.tokenizer)

    def tokens(self, text: str) -> int:
        """Tokens to read for this query; what is shared does not count."""
        return len(self.ids(text)) - self.lead

    @torch.no_grad()
    def __call__(self, text: str) -> torch.Tensor:
        """Logits of the answer's first token, float (vocabulary,)."""
        rest = self.row(self.ids(text)[self.lead :])
        if self.cache is None:
            return self.model(input_ids=rest, use_cache=False, logits_to_keep=1).logits[0, -1].cpu()
        logits, _ = kv_cache.read(self.model, rest, self.cache, logits_to_keep=1)
        self.cache.crop(-rest.shape[1])  # forget the query, keep the demonstrations
        return logits[0, -1].cpu()


@arguments.checked(ways=2, meeting=...)
def lines(ways: dict[str, tuple[float, float]], meeting: float) -> tuple[Figure, str]:
    """Total seconds against queries, one line a way, and where the first two meet.

    ways: name -> (seconds before the first query, milliseconds of a query). meeting: the number of
    queries at which the first two have cost the same, or infinity.

    >>> lines({"prompt": (0, 20), "tuned": (10, 10)}, 1000)[1]
    'prompt and tuned have cost the same after 1,000 queries.'
    """
    one, other = list(ways)[:2]
    far = 2.5 * meeting if 0 < meeting < float("inf") else 1000
    fig, ax = plots.figure(7, 3.6)
    for i, (name, (once, each)) in enumerate(ways.items()):
        ax.plot(
            [0, far],
            [once, once + far * each / 1000],
            plots.STYLES[i % 4],
            color=plots.COLOURS[i],
            label=name,
        )
    if far != 1000:
        total = ways[one][0] + meeting * ways[one][1] / 1000
        ax.plot(meeting, total, "o", color="black", markersize=7)
        ax.annotate(
            f"{meeting:,.0f} queries", (meeting, total), xytext=(8, -14), textcoords="offset points"
        )
    ax.set(xlabel="queries", ylabel="seconds in all", xlim=(0, far), ylim=(0, None))
    ax.legend()
    if far == 1000:
        return fig, f"{one} and {other} never cost the same."
    return fig, f"{one} and {other} have cost the same after {meeting:,.0f} queries."
