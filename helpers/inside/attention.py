"""Where a trained model looks: its attention weights, layer by layer and head by head."""

import torch
from matplotlib.figure import Figure
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.files import CourseError
from helpers.show import plots


@arguments.checked
@torch.no_grad()
def weights_of(model: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """Attention weights of every head, (rows, layers, heads, n, n). ids: int64 (rows, n).

    >>> from helpers.weights import models
    >>> weights_of(models.encoder(20, width=32, layers=2), torch.tensor([[2, 7, 3]])).shape
    torch.Size([1, 2, 1, 3, 3])
    """
    # The fast implementation never stores the weights, so the plain one is used for looking.
    # Every layer asks the configuration. (ModernBERT cannot be told otherwise in transformers 5.0.)
    before = model.config._attn_implementation
    model.config._attn_implementation = "eager"
    try:
        output = model(input_ids=ids.to(next(model.parameters()).device), output_attentions=True)
    finally:
        model.config._attn_implementation = before
    # One tensor (rows, heads, n, n) a layer.
    return torch.stack(output.attentions, 1)  # (rows, layers, heads, n, n)


@arguments.checked
def maps(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, text: str
) -> tuple[torch.Tensor, list[str]]:
    """Attention weights of every head for one text, and its tokens.

    Returns float (layers, heads, n, n): row i says how token i spreads its attention over all n
    tokens, so each row sums to 1. Raises `CourseError` for an empty or too long text.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["a b c"], 20)
    >>> weights, names = maps(models.encoder(20, width=32, layers=2), tokenizer, "a b")
    >>> weights.shape, names
    (torch.Size([2, 1, 4, 4]), ['[CLS]', 'a', 'b', '[SEP]'])
    """
    if not text.strip():
        raise CourseError("There is no text to look at. Type a few words.")
    ids = tokenizer(text, return_tensors="pt")["input_ids"]
    if ids.shape[1] > model.config.max_position_embeddings:
        raise CourseError(
            f"The text has {ids.shape[1]} tokens; this model reads at most"
            f" {model.config.max_position_embeddings}. Shorten it."
        )
    return weights_of(model, ids)[0].cpu(), tokenizer.convert_ids_to_tokens(ids[0])


@arguments.checked
def draw(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, text: str, layer: int, head: int
) -> tuple[Figure, str]:
    """One head's weights as a heat map, and a sentence about the strongest look.

    Layers and heads are counted from 1. For `widgets.explore`.
    """
    weights, names = maps(model, tokenizer, text)
    chosen = weights[layer - 1, head - 1]  # (n, n)
    side = 1.8 + 0.32 * len(names)
    fig, ax = plots.figure(min(9.0, side + 1.2), min(8.0, side))
    plots.heatmap(ax, chosen.tolist(), names, names, high=1.0)
    fig.colorbar(ax.images[0], ax=ax, label="share of attention")
    ax.set(xlabel="looks at", ylabel="token", title=f"layer {layer}, head {head}")
    row, column = divmod(int(chosen.argmax()), len(names))
    return fig, (
        f"Layer {layer}, head {head}: the strongest look is from"
        f" “{names[row]}” to “{names[column]}” ({chosen[row, column]:.2f})."
    )
