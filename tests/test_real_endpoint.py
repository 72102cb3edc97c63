"""The client of chat servers: every fault is a sentence, retries end, keys are never shown."""

import time

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


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b'{"choices": []}', b"[]", b"{"])
def test_no_answer_in_what_was_sent(server, client, body):
    server.fault = Fault(body=body)
    assert "protocol" in fails(client)


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
