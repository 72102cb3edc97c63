"""A transformer small enough to see through, and two tasks that show what attention can do.

The network has attention layers and nothing else between embedding and output, so whatever it
learns, attention does. The tasks are drawn anew for every batch: nothing can be learned by heart.
"""

import math

import torch
from torch import nn

from helpers import arguments
from helpers.weights.masking import IGNORED


@arguments.checked
def rotate(x: torch.Tensor, base: float = 10_000.0) -> torch.Tensor:
    """Rotary position embedding, RoPE (Su et al. 2021): turn pairs of numbers by position.

    x: (..., n, d), d even. At position p the pair (x[2i], x[2i+1]) is turned by the angle
    p * base**(-2i/d). The product of a turned query and a turned key then depends on how far apart
    they stand, and not on where.

    >>> rotate(torch.tensor([[1.0, 0.0], [1.0, 0.0]])).round(decimals=2).tolist()
    [[1.0, 0.0], [0.5400000214576721, 0.8399999737739563]]
    """
    n, d = x.shape[-2:]
    speeds = base ** (-torch.arange(0, d, 2, device=x.device) / d)  # (d / 2,)
    angles = torch.arange(n, device=x.device)[:, None] * speeds  # (n, d / 2)
    sin, cos = angles.sin(), angles.cos()
    first, second = x[..., 0::2], x[..., 1::2]  # (..., n, d / 2) each
    turned = torch.stack([first * cos - second * sin, first * sin + second * cos], -1)
    return turned.flatten(-2)  # (..., n, d / 2, 2) to (..., n, d)


class AttentionLayer(nn.Module):
    """Norm, attention with several heads, and the result added to what came in.

    With `rope`, queries and keys are turned by position; with `causal`, no token sees a later one.

    >>> layer = AttentionLayer(width=8, heads=2, rope=True, causal=True)
    >>> x = torch.zeros(1, 3, 8)
    >>> layer(x).shape, layer.weights(x)[0, 0].tolist()[1]
    (torch.Size([1, 3, 8]), [0.5, 0.5, 0.0])
    """

    def __init__(self, width: int, heads: int, rope: bool, causal: bool):
        super().__init__()
        self.heads, self.rope, self.causal = heads, rope, causal
        self.norm = nn.RMSNorm(width)
        self.query, self.key, self.value, self.out = (
            nn.Linear(width, width, bias=False) for _ in range(4)
        )

    def split(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, n, width) to (batch, heads, n, d)."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # d = width / heads

    def weights(self, x: torch.Tensor) -> torch.Tensor:
        """Attention weights, (batch, heads, n, n): row i is how token i spreads its attention."""
        h = self.norm(x)  # (batch, n, width)
        q, k = self.split(self.query(h)), self.split(self.key(h))  # (batch, heads, n, d)
        if self.rope:
            q, k = rotate(q), rotate(k)
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (batch, heads, n, n)
        if self.causal:
            future = torch.ones(scores.shape[-2:], dtype=torch.bool, device=x.device).triu(1)
            scores = scores.masked_fill(future, float("-inf"))
        return scores.softmax(-1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mixed = self.weights(x) @ self.split(self.value(self.norm(x)))  # (batch, heads, n, d)
        return x + self.out(mixed.transpose(1, 2).flatten(2))  # (batch, n, width)


@arguments.checked
class AttentionOnly(nn.Module):
    """Embedding, attention layers, output layer. No layer of any other kind.

    position: "none", "learned" (a vector for each position is added to the tokens) or "RoPE".
    Raises ValueError for another word.

    >>> model = AttentionOnly(vocab_size=10, width=16, layers=2, heads=2)
    >>> model(torch.tensor([[1, 2, 3]])).shape
    torch.Size([1, 3, 10])
    """

    def __init__(
        self,
        vocab_size: int,
        width: int,
        layers: int,
        heads: int = 4,
        position: str = "RoPE",
        causal: bool = True,
        length: int = 64,
        seed: int = 0,
    ):
        super().__init__()
        if position not in ("none", "learned", "RoPE"):
            raise ValueError(f'position is "none", "learned" or "RoPE", not {position!r}.')
        torch.manual_seed(seed)
        self.embed = nn.Embedding(vocab_size, width)
        self.embed_position = nn.Embedding(length, width) if position == "learned" else None
        self.layers = nn.ModuleList(
            AttentionLayer(width, heads, position == "RoPE", causal) for _ in range(layers)
        )
        self.norm = nn.RMSNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def start(self, ids: torch.Tensor) -> torch.Tensor:
        """Token ids (batch, n) to vectors (batch, n, width), before any layer."""
        x = self.embed(ids)
        if self.embed_position is not None:
            x = x + self.embed_position.weight[: ids.shape[1]]
        return x

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.start(ids)  # (batch, n, width)
        for layer in self.layers:
            x = layer(x)
        return self.lm_head(self.norm(x))  # (batch, n, vocabulary)

    @torch.no_grad()
    def maps(self, ids: torch.Tensor) -> list[torch.Tensor]:
        """Attention weights of each layer, (batch, heads, n, n), on the CPU."""
        x, found = self.start(ids.to(self.embed.weight.device)), []
        for layer in self.layers:
            found.append(layer.weights(x).cpu())
            x = layer(x)
        return found


WHO, WHOM, BITES = 0, 1, 2  # the words of the first task that are no names
NAMES = 20  # of the first task
TOKENS = 32  # of the second


@arguments.checked
def who_bites(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Sentences "X bites Y, who?" (answer X) or "X bites Y, whom?" (answer Y).

    Both names are drawn anew, and X is never Y. Ids: 0 "who?", 1 "whom?", 2 "bites", then names.
    Returns inputs and labels, int64 (count, 4); the label stands under the question, all others
    are -100. Who ignores the order knows both names and cannot say which is which: 1/2.

    >>> inputs, labels = who_bites(1, torch.Generator().manual_seed(0))
    >>> inputs.tolist(), labels.tolist()
    ([[10, 2, 20, 0]], [[-100, -100, -100, 10]])
    """
    pair = torch.rand(count, NAMES, generator=generator).topk(2).indices + 3  # (count, 2)
    question = torch.randint(2, (count, 1), generator=generator)  # (count, 1)
    inputs = torch.cat([pair[:, :1], torch.full_like(question, BITES), pair[:, 1:], question], 1)
    labels = torch.full_like(inputs, IGNORED)
    labels[:, -1:] = pair.gather(1, question)
    return inputs, labels


@arguments.checked
def pairs(
    count: int, generator: torch.Generator, known: int = 8, questions: int = 8
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pairs of random tokens, then some first halves again: "A B C D E F ... C" -> D.

    All 2 * known tokens of a row differ and are drawn anew for each row, so which token follows
    which can only be read from the row itself. Questions are drawn with repetition, each followed
    by its answer. Returns inputs and labels, int64 (count, 2 * (known + questions)); a label
    stands under the first half of each question, all others are -100. Who knows only which tokens
    are second halves is right in 1 / known of the questions.

    >>> inputs, labels = pairs(1, torch.Generator().manual_seed(0), known=2, questions=2)
    >>> inputs.tolist(), labels.tolist()
    ([[26, 31, 21, 7, 21, 7, 26, 31]], [[-100, -100, -100, -100, 7, -100, 31, -100]])
    """
    drawn = torch.rand(count, TOKENS, generator=generator).topk(2 * known).indices
    table = drawn.unflatten(1, (known, 2))  # (count, 2 * known) to (count, known, 2)
    asked = torch.randint(known, (count, questions, 1), generator=generator).expand(-1, -1, 2)
    again = table.gather(1, asked).flatten(1)  # (count, questions, 2) to (count, 2 * questions)
    inputs = torch.cat([drawn, again], 1)
    labels = torch.full_like(inputs, IGNORED)
    labels[:, 2 * known :: 2] = again[:, 1::2]
    return inputs, labels


@arguments.checked
def loss(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Mean cross-entropy of the answers in nats, where a label is not -100. For training.train."""
    inputs, labels = batch  # (batch, n) each
    logits = model(inputs)  # (batch, n, vocabulary)
    return nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())


@arguments.checked
@torch.no_grad()
def evaluate(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> dict[str, float]:
    """Loss in nats and accuracy on the asked tokens: {"loss": ..., "accuracy": ...}.

    >>> model = AttentionOnly(23, width=16, layers=1)
    >>> sorted(evaluate(model, who_bites(10, torch.Generator().manual_seed(0))))
    ['accuracy', 'loss']
    """
    where = next(model.parameters(), batch[0]).device
    inputs, labels = (part.to(where) for part in batch)
    logits, asked = model(inputs), labels != IGNORED  # (batch, n, vocabulary), (batch, n)
    right = logits.argmax(-1)[asked] == labels[asked]  # (asked,)
    return {
        "loss": nn.functional.cross_entropy(logits[asked], labels[asked]).item(),
        "accuracy": right.float().mean().item(),
    }
