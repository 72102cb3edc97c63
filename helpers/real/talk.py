"""Whom the notebook talks to: the local model, or a server that you name in the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import chat
from helpers.context.chat import Message, Reply
from helpers.files import CourseError
from helpers.real.endpoint import MODEL, URL, Endpoint
from helpers.show.display import say


@arguments.checked
@dataclass(frozen=True)
class Local:
    """A chat model in this notebook, asked as an `Endpoint` is.

    >>> from helpers.real import loading
    >>> local = Local(*loading.decoder("town-chat"))  # doctest: +ELLIPSIS
    town-chat: ...
    >>> local.answer([chat.turn("user", "Say only lantern.")]).finish
    'stop'
    """

    model: nn.Module
    tokenizer: PreTrainedTokenizerBase

    def answer(self, messages: Sequence[Message], **options) -> Reply:
        """The model's answer. Options and errors: those of `chat.continued`."""
        return self.answers([messages], **options)[0]

    def answers(self, chats: Sequence[Sequence[Message]], **options) -> list[Reply]:
        """An answer to each chat, those of one length side by side."""
        return chat.answers(self.model, self.tokenizer, chats, **options)


@arguments.checked
def partner(model: nn.Module, tokenizer: PreTrainedTokenizerBase) -> Local | Endpoint:
    """The server that the environment names, or else this local model; says which.

    COURSE_CHAT_URL is the server's address and COURSE_CHAT_MODEL the model's name there;
    OPENAI_API_KEY is read by the client alone. Nothing is sent unless COURSE_CHAT_URL is set.
    """
    url, name = (os.environ.get(variable, "").strip() for variable in (URL, MODEL))
    if not url:
        say(f"{URL} is not set: the local model answers, and nothing leaves this machine.")
        return Local(model, tokenizer)
    if not name:
        raise CourseError(f"{URL} is set, but {MODEL} is not. Name the server's model there.")
    server = Endpoint(url, name)
    say(f"{name} answers, at {server.host}. It reads all that you send, and may charge for it.")
    return server
