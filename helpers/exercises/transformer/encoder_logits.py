"""The whole network: token ids in, logits out, with the weights of the course's encoder."""

import torch
from torch.nn import functional as F

from helpers.checking.spec import Exercise, mistake
from helpers.exercises.transformer.common import course_model, part_of
from helpers.exercises.transformer.encoder_layer import WIDTH, encoder_layer, random_layer
from helpers.exercises.transformer.norm_rows import norm_rows

TABLE, VOCABULARY, CLOSE = "model.embeddings.tok_embeddings.weight", 11, 1e-4


def encoder_logits(
    ids: torch.Tensor, real: torch.Tensor, weights: dict[str, torch.Tensor], heads: int
) -> torch.Tensor:
    """Logits of every word at each token, (rows, n, vocabulary). ids: int64, real: bool (rows, n).

    weights: by the names that they have in the checkpoint.
    """
    table, number = weights["model.embeddings.tok_embeddings.weight"], 0
    x = norm_rows(table[ids], weights["model.embeddings.norm.weight"])
    while layer := part_of(weights, f"model.layers.{number}."):
        x = encoder_layer(x, layer, heads, real)
        number += 1
    x = norm_rows(x, weights["model.final_norm.weight"])
    x = norm_rows(F.gelu(x @ weights["head.dense.weight"].T), weights["head.norm.weight"])
    return x @ table.T + weights["decoder.bias"]


def random_weights(rng: torch.Generator, layers: int) -> dict[str, torch.Tensor]:
    """Weights of a small network, under the checkpoint's names."""
    norms = ("model.embeddings.norm.weight", "model.final_norm.weight", "head.norm.weight")
    found = {name: 1 + torch.randn(WIDTH, generator=rng) / 2 for name in norms}
    found[TABLE] = torch.randn(VOCABULARY, WIDTH, generator=rng)
    found["head.dense.weight"] = torch.randn(WIDTH, WIDTH, generator=rng)
    found["decoder.bias"] = torch.randn(VOCABULARY, generator=rng)
    for number in range(layers):
        own = random_layer(rng, first=number == 0)
        found |= {f"model.layers.{number}.{name}": weight for name, weight in own.items()}
    return found


def cases() -> list:
    rng = torch.Generator().manual_seed(9)

    def case(layers: int, n: int, *lengths: int) -> tuple:
        ids = torch.randint(VOCABULARY, (len(lengths), n), generator=rng)
        real = torch.arange(n) < torch.tensor(lengths)[:, None]
        return ids, real, random_weights(rng, layers), 2

    ids, _, weights, heads = case(1, 3, 3)
    before = torch.tensor([[False, True, True]])  # padding may stand anywhere
    deep = case(10, 2, 2)
    return [case(1, 3, 3), case(2, 4, 4, 2), case(3, 3, 1, 3), (ids, before, weights, heads), deep]


def _network(ids, real, weights, heads, without=(), order=list, bend=F.gelu):
    """The reference with a switch for each mistake."""
    x = weights[TABLE][ids]
    x = x if "first" in without else norm_rows(x, weights["model.embeddings.norm.weight"])
    count = sum(name.endswith("attn.Wo.weight") for name in weights)
    for number in order(range(count)):
        x = encoder_layer(x, part_of(weights, f"model.layers.{number}."), heads, real)
    x = x if "final" in without else norm_rows(x, weights["model.final_norm.weight"])
    if "head" not in without:
        x = bend(x @ weights["head.dense.weight"].T)
        x = x if "last" in without else norm_rows(x, weights["head.norm.weight"])
    return x @ weights[TABLE].T + ("bias" not in without) * weights["decoder.bias"]


@mistake("The norm after the embedding is missing: `model.embeddings.norm.weight`.")
def no_first_norm(ids, real, weights, heads):
    return _network(ids, real, weights, heads, without=["first"])


@mistake("The norm after the last layer is missing: `model.final_norm.weight`.")
def no_final_norm(ids, real, weights, heads):
    return _network(ids, real, weights, heads, without=["final"])


@mistake("The head is missing: `head.dense.weight`, `F.gelu`, `head.norm.weight`.")
def no_head(ids, real, weights, heads):
    return _network(ids, real, weights, heads, without=["head"])


@mistake("The norm of the head is missing: `head.norm.weight`, after `F.gelu`.")
def no_head_norm(ids, real, weights, heads):
    return _network(ids, real, weights, heads, without=["last"])


@mistake("The bend of the head is missing: `F.gelu` after `head.dense.weight`.")
def no_bend(ids, real, weights, heads):
    return _network(ids, real, weights, heads, bend=lambda x: x)


@mistake("`decoder.bias` is missing: add it at the end.")
def no_bias(ids, real, weights, heads):
    return _network(ids, real, weights, heads, without=["bias"])


@mistake("It passes the first layer only. Go on until there is no layer of that number.")
def one_layer(ids, real, weights, heads):
    return _network(ids, real, weights, heads, order=lambda numbers: [0])


@mistake("It stops after a few layers. Go on until there is no layer of that number.")
def few_layers(ids, real, weights, heads):
    return _network(ids, real, weights, heads, order=lambda numbers: numbers[:3])


@mistake("It takes the first layer's weights every time. Count: `model.layers.1.`, and so on.")
def same_layer(ids, real, weights, heads):
    return _network(ids, real, weights, heads, order=lambda numbers: [0] * len(numbers))


@mistake("The layers come in the wrong order. Begin with layer 0.")
def backwards(ids, real, weights, heads):
    return _network(ids, real, weights, heads, order=reversed)


@mistake("`real` changes nothing. Hand it on to every layer.")
def no_padding(ids, real, weights, heads):
    return _network(ids, torch.ones_like(real), weights, heads)


def judge(function) -> str | None:
    """The weights of the course's own encoder, against transformers."""
    model, weights = course_model()
    rng = torch.Generator().manual_seed(10)
    for lengths in ([3], [17], [40, 9, 1]):
        ids = torch.randint(5, 4096, (len(lengths), max(lengths)), generator=rng)
        real = torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]
        with torch.no_grad():
            theirs = model(input_ids=ids, attention_mask=real.long()).logits[real]
            mine = function(ids, real, dict(weights), model.config.num_attention_heads)[real]
        if not (mine - theirs).abs().max() < CLOSE:
            text = "texts with padding" if len(lengths) > 1 else f"a text of {lengths[0]} tokens"
            off = (mine - theirs).abs().max()
            return f"With the course's weights, logits of {text} are off by up to {off:.2g}."
    return None


EXERCISE = Exercise(
    id="encoder_logits",
    title="The whole network",
    minutes=10,
    difficulty=2,
    reference=encoder_logits,
    cases=cases,
    differentiable=True,
    mistakes=(
        no_first_norm,
        no_final_norm,
        no_head,
        no_head_norm,
        no_bend,
        no_bias,
        one_layer,
        few_layers,
        same_layer,
        backwards,
        no_padding,
    ),
    judge=judge,
    hints=(
        "Look the ids up in the table and norm them; pass layer after layer; norm; the head; and"
        " the same table again, as the output matrix.",
        'A layer\'s weights are `part_of(weights, f"model.layers.{number}.")`, an empty dict if'
        " there is no such layer.",
        "The head is `norm_rows(F.gelu(x @ dense.T), factors)`. The logits are"
        ' `x @ table.T + weights["decoder.bias"]`.',
    ),
)
