"""Model folders on disk: replaced as a whole or not at all, and not in use once they are loaded."""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import PreTrainedModel

from helpers import arguments, files
from helpers.systems import refused
from helpers.text import tokens


@arguments.checked
@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to fill; afterwards it takes the place of `folder`, all or nothing.

    Killed in between, `folder` is as before, at the latest after `restore_folder`. Raises
    `WriteError` if the disk refuses.
    """
    old, prefix = _set_aside(folder), files.part_of(folder.name)
    if wrong := refused(folder):
        raise files.CourseError(wrong)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(".part", prefix, folder.parent))
        try:
            files.clear_parts(folder.parent, prefix, part.stat().st_mtime)
            yield part
            os.chmod(part, 0o755)  # mkdtemp's folders are for their owner only
            restore_folder(folder)
            if folder.exists():
                files.replace(folder, old)
            files.replace(part, folder)
        finally:
            restore_folder(folder)
            shutil.rmtree(part, ignore_errors=True)
    except files.CourseError:
        raise
    except SafetensorError as error:  # what it says of a full disk
        raise files.WriteError(folder, OSError(str(error))) from None
    except OSError as error:
        raise files.WriteError(folder, error) from None


def _set_aside(folder: Path) -> Path:
    folder = folder.absolute()
    return folder.parent / f".{folder.name}.old"


def restore_folder(folder: Path) -> None:
    """Put back what `whole_folder` had set aside when it was killed, or drop what it left."""
    old = _set_aside(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
    elif old.exists():
        with suppress(OSError):
            files.replace(old, folder)


def for_other_programs(folder: Path) -> None:
    """Say beside a checkpoint's tokenizer.json what its special tokens are, for `AutoTokenizer`."""
    files.write_json(folder / "tokenizer_config.json", tokens.SETTINGS)


def must_fit(
    model: PreTrainedModel, found: Mapping[str, Collection[str]], name: object, new_head: bool
) -> None:
    """Raise `CourseError` if a file of weights has more or fewer layers than its config.json says.

    found: what `from_pretrained(..., output_loading_info=True)` says of the file. Libraries drop
    what is too much, and draw what is missing at random. new_head: this is meant for what stands
    outside of the body. It always is for a body's pooler.

    >>> from transformers import BertConfig, BertModel
    >>> sizes = {"vocab_size": 9, "hidden_size": 8, "intermediate_size": 8}
    >>> model = BertModel(BertConfig(num_hidden_layers=1, num_attention_heads=1, **sizes))
    >>> must_fit(model, {"unexpected_keys": ["cls.bias"]}, "a/b", new_head=False)
    >>> more = {"unexpected_keys": ["encoder.layer.1.output.dense.bias"]}
    >>> must_fit(model, more, "a/b", new_head=False)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    helpers.files.CourseError: The weights of a/b do not fit its config.json: 1 are too many, ...
    """
    body, own = model.base_model, f"{model.base_model_prefix}."
    parts = tuple(f"{part}." for part, _ in body.named_children() if part != "pooler")
    lists = tuple(f"{n}." for n, part in body.named_modules() if isinstance(part, nn.ModuleList))
    lost = [
        key
        for key in found.get("missing_keys", ())
        if key.removeprefix(own).startswith(parts) or not new_head and "pooler" not in key
    ]
    more = [
        key
        for key in found.get("unexpected_keys", ())
        if key.removeprefix(own).startswith(lists) and key.endswith((".weight", ".bias"))
    ]
    for keys, what in ((lost, "are missing"), (more, "are too many")):
        if keys:
            raise files.CourseError(
                f"The weights of {name} do not fit its config.json: {len(keys)} {what}, such as"
                f" {sorted(keys)[0]}. Fetch both anew."
            )


@torch.no_grad()
def copy_weights(model: nn.Module) -> None:
    """Give every weight memory of its own, in place of the file that it was read from.

    Libraries map a file of weights into memory and read it when needed. As long as they do, Windows
    refuses to replace or delete it, and a file that changes would change the model.

    >>> layer = nn.Linear(2, 2)
    >>> before = layer.weight.clone()
    >>> copy_weights(layer)
    >>> torch.equal(layer.weight, before)
    True
    """
    for tensor in (*model.parameters(), *model.buffers()):
        tensor.data = tensor.data.clone()
