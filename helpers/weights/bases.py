"""What a fine-tuning begins with: a base found by its name, its configuration and its tokenizer."""

from collections.abc import Sequence
from pathlib import Path

import transformers
from transformers import AutoConfig, AutoTokenizer, PreTrainedConfig, PreTrainedTokenizerBase

from helpers import arguments
from helpers.files import CourseError
from helpers.text import tokens
from helpers.weights import models
from helpers.weights.classifiers import quiet, short


@arguments.checked
def load_config(source: str | Path, names: Sequence[str], fresh: bool) -> PreTrainedConfig:
    """The configuration of a model, with these classes."""
    try:
        with quiet():
            config = AutoConfig.from_pretrained(source)
    except OSError as error:  # not there, not to be reached, or no JSON
        cure = "Is the name right? Names of the hub need a network."
        if Path(source).exists():
            cure = "Fetch the folder again."
        raise CourseError(
            f"There is no model to be had from {source}: {short(error)}. {cure}"
        ) from None
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"There is no model to be had from {source}: transformers"
            f" {transformers.__version__} does not take its config.json ({short(error)})."
            " Another version may; or take another model."
        ) from None
    trained = any("ForSequenceClassification" in kind for kind in config.architectures or [])
    if trained and not fresh and list(config.id2label.values()) != list(names):
        raise CourseError(
            f"{source} is a classifier of {', '.join(config.id2label.values())}. Name the same"
            " classes, or begin with the model it was made from."
        )
    config.id2label = dict(enumerate(names))
    config.label2id = {name: i for i, name in enumerate(names)}
    if hasattr(config, "classifier_pooling"):
        config.classifier_pooling = "mean"  # [CLS] means nothing before fine-tuning
    return config


@arguments.checked
def load_tokenizer(source: str | Path) -> PreTrainedTokenizerBase:
    """The tokenizer that belongs to a model; with a padding token, which some decoders lack."""
    ours = (Path(source) / "card.json").exists()
    if ours and not (Path(source) / "tokenizer_config.json").exists():
        return tokens.load(source)
    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(source)
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"{source} has no tokenizer that fits: {short(error)}. Save the"
            " tokenizer into the model's folder."
        ) from None
    if tokenizer.pad_token is None:
        if tokenizer.eos_token is None:
            raise CourseError(
                f"The tokenizer of {source} has neither a padding token nor an end"
                " token. Give it one: tokenizer.pad_token = ..."
            )
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    return tokenizer


def resolve(base: str | Path) -> str | Path:
    """A checkpoint of the course, a local folder, or a hub name as it is."""
    arguments.refuse(
        not str(base).strip(),
        'Name a model: a checkpoint ("manuals-encoder"), a folder, or owner/model on the hub.',
    )
    try:
        return models.checkpoint_folder(base)
    except CourseError:
        if Path(base).exists():
            raise CourseError(f"{base} holds no model: config.json is missing.") from None
        if "/" not in str(base):
            raise CourseError(
                f'There is no checkpoint or folder "{base}". The names of models on'
                ' the hub have two parts: "owner/model".'
            ) from None
        return str(base)
