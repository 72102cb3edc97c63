"""A small Transformer of which any part can be taken away: residual, norm, MLP, positions.

Whole, it is built like the course's encoders: norms before the parts, rotary positions, an MLP
after attention. Nothing but the part that is left out differs between two networks of one seed.
"""

import torch
from torch import nn

from helpers import arguments
from helpers.inside.toys import rotate
from helpers.weights.masking import IGNORED

PARTS = ("residual", "norm", "MLP", "positions")


@arguments.checked
class Attention(nn.Module):
    """Attention with several heads, in both directions; `rope` turns queries and keys by place.

    >>> Attention(8, heads=2)(torch.zeros(1, 3, 8)).shape
    torch.Size([1, 3, 8])
    """

    def __init__(self, width: int, heads: int, rope: bool = True):
        super().__init__()
        self.heads, self.rope = heads, rope
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # (batch, n, 3 * width) to three of (batch, heads, n, d), with d = width / heads
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.qkv(x).chunk(3, -1)
        )
        if self.rope:
            q, k = rotate(q), rotate(k)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v)  # (batch, heads, n, d)
        return self.out(mixed.transpose(1, 2).flatten(2))  # (batch, n, width)


class MLP(nn.Sequential):
    """Two matrices with a bend (GELU) between them, for each token alone. (..., width) to same.

    >>> MLP(8)(torch.zeros(1, 3, 8)).shape
    torch.Size([1, 3, 8])
    """

    def __init__(self, width: int):
        wide = 4 * width
        super().__init__(
            nn.Linear(width, wide, bias=False), nn.GELU(), nn.Linear(wide, width, bias=False)
        )


class Layer(nn.Module):
    """A layer: attention and an MLP, each with its norm and its residual, or without `without`.

    >>> Layer(8, heads=2)(torch.zeros(1, 3, 8)).shape
    torch.Size([1, 3, 8])
    """

    def __init__(self, width: int, heads: int, without: str = "nothing"):
        super().__init__()
        self.residual = without != "residual"
        parts = [Attention(width, heads, rope=without != "positions")]
        parts += [MLP(width)] if without != "MLP" else []
        self.parts = nn.ModuleList(parts)
        self.norms = nn.ModuleList(
            nn.Identity() if without == "norm" else nn.LayerNorm(width, bias=False) for _ in parts
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for part, norm in zip(self.parts, self.norms):
            x = x * self.residual + part(norm(x))  # (batch, n, width)
        return x


@arguments.checked
class Transformer(nn.Module):
    """Embedding, layers, norm, output layer; `without` is "nothing" or one of `PARTS`.

    Without "norm" there is no norm anywhere. Raises ValueError for another word. Its forward pass
    takes token ids (batch, n) and gives logits (batch, n, vocabulary).

    >>> model = Transformer(vocab_size=10, without="MLP", width=16, layers=2, heads=2)
    >>> model(torch.tensor([[1, 2, 3]])).shape
    torch.Size([1, 3, 10])
    """

    def __init__(
        self,
        vocab_size: int,
        without: str = "nothing",
        width: int = 64,
        layers: int = 4,
        heads: int = 4,
        seed: int = 0,
    ):
        super().__init__()
        if without not in ("nothing", *PARTS):
            raise ValueError(f"without is nothing, {', '.join(PARTS)}, but not {without!r}.")
        torch.manual_seed(seed)
        self.embed = nn.Embedding(vocab_size, width)
        self.layers = nn.ModuleList(Layer(width, heads, without) for _ in range(layers))
        self.norm = nn.Identity() if without == "norm" else nn.LayerNorm(width, bias=False)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def stream(self, ids: torch.Tensor) -> list[torch.Tensor]:
        """The tokens' vectors (batch, n, width) before the first layer and after each layer."""
        found = [self.embed(ids)]
        for layer in self.layers:
            found.append(layer(found[-1]))
        return found

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.lm_head(self.norm(self.stream(ids)[-1]))  # (batch, n, vocabulary)


@arguments.checked
def loss(model: Transformer, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Mean cross-entropy in nats where a label is not -100, as `toys.loss`, which computes more.

    batch: inputs and labels, int64 (batch, n) each. For training.train.
    """
    inputs, labels = batch
    asked = labels != IGNORED  # (batch, n)
    hidden = model.norm(model.stream(inputs)[-1])[asked]  # (asked, width)
    return nn.functional.cross_entropy(model.lm_head(hidden), labels[asked])


@arguments.checked
@torch.no_grad()
def alike(x: torch.Tensor) -> float:
    """How alike the tokens of a row are: the mean cosine between two of them. x: (batch, n, width).

    1 if all point the same way, about 0 for random vectors.

    >>> alike(torch.tensor([[[1.0, 0.0], [0.0, 2.0]]])), alike(torch.ones(1, 3, 4))
    (0.0, 1.0)
    """
    n = x.shape[1]
    cosines = nn.functional.normalize(x, dim=-1)  # (batch, n, width), each of length 1
    cosines = cosines @ cosines.mT  # (batch, n, n)
    pairs = ~torch.eye(n, dtype=torch.bool, device=x.device)  # without each token with itself
    return cosines[:, pairs].mean().item()
