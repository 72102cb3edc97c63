"""A chat model behind an address: any server that speaks OpenAI's protocol, near or far.

The `openai` package asks. What is added: every fault is a sentence with its cure, waiting has an
end, and the key comes from the environment alone.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from helpers import arguments
from helpers.context.chat import Message, Reply, check_messages
from helpers.files import CourseError
from helpers.real.faults import causes, seconds_to_wait

URL, MODEL, KEY = "COURSE_CHAT_URL", "COURSE_CHAT_MODEL", "OPENAI_API_KEY"
NEAR = ("127.0.0.1", "localhost", "::1")
EXTRA = (
    "The openai package is missing, which talks to servers. In the course's folder run"
    ' `python -m pip install -e ".[serve]"`, and restart the kernel.'
)
KINDS = {type(None): "nothing", list: "a list", dict: "an object", bool: "yes or no"}


@arguments.checked
@dataclass(frozen=True)
class Endpoint:
    """A model at an address, such as "http://127.0.0.1:8000/v1".

    patience: seconds until a silent server is given up. tries: how often a request is sent, where
    the server is busy (429), failing or silent; between them it waits, as long as the server asks
    for; one that asks for more than a minute or two is not waited for, which is said.

    Raises `CourseError` without the openai package, and for an address that is none.
    """

    url: str
    model: str
    patience: float = 30.0
    tries: int = 3
    client: Any = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CourseError(
                f"{self.url!r} is no address of a server. One looks like http://127.0.0.1:8000/v1."
            )
        if parts.username or parts.password or parts.query:
            raise CourseError(
                "The address holds a key or a password, which would stand in your notebook. Put it"
                f" into the environment variable {KEY}."
            )
        if self.patience <= 0 or not 1 <= self.tries <= 10:
            raise CourseError("Give a patience above 0 seconds, and 1 to 10 tries.")
        if not self.model.strip():
            raise CourseError("Name the model that the server is to use.")
        near = parts.hostname in NEAR
        key = os.environ.get(KEY, "").strip()
        if not key and not near:
            raise CourseError(
                f"There is no key for {parts.hostname}. Put yours into the environment variable"
                f" {KEY}, outside the notebook, and restart the kernel."
            )
        openai = package()
        made = openai.OpenAI(
            base_url=self.url,
            api_key=key or "none",  # a server of your own asks for none
            timeout=self.patience,
            max_retries=self.tries - 1,
        )
        object.__setattr__(self, "client", made)

    @property
    def host(self) -> str:
        """The server's name and port, for messages."""
        return urlsplit(self.url).netloc

    def answer(
        self,
        messages: Sequence[Message],
        max_tokens: int = 32,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Reply:
        """The server's answer. A cut one has finish "length". Raises `CourseError` per fault."""
        check_messages(messages)
        with explained(self):
            made = self.client.chat.completions.create(
                model=self.model,
                messages=list(messages),
                max_tokens=max_tokens,
                temperature=temperature,
                seed=seed,
            )
        return reply_of(made, self.model)

    def answers(self, chats: Sequence[Sequence[Message]], **options) -> list[Reply]:
        """One answer after the other. Options: those of `answer`."""
        return [self.answer(messages, **options) for messages in chats]


def package() -> Any:
    """The openai package. Raises `CourseError` if it is not installed."""
    try:
        return importlib.import_module("openai")
    except ImportError:
        raise CourseError(EXTRA) from None


def reply_of(made: Any, model: str) -> Reply:
    """What a server sent, as a `Reply`. Raises `CourseError` for an answer that holds no text.

    The package does not look at what it hands on: each part may be of any kind.
    """
    choices = getattr(made, "choices", None)
    first = choices[0] if isinstance(choices, list) and choices else None
    message = getattr(first, "message", None)
    if not hasattr(message, "content"):
        raise CourseError(
            f"The server sent no answer of {model}. Does it speak OpenAI's protocol? Its address"
            " mostly ends in /v1."
        )
    text, finish = message.content, getattr(first, "finish_reason", None)
    finish = finish if isinstance(finish, str) else "stop"
    if finish == "content_filter":
        raise CourseError("The server held the answer back (content_filter). Change the prompt.")
    if text is None and finish == "length":
        raise CourseError(
            f"{model} had written nothing when it was cut off. Give it more `max_tokens`."
        )
    if not isinstance(text, str):
        raise CourseError(
            f"{model} answered {KINDS.get(type(text), 'a number')} in place of a text. Ask for"
            " plain text; if it does not help, take another model."
        )
    usage = getattr(made, "usage", None)
    return Reply(
        text.strip(), finish, counted(usage, "prompt_tokens"), counted(usage, "completion_tokens")
    )


def counted(usage: Any, name: str) -> int:
    """A count that a server may have sent, or 0.

    >>> from types import SimpleNamespace
    >>> [counted(SimpleNamespace(read=value), "read") for value in (7, None, "many")]
    [7, 0, 0]
    """
    value = getattr(usage, name, 0)
    return value if isinstance(value, int) else 0


@contextmanager
def explained(to: Endpoint):
    """Raise `CourseError` in place of what a server or a network does to a request."""
    openai = package()
    host, began = to.host, time.monotonic()
    tried = after(to.tries)
    try:
        yield
    except openai.APITimeoutError:
        raise CourseError(
            f"{host} was silent for {to.patience:g} seconds, {tried}. Give it more `patience`, or"
            " ask for fewer tokens."
        ) from None
    except openai.APIConnectionError as error:
        kinds = {kind.__name__ for cause in causes(error) for kind in type(cause).__mro__}
        if kinds & {"RemoteProtocolError", "ReadError"}:
            raise CourseError(f"{host} broke off in mid-answer, {tried}. Ask again.") from None
        raise CourseError(
            f"{host} cannot be reached. Is the server running, and is the address right?"
        ) from None
    except openai.APIStatusError as error:
        again = error.response.request.headers.get("x-stainless-retry-count", to.tries - 1)
        tried, wait = after(1 + int(again)), seconds_to_wait(error.response.headers)
        later = waiting(wait, time.monotonic() - began)
        raise CourseError(refused(error.status_code, to, tried, later)) from None
    except (openai.OpenAIError, ValueError) as error:  # an answer that is no JSON, among others
        raise CourseError(
            f"{host} sent what cannot be read ({type(error).__name__}). Does it speak OpenAI's"
            " protocol? Its address mostly ends in /v1."
        ) from None


def after(tries: int) -> str:
    return f"after {tries} tries" if tries > 1 else "at the only try"


def waiting(wanted: float, waited: float) -> str:
    """What to do about a server that asks for so many seconds of rest, and had so many.

    >>> waiting(0, 2), waiting(20, 60)
    ('Wait a minute', 'It asks to wait 20 seconds. Do so')
    >>> waiting(3600, 2)
    'It asks to wait 3,600 seconds, which was not waited for. Do so'
    """
    if not wanted:
        return "Wait a minute"
    past = ", which was not waited for" if wanted > waited else ""
    return f"It asks to wait {wanted:,.0f} seconds{past}. Do so"


def refused(status: int, to: Endpoint, tried: str, later: str) -> str:
    """What to do about a status that a server answers. What it wrote with it is not repeated: some
    servers write the key there. later: what it says of waiting."""
    host = to.host
    cures = {
        400: f"{host} does not take this request (400). Is the chat too long for {to.model}?",
        401: f"{host} does not take your key (401). Put the right one into {KEY}, outside the"
        " notebook, and restart the kernel.",
        402: f"{host} wants to be paid first (402). Look at your account.",
        403: f"{host} does not let you use {to.model} (403). Choose a model that your key may use.",
        404: f"{host} has no model {to.model}, or no such page (404). Check {MODEL}; the address"
        " mostly ends in /v1.",
        413: f"The chat is too long for {host} (413). Drop its oldest turns.",
        422: f"{host} does not take this request (422). Is the chat too long for {to.model}?",
        429: f"{host} is asked too often, or your account is used up (429), {tried}. {later}, or"
        " ask less at once.",
    }
    if status >= 500:
        return f"{host} has a fault of its own ({status}), {tried}. {later}, then ask again."
    return cures.get(status, f"{host} answers {status}. Look that up in its manual.")
