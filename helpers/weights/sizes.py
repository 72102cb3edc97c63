"""How large a model is: what training can change, and what every token costs.

`helpers.weights.cost` makes tables of it.
"""

from torch import nn

from helpers import arguments


@arguments.checked
def parameters(model: nn.Module) -> int:
    """How many numbers training can change; a matrix used twice counts once.

    >>> parameters(nn.Linear(3, 2))
    8
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def multiplying(model: nn.Module) -> list[nn.Parameter]:
    """The weights that multiply, bottom to top: all but the tables that are only looked up.

    >>> table, layer = nn.Embedding(50, 8), nn.Linear(8, 2)
    >>> [tuple(p.shape) for p in multiplying(nn.Sequential(table, layer))]
    [(2, 8), (2,)]
    """
    output = model.get_output_embeddings() if hasattr(model, "get_output_embeddings") else None
    tables = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
    tables -= {id(getattr(output, "weight", None))}
    return [p for p in model.parameters() if id(p) not in tables]


@arguments.checked
def flops_per_token(model: nn.Module) -> int:
    """Multiplications and additions to train on one token: 6 for each weight that multiplies.

    Two for the forward pass and four for the backward one (Kaplan et al. 2020).

    >>> flops_per_token(nn.Linear(3, 2))
    48
    """
    return 6 * sum(p.numel() for p in multiplying(model))
