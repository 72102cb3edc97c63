"""Chats: messages with roles, the template that makes one text of them, and answers of a model.

A chat model is a causal model that was tuned on texts of one form. The form is its chat template,
and stands with its tokenizer: `tokenizer.apply_chat_template` is all that other code needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import generation
from helpers.files import CourseError

ROLES = ("system", "user", "assistant")
MARKS = {role: f"<|{role}|>" for role in ROLES}
# Of `town-chat`: a mark for the role, a space, the content, and [SEP], which also ends a text. What
# stands between `generation` and `endgeneration` is what the assistant writes.
TEMPLATE = (
    "{{ cls_token }}{% for m in messages %}<|{{ m.role }}|>"
    "{% if m.role == 'assistant' %}{% generation %} {{ m.content }}{{ sep_token }}"
    "{% endgeneration %}{% else %} {{ m.content }}{{ sep_token }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
Message = dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What a model answers. finish: "stop" if it ended by itself, "length" if it was cut off."""

    text: str
    finish: str = "stop"
    read: int = 0  # tokens
    written: int = 0  # tokens


@arguments.checked
def turn(role: str, content: str) -> Message:
    """One message.

    >>> turn("user", "Hello")
    {'role': 'user', 'content': 'Hello'}
    """
    return {"role": role, "content": content}


@arguments.checked
def check_messages(messages: Sequence[Message]) -> None:
    """Raise `CourseError` for what no chat model could go on from.

    >>> check_messages([turn("user", "Hello"), turn("assistant", "Hello.")])
    Traceback (most recent call last):
    helpers.files.CourseError: The last message is the assistant's. End with one of the user's.
    """
    if len(messages) == 0:
        raise CourseError('Give at least one message: {"role": "user", "content": "..."}.')
    for message in messages:
        if set(message) != {"role", "content"} or message["role"] not in ROLES:
            raise CourseError(
                f"A message has a role ({', '.join(ROLES)}) and a content, unlike {message!r}."
            )
    if messages[-1]["role"] == "assistant":
        raise CourseError("The last message is the assistant's. End with one of the user's.")


@arguments.checked
def dressed(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """The tokenizer with this course's chat template and a token for each role, changed in place.

    >>> from helpers.text import tokens
    >>> tokenizer = dressed(tokens.train(["a b"] * 9, 300, kind="bpe", lowercase=False))
    >>> tokenizer.apply_chat_template([turn("user", "a b")], tokenize=False)
    '[CLS]<|user|> a b[SEP]'
    """
    tokenizer.add_special_tokens({"additional_special_tokens": list(MARKS.values())})
    tokenizer.chat_template = TEMPLATE
    return tokenizer


@arguments.checked
def ids(tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]) -> list[int]:
    """Token ids of the messages and the beginning of the assistant's answer.

    Raises `CourseError` for a tokenizer without a template, and for messages that are none.
    """
    check_messages(messages)
    if not tokenizer.chat_template:
        raise CourseError("This tokenizer has no chat template: its model was not tuned for chats.")
    return tokenizer.apply_chat_template(
        list(messages), add_generation_prompt=True, return_dict=False
    )


@arguments.checked
def with_mask(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]
) -> tuple[list[int], list[bool]]:
    """Token ids of a whole chat, and True where the assistant wrote them: its answer and its end.

    The template must say where that is, by `{% generation %}`.
    """
    made = tokenizer.apply_chat_template(
        list(messages), return_dict=True, return_assistant_tokens_mask=True
    )
    return made["input_ids"], [bool(one) for one in made["assistant_masks"]]


def padded(rows: Sequence[Sequence[int]], pad: int, left: bool = True) -> torch.Tensor:
    """Rows of ids as one tensor, int64 (rows, longest), filled up on the left or on the right.

    >>> padded([[5], [6, 7]], pad=0)
    tensor([[0, 5],
            [6, 7]])
    """
    longest = max(map(len, rows))
    full = [[pad] * (longest - len(row)) for row in rows]
    return torch.tensor([[*f, *r] if left else [*r, *f] for f, r in zip(full, rows)])


@arguments.checked
@torch.no_grad()
def continued(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Sequence[int]],
    max_tokens: int = 32,
    temperature: float = 0.0,
    seed: int = 0,
    also: Sequence[int] = (),
) -> list[Reply]:
    """What the model writes after each row of token ids, up to its end token or one of `also`. Row
    by row the text is that of `generation`; rows of one length are written side by side, so nothing
    is padded.

    Raises `CourseError` for a row without room for the answer.
    """
    longest, limit = max(map(len, rows)), model.config.max_position_embeddings
    if longest + max_tokens > limit:
        raise CourseError(
            f"The longest chat has {longest} tokens and {max_tokens} more are wanted; this model"
            f" reads {limit}. Drop the oldest turns, or ask for fewer tokens."
        )
    found: dict[int, Reply] = {}
    by_length: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        by_length.setdefault(len(row), []).append(i)
    over = ends(model, tokenizer) | set(also)
    for places in by_length.values():
        block = torch.tensor([list(rows[i]) for i in places], device=model.device)
        written = write(model, block, over, max_tokens, temperature, seed)
        for i, new in zip(places, written):
            stopped = new[-1:] and new[-1] in over
            text = tokenizer.decode(new, skip_special_tokens=True).strip()
            finish = "stop" if stopped else "length"
            found[i] = Reply(text, finish, len(rows[i]), len(new))
    return [found[i] for i in range(len(rows))]


def ends(model: nn.Module, tokenizer: PreTrainedTokenizerBase) -> set[int]:
    """The tokens that end an answer: a model may have several."""
    own = model.generation_config.eos_token_id
    own = own if isinstance(own, list) else [own]
    return {token for token in (*own, tokenizer.eos_token_id) if token is not None}


def write(
    model: nn.Module, rows: torch.Tensor, ends: set[int], most: int, temperature: float, seed: int
) -> list[list[int]]:
    """New tokens of each row, up to and with the first of `ends`, or `most` of them."""
    columns, over = [], torch.zeros(len(rows), dtype=torch.bool)
    for _, column in zip(range(most), generation.steps(model, rows, seed, temperature)):
        columns.append(column)
        over |= torch.tensor([token in ends for token in column.tolist()])
        if over.all():
            break
    new = torch.stack(columns, 1).tolist()
    cut = [next((n + 1 for n, token in enumerate(row) if token in ends), most) for row in new]
    return [row[:n] for row, n in zip(new, cut)]


@arguments.checked
def answers(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    chats: Sequence[Sequence[Message]],
    max_tokens: int = 32,
    temperature: float = 0.0,
    seed: int = 0,
) -> list[Reply]:
    """The model's answer to each chat, greedily or sampled. Options and errors: `continued`."""
    rows = [ids(tokenizer, messages) for messages in chats]
    return continued(model, tokenizer, rows, max_tokens, temperature, seed)
