"""Prompts with their candidate answers as token ids, and what makes them impossible to score."""

from collections.abc import Sequence
from itertools import pairwise

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context.encoding import encode, shared
from helpers.context.prompts import Prompt
from helpers.files import CourseError

Prompts = Sequence[Prompt | str]
Candidates = Sequence[str] | Sequence[Sequence[str]]
Rows = list[list[list[int]]]  # token ids of each prompt with each of its answers


def check_rows(model: nn.Module, rows: Rows) -> None:
    """Raise `CourseError` if the model cannot read a row: too long, or not made for it."""
    longest = max(len(row) for own in rows for row in own)
    limit = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    if limit and longest > limit:
        raise CourseError(
            f"The longest prompt with its answer has {longest} tokens; this model"
            f" reads {limit}. Shorten it, for example with prompt.fit."
        )
    known = model.get_input_embeddings().num_embeddings
    if max(max(row) for own in rows for row in own) >= known:
        raise CourseError(
            f"The tokenizer has tokens that the model, which knows {known}, does not:"
            " they do not belong together. Load the model's own."
        )


def tokenized(
    tokenizer: PreTrainedTokenizerBase, prompts: Prompts, candidates: Candidates, end: str = ""
) -> tuple[Rows, list[int]]:
    """Token ids of each prompt with each candidate, and for each prompt where its answers begin.

    A prompt and an answer are cut into tokens together, as in the texts that the model has learned
    from, so that a token may hold the end of the one and the beginning of the other. The answers to
    a prompt begin, all at the same place, where the first of them leaves the prompt's own tokens.
    """
    lists = choices(prompts, candidates)
    for prompt in prompts:
        if isinstance(prompt, Prompt):
            prompt.check_separator(tokenizer)
    wholes = [
        (p.complete(c) if isinstance(p, Prompt) else p + c) + end
        for p, own in zip(prompts, lists)
        for c in own
    ]
    encoded = encode(tokenizer, [str(prompt) for prompt in prompts] + wholes)
    given, encoded = encoded[: len(lists)], encoded[len(lists) :]
    width, rows, starts = len(lists[0]), [], []
    for i, (own, alone) in enumerate(zip(lists, given)):
        rows.append(encoded[i * width : (i + 1) * width])
        starts.append(min(shared([alone, row]) for row in rows[-1]))
        if starts[-1] == 0:
            raise CourseError(
                "Nothing stands before the answers for the model to go on from."
                " Give a longer prompt."
            )
        # In alphabetical order what begins another stands right before one that it begins.
        ordered = sorted(zip(rows[-1], own))
        for (short, one), (long, other) in pairwise(ordered):
            if short == long:
                raise CourseError(
                    f"The candidates {one!r} and {other!r} have the same tokens."
                    " Leave one out, or choose another word."
                )
            if long[: len(short)] == short:
                raise CourseError(
                    f"The candidate {one!r} is the beginning of {other!r}, so it is"
                    " never less likely. Score what follows an answer as well:"
                    " end=prompt.end."
                )
    return rows, starts


def choices(prompts: Prompts, candidates: Candidates) -> list[list[str]]:
    """The candidates of each prompt. Raises `CourseError` for anything that is no such list."""
    arguments.refuse(
        not isinstance(prompts, str | Prompt)
        and not (hasattr(prompts, "__len__") and all(isinstance(p, str | Prompt) for p in prompts)),
        "Give a list of prompts, each a text or a Prompt.",
    )
    arguments.refuse(
        not hasattr(candidates, "__len__"), 'Give a list of candidates, such as ["good", "bad"].'
    )
    if isinstance(prompts, str | Prompt) or len(prompts) == 0:
        raise CourseError("Give a list of one or more prompts, also for a single one: [prompt].")
    if isinstance(candidates, str) or len(candidates) == 0:
        raise CourseError('Give a list of one or more candidates, such as ["good", "bad"].')
    same = all(isinstance(candidate, str) for candidate in candidates)
    lists = [list(candidates)] * len(prompts) if same else [list(own) for own in candidates]
    if len(lists) != len(prompts) or len({len(own) for own in lists}) > 1:
        raise CourseError(
            f"There are {len(prompts)} prompts and {len(lists)} lists of candidates."
            " Give one list for each, all equally long, or one for all."
        )
    if not all(isinstance(c, str) and c.strip() for own in lists for c in own):
        raise CourseError("There is an empty candidate. Drop it, or give it some words.")
    return lists
