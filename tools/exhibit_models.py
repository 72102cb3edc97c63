"""Checkpoints as ONNX, for a browser: any length of text, half the bytes, the same numbers.

The weights are kept in half precision, as in the checkpoints, and computed with in full. What was
made is tried at once: its answers must be those of the model.
"""

import logging
import warnings
from importlib.util import find_spec

import numpy as np
import torch
from torch import nn

from helpers.files import CourseError
from helpers.weights import models

NEEDED = ("onnx", "onnxscript", "onnxruntime")
NEAR = 1e-3  # how far a logit may be off; measured: some 1e-5
SMALL = 64  # numbers; what has no more stays as it is


class Logits(nn.Module):
    """Token ids, (1, length), to logits, (1, length, vocabulary)."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=ids).logits


def missing() -> list[str]:
    """The packages that this needs and that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def exported(name: str) -> bytes:
    """The checkpoint `name` as a file for ONNX: `ids`, int64 (1, length), to `logits`, float.

    Raises `CourseError` if packages are missing, or if it computes anything else than the model.
    """
    if lacking := missing():
        raise CourseError(
            f"Models are exported with packages that are not installed ({', '.join(lacking)}):"
            " `python -m pip install -e .[exhibits]`."
        )
    model, _ = models.load_checkpoint(name)
    model.config.use_cache = False
    net, longest = Logits(model).eval(), model.config.max_position_embeddings
    length = torch.export.Dim("length", min=2, max=longest)
    example = torch.arange(8)[None]
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it speaks of packages nobody needs
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            net,
            (example,),
            input_names=["ids"],
            output_names=["logits"],
            dynamic_shapes=({1: length},),
            dynamo=True,
            verbose=False,
        )
    data = halved(program.model_proto).SerializeToString()
    check(name, data, net, (2, 9, longest))
    return data


def halved(proto):
    """The same graph with its weights in half precision, made full again where they are used.

    Only weights that half precision holds exactly, as those of the checkpoints, are changed.
    """
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in proto.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) <= SMALL:
            continue
        full, name = numpy_helper.to_array(tensor), tensor.name
        half = full.astype(np.float16)
        if np.array_equal(half.astype(np.float32), full):
            tensor.CopyFrom(numpy_helper.from_array(half, f"{name} in half"))
            casts.append(
                helper.make_node("Cast", [f"{name} in half"], [name], to=TensorProto.FLOAT)
            )
    nodes = [*casts, *proto.graph.node]
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)
    return proto


@torch.no_grad()
def check(name: str, data: bytes, net: nn.Module, lengths: tuple[int, ...]) -> None:
    """Raise `CourseError` if the exported model's logits are not the model's."""
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(0)
    for length in lengths:
        ids = torch.randint(net.model.config.vocab_size, (1, length), generator=generator)
        [found] = session.run(None, {"ids": ids.numpy()})
        off = np.abs(found - net(ids).numpy()).max()
        if not off < NEAR:
            raise CourseError(f"{name} as ONNX differs from the model by {off:.2g} at {length}.")
