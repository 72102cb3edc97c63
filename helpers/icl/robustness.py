"""What a prompt and a fine-tuned copy bear: rewording, typing errors, a changed rule, a line.

`robust` and `told` are the measured functions of two experiments of the lesson `in_context`.
"""

import copy
from collections.abc import Sequence
from functools import partial

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import generation, scoring
from helpers.context.demonstrations import Demonstration
from helpers.context.prompts import Prompt
from helpers.icl import answer_tuning, label_draws, paraphrases
from helpers.icl.tune_and_prompt import share
from helpers.setup import size
from helpers.weights import models

STEPS = 30  # of fine-tuning, as in the lesson for so few labels
BEGINNING = 5  # tokens of a text that free writing goes on from, with the begin token


def said(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    shown: Sequence[Demonstration],
    texts: Sequence[str],
    labels: Sequence[str],
) -> list[str]:
    """The likeliest label for each text after these demonstrations.

    >>> from helpers.text import tokens
    >>> from helpers.weights import models
    >>> tokenizer = tokens.train(["a plum => dax fep"] * 9, vocab_size=300, kind="bpe")
    >>> model = models.decoder(300, width=32, layers=1)
    >>> said(model, tokenizer, [("a plum", "dax")], ["a plum"], ["dax", "fep"])[0] in ("dax", "fep")
    True
    """
    prompts = [Prompt(text, shown) for text in texts]
    chosen, _ = scoring.classify(model, tokenizer, prompts, labels)
    return [labels[i] for i in chosen]


def after_change(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    shown: Sequence[Demonstration],
    texts: Sequence[str],
    labels: Sequence[str],
) -> dict[str, float]:
    """The shares of `texts` that get the new and the old label, from 0 to 1, after a changed rule.

    labels: the old label, that of the other class, and the new one, which takes the place of the
    old one in the demonstrations. texts: all of the class whose label has changed.

    >>> from helpers.text import tokens
    >>> from helpers.weights import models
    >>> tokenizer = tokens.train(["a plum => dax fep gom"] * 9, vocab_size=300, kind="bpe")
    >>> model = models.decoder(300, width=32, layers=1)
    >>> list(after_change(model, tokenizer, [], ["a plum"], ["dax", "fep", "gom"]))
    ['new label', 'old label']
    """
    old, _, new = labels
    shown = [(text, new if label == old else label) for text, label in shown]
    found = said(model, tokenizer, shown, texts, labels)
    return {
        "new label": share(found, [new] * len(found)),
        "old label": share(found, [old] * len(found)),
    }


def variety(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[str],
    length: int,
    seed: int,
) -> float:
    """The share of different three-word sequences (Li et al. 2016) in texts that begin like these.

    length: how many tokens are written after each beginning.

    >>> from helpers.text import tokens
    >>> from helpers.weights import models
    >>> tokenizer = tokens.train(["one two three four five six"] * 9, vocab_size=300, kind="bpe")
    >>> model = models.decoder(300, width=32, layers=1).eval()
    >>> 0 <= variety(model, tokenizer, ["one two three four five"], length=9, seed=0) <= 1
    True
    """
    starts = torch.tensor([tokenizer(text)["input_ids"][:BEGINNING] for text in texts])
    written = generation.samples(model, tokenizer, starts, length, seed, endless=True)
    return generation.distinct(written)


def tuned(model: nn.Module, tokenizer: PreTrainedTokenizerBase, few: list, seed: int) -> nn.Module:
    """A copy of the model after fine-tuning on a few labelled texts, pairs of text and label."""
    net = copy.deepcopy(model)
    torch.manual_seed(seed)
    how = {"seed": seed, "show": False, "name": f"robustness {seed} {few[0][0]}"}
    answer_tuning.fit(net, tokenizer, few, size(STEPS, 2), **how)
    return net


@arguments.checked
def robust(way: str, seed: int) -> dict[str, float]:
    """Answers to texts as written, reworded and mistyped, and after a changed rule, as shares.

    way: "in context", eight labelled texts in town-lm's prompt, or "fine-tuned", a copy that was
    trained on them and sees none.
    """
    model, tokenizer = models.load_checkpoint("town-lm")
    _, labels, few, texts, answers = label_draws.draw_pairs(seed, size(60, 8))
    net, shown = model, few
    if way == "fine-tuned":
        net, shown = tuned(model, tokenizer, few, seed), []
    ask = partial(said, net, tokenizer, shown, labels=labels[:2])
    written, again, typed = map(ask, texts)
    first = [text for text, answer in zip(texts[0], answers) if answer == labels[0]][:20]
    return {
        "right": share(written, answers),
        "right, mistyped": share(typed, answers),
        "same, reworded": share(written, again),
        "same, mistyped": share(written, typed),
        "same, another text": share(written, paraphrases.next_of_class(again, answers)),
        "variety": variety(net, tokenizer, texts[0], size(20, 4), seed),
        **after_change(net, tokenizer, shown, first, labels),
    }


@arguments.checked
def told(style: str, way: str, seed: int) -> dict[str, float]:
    """Accuracy with a line in front that tells the meanings of the labels.

    style: "none", "right", or "wrong" with the two meanings exchanged. way: "before" training, or
    "fine-tuned" on one text of each class, with the same line in front.
    """
    model, tokenizer = models.load_checkpoint("town-lm")
    question, labels, few, texts, answers = label_draws.draw_pairs(seed, size(60, 8))
    names = question.names[::-1] if style == "wrong" else question.names
    meaning = ", ".join(f"{label} for {name}" for label, name in zip(labels, names))
    line = f"Label the {question.ask}. Write {meaning}.\n" if style != "none" else ""
    if way == "fine-tuned":
        some = [(line + text, label) for text, label in few[:2]]
        model = tuned(model, tokenizer, some, seed)
    answered = said(model, tokenizer, [], [line + text for text in texts[0]], labels[:2])
    return {"accuracy": share(answered, answers)}
