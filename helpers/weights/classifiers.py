"""A classifier: model, tokenizer and class names in one, to ask, to save and to load again."""

import copy
import warnings
from collections.abc import Sequence
from contextlib import contextmanager
from numbers import Integral, Real
from pathlib import Path

import torch
import transformers
from datasets import Dataset
from torch import nn
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from helpers import arguments
from helpers.files import CourseError, read_json, root, sha256, write_json
from helpers.weights import models, modernbert, saved_folders


@contextmanager
def quiet():
    """Without transformers' reports on loading: that a new head is new is what we want here."""
    log = transformers.logging
    level, bars = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    log.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # between libraries
            warnings.filterwarnings("ignore", message="fan_in_fan_out")  # peft puts it right
            yield
    finally:
        log.set_verbosity(level)
        if bars:
            log.enable_progress_bar()


def short(error: Exception) -> str:
    """The first line of a library's message; two if the first only announces the second.

    >>> short(ValueError("No such file.\\nTraceback"))
    'No such file'
    >>> short(ValueError("Wrong field:\\n  it is too long.\\nTraceback"))
    'Wrong field: it is too long'
    """
    lines = str(error).strip().splitlines() or [repr(error)]
    said = " ".join(line.strip() for line in lines[: 1 + lines[0].endswith(":")])
    return said[:160].rstrip(".")


def other_version(card: dict) -> str:
    """Half a sentence that blames the version of transformers, if it is another one than before.

    >>> other_version({"transformers": transformers.__version__}), other_version({})
    ('', '')
    >>> other_version({"transformers": "4.0.0"}).startswith(" or was saved by transformers 4.0.0")
    True
    """
    saved, here = card.get("transformers"), transformers.__version__
    if saved in (None, here):
        return ""
    return f" or was saved by transformers {saved} in a way that {here} does not read"


class Classifier:
    """A model with its tokenizer and class names: texts in, classes out."""

    def __init__(
        self,
        model: nn.Module,
        tokenizer: PreTrainedTokenizerBase,
        max_tokens: int = 128,
        origin: str = "",
    ):
        context = getattr(model.config, "max_position_embeddings", max_tokens)
        self.model, self.tokenizer = model, tokenizer
        # The tokenizer may know better: RoBERTa counts two positions that no text can use.
        self.max_tokens = min(max_tokens, context, tokenizer.model_max_length)
        self.origin = origin  # what it was made of, in words

    @property
    def names(self) -> list[str]:
        """The class names, in the order of the logits."""
        return [self.model.config.id2label[i] for i in range(self.model.config.num_labels)]

    def encode(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and attention mask, each int64 (texts, longest). Long texts lose their end.

        Raises `CourseError` for an empty text, and for a single text that is not in a list.
        """
        check_texts(texts)
        batch = self.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=self.max_tokens,
            return_tensors="pt",
        )
        return batch["input_ids"], batch["attention_mask"]

    @torch.no_grad()
    def logits(self, texts: Sequence[str], batch_size: int = 64) -> torch.Tensor:
        """One score for each class: float (texts, classes)."""
        check_texts(texts)
        texts = list(texts)
        self.model.eval()
        device = next(self.model.parameters()).device
        # By length, so that short texts are not padded to the longest one of all.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = torch.empty(len(texts), len(self.names))  # (texts, classes)
        for start in range(0, len(order), batch_size):
            part = order[start : start + batch_size]
            ids, mask = self.encode([texts[i] for i in part])  # (part, longest) each
            logits = self.model(input_ids=ids.to(device), attention_mask=mask.to(device)).logits
            found[part] = logits.float().cpu()  # (part, classes)
        return found

    def probabilities(self, texts: Sequence[str]) -> torch.Tensor:
        """The softmax of the logits: rows add up to 1."""
        return self.logits(texts).softmax(-1)

    def predict(self, texts: Sequence[str]) -> list[int]:
        """The class with the highest score for each text, as its number."""
        return self.logits(texts).argmax(-1).tolist()

    def save(self, folder: str | Path) -> Path:
        """Write model, tokenizer and a card with the weights' hash, all or nothing.

        An adapter (LoRA) is merged into the weights first, in a copy. An earlier classifier in
        this folder is replaced. Raises `CourseError` if the folder holds anything else, or if the
        disk is full or read-only; an earlier classifier is still there then.
        """
        folder = Path(folder)
        saved_folders.restore_folder(folder)
        if folder.exists() and not (folder / "card.json").exists() or is_course_checkpoint(folder):
            raise CourseError(
                f"{folder.name} is there and holds something else than a saved"
                " classifier. Name a new folder."
            )
        with saved_folders.whole_folder(folder) as new, quiet():
            lora = hasattr(self.model, "merge_and_unload")
            model = merged(self.model) if lora else self.model
            model.save_pretrained(new)
            self.tokenizer.save_pretrained(new)
            card = {"name": folder.name, "max_tokens": self.max_tokens}
            card["transformers"] = transformers.__version__
            write_json(new / "config.json", modernbert.portable(read_json(new / "config.json")))
            write_json(new / "card.json", card | {"sha256": sha256(new / "model.safetensors")})
        return folder


def check_texts(texts: Sequence[str]) -> None:
    """Raise `CourseError` unless these are texts, in a list, with something in each."""
    if isinstance(texts, str):
        raise CourseError("Give a list of texts, also for a single one: [text].")
    if any(not isinstance(text, str) or not text.strip() for text in texts):
        raise CourseError("There is an empty text. Drop it, or give it some words.")


def class_numbers(model: Classifier, labels: Sequence[int]) -> torch.Tensor:
    """The labels as int64. Raises `CourseError` unless each is the number of a class."""
    arguments.refuse(
        any(isinstance(label, Real) and not isinstance(label, Integral) for label in labels),
        "Labels are the numbers of classes, so whole numbers. data.load makes them from names.",
    )
    try:
        numbers = torch.tensor(list(labels), dtype=torch.int64)
    except (TypeError, ValueError):
        raise CourseError(
            "Labels are the numbers of classes, 0 and up, and none is missing."
            " data.load makes them from names."
        ) from None
    classes = len(model.names)
    if len(numbers) and not 0 <= int(numbers.min()) <= int(numbers.max()) < classes:
        raise CourseError(
            f"The labels go from {int(numbers.min())} to {int(numbers.max())}, and"
            f" the model has {classes} classes. Make it with the data's classes."
        )
    return numbers


def columns(data: Dataset) -> tuple[list[str], list[int]]:
    """Texts and labels. Raises `CourseError` if there are no such columns."""
    try:
        return list(data["text"]), list(data["label"])
    except KeyError:
        raise CourseError(
            "This needs the columns `text` and `label`: data.load makes them. Choose"
            ' one split, such as data["train"].'
        ) from None


def is_course_checkpoint(folder: Path) -> bool:
    return folder.resolve().parent == (root() / "checkpoints").resolve()


def merged(model: nn.Module) -> PreTrainedModel:
    """A plain model with a copy of the weights that an adapter and its base have together."""
    return copy.deepcopy(model).merge_and_unload()


@arguments.checked
def load(folder: str | Path) -> Classifier:
    """A classifier that `Classifier.save` wrote. Raises `CourseError` if it is damaged."""
    folder = Path(folder)
    saved_folders.restore_folder(folder)
    card = read_json(folder / "card.json") if (folder / "card.json").exists() else {}
    if "max_tokens" not in card:
        raise CourseError(
            f"{folder.name} is no folder of a saved classifier. model.save(folder)"
            " saves one; finetuning.classifier makes a new one."
        )
    try:
        models.verify(folder)
        with quiet():
            model, info = AutoModelForSequenceClassification.from_pretrained(
                folder, output_loading_info=True
            )
            tokenizer = AutoTokenizer.from_pretrained(folder)
        saved_folders.must_fit(model, info, folder.name, new_head=False)
        saved_folders.copy_weights(model)
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(
            f"The classifier in {folder.name} is damaged{other_version(card)} ({short(error)})."
            " Train it again and save it, or fetch a copy of the folder."
        ) from None
    return Classifier(model.eval(), tokenizer, card["max_tokens"], origin=folder.name)
