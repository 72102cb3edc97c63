"""The client of chat servers: every fault is a sentence, retries end, keys are never shown."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tiny_server import Fault, running

from helpers.context import chat
from helpers.context.chat import turn
from helpers.files import CourseError
from helpers.real import endpoint, talk
from helpers.text import tokens
from helpers.weights import models

HELLO = [turn("user", "Hello")]
KEY = "sk-this-is-secret"


@pytest.fixture
def server():
    with running() as one:
        yield one


@pytest.fixture
def client(server, monkeypatch):
    pytest.importorskip("openai", reason="the extra `serve` is not installed")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv(endpoint.KEY, KEY)
    # The package waits by its own clock between tries; here nobody wants to.
    monkeypatch.setattr("openai._base_client.time.sleep", lambda seconds: None, raising=False)
    return endpoint.Endpoint(server.url, "town-chat", patience=0.5, tries=3)


def fails(client, **options) -> str:
    with pytest.raises(CourseError) as found:
        client.answer(HELLO, **options)
    assert KEY not in str(found.value)
    assert found.value.__suppress_context__ or found.value.__context__ is None
    return str(found.value)


def test_answer_with_tokens_and_key(server, client):
    reply = client.answer(HELLO, max_tokens=5)
    assert (reply.text, reply.finish, reply.read, reply.written) == ("Hello.", "stop", 7, 3)
    assert server.asked[0]["messages"] == HELLO and server.asked[0]["max_tokens"] == 5
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY not in repr(client)


def test_cut_answer_is_said(server, client):
    server.answer = lambda messages: ('{"kind": "bi', "length")
    assert client.answer(HELLO).finish == "length"


def test_busy_server_is_asked_again(server, client):
    server.fault = Fault(status=429, headers={"Retry-After": "0"}, times=2)
    assert client.answer(HELLO).text == "Hello."
    assert len(server.asked) == 3


def test_retries_end(server, client):
    server.fault = Fault(status=429, headers={"Retry-After": "0"})
    assert "asked too often" in fails(client) and len(server.asked) == 3


def in_an_hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("tries", [1, 3])
@pytest.mark.parametrize("said", ["3600", "3599.7", in_an_hour()])
def test_a_server_that_wants_to_be_left_alone_for_long(server, client, said, tries, status):
    server.fault = Fault(status=status, headers={"Retry-After": said})
    asking = endpoint.Endpoint(server.url, "town-chat", patience=0.5, tries=tries)
    message = fails(asking)
    assert re.search(r"asks to wait 3,(600|59\d) seconds, which was not waited for. Do so", message)
    counted = len(server.asked)  # the package may give up at once
    assert ("at the only try" if counted == 1 else f"after {counted} tries") in message


@pytest.mark.parametrize("said", ["0", "-5", "soon", "nan", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wait_that_says_nothing(server, client, said):
    server.fault = Fault(status=429, headers={"Retry-After": said})
    assert "after 3 tries. Wait a minute, or ask less at once." in fails(client)


@pytest.mark.parametrize(
    "status, words, tries",
    [
        (400, "too long", 1),
        (401, "does not take your key", 1),
        (403, "does not let you", 1),
        (404, "has no model town-chat", 1),
        (418, "answers 418", 1),
        (500, "fault of its own (500)", 3),
        (503, "fault of its own (503)", 3),
    ],
)
def test_refusals(server, client, status, words, tries):
    server.fault = Fault(status=status, headers={"Retry-After": "0"})
    assert words in fails(client) and len(server.asked) == tries


def test_silent_server_is_given_up(server, client):
    server.fault = Fault(silent=True)
    began = time.monotonic()
    assert "was silent for 0.5 seconds, after 3 tries" in fails(client)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("cut", [0, 40])
def test_connection_that_breaks(server, client, cut):
    server.fault = Fault(cut=cut)
    assert "broke off" in fails(client)


NO_OBJECTS = [None, 5, True, "text", [], ["text"], {}]
NO_ANSWERS = [
    *NO_OBJECTS,
    *({"choices": value} for value in NO_OBJECTS),
    *({"choices": [value]} for value in NO_OBJECTS),
    *({"choices": [{"message": value}]} for value in NO_OBJECTS[:-1]),
]


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"{", b"\xff", b""])
def test_no_json_in_what_was_sent(server, client, body):
    server.fault = Fault(body=body)
    assert "protocol" in fails(client)


def test_no_answer_in_what_was_sent(server, client):
    for sent in NO_ANSWERS:
        server.fault = Fault(body=json.dumps(sent).encode())
        assert "protocol" in fails(client), sent


CONTENTS = {
    "nothing": None,
    "a number": 5,
    "yes or no": False,
    "a list": [{"type": "text", "text": "Hello."}],
    "an object": {"text": "Hello."},
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_an_answer_that_is_no_text(server, client, kind):
    server.answer = lambda messages: (CONTENTS[kind], "stop")
    assert f"town-chat answered {kind} in place of a text. Ask for" in fails(client)


def test_an_answer_cut_off_before_its_first_word(server, client):
    server.answer = lambda messages: (None, "length")
    assert "nothing when it was cut off. Give it more `max_tokens`" in fails(client)


@pytest.mark.parametrize("other", [None, 5, "many", [], {"prompt_tokens": "many"}])
def test_what_stands_beside_the_text_may_be_anything(server, client, other):
    answer = {"message": {"role": "assistant", "content": "Hello."}, "finish_reason": 5}
    sent = {"choices": [answer], "usage": other}
    server.fault = Fault(body=json.dumps(sent).encode())
    assert client.answer(HELLO) == chat.Reply("Hello.", "stop", 0, 0)


def test_no_server(client, server):
    away = endpoint.Endpoint("http://127.0.0.1:9/v1", "town-chat", patience=0.5, tries=1)
    assert "cannot be reached" in fails(away)


def test_no_key_for_a_server_elsewhere(monkeypatch, client):
    monkeypatch.delenv(endpoint.KEY)
    with pytest.raises(CourseError, match="There is no key for example.org"):
        endpoint.Endpoint("https://example.org/v1", "m")
    assert endpoint.Endpoint("http://127.0.0.1:8000/v1", "m").model == "m"


@pytest.mark.parametrize(
    "url, words",
    [
        ("example.org", "no address"),
        ("https://me:secret@example.org/v1", "holds a key"),
        ("https://example.org/v1?key=secret", "holds a key"),
    ],
)
def test_addresses(url, words):
    with pytest.raises(CourseError, match=words):
        endpoint.Endpoint(url, "m")


def test_last_message_must_be_the_users(client):
    with pytest.raises(CourseError, match="The last message is the assistant's"):
        client.answer([turn("assistant", "Hello")])


def test_without_the_package(monkeypatch, server):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(endpoint.importlib, "import_module", missing)
    with pytest.raises(CourseError, match="openai package is missing"):
        endpoint.Endpoint(server.url, "town-chat")


def test_nothing_is_sent_unless_an_address_is_named(server, client, monkeypatch, capsys):
    monkeypatch.delenv(endpoint.URL, raising=False)
    model = models.decoder(50, width=32, layers=1)
    words = chat.dressed(tokens.train(["a b"] * 9, 300, kind="bpe", lowercase=False))
    assert isinstance(talk.partner(model, words), talk.Local)
    monkeypatch.setenv(endpoint.URL, server.url)
    with pytest.raises(CourseError, match="COURSE_CHAT_MODEL is not"):
        talk.partner(model, words)
    monkeypatch.setenv(endpoint.MODEL, "town-chat")
    partner = talk.partner(model, words)
    assert partner.answers([HELLO, HELLO])[1].text == "Hello."
    said = capsys.readouterr().out
    assert "nothing leaves this machine" in said and "may charge" in said
    assert KEY not in said
