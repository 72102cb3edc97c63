"""town-chat behind `transformers serve` on the loopback: the client gets the local model's answers.

Skipped where what the server needs is missing: pip install openai fastapi uvicorn rich.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest

from helpers.context import chat
from helpers.files import CourseError, root
from helpers.icl import chat_exams
from helpers.real import endpoint, loading, talk
from tools import claim_cells

FOLDER = root() / "checkpoints" / "town-chat"
NEEDS = ("openai", "fastapi", "uvicorn", "rich")
PATIENCE = 180  # seconds until the server must have begun: it imports torch


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server's address, until the tests here end; then it is stopped and waited for."""
    for name in NEEDS:
        pytest.importorskip(name, reason=f"{name} is missing, which `transformers serve` needs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", str(FOLDER), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    offline = {"HF_HUB_OFFLINE": "1", "NO_PROXY": "*", "OMP_NUM_THREADS": "1"}
    log = tmp_path_factory.mktemp("serve") / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "transformers.cli.transformers", *words],
            env={**os.environ, **offline},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            until(process, f"http://127.0.0.1:{port}/health", log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait(20)


def until(process: subprocess.Popen, page: str, log) -> None:
    """Wait until the server answers; fail with its own words if it ends or does not."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with suppress(OSError), opener.open(page, timeout=2):
            return
        time.sleep(0.3)
    pytest.fail(f"no server: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


@pytest.fixture
def client(server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv(endpoint.KEY, "none")
    return endpoint.Endpoint(server, str(FOLDER), patience=60, tries=2)


def test_the_same_answers_as_here(client):
    model, tokenizer = loading.decoder("town-chat")
    exams = chat_exams.draw("practised", 1, 4, seed=0)
    chats = [exam.messages() for exam in exams]
    here = talk.Local(model, tokenizer).answers(chats, max_tokens=24)
    there = client.answers(chats, max_tokens=24)
    assert [reply.text for reply in there] == [reply.text for reply in here]
    assert [reply.read for reply in there] == [reply.read for reply in here]
    assert {reply.finish for reply in there} == {"stop"}


def test_the_lesson_fills_a_second_column(client, monkeypatch):
    (notes_read,) = claim_cells.taken("real_prompts", "notes_read")
    space = notes_read.__globals__
    monkeypatch.setitem(space, "tests", space["tests"][:3])  # the server answers one by one
    here = notes_read(talk.Local(*loading.decoder("town-chat")))
    assert len(here) == 4 and notes_read(client) == here


def test_a_cut_answer(client):
    told = 'Answer as JSON with the keys "kind". kind: "road", "sea" or "air".'
    messages = [chat.turn("system", told), chat.turn("user", "Anna drew a canoe.")]
    assert client.answer(messages, max_tokens=2).finish == "length"


def test_a_model_that_the_server_lacks(server, client):
    other = endpoint.Endpoint(server, "nobody/nothing", patience=60, tries=1)
    with pytest.raises(CourseError, match=r"\((400|404|5..)\)"):
        other.answer([chat.turn("user", "Hello")])
