"""Where a model is: in an installed package, in a folder, or on the hub; and what it is, before it
is loaded."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import transformers
from transformers import CONFIG_MAPPING, AutoConfig, PreTrainedConfig

from helpers import arguments
from helpers.files import CourseError, read_json, root
from helpers.real import hub, licences, listed, packages
from helpers.real.faults import Unreachable
from helpers.weights import models
from helpers.weights.classifiers import is_course_checkpoint, short

HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
DECODERS = ("ForCausalLM", "LMHeadModel")


@dataclass(frozen=True)
class Place:
    """A model that was found. `folder` brings its files, and fetches them if need be.

    licence: as its list or its card names it, or "not stated".
    """

    name: str
    licence: str
    bytes: int  # of the weights on disk
    config: PreTrainedConfig
    decoder: bool  # it continues texts
    folder: Callable[[], Path] = field(repr=False)


@arguments.checked
def find(name: str | Path) -> Place:
    """The model of this name: a package, a folder, a checkpoint of the course, or one on the hub.

    Models that the course lists are described from the list, without asking anybody. Raises
    `CourseError` for a name that nothing has, and for a model that the course does not load.

    >>> [(find(name).decoder, find(name).licence) for name in ("town-lm", "manuals-encoder")]
    [(True, 'MIT'), (False, 'MIT')]
    """
    arguments.refuse(
        not str(name).strip(),
        'Name a model: a folder, a checkpoint ("manuals-encoder"), or owner/model on the hub.',
    )
    entry, word = listed.find(str(name)), str(name)
    if entry and entry.package and (word == entry.package or not entry.missing):
        if entry.missing:
            raise CourseError(entry.missing)
        return from_list(entry, lambda: packages.folder_of(entry))
    for folder in (Path(name), root() / "checkpoints" / word):
        if folder.is_dir():
            return in_folder(folder, word)
    if not HUB_NAME.fullmatch(word):
        raise CourseError(
            f'There is no package, folder or checkpoint "{word}". Names of models on the hub have'
            " two parts: owner/model."
        )
    if entry:
        return from_list(entry, lambda: from_hub(entry))
    found = hub.look(word)
    config = configuration(hub.config_file(found).parent, word)
    return Place(
        word, found.licence, found.bytes, config, decodes(config), lambda: hub.fetch(found)
    )


def from_list(entry: listed.Listed, folder: Callable[[], Path]) -> Place:
    """A model of the course's list."""
    config, decoder = AutoConfig.for_model(**entry.config), entry.task == "decoder"
    return Place(entry.name, entry.licence, entry.bytes, config, decoder, folder)


def from_hub(entry: listed.Listed) -> Path:
    """The files of a listed model; where the hub cannot be reached, its package is named."""
    try:
        return hub.fetch(hub.look(entry.name))
    except Unreachable as error:
        raise Unreachable(f"{error} {entry.missing}".rstrip()) from None


def in_folder(folder: Path, name: str) -> Place:
    """A model in a folder. The licence is what its README.md says at its top."""
    hub.safe_only(name, [path.name for path in folder.iterdir()])
    card, readme = folder / "card.json", folder / "README.md"
    config = configuration(folder, name)
    size = sum(path.stat().st_size for path in folder.glob("model*.safetensors"))
    licence = licences.in_card(readme)
    if licence == licences.UNSTATED and is_course_checkpoint(folder):
        licence = "MIT"

    def whole() -> Path:
        if card.exists():
            models.verify(folder)
        return folder

    return Place(name, licence, size, config, decodes(config), whole)


def decodes(config: PreTrainedConfig) -> bool:
    return any(kind.endswith(DECODERS) for kind in config.architectures or [])


def configuration(folder: Path, name: str) -> PreTrainedConfig:
    """A model's configuration, if it is of a kind that transformers itself knows."""
    written = read_json(folder / "config.json")
    kind = written.get("model_type") if isinstance(written, dict) else None
    if kind not in CONFIG_MAPPING:
        known = f"transformers {transformers.__version__} does not know"
        if isinstance(written, dict) and written.get("auto_map"):
            raise CourseError(
                f"{name} brings code of its own for a kind of model that {known}, and the course"
                " runs no code that comes with a model. Take a model of a known kind."
            )
        raise CourseError(
            f"{name} is a model of the kind {kind!r}, which {known}. A newer version may; or take"
            " another model."
        )
    if written.get("quantization_config"):
        raise CourseError(
            f"{name} has its weights in few bits (quantized), which needs libraries that the course"
            " does not have. Take the model that it was made from."
        )
    try:
        sizes = (name for name in written if name.endswith("_size") or name.startswith("num_"))
        if words := [name for name in sizes if isinstance(written[name], str)]:
            raise TypeError(f"{words[0]} is no number")  # transformers 5.0 would take it
        return AutoConfig.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"The config.json of {name} is damaged or of another version ({short(error)}). Fetch it"
            " again, or take another model."
        ) from None
