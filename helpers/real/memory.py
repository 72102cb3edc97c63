"""The memory that a model takes, from its configuration alone: no weight is loaded.

The network is made on torch's meta device, where tensors have shapes and no numbers.
"""

from dataclasses import dataclass

import torch
from torch import nn
from transformers import PreTrainedConfig, PreTrainedModel
from transformers.pytorch_utils import Conv1D  # GPT-2's own kind of linear layer

from helpers import arguments
from helpers.files import CourseError
from helpers.weights.classifiers import quiet

FLOAT = 4  # bytes of a float32
LORA_RANK = 8  # numbers a token is squeezed through, as in `finetuning.with_lora`
# Names that configurations use for the width inside an MLP, where it is not four times the model's.
INNER = ("intermediate_size", "hidden_dim", "ffn_dim", "n_inner")
DROPS = ("attention_probs_dropout_prob", "attention_dropout", "attn_pdrop")


@dataclass(frozen=True)
class Shape:
    """What memory follows from: numbers that are counted or read from a configuration."""

    parameters: int
    adapter: int  # numbers of a LoRA adapter on every matrix of the layers
    layers: int
    width: int
    inner: int  # the width inside an MLP
    gated: bool  # two matrices lead into the MLP, and their results are multiplied
    heads: int  # whose scores are kept, because some are dropped in training; else 0
    scores: int  # numbers for each token at the output: the vocabulary of a decoder, else 0


@arguments.checked
def empty(config: PreTrainedConfig, make: type) -> PreTrainedModel:
    """A network without numbers: only the shapes of its tensors.

    make: one of the `AutoModel` classes. Raises `CourseError` if it has no network of this kind.

    >>> from transformers import AutoModel, BertConfig
    >>> empty(BertConfig(hidden_size=24), AutoModel).device
    device(type='meta')
    """
    try:
        with quiet(), torch.device("meta"):
            model = make.from_config(config, trust_remote_code=False)
            model.tie_weights()  # transformers 5.0 does not here, and would count them twice
            return model
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"A {config.model_type} model cannot be made for this task, or its config.json is"
            f" damaged ({type(error).__name__}). Take a model of another kind."
        ) from None


@arguments.checked
def shape(config: PreTrainedConfig, make: type) -> Shape:
    """Count a network's numbers, on the meta device.

    >>> from transformers import AutoModelForSequenceClassification, BertConfig
    >>> config = BertConfig(hidden_size=384, num_hidden_layers=6, intermediate_size=1536)
    >>> shape(config, AutoModelForSequenceClassification).parameters
    22713986
    """
    arguments.refuse(
        not (getattr(config, "hidden_size", 0) and getattr(config, "num_hidden_layers", 0)),
        f"A {config.model_type} model is made of several networks. Take one that reads text alone.",
    )
    model = empty(config, make)
    width, layers = config.hidden_size, config.num_hidden_layers
    inner = next((getattr(config, n) for n in INNER if getattr(config, n, None)), 4 * width)
    output = model.get_output_embeddings()
    matrices = [m for m in inside(model) if m is not output]
    into = sum(m.weight.numel() for m in matrices if inner in matrix(m) or 2 * inner in matrix(m))
    drops = any(getattr(config, name, 0) for name in DROPS)
    return Shape(
        parameters=sum(p.numel() for p in model.parameters()),
        adapter=LORA_RANK * sum(sum(matrix(m)) for m in matrices),
        layers=layers,
        width=width,
        inner=inner,
        gated=into > 2.5 * width * inner * layers,
        heads=config.num_attention_heads if drops else 0,
        scores=max(matrix(output)) if output is not None else 0,
    )


def inside(model: PreTrainedModel) -> list[nn.Module]:
    """The modules of a network's layers that multiply by a matrix; not those of its head."""
    return [m for m in model.base_model.modules() if isinstance(m, nn.Linear | Conv1D)]


def matrix(module: nn.Module) -> tuple[int, ...]:
    return tuple(module.weight.shape)


@arguments.checked
def activations(shape: Shape, texts: int, tokens: int) -> int:
    """Bytes of what a training step remembers of a batch, in float32. texts of `tokens` tokens.

    For each token, a layer keeps about 11 vectors of the model's width (queries, keys, values, what
    attention found, inputs of norms and matrices), and 2 of the MLP's width, 4 if it is gated.
    Where attention drops weights at random, 3 numbers for each pair of tokens and head are kept,
    too. A decoder adds its scores over the vocabulary, and their slope. Measured here for BERT,
    DistilBERT, ModernBERT, Llama and Qwen2 of transformers 5: within a tenth. Compare Korthikanti
    et al. 2022, who count for 16 bits.

    >>> small = Shape(0, 0, layers=2, width=10, inner=40, gated=False, heads=0, scores=0)
    >>> activations(small, texts=1, tokens=1)
    1520
    """
    layer = 11 * shape.width + (4 if shape.gated else 2) * shape.inner + 3 * shape.heads * tokens
    return FLOAT * texts * tokens * (shape.layers * layer + 2 * shape.scores)


@arguments.checked
def to_load(shape: Shape, dtype: torch.dtype = torch.float32) -> int:
    """Bytes of the weights in memory, each number in `dtype`."""
    return shape.parameters * dtype.itemsize


@arguments.checked
def to_train(shape: Shape, texts: int = 8, tokens: int = 128, lora: bool = False) -> int:
    """Bytes to train with AdamW in float32, in batches of `texts` texts of `tokens` tokens.

    A weight that learns takes 16: itself, its slope, and AdamW's two running means. One that does
    not takes 4. With LoRA only the adapter's numbers learn. To them come the `activations`. Linux
    keeps freed blocks for later, so a process may hold up to twice as much (measured with
    all-MiniLM-L6-v2); with MALLOC_MMAP_THRESHOLD_=65536 in the environment it does not.

    >>> small = Shape(100, 20, layers=1, width=1, inner=1, gated=False, heads=0, scores=0)
    >>> to_train(small, texts=1, tokens=1), to_train(small, texts=1, tokens=1, lora=True)
    (1652, 772)
    """
    learning, still = (shape.adapter, shape.parameters) if lora else (shape.parameters, 0)
    return 4 * FLOAT * learning + FLOAT * still + activations(shape, texts, tokens)
