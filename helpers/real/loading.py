"""One door to real models: what one costs, then itself with its tokenizer, as transformers has it.

A name is that of an installed package, of a folder or a checkpoint of the course, or of a model on
the hub. Weights are read from safetensors only, and code that comes with a model is never run.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from helpers import arguments, setup
from helpers.files import CourseError
from helpers.real import machine, memory
from helpers.real.places import Place, configuration, find
from helpers.show import tables
from helpers.show.display import say
from helpers.weights.bases import load_config, load_tokenizer
from helpers.weights.classifiers import quiet, short
from helpers.weights.saved_folders import copy_weights, must_fit

TEXTS, TOKENS = 8, 128  # of the batch that the costs of training are stated for
Loaded = tuple[PreTrainedModel, PreTrainedTokenizerBase]


@arguments.checked
def describe(*names: str | Path) -> None:
    """Show what models are, and what they cost, before one is loaded or fetched.

    Memory follows from the configuration alone (`memory`): in float32 to load; to train with AdamW
    and batches of 8 texts of 128 tokens, all weights or LoRA's. Models of the course's list are
    described without a network.

    >>> describe("manuals-encoder")  # doctest: +ELLIPSIS
    Models and what they cost
    ...
    manuals-encoder  ...
    """
    if not names:
        raise CourseError("Name one model or more.")
    columns = ("disk, MB", "load, MB", "train all, MB", "train LoRA, MB")
    rows = []
    for place in map(find, names):
        shape = memory.shape(place.config, AutoModelForCausalLM if place.decoder else AutoModel)
        sizes = (
            place.bytes,
            memory.to_load(shape),
            memory.to_train(shape, TEXTS, TOKENS),
            memory.to_train(shape, TEXTS, TOKENS, lora=True),
        )
        row = {"model": place.name, "licence": place.licence}
        row["parameters, millions"] = shape.parameters / 1e6
        rows.append(row | {column: size / 1e6 for column, size in zip(columns, sizes)})
    tables.show(
        rows,
        "Models and what they cost",
        rows="model",
        digits=dict.fromkeys(columns, 0) | {"parameters, millions": 1},
        note=f"Memory in float32, training with AdamW and {TEXTS} texts of {TOKENS} tokens.",
    )


@arguments.checked
def encoder(name: str | Path, labels: Sequence[str] = (), seed: int = 0) -> Loaded:
    """A model that reads whole texts, and its tokenizer, in float32 on the course's device.

    labels: the classes; then it has a new head for them, drawn at random by `seed`. Without them it
    is the body alone, whose `last_hidden_state` is (texts, tokens, width). A model whose head is of
    these very classes keeps it. What will be loaded, and where, is said first.

    Raises `CourseError` if it cannot be had, read, or held in memory.

    >>> model, tokenizer = encoder("manuals-encoder", ["short", "long"])  # doctest: +ELLIPSIS
    manuals-encoder: ...
    >>> model(**tokenizer(["A text."], return_tensors="pt").to(model.device)).logits.shape
    torch.Size([1, 2])
    """
    if labels and len(set(labels)) < 2:
        raise CourseError(f"Name two different classes or more, not {', '.join(labels)}.")
    place, make = find(name), AutoModelForSequenceClassification if labels else AutoModel
    device, dtype = announced(place, make, [torch.float32])
    folder = place.folder()
    tokenizer = load_tokenizer(folder)
    config = configuration(folder, place.name)
    if labels:
        config = load_config(folder, labels, fresh=False)
        config.pad_token_id = tokenizer.pad_token_id
    torch.manual_seed(seed)
    return loaded(place, make, folder, config, dtype).to(device), tokenizer


@arguments.checked
def decoder(name: str | Path) -> Loaded:
    """A model that continues texts, and its tokenizer, to ask and not to train.

    Numbers are those that suit the device and fit its memory, as `machine.dtypes` lists them. The
    tokenizer pads on the left, so that all texts of a batch end where the continuation begins.

    Raises `CourseError` if it cannot be had, read, or held in memory, or is no such model.

    >>> model, tokenizer = decoder("town-lm")  # doctest: +ELLIPSIS
    town-lm: ...
    >>> ids = tokenizer("the", return_tensors="pt").input_ids.to(model.device)
    >>> model.generate(ids, max_new_tokens=2, do_sample=False).shape[1] - ids.shape[1] <= 2
    True
    """
    place = find(name)
    if not place.decoder:
        raise CourseError(
            f"{place.name} reads texts and does not continue them. Load it with"
            " `loading.encoder`, or name a model such as Qwen/Qwen2.5-0.5B-Instruct."
        )
    wanted = machine.dtypes(setup.device())
    device, dtype = announced(place, AutoModelForCausalLM, wanted)
    folder = place.folder()
    config, tokenizer = configuration(folder, place.name), load_tokenizer(folder)
    tokenizer.padding_side = "left"
    model = loaded(place, AutoModelForCausalLM, folder, config, dtype)
    return model.to(device), tokenizer


def announced(
    place: Place, make: type, wanted: list[torch.dtype]
) -> tuple[torch.device, torch.dtype]:
    """Choose device and numbers, and say so; `CourseError` if the model does not fit."""
    parameters = memory.shape(place.config, make).parameters
    chosen = machine.choose(parameters, wanted)
    if chosen is None:
        need = (parameters * min(dtype.itemsize for dtype in wanted) + machine.SPARE) / 1e6
        free = machine.free_memory(setup.device()) / 1e6
        raise CourseError(
            f"{place.name} needs {need:,.0f} MB of memory, and {free:,.0f} MB are free. Shut down"
            " other notebooks and programs, or take a smaller model."
        )
    device, dtype = chosen
    where = "the CPU" if device.type == "cpu" else f"the GPU ({device.type})"
    say(
        f"{place.name}: {parameters / 1e6:,.1f} million parameters, licence {place.licence},"
        f" {place.bytes / 1e6:,.0f} MB on disk. It will take"
        f" {parameters * dtype.itemsize / 1e6:,.0f} MB of memory, as"
        f" {str(dtype).removeprefix('torch.')} on {where}."
    )
    return device, dtype


def loaded(
    place: Place, make: type, folder: Path, config: PreTrainedConfig, dtype: torch.dtype
) -> PreTrainedModel:
    """The model with its weights, in evaluation mode; all but a new head must be in the file."""
    try:
        with quiet():
            model, info = make.from_pretrained(
                folder,
                config=config,
                dtype=dtype,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
            )
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"The weights of {place.name} are cut short, or do not fit its config.json"
            f" ({short(error)}). Fetch the model again."
        ) from None
    must_fit(model, info, place.name, new_head=make is AutoModelForSequenceClassification)
    copy_weights(model)  # or its files could not be replaced on Windows
    return model.eval()
